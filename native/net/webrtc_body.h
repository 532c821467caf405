// WebrtcBody gives a swarm links over webrtc-direct: it listens and dials on UDP, and tells the
// swarm of connections and their channels. SwarmBody owns it.
//
// Links are objects that must not go while they are calling; what has ended is removed two turns of
// the io_context later, or with the body, which must go before the stack.
#pragma once

#include <boost/asio/io_context.hpp>
#include <deque>
#include <expected>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/codec/multiaddr.h"
#include "native/webrtc/certificate.h"
#include "native/webrtc/endpoints.h"
#include "native/webrtc/link_muxer.h"
#include "native/webrtc/udp_driver.h"
#include "net/swarm/swarm.h"

namespace native {

class WebrtcBody : public webrtc::LinkUser {
public:
    struct Options {
        // Stock js-libp2p listens for the first only; every listener speaks it.
        net::webrtc::Version dial_version = net::webrtc::Version::v1;
    };

    // The stack is the process's only one. `pump` is called after everything that the swarm is
    // told.
    WebrtcBody(boost::asio::io_context& io, net::swarm::Swarm& swarm,
               const webrtc::Certificate& certificate, webrtc::SctpStack& stack,
               const Options& options, std::function<void()> pump);
    ~WebrtcBody() override;

    std::expected<core::codec::Multiaddr, std::string> listen(
        const core::codec::Multiaddr& address);
    void dial(net::LinkId id, const core::codec::Multiaddr& address);
    // The swarm may have orders for it. Links of others are left alone.
    void obey(net::LinkId id);
    void close(net::LinkId id);
    void stop();
    // By all ends that there are and were.
    [[nodiscard]] net::webrtc::DroppedCounts dropped_datagrams() const;

    void link_opened(webrtc::WebrtcLink& link) override;
    void channel_opened(webrtc::WebrtcLink& link, webrtc::SctpStream stream) override;
    void channel_received(webrtc::WebrtcLink& link, webrtc::SctpStream stream,
                          core::Bytes bytes) override;
    void channel_closed(webrtc::WebrtcLink& link, webrtc::SctpStream stream) override;
    void room_available(webrtc::WebrtcLink& link) override;
    void link_ended(webrtc::WebrtcLink& link, webrtc::LinkEndReason reason) override;

private:
    // The swarm's channels, by the name of their link, which may be gone.
    struct Channels {
        net::swarm::Swarm& swarm;
        net::LinkId id;

        [[nodiscard]] std::optional<net::webrtc::ChannelId> channel_opened(core::Instant now) {
            return swarm.channel_opened(id, now);
        }
        void channel_ready(net::webrtc::ChannelId channel) { swarm.channel_ready(id, channel); }
        void channel_received(net::webrtc::ChannelId channel, core::Bytes bytes,
                              core::Instant now) {
            swarm.channel_received(id, channel, bytes, now);
        }
        void channel_refused(net::webrtc::ChannelId channel, core::Instant now) {
            swarm.channel_refused(id, channel, now);
        }
        void channel_closed(net::webrtc::ChannelId channel, core::Instant now) {
            swarm.channel_closed(id, channel, now);
        }
        [[nodiscard]] std::optional<net::webrtc::MuxerOrder> next_order() {
            return swarm.next_channel_order(id);
        }
        void consume_order() { swarm.consume_channel_order(id); }
        [[nodiscard]] bool paused() { return swarm.is_paused(id); }
        // The swarm orders a link to be closed.
        [[nodiscard]] static bool ended() { return false; }
    };
    struct Listening {
        explicit Listening(boost::asio::io_context& io) : udp(io) {}

        webrtc::UdpDriver udp;
        std::optional<webrtc::WebrtcListener> listener{};
    };
    // A dialing, and who looks after every step whether it came to nothing.
    struct Dialing {
        Dialing(WebrtcBody& owner, net::LinkId link) : body(owner), id(link), udp(owner.io_) {}

        WebrtcBody& body;
        net::LinkId id;
        webrtc::UdpDriver udp;
        std::optional<webrtc::WebrtcDialing> dialing{};

        void receive(core::Bytes datagram, const net::webrtc::UdpAddress& from, core::Instant now) {
            dialing->receive(datagram, from, now);
            body.look_at(*this);
        }
        void tick(core::Instant now) {
            dialing->tick(now);
            body.look_at(*this);
        }
        [[nodiscard]] std::optional<core::Instant> deadline() const { return dialing->deadline(); }
    };
    struct Link {
        webrtc::WebrtcLink* link;
        Channels channels;
        std::unique_ptr<webrtc::LinkMuxer<Channels>> glue{};
    };

    void adopt(net::LinkId id, webrtc::WebrtcLink& link);
    Link* find(webrtc::WebrtcLink& link);
    Dialing* dialing_of(const webrtc::WebrtcLink& link);
    void look_at(Dialing& dialing);
    void remove_dialing(net::LinkId id);
    void keep_a_while(std::shared_ptr<void> last);

    boost::asio::io_context& io_;
    net::swarm::Swarm& swarm_;
    webrtc::DtlsContext dtls_;
    webrtc::SctpStack& stack_;
    Options options_;
    std::function<void()> pump_;
    std::vector<std::unique_ptr<Listening>> listening_;
    std::map<net::LinkId, std::unique_ptr<Dialing>> dialing_;
    std::map<net::LinkId, std::unique_ptr<Link>> links_;
    std::map<const webrtc::WebrtcLink*, net::LinkId> ids_;  // Of links_.
    net::webrtc::DroppedCounts dropped_before_{};           // By dialings that are over.
    // What has ended, and may be calling. Handlers that come after the body find it gone.
    std::shared_ptr<std::deque<std::shared_ptr<void>>> leaving_;
};

}  // namespace native
