# The targets under libFuzzer. What reads hostile input is compiled here, with sanitizers and counters; all else
# (mechanisms, studies, nodes) is linked as a build without them has left it in LOOKBACK_FUZZ_LIBRARIES_DIR, since
# compiling it takes minutes. The linker takes no file from there that defines nothing but what is here already.

if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  message(FATAL_ERROR "LOOKBACK_FUZZ needs Clang; this is ${CMAKE_CXX_COMPILER_ID}.")
endif()

include(${CMAKE_CURRENT_LIST_DIR}/parsers.cmake)

# -fprofile-instr-generate counts steps: see fuzz_main.cpp.
add_library(fuzz_parsers OBJECT ${parsers})
target_link_libraries(fuzz_parsers PRIVATE lookback_settings lookback_no_exceptions lookback_eigen lookback_json)
target_compile_options(fuzz_parsers PRIVATE -O1 -gline-tables-only -fno-omit-frame-pointer
  -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -fprofile-instr-generate)

lookback_precompile(fuzz_parsers ${PROJECT_SOURCE_DIR}/src/tensor/matrix.h)
lookback_join(fuzz_parsers)

# The parsers first: of an inline function that both have, the linker takes the one that is checked.
add_executable(fuzz EXCLUDE_FROM_ALL
  $<TARGET_OBJECTS:fuzz_parsers> ${fuzz} ${CMAKE_CURRENT_SOURCE_DIR}/fuzz/fuzz_main.cpp)
target_link_libraries(fuzz PRIVATE lookback_settings lookback_eigen lookback_json)
target_include_directories(fuzz PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
target_compile_options(fuzz PRIVATE -O1 -gline-tables-only)
lookback_precompile(fuzz ${PROJECT_SOURCE_DIR}/src/tensor/matrix.h)
target_link_options(fuzz PRIVATE -fsanitize=fuzzer,address,undefined -fprofile-instr-generate)
foreach(library app command_line lessons golden core kernels)
  target_link_libraries(fuzz PRIVATE ${LOOKBACK_FUZZ_LIBRARIES_DIR}/liblookback_${library}.a)
endforeach()

# One program for all targets, which takes its target from its name.
foreach(file ${fuzz})
  if(file MATCHES "/([a-z_]+)_target\\.cpp$")
    add_custom_command(TARGET fuzz POST_BUILD
      COMMAND ${CMAKE_COMMAND} -E create_symlink fuzz ${CMAKE_BINARY_DIR}/fuzz_${CMAKE_MATCH_1})
  endif()
endforeach()
