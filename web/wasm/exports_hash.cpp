// Checksums and hashes for the page, for contents that it handles itself.
#include "core/base/blake3.h"
#include "core/base/crc32c.h"
#include "web/wasm/export.h"

EXPORT(crc32c)
std::uint32_t wasm_crc32c(const std::byte* bytes, std::size_t size, std::uint32_t before) {
    return core::crc32c({bytes, size}, before);
}

EXPORT(blake3) void wasm_blake3(const std::byte* bytes, std::size_t size, std::byte* digest) {
    core::copy({digest, core::Blake3Digest::size_bytes}, core::blake3({bytes, size}).view());
}
