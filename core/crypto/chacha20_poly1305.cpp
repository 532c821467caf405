// Typed sealing over the seam; sizes are checked here so that no body has to.
#include "core/crypto/chacha20_poly1305.h"

#include "core/base/assert.h"
#include "core/crypto/backend.h"

namespace core::crypto {

void chacha20_poly1305_seal(const AeadKey& key, const AeadNonce& nonce, Bytes extra, Bytes text,
                            MutableBytes sealed) {
    ASSERT(sealed.size() == text.size() + aead_tag_size);
    backend::chacha20_poly1305_seal(key.expose(), nonce.view(), extra, text, sealed);
}

Result<void> chacha20_poly1305_open(const AeadKey& key, const AeadNonce& nonce, Bytes extra,
                                    Bytes sealed, MutableBytes text) {
    if (sealed.size() < aead_tag_size) return fail(Error::truncated);
    ASSERT(text.size() == sealed.size() - aead_tag_size);
    if (!backend::chacha20_poly1305_open(key.expose(), nonce.view(), extra, sealed, text))
        return fail(Error::tag_wrong);
    return {};
}

}  // namespace core::crypto
