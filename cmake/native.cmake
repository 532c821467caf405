# Native toolchain: clang 19 and lld 19 by name, since Debian's plain `clang` is too old for C++23.
set(CMAKE_C_COMPILER clang-19)
set(CMAKE_CXX_COMPILER clang++-19)
set(CMAKE_AR llvm-ar-19)
set(CMAKE_RANLIB llvm-ranlib-19)
