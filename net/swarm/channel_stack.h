// ChannelStack makes a connection out of the channels of a WebRTC connection: noise's handshake on
// channel 0, then a channel for each stream. DTLS, which is the body's, keeps the secrets; noise
// proves who has them: its prologue is both certificates. Rules SW17–SW19, spec/swarm.md.
//
// Whoever listens begins the handshake.
#pragma once

#include <optional>

#include "core/base/bytes.h"
#include "core/base/time.h"
#include "core/codec/peer_id.h"
#include "core/crypto/ed25519.h"
#include "core/crypto/x25519.h"
#include "net/base/link.h"
#include "net/noise/handshake.h"
#include "net/swarm/stack_event.h"
#include "net/webrtc/muxer.h"
#include "net/webrtc/prologue.h"

namespace net::swarm {

// Of the two ends of a DTLS connection.
struct CertificateHashes {
    webrtc::CertificateHash here;
    webrtc::CertificateHash there;
};

class ChannelStack {
public:
    struct Options {
        Direction direction;
        std::optional<core::codec::PeerId> expected_peer;
        core::Duration upgrade_patience = std::chrono::seconds{10};
        webrtc::WebrtcMuxer::Options muxer{};
    };

    // The identity must outlive the stack; the secrets are fresh.
    ChannelStack(const Options& options, const CertificateHashes& certificates,
                 const core::crypto::Ed25519KeyPair& identity,
                 core::crypto::X25519Secret static_secret,
                 core::crypto::X25519Secret ephemeral_secret, core::Instant now);

    [[nodiscard]] std::optional<StackEvent> next_event(core::Instant now);
    void end(core::Instant now);
    void close(core::Instant now);
    void expire(core::Instant now);
    [[nodiscard]] std::optional<core::Instant> deadline() const;
    [[nodiscard]] bool ended() const { return is_ended_; }

    [[nodiscard]] webrtc::WebrtcMuxer& muxer() { return muxer_; }
    [[nodiscard]] const webrtc::WebrtcMuxer& muxer() const { return muxer_; }

private:
    void shake_hands(core::Instant now);
    void write_handshake();
    void hear_handshake(core::Instant now);
    void finish(LinkEnd reason);

    webrtc::WebrtcMuxer muxer_;
    std::optional<noise::Handshake> handshake_;  // Nothing when it is done.
    std::optional<Established> established_;     // Until it was told.
    bool is_ended_ = false;
    std::optional<LinkEnd> end_;
};

}  // namespace net::swarm
