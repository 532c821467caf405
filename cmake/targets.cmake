# One function per kind of target, so that a folder's CMakeLists.txt reads as a list of its files.
#
#   brain_library(core_base SOURCES … TESTS … FUZZERS … LINKS …)
#
# makes the library, one test program of its TESTS (natively with sanitizers, and as WebAssembly), and
# one libFuzzer program for each of its FUZZERS. A library without SOURCES is header-only. In
# WebAssembly its QUICK sources are made for speed, where everything else is made small.
#
# Sources are compiled eight at a time: most of what a compiler does for one of them, it does for the
# headers, and so it takes two fifths of the time. Names in unnamed namespaces must not meet there.
function(selvage_group_sources)
  set_target_properties(${ARGN} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 8)
endfunction()

# Programs that tests run as they are shipped: with sanitizers they are built when asked for.
function(selvage_shipped)
  set_target_properties(${ARGN} PROPERTIES EXCLUDE_FROM_ALL ${SELVAGE_SANITIZE})
endfunction()

set(tests_in_a_group 8)

function(brain_library name)
  cmake_parse_arguments(arg "" "" "SOURCES;QUICK;TESTS;FUZZERS;LINKS;TEST_LINKS" ${ARGN})
  if(SELVAGE_WASM AND arg_QUICK)
    add_library(${name}_quick OBJECT ${arg_QUICK})
    target_link_libraries(${name}_quick PUBLIC ${arg_LINKS} PRIVATE selvage_brain_options)
    set_target_properties(${name}_quick PROPERTIES SELVAGE_LEVEL -O2)
    selvage_group_sources(${name}_quick)
    set(arg_QUICK $<TARGET_OBJECTS:${name}_quick>)
  endif()
  if(arg_SOURCES)
    add_library(${name} STATIC ${arg_SOURCES} ${arg_QUICK})
    target_link_libraries(${name} PUBLIC ${arg_LINKS} PRIVATE selvage_brain_options)
    selvage_group_sources(${name})
    if(NOT SELVAGE_WASM)
      set_target_properties(${name} PROPERTIES POSITION_INDEPENDENT_CODE ${SELVAGE_SHARED})
      target_precompile_headers(${name} REUSE_FROM selvage_brain_headers)
    endif()
  else()
    add_library(${name} INTERFACE)
    target_link_libraries(${name} INTERFACE ${arg_LINKS})
  endif()
  if(arg_TESTS AND SELVAGE_BRAIN_TESTS)
    selvage_test(${name}_test SOURCES ${arg_TESTS} LINKS ${name} ${arg_TEST_LINKS})
  endif()
  foreach(source ${arg_FUZZERS})
    selvage_fuzzer(${source} LINKS ${name} ${arg_TEST_LINKS})
  endforeach()
endfunction()

# A GoogleTest program. Under WebAssembly it runs in Node through tools/run_wasm.mjs. RapidCheck throws,
# so tests that use it (*_property_test.cpp) run natively only. OF_BRAIN: not where the tests of the
# brain's parts are left out. PLANTED_BUGS: bugs that a test must find, which no sanitizer finds sooner, so
# that they are looked for natively and without.
function(selvage_test name)
  cmake_parse_arguments(arg "NATIVE_ONLY;OF_BRAIN;PLANTED_BUGS" "" "SOURCES;LINKS" ${ARGN})
  if(NOT SELVAGE_TESTS
     OR (SELVAGE_WASM AND (arg_NATIVE_ONLY OR arg_PLANTED_BUGS))
     OR (arg_OF_BRAIN AND NOT SELVAGE_BRAIN_TESTS)
     OR (arg_PLANTED_BUGS AND SELVAGE_SANITIZE))
    return()
  endif()
  set(sources ${arg_SOURCES})
  if(SELVAGE_WASM)
    list(FILTER sources EXCLUDE REGEX "_property_test\\.cpp$")
  endif()
  if(NOT sources)
    return()
  endif()
  # Of what several have made from templates, the linker takes the first: better the optimised. So the tested
  # library comes before its tests, whole, or it would run with their containers; and then those that are busy.
  list(GET arg_LINKS 0 tested)
  get_target_property(kind ${tested} TYPE)
  set(busy)
  foreach(source ${sources})
    get_source_file_property(is_busy ${source} SKIP_PRECOMPILE_HEADERS)
    if(is_busy)
      list(REMOVE_ITEM sources ${source})
      list(APPEND busy ${source})
    endif()
  endforeach()
  selvage_group_tests(${name} groups ${sources})
  add_executable(${name} ${busy} ${groups})
  selvage_test_options(${name} ${arg_LINKS})
  if(kind STREQUAL "STATIC_LIBRARY" AND NOT arg_PLANTED_BUGS) # These bring decisions in the place of some.
    target_link_options(${name} PRIVATE
      -Wl,--whole-archive $<TARGET_FILE:${tested}> -Wl,--no-whole-archive)
  endif()
  target_precompile_headers(${name} REUSE_FROM selvage_test_headers)
  if(SELVAGE_WASM)
    add_test(NAME wasm.${name}
      COMMAND node --no-warnings ${PROJECT_SOURCE_DIR}/tools/run_wasm.mjs $<TARGET_FILE:${name}>)
  else()
    gtest_discover_tests(${name} DISCOVERY_TIMEOUT 60 PROPERTIES TIMEOUT 300)
  endif()
