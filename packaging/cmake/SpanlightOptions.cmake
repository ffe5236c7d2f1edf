# Options and compiler settings that hold for every target.
option(SPANLIGHT_TESTS "Build the tests" ON)
option(SPANLIGHT_BENCH "Build the benchmarks" ON)
option(SPANLIGHT_DESKTOP "Build the desktop application and the widget libraries" ON)
option(SPANLIGHT_FUZZ "Build the libFuzzer targets (needs clang)" OFF)
set(SPANLIGHT_SANITIZE "" CACHE STRING "Sanitizers, for example address,undefined or thread")

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
set(CMAKE_AUTOMOC OFF)

find_program(SPANLIGHT_CCACHE ccache)
if(SPANLIGHT_CCACHE)
  # Paths below the source folder count as relative, so that every clone and work tree shares one cache.
  set(CMAKE_CXX_COMPILER_LAUNCHER
      "${CMAKE_COMMAND};-E;env;CCACHE_BASEDIR=${PROJECT_SOURCE_DIR};CCACHE_NOHASHDIR=true;${SPANLIGHT_CCACHE}")
endif()

add_library(spanlight_options INTERFACE)
target_compile_options(spanlight_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wimplicit-fallthrough)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # GCC 12 warns about its own std::string::insert (GCC bug 105651).
  target_compile_options(spanlight_options INTERFACE -Wno-restrict)
endif()
target_include_directories(spanlight_options INTERFACE "${PROJECT_SOURCE_DIR}")
target_compile_definitions(spanlight_options INTERFACE SPANLIGHT_VERSION="${PROJECT_VERSION}")
if(SPANLIGHT_SANITIZE)
  add_compile_options(-fsanitize=${SPANLIGHT_SANITIZE} -fno-omit-frame-pointer -g1)
  add_link_options(-fsanitize=${SPANLIGHT_SANITIZE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # Instrumented code hides from GCC what its own library initialises.
    add_compile_options(-Wno-maybe-uninitialized)
  endif()
endif()
if(SPANLIGHT_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
