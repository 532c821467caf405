// What both ends of a Noise handshake have in common at each step: a hash of everything said so
// far, and keys made of all secrets shared so far. Noise's SymmetricState, with SHA-256 and
// ChaCha20-Poly1305.
#pragma once

#include <optional>

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/crypto/sha256.h"
#include "net/noise/cipher_state.h"

namespace net::noise {

// The keys of the session, named after the end that seals with them.
struct SessionKeys {
    CipherState initiator;
    CipherState responder;
};

class SymmetricState {
public:
    explicit SymmetricState(core::Bytes prologue);

    void mix_hash(core::Bytes bytes);
    void mix_key(core::Bytes shared_secret);

    // Appends to `out`. Before the first shared secret the text goes as it is.
    void seal(core::Bytes text, core::Buffer& out);
    // Error::tag_wrong unless both ends agree about everything so far.
    [[nodiscard]] core::Result<core::Buffer> open(core::Bytes sealed);

    [[nodiscard]] bool has_key() const { return cipher_.has_value(); }
    [[nodiscard]] const core::crypto::Sha256Digest& hash() const { return hash_; }
    [[nodiscard]] SessionKeys split() const;

private:
    core::crypto::Sha256Digest hash_;
    core::crypto::PseudorandomKey chaining_key_;
    std::optional<CipherState> cipher_;
};

}  // namespace net::noise
