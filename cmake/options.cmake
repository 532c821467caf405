# Compiler options of every target. Hardening is on in all builds: an assertion that only runs in
# debug builds guards nobody's data.
find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)

# Half the time of a cold build would go into optimising tests, which run once. They are not optimised,
# but for those that do much (busy_tests(), targets.cmake).
set(is_test $<BOOL:$<TARGET_PROPERTY:SELVAGE_TEST>>)

# In WebAssembly size comes before speed, but for targets that say another level.
set(level $<TARGET_PROPERTY:SELVAGE_LEVEL>)

add_library(selvage_options INTERFACE)
target_include_directories(selvage_options INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(selvage_options INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wnon-virtual-dtor -Wimplicit-fallthrough
  -Wswitch-enum -Wno-gnu-statement-expression -Werror
  -fno-strict-aliasing
  # One result everywhere: fused multiply-add would round differently from WebAssembly.
  -ffp-contract=off)

if(SELVAGE_WASM)
  set(CMAKE_EXECUTABLE_SUFFIX .wasm)
  target_compile_options(selvage_options INTERFACE
    -fno-exceptions -fno-rtti -msimd128 -mbulk-memory -mnontrapping-fptoint
    # A page never exits in a way that a module could notice.
    -fno-c++-static-destructors
    $<$<CONFIG:Release>:$<IF:${is_test},-O0,$<IF:$<BOOL:${level}>,${level},-Oz>$<SEMICOLON>-flto>>)
  target_compile_definitions(selvage_options INTERFACE
    _LIBCPP_HARDENING_MODE=_LIBCPP_HARDENING_MODE_FAST)
  target_link_options(selvage_options INTERFACE -flto $<${is_test}:-Wl,--lto-O1> -Wl,--strip-all
    # Where Binaryen is installed, clang would run it over everything, tests too, unless the last of
    # these is -O0 (with --no-wasm-opt, clang 19 links nothing at all). What is linked does not follow
    # it: -Wl,-O2 and --lto-O say how.
    -O0 -Wl,-O2
    # The stack comes first in the memory, so that one that overflows leaves the memory, which traps,
    # instead of growing into the data. Tests need more: they are not optimised.
    -Wl,--stack-first -Wl,-z,stack-size=$<IF:${is_test},1048576,131072>)
else()
  target_compile_options(selvage_options INTERFACE
    -fstack-protector-strong
    # Objects of both kinds: what is shipped or measured is optimised as a whole, tests link at once.
    $<$<CONFIG:Release>:
      $<IF:${is_test},-O0,-O3$<SEMICOLON>-flto=thin$<SEMICOLON>-ffat-lto-objects>>)
  target_compile_definitions(selvage_options INTERFACE
    _GLIBCXX_ASSERTIONS $<$<CONFIG:Release>:_FORTIFY_SOURCE=2>)
  target_link_options(selvage_options INTERFACE
    -fuse-ld=lld-19 -Wl,-z,relro,-z,now
    $<$<AND:$<CONFIG:Release>,$<NOT:${is_test}>>:-flto=thin$<SEMICOLON>-ffat-lto-objects>)
endif()

# NDEBUG would silence the C library's assert and nothing of ours; leave it undefined everywhere.
foreach(config RELEASE RELWITHDEBINFO MINSIZEREL)
  string(REPLACE "-DNDEBUG" "" CMAKE_CXX_FLAGS_${config} "${CMAKE_CXX_FLAGS_${config}}")
endforeach()

if(SELVAGE_SANITIZE)
  # Whether an object is as large as what is read of it AddressSanitizer sees too, at a seventh less of the
  # compiler's time.
  set(sanitizers -fsanitize=address,undefined -fno-sanitize=object-size -fno-sanitize-recover=all
    -fno-omit-frame-pointer)
  # The brain has no type information that could be asked whether a pointer is what it says.
  target_compile_options(selvage_options INTERFACE $<IF:${is_test},-O0,-O1> ${sanitizers}
    $<${is_test}:-fno-sanitize=vptr>)
  # A test says itself in which line it failed; what a sanitizer stops in it, it names the function of. Who wants
  # more (CMakePresets.json) has it in tests too.
  if(CMAKE_CXX_FLAGS_DEBUG STREQUAL "-g1")
    target_compile_options(selvage_options INTERFACE $<${is_test}:-g0>)
  endif()
  target_link_options(selvage_options INTERFACE ${sanitizers})
endif()
# For what holds objects of the brain that have virtual functions. To be linked behind the options.
add_library(selvage_calls_brain INTERFACE)
if(SELVAGE_SANITIZE)
  target_compile_options(selvage_calls_brain INTERFACE -fno-sanitize=vptr)
endif()
if(SELVAGE_FUZZERS)
  target_compile_options(selvage_options INTERFACE $<$<NOT:${is_test}>:-fsanitize=fuzzer-no-link>)
endif()

# What the brain is compiled with, natively too: no exceptions, no run-time type information.
add_library(selvage_brain_options INTERFACE)
target_link_libraries(selvage_brain_options INTERFACE selvage_options)
target_compile_options(selvage_brain_options INTERFACE -fno-exceptions -fno-rtti)

# A shared library is made of what is shipped: there libraries are compiled for one, and not under sanitizers.
set(SELVAGE_SHARED ON)
if(SELVAGE_WASM OR SELVAGE_SANITIZE)
  set(SELVAGE_SHARED OFF)
endif()

# What nearly every file includes, compiled once. Of WebAssembly only the tests have it: there a file of
# the brain that leaves out what it needs is found.
function(selvage_headers name)
  cmake_parse_arguments(arg "" "" "HEADERS;LINKS" ${ARGN})
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/${name}.cpp CONTENT "")
  add_library(${name} OBJECT ${CMAKE_BINARY_DIR}/${name}.cpp)
  target_link_libraries(${name} PRIVATE ${arg_LINKS})
  target_precompile_headers(${name} PRIVATE ${arg_HEADERS})
endfunction()

set(std_headers <algorithm> <array> <bit> <cstdint> <cstring> <expected> <memory> <optional> <ranges>
  <span> <string> <string_view> <utility> <vector>)
set(test_headers ${std_headers} <gtest/gtest.h>)
if(NOT SELVAGE_WASM)
  list(APPEND test_headers <rapidcheck/gtest.h>)
endif()
if(NOT SELVAGE_WASM)
  selvage_headers(selvage_brain_headers HEADERS ${std_headers} LINKS selvage_brain_options)
  set_target_properties(selvage_brain_headers PROPERTIES POSITION_INDEPENDENT_CODE ${SELVAGE_SHARED})
endif()
if(SELVAGE_FUZZERS)
  selvage_headers(selvage_fuzzer_headers HEADERS ${std_headers} LINKS selvage_options)
endif()