endfunction()

# Test files in groups that are compiled as one (group_tests.cmake); what has more than one unnamed
# namespace, or anything behind it, stays alone.
function(selvage_group_tests name result)
  set(script ${PROJECT_SOURCE_DIR}/cmake/group_tests.cmake)
  set(tests)
  set(groups)
  foreach(source ${ARGN})
    file(READ ${source} text)
    string(FIND "${text}" "\nnamespace {\n" first)
    string(FIND "${text}" "\nnamespace {\n" last REVERSE)
    if(first EQUAL last AND text MATCHES "\n}  // namespace\n(}  // namespace [a-z:_]+\n)*$")
      list(APPEND tests ${source})
    else()
      list(APPEND groups ${source})
    endif()
  endforeach()
  list(LENGTH tests count)
  foreach(begin RANGE 0 ${count} ${tests_in_a_group})
    if(begin EQUAL count)
      break()
    endif()
    list(SUBLIST tests ${begin} ${tests_in_a_group} some)
    set(files)
    foreach(test ${some})
      get_filename_component(file ${test} ABSOLUTE)
      list(APPEND files ${file})
    endforeach()
    set(group ${CMAKE_CURRENT_BINARY_DIR}/${name}_from_${begin}.cpp)
    list(JOIN files "," sources)
    add_custom_command(OUTPUT ${group} DEPENDS ${files} ${script}
      COMMAND ${CMAKE_COMMAND} -DOUT=${group} "-DSOURCES=${sources}" -P ${script})
    list(APPEND groups ${group})
  endforeach()
  set(${result} ${groups} PARENT_SCOPE)
endfunction()

function(selvage_test_options name)
  set_target_properties(${name} PROPERTIES SELVAGE_TEST ON)
  target_link_libraries(${name} PRIVATE ${ARGN} selvage_options selvage_testing)
  target_compile_definitions(${name} PRIVATE SELVAGE_ROOT="${PROJECT_SOURCE_DIR}")
endfunction()

# Tests of this folder whose own code does much: optimised, they are slower to compile and sooner done.
function(busy_tests)
  set_source_files_properties(${ARGN} PROPERTIES COMPILE_OPTIONS "-O1" SKIP_PRECOMPILE_HEADERS ON)
endfunction()

# x_fuzz.cpp holds `FUZZ(x) { … }` (core/testing/fuzz.h). Its corpus, if any, is the folder x_corpus
# beside it. The files are named one by one: into a folder libFuzzer would write what it finds.
# OPTIONS are libFuzzer's.
function(selvage_fuzzer source)
  if(NOT SELVAGE_FUZZERS)
    return()
  endif()
  cmake_parse_arguments(arg "" "" "LINKS;OPTIONS" ${ARGN})
  get_filename_component(short ${source} NAME)
  get_filename_component(folder ${source} DIRECTORY)
  string(REGEX REPLACE "_fuzz\\.cpp$" "" short ${short})
  set(name fuzz_${short})
  add_executable(${name} ${source})
  target_link_libraries(${name} PRIVATE ${arg_LINKS} selvage_options)
  target_link_options(${name} PRIVATE -fsanitize=fuzzer)
  target_precompile_headers(${name} REUSE_FROM selvage_fuzzer_headers)
  set_property(GLOBAL APPEND PROPERTY SELVAGE_FUZZER_NAMES ${name})
  file(GLOB corpus ${CMAKE_CURRENT_SOURCE_DIR}/${folder}/${short}_corpus/*)
  if(corpus)
    list(JOIN corpus "," corpus)
    set(corpus -seed_inputs=${corpus})
  endif()
  # libFuzzer ends when its time is over by a whole second: these are two.
  add_test(NAME fuzz.${short}
    COMMAND ${name} -runs=100000 -seed=1 -max_total_time=1 -max_len=4096 -verbosity=0
            -artifact_prefix=${CMAKE_CURRENT_BINARY_DIR}/ ${arg_OPTIONS} ${corpus})
  set_tests_properties(fuzz.${short} PROPERTIES TIMEOUT 120)
endfunction()
