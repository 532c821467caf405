// One direction of a Noise session: a key, and the number of the next message under it. Messages
// are opened in the order in which they were sealed; there is no other.
#pragma once

#include <cstdint>
#include <utility>

#include "core/base/assert.h"
#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/crypto/chacha20_poly1305.h"

namespace net::noise {

// Noise keeps the last of the 2^64 numbers back; whoever would need it ends the session (NO16).
inline constexpr std::uint64_t messages_max = UINT64_MAX;

class CipherState {
public:
    explicit CipherState(core::crypto::AeadKey key, std::uint64_t messages_done = 0)
        : key_(std::move(key)), messages_done_(messages_done) {}

    [[nodiscard]] std::uint64_t messages_left() const { return messages_max - messages_done_; }

    // `sealed` is aead_tag_size longer than the text, and may begin where the text begins. Only
    // while messages are left.
    void seal(core::Bytes extra, core::Bytes text, core::MutableBytes sealed) {
        ASSERT(messages_left() > 0);
        core::crypto::chacha20_poly1305_seal(key_, nonce(), extra, text, sealed);
        ++messages_done_;
    }

    // The other way round; a message that does not open is not counted.
    [[nodiscard]] core::Result<void> open(core::Bytes extra, core::Bytes sealed,
                                          core::MutableBytes text) {
        ASSERT(messages_left() > 0);
        TRY(core::crypto::chacha20_poly1305_open(key_, nonce(), extra, sealed, text));
        ++messages_done_;
        return {};
    }

    [[nodiscard]] const core::crypto::AeadKey& key() const { return key_; }

private:
    // Four zeros, then the number, its lowest byte first.
    [[nodiscard]] core::crypto::AeadNonce nonce() const {
        core::crypto::AeadNonce nonce;
        core::copy(nonce.mutable_view().subspan(4), std::as_bytes(std::span(&messages_done_, 1)));
        return nonce;
    }

    core::crypto::AeadKey key_;
    std::uint64_t messages_done_;
};

}  // namespace net::noise
