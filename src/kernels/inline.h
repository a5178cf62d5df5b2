#pragma once

// The kernels are compiled once for each set of instructions. Every function that more than one of these
// compilations sees is inlined or a template over its lanes, so that the linker can never take code for one
// machine into the code for another.
#define LOOKBACK_INLINE inline __attribute__((always_inline))

// For functions with an inner loop: a compiler that sees several of them at once keeps fewer numbers in
// registers.
#define LOOKBACK_APART __attribute__((noinline))

#define LOOKBACK_UNROLL _Pragma("GCC unroll 32")

// For inner loops that are unrolled by hand as far as the registers go.
#ifdef __clang__
#define LOOKBACK_ROLLED _Pragma("clang loop unroll(disable)")
#else
#define LOOKBACK_ROLLED _Pragma("GCC unroll 1")
#endif

// Compilers leave the reads before and after it in this order; gathering those of a whole loop in front, they
// run out of registers.
#define LOOKBACK_IN_ORDER asm volatile("" ::: "memory");
