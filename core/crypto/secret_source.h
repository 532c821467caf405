// SecretSource makes fresh secrets without end out of one that the body drew from its secure
// source: a machine that accepts connections needs a key for each, at times nobody can foresee.
//
// Each draw replaces the source's own key by a one-way function of it, so that who learns it later
// learns nothing of what was drawn before.
#pragma once

#include <string_view>

#include "core/crypto/secret.h"
#include "core/crypto/sha256.h"

namespace core::crypto {

using SecretRoot = Secret<struct SecretRootTag, 32>;

class SecretSource {
public:
    explicit SecretSource(SecretRoot root) : key_(std::move(root)) {}

    template <class Drawn>
    [[nodiscard]] Drawn draw() {
        static_assert(Drawn::size_bytes <= Sha256Digest::size_bytes);
        Sha256Digest drawn = hmac_sha256(key_.expose(), {as_bytes("drawn")});
        Sha256Digest next = hmac_sha256(key_.expose(), {as_bytes("next")});
        Drawn secret(drawn.view().first<Drawn::size_bytes>());
        key_ = SecretRoot(next.view().first<SecretRoot::size_bytes>());
        wipe(drawn.mutable_view());
        wipe(next.mutable_view());
        return secret;
    }

private:
    SecretRoot key_;
};

}  // namespace core::crypto
