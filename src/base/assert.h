#pragma once

#include <cstdio>
#include <cstdlib>

// The programmer's kind of error: a broken precondition. It ends the program in every build, because a
// number computed after it could not be trusted.
#define LOOKBACK_ASSERT(condition)                                                           \
  do {                                                                                       \
    if (!(condition)) {                                                                      \
      std::fprintf(stderr, "%s:%d: assertion failed: %s\n", __FILE__, __LINE__, #condition); \
      std::abort();                                                                          \
    }                                                                                        \
  } while (false)
