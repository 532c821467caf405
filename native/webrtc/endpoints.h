// The two ends of webrtc-direct on a UDP socket that somebody else owns: a listener for many, a
// dialing for one. Both are handed datagrams and give them to a sink, and are driven by a tick
// while they have anything to do.
//
// receive() and tick() must not be called from within what they tell a LinkUser, nor may the object
// be destroyed there. Links belong to them, and are destroyed some time after link_ended().
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "native/webrtc/link.h"
#include "net/webrtc/ice_dialer.h"
#include "net/webrtc/ice_lite.h"
#include "net/webrtc/sdp.h"

namespace native::webrtc {

using DatagramSink = std::function<void(const net::webrtc::UdpAddress&, core::Bytes)>;

class WebrtcListener {
public:
    WebrtcListener(const net::webrtc::IceLite::Options& options, DtlsContext& dtls, SctpStack& sctp,
                   LinkUser& user, DatagramSink sink);

    void receive(core::Bytes datagram, const net::webrtc::UdpAddress& from, core::Instant now);
    void tick(core::Instant now);
    // When tick() is needed next; nothing if there are no links.
    [[nodiscard]] std::optional<core::Instant> deadline() const;

    [[nodiscard]] std::size_t link_count() const { return links_.size(); }
    [[nodiscard]] const net::webrtc::IceLite& ice() const { return ice_; }

private:
    void take_events();
    void begin(net::webrtc::SessionId session, const net::webrtc::UdpAddress& from);
    void look_at(net::webrtc::SessionId session, const WebrtcLink& link);
    void remove_ended();

    net::webrtc::IceLite ice_;
    DtlsContext& dtls_;
    SctpStack& sctp_;
    LinkUser& user_;
    DatagramSink sink_;
    std::map<net::webrtc::SessionId, std::unique_ptr<WebrtcLink>> links_;
    std::vector<net::webrtc::SessionId> ended_;  // To be removed, as far as it was noticed.
    core::Instant ticked_at_{};
};

class WebrtcDialing {
public:
    WebrtcDialing(const net::webrtc::IceDialer::Options& options,
                  const net::webrtc::DirectTarget& target,
                  const net::webrtc::Credentials& credentials, core::Seed seed, DtlsContext& dtls,
                  SctpStack& sctp, LinkUser& user, DatagramSink sink, core::Instant now);

    void receive(core::Bytes datagram, const net::webrtc::UdpAddress& from, core::Instant now);
    void tick(core::Instant now);
    [[nodiscard]] std::optional<core::Instant> deadline() const;

    [[nodiscard]] const net::webrtc::IceDialer& ice() const { return ice_; }
    // Null until the server has answered a check.
    [[nodiscard]] WebrtcLink* link() { return link_.get(); }
    // Nobody answered, or the link has ended.
    [[nodiscard]] bool ended() const { return ice_.ended() || (link_ && link_->ended()); }

private:
    void take_events();

    net::webrtc::DirectTarget target_;
    DtlsContext& dtls_;
    SctpStack& sctp_;
    LinkUser& user_;
    DatagramSink sink_;
    net::webrtc::IceDialer ice_;
    std::unique_ptr<WebrtcLink> link_;
    core::Instant ticked_at_;
};

}  // namespace native::webrtc
