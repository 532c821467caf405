// Checksums and hashes for the page, for contents that it handles itself, through the window.
#include "core/base/blake3.h"
#include "core/base/crc32c.h"
#include "web/wasm/export.h"
#include "web/wasm/window.h"

EXPORT(crc32c) std::uint32_t wasm_crc32c(std::size_t size, std::uint32_t before) {
    return core::crc32c(wasm::in_window(size), before);
}

// The digest of what is in the window, shown there in its place.
EXPORT(blake3) void wasm_blake3(std::size_t size) {
    wasm::show_in_window(core::blake3(wasm::in_window(size)).view());
}

namespace {

// Of the one content that is passing through the window.
core::Blake3& hasher() {
    static core::Blake3 hasher;
    return hasher;
}

}  // namespace

// Whatever became of the content before.
EXPORT(blake3_begin) void wasm_blake3_begin() { hasher() = core::Blake3(); }

EXPORT(blake3_add) void wasm_blake3_add(std::size_t size) {
    hasher().update(wasm::in_window(size));
}

EXPORT(blake3_finish) void wasm_blake3_finish() { wasm::show_in_window(hasher().digest().view()); }
