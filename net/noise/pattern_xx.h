// The three messages of Noise's pattern XX, without frames, payloads' meaning or time: Handshake
// adds those.
//
//   → e    ← e, ee, s, es    → s, se
//
// Both ends write and read in turns, the initiator first. After an error the handshake is over.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "core/base/bytes.h"
#include "core/base/reader.h"
#include "core/base/result.h"
#include "core/crypto/x25519.h"
#include "net/noise/symmetric_state.h"

namespace net::noise {

enum class Role : std::uint8_t { initiator, responder };

inline constexpr std::size_t message_count = 3;

// What the messages hold besides their payloads.
inline constexpr std::size_t key_size = core::crypto::X25519PublicKey::size_bytes;
inline constexpr std::size_t sealed_key_size = key_size + core::crypto::aead_tag_size;
inline constexpr std::array<std::size_t, message_count> message_overheads{
    key_size,
    key_size + sealed_key_size + core::crypto::aead_tag_size,
    sealed_key_size + core::crypto::aead_tag_size,
};

class PatternXx {
public:
    // Both secrets must be fresh chance; the ephemeral one for this handshake alone.
    PatternXx(Role role, core::Bytes prologue, core::crypto::X25519Secret static_secret,
              core::crypto::X25519Secret ephemeral_secret);

    // Of the messages done, by either end: what comes next is message_overheads[messages_done()].
    [[nodiscard]] std::size_t messages_done() const { return messages_done_; }
    [[nodiscard]] bool is_complete() const { return messages_done_ == message_count; }
    [[nodiscard]] bool writes_next() const;

    // Appends the next message to `out`. Error::point_weak if the peer's key makes a secret that
    // anybody knows.
    [[nodiscard]] core::Result<void> write(core::Bytes payload, core::Buffer& out);
    // The payload of the peer's next message.
    [[nodiscard]] core::Result<core::Buffer> read(core::Bytes message);

    [[nodiscard]] const core::crypto::X25519PublicKey& static_key() const { return static_key_; }
    // Once the message with it was read.
    [[nodiscard]] const core::crypto::X25519PublicKey& peer_static_key() const;
    [[nodiscard]] const core::crypto::Sha256Digest& hash() const { return symmetric_.hash(); }
    // Once complete.
    [[nodiscard]] SessionKeys split() const;

private:
    enum class Token : std::uint8_t { e, s, ee, es, se };

    [[nodiscard]] static std::span<const Token> tokens_of(std::size_t message);
    void write_key(Token token, core::Buffer& out);
    [[nodiscard]] core::Result<void> read_key(Token token, core::Reader& message);
    [[nodiscard]] core::Result<void> mix_shared(Token token);

    Role role_;
    SymmetricState symmetric_;
    core::crypto::X25519Secret static_secret_;
    core::crypto::X25519PublicKey static_key_;
    core::crypto::X25519Secret ephemeral_secret_;
    std::optional<core::crypto::X25519PublicKey> peer_static_key_;
    std::optional<core::crypto::X25519PublicKey> peer_ephemeral_key_;
    std::size_t messages_done_ = 0;
};

}  // namespace net::noise
