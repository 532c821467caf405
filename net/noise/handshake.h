// libp2p's Noise handshake, /noise: one end of a stream of bytes, up to the last message of the
// handshake and not a byte further. Rules: NO1–NO11, spec/noise.md.
//
//   used = receive(bytes, now)   what lies behind belongs to the Transport of the event Secured
//   send outgoing(), consume();  next_event();  deadline(), expire(now);  end(now)
//
// Drive it as a StreamMachine (core/base/machine.h); only receive() differs, by what it returns.
// After Secured it has ended; what is left of outgoing(), the initiator's last message, must go
// before anything of the transport. After Ended nothing is sent.
//
// Noise's roles are not always dialler and listener: over webrtc-direct the listener begins.
// Whoever dialled says whom it expects.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include "core/base/bytes.h"
#include "core/base/time.h"
#include "core/base/timers.h"
#include "core/base/variant.h"
#include "core/codec/peer_id.h"
#include "core/codec/public_key.h"
#include "core/crypto/ed25519.h"
#include "net/noise/pattern_xx.h"
#include "net/noise/payload.h"
#include "net/noise/transport.h"

namespace net::noise {

inline constexpr std::string_view protocol = "/noise";

enum class EndReason : std::uint8_t {
    silence,
    stream_ended,
    malformed,             // A message or its payload is not what it must be.
    limit_exceeded,        // It is too large, or has too much in it.
    not_decrypted,         // Changed on its way, or the prologues differ.
    key_weak,              // The peer's key makes a secret that anybody knows.
    key_type_unsupported,  // The peer's identity is of a kind that cannot be verified here.
    key_malformed,
    signature_wrong,
    unexpected_peer,
    no_common_muxer,
};
std::string_view describe(EndReason reason);

struct Secured {
    core::codec::PeerId peer;
    core::codec::PublicKey key;
    // One of our own list; nothing if one end offered none, so that it is negotiated afterwards.
    std::optional<std::string_view> muxer;
    // Of all that both said: the same at both ends, and on no other connection.
    core::crypto::Sha256Digest binding;
    Transport transport;
};
struct Ended {
    EndReason reason;
};
using Event = core::Variant<Secured, Ended>;

class Handshake {
public:
    using Event = noise::Event;

    struct Options {
        Role role;
        // What both ends must agree about; read in the constructor alone.
        core::Bytes prologue = {};
        // In the order of preference; js-libp2p 3 prefers what its peer prefers, whoever began, so
        // that ends with several may disagree. Must outlive the machine and its events.
        std::span<const std::string_view> muxers = {};
        std::optional<core::codec::PeerId> expected_peer = std::nullopt;
        // For the whole handshake.
        core::Duration patience = std::chrono::seconds{10};
    };

    // The node's identity must outlive the machine. Both secrets are fresh chance; the static one
    // may serve many handshakes of a node, the ephemeral one only this.
    Handshake(const Options& options, const core::crypto::Ed25519KeyPair& identity,
              core::crypto::X25519Secret static_secret, core::crypto::X25519Secret ephemeral_secret,
              core::Instant now);

    // How much of the bytes was used: all, unless the handshake ended within them.
    [[nodiscard]] std::size_t receive(core::Bytes bytes, core::Instant now);
    void expire(core::Instant now);
    void end(core::Instant now);

    [[nodiscard]] core::Bytes outgoing() const { return core::Bytes(unsent_).subspan(sent_size_); }
    void consume(std::size_t size);
    [[nodiscard]] std::optional<Event> next_event() { return std::exchange(event_, std::nullopt); }
    [[nodiscard]] std::optional<core::Instant> deadline() const { return timers_.earliest(); }
    [[nodiscard]] bool ended() const { return ended_; }

private:
    enum class Timer : std::uint8_t { patience };
    struct Peer {
        core::codec::PublicKey key;
        std::optional<std::string_view> muxer;
    };

    [[nodiscard]] std::size_t take(core::Bytes bytes);
    void read_message();
    void write_messages();
    [[nodiscard]] std::expected<void, EndReason> check_message_size() const;
    [[nodiscard]] std::expected<void, EndReason> read_payload(core::Bytes payload);
    [[nodiscard]] std::optional<std::string_view> choose_muxer(
        std::span<const std::string_view> offered) const;
    void secure();
    void finish(EndReason reason);

    Options options_;
    const core::crypto::Ed25519KeyPair& identity_;
    PatternXx pattern_;
    std::optional<Peer> peer_;
    core::Buffer partial_;  // The message that is arriving, behind its head.
    core::Buffer unsent_;
    std::size_t sent_size_ = 0;
    bool ended_ = false;
    core::Timers<Timer, 1> timers_;
    std::optional<Event> event_;
};

}  // namespace net::noise
