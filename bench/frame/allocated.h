// How much memory a contestant has in use: as the machine's allocator counts it natively
// (allocated_native.cpp), and as the heap of our module does as WebAssembly.
#pragma once

#include <cstddef>

#ifdef __wasm__
#include "web/wasm/runtime.h"
#endif

namespace bench {

#ifdef __wasm__
inline std::size_t allocated() { return wasm::heap_used(); }
#else
std::size_t allocated();
#endif

}  // namespace bench
