// Hashing through the seam; HKDF is composed of its HMAC.
#include "core/crypto/sha256.h"

#include <array>

#include "core/base/assert.h"
#include "core/crypto/backend.h"

namespace core::crypto {

Sha256Digest sha256(Bytes message) { return sha256({message}); }

Sha256Digest sha256(std::initializer_list<Bytes> parts) {
    Sha256Digest digest;
    backend::sha256(parts, digest.mutable_view());
    return digest;
}

Sha256Digest hmac_sha256(Bytes key, std::initializer_list<Bytes> parts) {
    Sha256Digest tag;
    backend::hmac_sha256(key, parts, tag.mutable_view());
    return tag;
}

PseudorandomKey hkdf_extract(Bytes salt, Bytes input_key) {
    // An absent salt counts as a block of zeros, and HMAC pads an empty key to just that.
    PseudorandomKey key;
    const std::array parts{input_key};
    backend::hmac_sha256(salt, parts, key.mutable_view());
    return key;
}

void hkdf_expand(const PseudorandomKey& key, Bytes info, MutableBytes output) {
    ASSERT(output.size() <= hkdf_output_size_max);
    Secret<struct HkdfBlockTag, 32> block;
    Bytes previous;
    for (unsigned counter = 1; !output.empty(); ++counter) {
        const std::array counter_byte{static_cast<std::byte>(counter)};
        const std::array<Bytes, 3> parts{previous, info, counter_byte};
        backend::hmac_sha256(key.expose(), parts, block.mutable_view());
        previous = block.expose();
        const std::size_t size = std::min(output.size(), previous.size());
        copy(output, previous.first(size));
        output = output.subspan(size);
    }
}

}  // namespace core::crypto
