// Noise on channel 0, and what comes after it.
#include "net/swarm/channel_stack.h"

#include <algorithm>
#include <utility>

#include "net/swarm/handshake_failure.h"

namespace net::swarm {

namespace {

noise::Handshake::Options noise_options(const ChannelStack::Options& options,
                                        core::Bytes prologue) {
    return {
        .role = options.direction == Direction::outgoing ? noise::Role::responder
                                                         : noise::Role::initiator,
        .prologue = prologue,
        .muxers = {},
        .expected_peer = options.expected_peer,
        .patience = options.upgrade_patience,
    };
}

core::Buffer prologue_of(Direction direction, const CertificateHashes& certificates) {
    if (direction == Direction::outgoing)
        return webrtc::noise_prologue(certificates.here, certificates.there);
    return webrtc::noise_prologue(certificates.there, certificates.here);
}

}  // namespace

ChannelStack::ChannelStack(const Options& options, const CertificateHashes& certificates,
                           const core::crypto::Ed25519KeyPair& identity,
                           core::crypto::X25519Secret static_secret,
                           core::crypto::X25519Secret ephemeral_secret, core::Instant now)
    : muxer_(options.muxer, now) {
    const core::Buffer prologue = prologue_of(options.direction, certificates);
    handshake_.emplace(noise_options(options, prologue), identity, std::move(static_secret),
                       std::move(ephemeral_secret), now);
    write_handshake();
}

std::optional<StackEvent> ChannelStack::next_event(core::Instant now) {
    if (handshake_) shake_hands(now);
    if (const auto established = std::exchange(established_, std::nullopt)) return *established;
    if (!end_) {
        if (auto event = muxer_.next_event(now)) {
            const auto* ended = core::get_if<MuxerEnded>(&*event);
            if (!ended) return *event;
            // Before the handshake is done, the muxer ends with the connection below it.
            finish(handshake_ ? LinkEnd(DialFailure::connection_lost) : LinkEnd(ended->reason));
        }
    }
    if (!end_) return std::nullopt;
    return LinkEnded{*std::exchange(end_, std::nullopt)};
}

void ChannelStack::shake_hands(core::Instant now) {
    while (handshake_ && !is_ended_) {
        const auto bytes = muxer_.next_handshake_bytes();
        if (!bytes) return hear_handshake(now);
        // What comes behind the handshake is for nobody: the channel has served.
        static_cast<void>(handshake_->receive(*bytes, now));
        hear_handshake(now);
    }
}

void ChannelStack::write_handshake() {
    muxer_.write_handshake(handshake_->outgoing());
    handshake_->consume(handshake_->outgoing().size());
}

void ChannelStack::hear_handshake(core::Instant now) {
    write_handshake();
    auto event = handshake_->next_event();
    if (!event) return;
    if (const auto* ended = core::get_if<noise::Ended>(&*event))
        return finish(failure_of(ended->reason));
    const auto& secured = core::get<noise::Secured>(*event);
    established_ = Established{secured.peer, secured.key, secured.binding};
    handshake_.reset();
    muxer_.secured(now);
}

void ChannelStack::end(core::Instant) {
    if (is_ended_) return;
    if (handshake_) return finish(DialFailure::connection_lost);
    muxer_.lost(MuxerEndReason::connection_lost);
}

void ChannelStack::close(core::Instant now) {
    if (is_ended_) return;
    if (handshake_) return finish(DialFailure::cancelled);
    muxer_.close(now);
}

void ChannelStack::expire(core::Instant now) {
    if (is_ended_) return;
    if (handshake_) handshake_->expire(now);
    muxer_.expire(now);
}

std::optional<core::Instant> ChannelStack::deadline() const {
    if (is_ended_) return std::nullopt;
    return core::earlier(muxer_.deadline(), handshake_ ? handshake_->deadline() : std::nullopt);
}

void ChannelStack::finish(LinkEnd reason) {
    if (is_ended_) return;
    is_ended_ = true;
    handshake_.reset();
    end_ = reason;
}

}  // namespace net::swarm
