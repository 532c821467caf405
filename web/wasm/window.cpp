// The window itself. 64 KiB: large enough that crossing costs little for each byte, small enough to
// stay in the second-level cache.
#include "web/wasm/window.h"

#include <array>

#include "core/base/assert.h"
#include "core/crypto/secret.h"
#include "web/wasm/export.h"

namespace wasm {
namespace {

constexpr std::size_t window_size = std::size_t{64} * 1024;
alignas(16) std::array<std::byte, window_size> window;

}  // namespace

core::Bytes in_window(std::size_t size) {
    ASSERT(size <= window_size);
    return core::Bytes(window).first(size);
}

void wipe_window(std::size_t size) { core::crypto::wipe(core::MutableBytes(window).first(size)); }

void show_in_window(core::Bytes bytes) { core::copy(window, bytes); }

}  // namespace wasm

EXPORT(window) std::byte* wasm_window() { return wasm::window.data(); }
EXPORT(window_size) std::size_t wasm_window_size() { return wasm::window_size; }
