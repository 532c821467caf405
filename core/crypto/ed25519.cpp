// Typed signatures over the seam.
#include "core/crypto/ed25519.h"

#include "core/crypto/backend.h"

namespace core::crypto {

Ed25519KeyPair::Ed25519KeyPair(Ed25519Seed seed) : seed_(std::move(seed)) {
    backend::ed25519_public_key(seed_.expose(), public_key_.mutable_view());
}

Ed25519Signature Ed25519KeyPair::sign(Bytes message) const {
    Ed25519Signature signature;
    backend::ed25519_sign(seed_.expose(), public_key_.view(), message, signature.mutable_view());
    return signature;
}

Result<void> ed25519_verify(const Ed25519PublicKey& key, Bytes message,
                            const Ed25519Signature& signature) {
    if (!backend::ed25519_verify(key.view(), message, signature.view()))
        return fail(Error::signature_wrong);
    return {};
}

}  // namespace core::crypto
