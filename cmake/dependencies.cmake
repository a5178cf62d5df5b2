# What is installed is used; what is not is fetched, pinned by hash.

include(FetchContent)

# SOURCE_SUBDIR names a folder that does not exist: the source is unpacked, its own build is left alone.
FetchContent_Declare(eigen_source
  URL https://gitlab.com/libeigen/eigen/-/archive/3.4.0/eigen-3.4.0.tar.gz
  URL_HASH SHA256=8586084f71f9bde545ee7fa6d00288b264a2b7ac3607b974e54d13e7162c1c72
  DOWNLOAD_EXTRACT_TIMESTAMP OFF SOURCE_SUBDIR none)
FetchContent_Declare(doctest_source
  URL https://github.com/doctest/doctest/archive/refs/tags/v2.4.11.tar.gz
  URL_HASH SHA256=632ed2c05a7f53fa961381497bf8069093f0d6628c5f26286161fbd32a560186
  DOWNLOAD_EXTRACT_TIMESTAMP OFF SOURCE_SUBDIR none)
FetchContent_Declare(json_source
  URL https://github.com/nlohmann/json/releases/download/v3.11.2/json.tar.xz
  URL_HASH SHA256=8c4b26bf4b422252e13f332bc5e388ec0ab5c3443d24399acb675e68278d341f
  DOWNLOAD_EXTRACT_TIMESTAMP OFF SOURCE_SUBDIR none)
# The head of 1.86-standalone: Multiprecision without the rest of Boost.
FetchContent_Declare(multiprecision_source
  GIT_REPOSITORY https://github.com/boostorg/multiprecision.git
  GIT_TAG bb0fd0306299d29392af5de259698b103d1b0889
  SOURCE_SUBDIR none)
# The commit of v1.92.2b.
FetchContent_Declare(imgui_source
  GIT_REPOSITORY https://github.com/ocornut/imgui.git
  GIT_TAG 45acd5e0e82f4c954432533ae9985ff0e1aad6d5
  SOURCE_SUBDIR none)
# The commit of v1.7.1, which Debian 12 has.
FetchContent_Declare(benchmark_source
  GIT_REPOSITORY https://github.com/google/benchmark.git
  GIT_TAG d572f4777349d43653b21d6c2fc63020ab326db2)

# A target for a library of headers: from LOOKBACK_HEADERS_DIR, from the system, or fetched, in this order.
# System headers of this machine must not be seen by Emscripten, whose own C library they would shadow.
function(lookback_headers target file fetched fetched_include)
  set(${target}_DIR "" CACHE PATH "The folder that holds ${file}; empty: found or fetched")
  set(folder "${${target}_DIR}")
  if(NOT folder AND LOOKBACK_HEADERS_DIR AND EXISTS ${LOOKBACK_HEADERS_DIR}/${file})
    set(folder ${LOOKBACK_HEADERS_DIR})
  endif()
  if(NOT folder AND NOT EMSCRIPTEN)
    find_path(${target}_FOUND_DIR ${file} PATH_SUFFIXES eigen3)
    if(${target}_FOUND_DIR)
      set(folder ${${target}_FOUND_DIR})
    endif()
  endif()
  if(NOT folder)
    message(STATUS "${file} is not installed here; fetching it")
    FetchContent_MakeAvailable(${fetched})
    set(folder ${${fetched}_SOURCE_DIR}/${fetched_include})
  endif()
  add_library(${target} INTERFACE)
  target_include_directories(${target} SYSTEM INTERFACE ${folder})
endfunction()

lookback_headers(lookback_eigen Eigen/Core eigen_source "")
lookback_headers(lookback_doctest doctest/doctest.h doctest_source "")
lookback_headers(lookback_json nlohmann/json.hpp json_source include)
lookback_headers(lookback_multiprecision boost/multiprecision/cpp_int.hpp multiprecision_source include)

if(LOOKBACK_UI)
  set(imgui ${LOOKBACK_IMGUI_DIR})
  if(NOT imgui)
    FetchContent_MakeAvailable(imgui_source)
    set(imgui ${imgui_source_SOURCE_DIR})
  endif()
  if(NOT EXISTS ${imgui}/imgui.h)
    message(FATAL_ERROR "LOOKBACK_IMGUI_DIR=${imgui} holds no imgui.h.")
  endif()
  add_library(lookback_imgui STATIC
    ${imgui}/imgui.cpp ${imgui}/imgui_draw.cpp ${imgui}/imgui_tables.cpp ${imgui}/imgui_widgets.cpp)
  target_include_directories(lookback_imgui SYSTEM PUBLIC ${imgui})
  target_compile_definitions(lookback_imgui PUBLIC
    IMGUI_DISABLE_OBSOLETE_FUNCTIONS IMGUI_DISABLE_DEMO_WINDOWS IMGUI_DISABLE_FILE_FUNCTIONS
    IMGUI_DISABLE_DEFAULT_SHELL_FUNCTIONS IMGUI_USE_WCHAR32
    "ImDrawIdx=unsigned int")  # with outlined cells a large board has more than 65,536 vertices
  target_compile_options(lookback_imgui PRIVATE -w)
  target_link_libraries(lookback_imgui PRIVATE lookback_no_exceptions lookback_page)
  if(EMSCRIPTEN)
    set(backend ${imgui}/backends/imgui_impl_opengl3.cpp)
    target_sources(lookback_imgui PRIVATE ${backend})
    # See src/platform/gl/saved_state.cpp.
    set_source_files_properties(${backend} PROPERTIES COMPILE_DEFINITIONS glGetIntegerv=lookback_gl_get_integer)
    target_include_directories(lookback_imgui SYSTEM PUBLIC ${imgui}/backends)
    target_compile_definitions(lookback_imgui PUBLIC
      IMGUI_IMPL_OPENGL_ES3 IMGUI_DISABLE_DEBUG_TOOLS IMGUI_DISABLE_DEFAULT_FONT)
  endif()
endif()

if(LOOKBACK_BENCH)
  find_package(benchmark CONFIG QUIET)
  if(NOT benchmark_FOUND)
    message(STATUS "Google Benchmark is not installed here; fetching it")
    set(BENCHMARK_ENABLE_TESTING OFF CACHE BOOL "" FORCE)
    set(BENCHMARK_ENABLE_INSTALL OFF CACHE BOOL "" FORCE)
    FetchContent_MakeAvailable(benchmark_source)
  endif()
endif()
