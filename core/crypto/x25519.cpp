// Typed key agreement over the seam.
#include "core/crypto/x25519.h"

#include "core/crypto/backend.h"

namespace core::crypto {

X25519PublicKey x25519_public_key(const X25519Secret& secret) {
    X25519PublicKey public_key;
    backend::x25519_public_key(secret.expose(), public_key.mutable_view());
    return public_key;
}

Result<X25519Shared> x25519_shared(const X25519Secret& secret, const X25519PublicKey& public_key) {
    X25519Shared shared;
    if (!backend::x25519_shared(secret.expose(), public_key.view(), shared.mutable_view()))
        return fail(Error::point_weak);
    return shared;
}

}  // namespace core::crypto
