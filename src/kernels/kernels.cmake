# The kernels, once for each set of instructions, every one in a file of its own. What there is to vectorise is written
# so; a compiler that tries by itself makes the short loops longer.
function(lookback_kernels_library name)
  add_library(${name} STATIC ${CMAKE_CURRENT_SOURCE_DIR}/kernels/runnable.cpp)
  target_link_libraries(${name} PUBLIC lookback_settings PRIVATE lookback_no_exceptions)
  target_compile_options(${name} PRIVATE -O3 -fno-math-errno -fno-tree-vectorize
    $<$<CXX_COMPILER_ID:Clang>:-fno-slp-vectorize> $<$<CXX_COMPILER_ID:GNU>:-Wno-psabi>)
endfunction()

if(EMSCRIPTEN)
  # In two variants, as a browser either knows relaxed SIMD or does not.
  foreach(variant simd relaxed)
    lookback_kernels_library(lookback_kernels_${variant})
    target_sources(lookback_kernels_${variant} PRIVATE ${CMAKE_CURRENT_SOURCE_DIR}/kernels/for_wasm.cpp)
    target_compile_options(lookback_kernels_${variant} PRIVATE
      -msimd128 $<$<STREQUAL:${variant},relaxed>:-mrelaxed-simd>)

    # The module that the page loads: no glue, no imports, no allocator. Binaryen must leave small functions apart, as
    # V8 keeps the numbers of one inner loop in registers, not of several.
    add_executable(kernels_${variant} ${CMAKE_CURRENT_SOURCE_DIR}/kernels/module.cpp)
    set_target_properties(kernels_${variant} PROPERTIES SUFFIX .wasm)
    target_compile_options(kernels_${variant} PRIVATE -O2)
    target_link_libraries(kernels_${variant} PRIVATE lookback_kernels_${variant} lookback_no_exceptions)
    target_link_options(kernels_${variant} PRIVATE -O2 -sSTANDALONE_WASM --no-entry -sSTACK_SIZE=64KB
      -sALLOW_MEMORY_GROWTH -sINITIAL_MEMORY=1MB -sMAXIMUM_MEMORY=4GB -Wl,--export=__heap_base
      -sBINARYEN_EXTRA_PASSES=--one-caller-inline-max-function-size=1)
  endforeach()

  # And what src/map needs of them in the page's own module, which every browser must take: without relaxed SIMD. It is
  # no bitcode, as linking that would let SIMD into all functions.
  lookback_kernels_library(lookback_kernels_page)
  target_sources(lookback_kernels_page PRIVATE ${CMAKE_CURRENT_SOURCE_DIR}/kernels/for_page.cpp)
  target_compile_options(lookback_kernels_page PRIVATE -msimd128)
  return()
endif()

lookback_kernels_library(lookback_kernels)
target_sources(lookback_kernels PRIVATE ${CMAKE_CURRENT_SOURCE_DIR}/kernels/for_portable.cpp)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  set(avx2 ${CMAKE_CURRENT_SOURCE_DIR}/kernels/for_avx2.cpp)
  set(avx512 ${CMAKE_CURRENT_SOURCE_DIR}/kernels/for_avx512.cpp)
  target_sources(lookback_kernels PRIVATE ${avx2} ${avx512})
  set_source_files_properties(${avx2} PROPERTIES COMPILE_OPTIONS "-mavx2;-mfma")
  # GCC 12 warns of its own header (its bug 105593).
  set_source_files_properties(${avx512} PROPERTIES COMPILE_OPTIONS
    "-mavx2;-mfma;-mavx512f;$<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>")
endif()
