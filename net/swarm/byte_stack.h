// ByteStack makes a connection out of a stream of bytes: multistream, then security, then
// multistream again unless security has agreed on the muxer, then yamux. Rules SW10–SW15,
// spec/swarm.md.
//
// Whoever dialled does not wait: its first message of security goes behind the proposal of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "core/base/bytes.h"
#include "core/base/time.h"
#include "core/base/variant.h"
#include "core/codec/peer_id.h"
#include "core/codec/public_key.h"
#include "core/crypto/ed25519.h"
#include "core/crypto/x25519.h"
#include "net/base/link.h"
#include "net/base/muxer.h"
#include "net/multistream/negotiation.h"
#include "net/noise/handshake.h"
#include "net/plaintext/plaintext.h"
#include "net/swarm/link_end.h"
#include "net/swarm/parts.h"
#include "net/swarm/stack_event.h"
#include "net/swarm/wire.h"
#include "net/yamux/session.h"

namespace net::swarm {

// Plaintext protects nothing: it is for the simulator's large swarms, and both ends must have it.
enum class Security : std::uint8_t { noise, plaintext };

class ByteStack {
public:
    struct Options {
        Direction direction;
        std::optional<core::codec::PeerId> expected_peer;
        // From the link to the muxer.
        core::Duration upgrade_patience = std::chrono::seconds{10};
        yamux::Options yamux{};
        Security security = Security::noise;
    };

    // The identity and the scratch, which all stacks share, must outlive the stack, and so must
    // what the wire borrows from; the secrets are fresh.
    ByteStack(const Options& options, Wire wire, const core::crypto::Ed25519KeyPair& identity,
              core::crypto::X25519Secret static_secret, core::crypto::X25519Secret ephemeral_secret,
              core::MutableBytes scratch, core::Instant now);

    void receive(core::Bytes bytes, core::Instant now);
    void end(core::Instant now);
    [[nodiscard]] core::Bytes outgoing();
    void consume(std::size_t size);

    [[nodiscard]] std::optional<StackEvent> next_event(core::Instant now);
    void close(core::Instant now);
    void expire(core::Instant now);
    [[nodiscard]] std::optional<core::Instant> deadline() const;
    [[nodiscard]] bool ended() const { return stage_ == Stage::ended; }

    [[nodiscard]] yamux::Session& muxer() { return *session_; }
    [[nodiscard]] MuxerRefusals refusals() const {
        return session_ ? session_->refusals() : MuxerRefusals();
    }
    [[nodiscard]] std::optional<core::Duration> round_trip() const {
        return session_ ? session_->round_trip() : std::nullopt;
    }

private:
    // What is being agreed on, or has been.
    enum class Stage : std::uint8_t { security, handshake, muxer, open, ended };
    using Negotiation = core::Variant<multistream::Proposer, multistream::Selector>;

    [[nodiscard]] bool is_plain() const {
        return parts.plaintext && options_.security == Security::plaintext;
    }
    [[nodiscard]] Negotiation negotiation_of(std::string_view protocol) const;
    // How much of the bytes was used; the stage moves on, or the link ends.
    [[nodiscard]] std::size_t negotiate(core::Bytes bytes, std::string_view protocol,
                                        DialFailure none_suits);
    [[nodiscard]] bool advance(core::Instant now);
    void agree_security();
    void shake_hands(core::Instant now);
    void hear_handshake(core::Instant now);
    void exchange_names(core::Instant now);
    void begin_agreeing_on_muxer();
    // Whether there is something to read, for who reads the wire or above security.
    [[nodiscard]] bool has_input(core::Instant now);
    [[nodiscard]] bool has_text(core::Instant now);
    void lose_wire();
    void agree_muxer(core::Instant now);
    void begin_muxer(core::Instant now);
    [[nodiscard]] std::optional<StackEvent> next_muxer_event(core::Instant now);
    void fail(DialFailure failure);
    void finish(LinkEnd reason);

    // Whether there was something to seal, and room for it.
    bool seal(core::Bytes text);
    void pull();
    void pull_negotiation();
    void pull_session();

    Options options_;
    Wire wire_;
    core::MutableBytes scratch_;
    Stage stage_ = Stage::security;
    Negotiation negotiation_;
    std::optional<noise::Handshake> handshake_;
    std::optional<noise::Transport> transport_;
    std::optional<plaintext::Exchange> exchange_;  // Instead of both.
    std::optional<Established> established_;
    std::optional<yamux::Session> session_;
    std::optional<core::Instant> upgrade_end_;
    core::Bytes input_;     // Not yet read by the lowest layer.
    core::Bytes text_;      // Opened, and not yet read by what lies above security.
    bool is_told_ = false;  // Established was.
    std::optional<LinkEnd> end_;
};

}  // namespace net::swarm
