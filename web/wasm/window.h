// The window is where bytes cross between the page and the module: one piece of memory of fixed
// size, written by the page before a call or by the module during it. So nothing is allocated for a
// crossing, and a large content does not make the module's memory large.
#pragma once

#include "core/base/bytes.h"

namespace wasm {

// What the page wrote. Its size is the page's claim and checked.
core::Bytes in_window(std::size_t size);

// Overwrites what the page wrote, which was secret.
void wipe_window(std::size_t size);

// Shown to the page until the next call.
void show_in_window(core::Bytes bytes);

}  // namespace wasm
