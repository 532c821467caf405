// CRC32C, BLAKE3 and SHA-256 over memory.
#include "bench/base/contestants.h"
#include "core/base/blake3.h"
#include "core/base/crc32c.h"
#include "core/crypto/sha256.h"

namespace bench {

void measure_hashes(const Measure& measure) {
    for (const Size size : hash_sizes) {
        const core::Buffer message = random_bytes(size.bytes);
        const auto rate = [&](std::string_view what, std::string_view who, auto hash) {
            measure.rate(title(what, size), who, "MiB/s", mebibytes(size.bytes),
                         [&] { keep(hash(message)); });
        };
        rate("CRC32C", ours, [](core::Bytes bytes) { return core::crc32c(bytes); });
        rate("CRC32C", "selvage table",
             [](core::Bytes bytes) { return core::crc32c_by_table(bytes); });
        rate("BLAKE3", ours, [](core::Bytes bytes) { return core::blake3(bytes); });
        rate("SHA-256", ours, [](core::Bytes bytes) { return core::crypto::sha256(bytes); });
    }
}

}  // namespace bench
