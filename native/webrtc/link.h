// One webrtc-direct connection below libp2p: DTLS, SCTP in it, data channels on that. It moves;
// what streams are is net/webrtc's and the swarm's. Rules SC6, WL1–WL4, WL6–WL9,
// spec/webrtc-body.md.
//
// The owner hands over datagrams and calls poll() after each tick of the stack. What happens is
// told to a LinkUser, from within these calls; the user may give any order in answer. A link that
// has ended tells nothing more, and is destroyed by its owner later, not from within a call.
#pragma once

#include <functional>
#include <optional>
#include <string_view>

#include "native/webrtc/dtls_session.h"
#include "native/webrtc/sctp_association.h"
#include "net/webrtc/channels.h"
#include "net/webrtc/udp_address.h"

namespace native::webrtc {

enum class LinkEndReason : std::uint8_t {
    closed_here,
    closed_by_peer,
    silence,
    handshake_failed,
    certificate_wrong,  // Not the one that the address names.
    protocol_violated,
};
std::string_view describe(LinkEndReason reason);

class WebrtcLink;

class LinkUser {
public:
    virtual ~LinkUser() = default;
    // Channels may be opened and written. Certificates are known.
    virtual void link_opened(WebrtcLink& link) = 0;
    virtual void channel_opened(WebrtcLink& link, SctpStream stream) = 0;
    // A view for this call; 0 is noise's channel, which is there from the beginning.
    virtual void channel_received(WebrtcLink& link, SctpStream stream, core::Bytes bytes) = 0;
    virtual void channel_closed(WebrtcLink& link, SctpStream stream) = 0;
    // After send() was refused.
    virtual void room_available(WebrtcLink& link) = 0;
    // Also of a link that never opened.
    virtual void link_ended(WebrtcLink& link, LinkEndReason reason) = 0;
};

class WebrtcLink {
public:
    using Sink = std::function<void(core::Bytes)>;

    // Whoever has done the handshake of DTLS has this long to bring the association up.
    static constexpr core::Duration opening_max = std::chrono::seconds{10};

    WebrtcLink(DtlsContext& dtls, SctpStack& sctp, LinkUser& user, DtlsRole role,
               const net::webrtc::UdpAddress& remote, Sink sink,
               std::optional<net::webrtc::CertificateHash> expected = std::nullopt);

    // Orders.
    [[nodiscard]] std::optional<SctpStream> open_channel();
    void close_channel(SctpStream stream);
    // False if there is no room; room_available() is told later. On a channel that is gone it does
    // nothing.
    [[nodiscard]] bool send(SctpStream stream, core::Bytes message);
    // Nothing is read from the peer meanwhile. What lies there afterwards is told by the next call
    // of the owner's, not from within this one.
    void set_paused(bool paused);
    void close() { end(LinkEndReason::closed_here); }

    [[nodiscard]] bool ended() const { return ended_; }
    [[nodiscard]] bool is_up() const { return sctp_ && sctp_->is_up(); }
    [[nodiscard]] DtlsRole role() const { return role_; }
    [[nodiscard]] const net::webrtc::UdpAddress& remote() const { return remote_; }
    [[nodiscard]] const net::webrtc::CertificateHash& peer_certificate() const {
        return dtls_.peer_hash();
    }

    // The owner's side.
    void receive(core::Bytes datagram);
    void poll(core::Instant now);
    void end(LinkEndReason reason);
    [[nodiscard]] bool has_secured() const { return sctp_.has_value(); }

private:
    void look_at_dtls();
    [[nodiscard]] LinkEndReason dtls_end_reason() const;
    void look_at_patience(core::Instant now);
    void send_packet(core::Bytes packet);
    void take_events();
    void use(const SctpEvent& event);
    void begin_channels(std::uint16_t stream_count);
    void take_channel_events();
    [[nodiscard]] bool take_orders();

    SctpStack& stack_;
    LinkUser& user_;
    DtlsRole role_;
    net::webrtc::UdpAddress remote_;
    DtlsSession dtls_;
    std::optional<SctpAssociation> sctp_;
    net::webrtc::Channels channels_;
    std::optional<net::webrtc::SendControl> refused_;  // An order that had no room.
    std::optional<core::Instant> give_up_at_;          // Of an association that comes not up.
    bool taking_ = false;
    bool ended_ = false;
};

}  // namespace native::webrtc
