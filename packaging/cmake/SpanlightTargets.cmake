# moc of Qt 6.4 stumbles over <concepts> of libstdc++, which every standard header includes in C++20, and over <compare>
# of version 13: it passes over them.
set(SPANLIGHT_MOC_OPTIONS "-D_GLIBCXX_CONCEPTS=1;-D_COMPARE=1")

# One library per folder: spanlight_library(trace SOURCES a.cpp … PUBLIC spanlight::x PRIVATE y [QT])
# QT turns the meta-object compiler on.
function(spanlight_library name)
  cmake_parse_arguments(ARG "QT" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(spanlight_${name} STATIC ${ARG_SOURCES})
  add_library(spanlight::${name} ALIAS spanlight_${name})
  target_link_libraries(spanlight_${name} PUBLIC spanlight_options ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE})
  if(ARG_QT)
    set_target_properties(spanlight_${name} PROPERTIES AUTOMOC ON AUTOMOC_MOC_OPTIONS "${SPANLIGHT_MOC_OPTIONS}")
  endif()
endfunction()

# What the scripts build when they want all of one kind.
add_custom_target(threaded_tests)
add_custom_target(fuzz_targets)

# One test program per library: spanlight_test(trace SOURCES … LIBRARIES … [QT] [THREADED])
# The main function lives in tests/support: plain GoogleTest, or with an offscreen QApplication for QT.
# THREADED marks programs that the thread sanitizer is worth running on.
function(spanlight_test name)
  cmake_parse_arguments(ARG "QT;THREADED" "" "SOURCES;LIBRARIES" ${ARGN})
  add_executable(${name}_test ${ARG_SOURCES})
  target_link_libraries(${name}_test PRIVATE spanlight::test_support ${ARG_LIBRARIES})
  if(ARG_QT)
    set_target_properties(${name}_test PROPERTIES AUTOMOC ON AUTOMOC_MOC_OPTIONS "${SPANLIGHT_MOC_OPTIONS}")
    target_link_libraries(${name}_test PRIVATE spanlight::test_main_qt)
  else()
    target_link_libraries(${name}_test PRIVATE GTest::gtest_main)
  endif()
  set(labels)
  if(ARG_THREADED)
    set(labels LABELS threaded)
    add_dependencies(threaded_tests ${name}_test)
  endif()
  gtest_discover_tests(${name}_test PROPERTIES TIMEOUT 120 ${labels} DISCOVERY_TIMEOUT 60
    WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}")
endfunction()

# One libFuzzer program per target: spanlight_fuzz(jaeger_json SOURCES … LIBRARIES …) makes bin/jaeger_json_fuzz.
function(spanlight_fuzz name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LIBRARIES" ${ARGN})
  add_executable(${name}_fuzz EXCLUDE_FROM_ALL ${ARG_SOURCES})
  target_link_libraries(${name}_fuzz PRIVATE spanlight_options ${ARG_LIBRARIES})
  target_link_options(${name}_fuzz PRIVATE -fsanitize=fuzzer)
  add_dependencies(fuzz_targets ${name}_fuzz)
endfunction()
include(GoogleTest)
