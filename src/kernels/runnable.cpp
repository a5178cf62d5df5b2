#include "kernels/table.h"

namespace lookback::kernels {

#if defined(__wasm__)

std::span<const Kernels* const> runnable_kernels() {
  static constexpr const Kernels* only[] = {&wasm_kernels};
  return only;
}

#elif defined(__x86_64__)

std::span<const Kernels* const> runnable_kernels() {
  static constexpr const Kernels* all[] = {&avx512_kernels, &avx2_kernels, &portable_kernels};
  const std::span<const Kernels* const> every = all;
  const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  return every.subspan(avx2 && __builtin_cpu_supports("avx512f") ? 0 : avx2 ? 1 : 2);
}

#else

std::span<const Kernels* const> runnable_kernels() {
  static constexpr const Kernels* only[] = {&portable_kernels};
  return only;
}

#endif

const Kernels& kernels() { return *runnable_kernels().front(); }

}  // namespace lookback::kernels
