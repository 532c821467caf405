// What can be asked of the runtime of a module.
#pragma once

#include <cstddef>
#include <string_view>

namespace wasm {

// How many bytes of the heap are in use. It walks over all of it.
[[nodiscard]] std::size_t heap_used();

// Keeps as much of a text as fits, for the page to read after the trap that follows.
void keep_panic(std::string_view text);

}  // namespace wasm
