# How everything is compiled: the language, the warnings, the sanitizers.

set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})

if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 12)
  message(FATAL_ERROR "Lookback needs GCC 12 or newer; found ${CMAKE_CXX_COMPILER_VERSION}.")
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 19)
  message(FATAL_ERROR "Lookback needs Clang 19 or newer; found ${CMAKE_CXX_COMPILER_VERSION}.")
endif()

# A fused multiply-add rounds once where the definition rounds twice; the numbers must be the same everywhere.
add_compile_options(-ffp-contract=off)

if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  add_compile_options(-fcolor-diagnostics)
endif()

if(LOOKBACK_SANITIZE)
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
endif()

# Our own code, not what it depends on.
add_library(lookback_settings INTERFACE)
target_include_directories(lookback_settings INTERFACE ${PROJECT_SOURCE_DIR}/src)
target_compile_options(lookback_settings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion
  -Wno-missing-field-initializers)

# The page is built without exceptions and type information, so the code below the front ends is too.
add_library(lookback_no_exceptions INTERFACE)
target_compile_options(lookback_no_exceptions INTERFACE -fno-exceptions $<$<BOOL:${EMSCRIPTEN}>:-fno-rtti>)

# The page counts bytes. At the sizes of the board -Oz is as fast as -Os, and a sixth smaller.
add_library(lookback_page INTERFACE)
if(EMSCRIPTEN)
  target_compile_options(lookback_page INTERFACE -Oz -flto)
endif()

# Most of what a small file's compiler does is read these, so it reads them once for a library. No file relies on
# it: each names what it uses.
function(lookback_precompile name)
  target_precompile_headers(${name} PRIVATE
    <algorithm> <array> <cmath> <cstdint> <limits> <optional> <span> <string> <string_view> <vector> ${ARGN})
  # GCC 12 warns of its own strings when they are precompiled (its bug 105651 and others).
  target_compile_options(${name} PRIVATE
    "$<$<CXX_COMPILER_ID:GNU>:-Wno-array-bounds;-Wno-stringop-overflow;-Wno-stringop-overread;-Wno-restrict>")
endfunction()

# Files of a folder are compiled as one, some six at a time, which takes less than half as long. A name in an anonymous
# namespace is then not of one file alone, so two files of a folder may not give it to two things. What merely hides
# another file's name hides nothing in its own; ./dev lint looks at each source of src by itself. Sources in the list
# `apart`, where there is one, are joined with each other only.
function(lookback_join name)
  if(NOT LOOKBACK_JOIN)
    return()
  endif()
  get_target_property(sources ${name} SOURCES)
  foreach(source ${sources})
    cmake_path(GET source PARENT_PATH folder)
    cmake_path(RELATIVE_PATH folder BASE_DIRECTORY ${PROJECT_SOURCE_DIR})
    if(source IN_LIST apart)
      string(APPEND folder "_apart")
    endif()
    string(MAKE_C_IDENTIFIER "${folder}" group)
    list(APPEND in_${group} ${source})
    list(LENGTH in_${group} place)
    math(EXPR part "(${place} - 1) / 6")
    set_source_files_properties(${source} PROPERTIES UNITY_GROUP ${group}_${part})
  endforeach()
  set_target_properties(${name} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP
    UNITY_BUILD_CODE_BEFORE_INCLUDE "#pragma GCC diagnostic ignored \"-Wshadow\"")
endfunction()

add_library(lookback_page_memory INTERFACE)
if(EMSCRIPTEN)
  target_link_options(lookback_page_memory INTERFACE
    -sMALLOC=emmalloc -sALLOW_MEMORY_GROWTH -sINITIAL_MEMORY=16MB -sMAXIMUM_MEMORY=256MB
    # By as much as is asked for, not by a fifth of what there is.
    -sMEMORY_GROWTH_LINEAR_STEP=1MB)
endif()
