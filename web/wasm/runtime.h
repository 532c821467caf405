// What can be asked of the runtime of a module.
#pragma once

#include <cstddef>

namespace wasm {

// How many bytes of the heap are in use. It walks over all of it.
[[nodiscard]] std::size_t heap_used();

}  // namespace wasm
