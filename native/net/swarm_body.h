// SwarmBody gives a swarm sockets and time: it does what the swarm orders, and tells it what comes
// of it. Single-threaded: everything happens on the io_context it was given, which may run on when
// the body is gone. It must not go while it is calling.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <expected>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/bytes.h"
#include "core/codec/multiaddr.h"
#include "native/net/handshake_places.h"
#include "native/net/mdns_socket.h"
#include "native/net/tcp_dialer.h"
#include "native/net/tcp_link.h"
#include "native/net/tls_handshakes.h"
#include "native/net/webrtc_body.h"
#include "net/swarm/swarm.h"

namespace native {

class SwarmBody {
public:
    using OnEvent = std::function<void(const net::swarm::Event&)>;

    // After an accept that failed, perhaps for want of descriptors, nobody is accepted for so long.
    static constexpr std::chrono::milliseconds accept_rest{100};

    // The handler may call the swarm; views in what it is given are valid while it runs.
    SwarmBody(boost::asio::io_context& context, net::swarm::Swarm& swarm, OnEvent on_event);
    ~SwarmBody();

    // From now on there is webrtc-direct. The stack is the process's only one.
    void enable_webrtc(const webrtc::Certificate& certificate, webrtc::SctpStack& stack,
                       const WebrtcBody::Options& options = {});

    // From now on there is TLS below WebSockets: to dial, for who is given a client's context, to
    // listen, for who is given a server's. Called again it renews the one that is given.
    void enable_tls(tls::Context context);
    // Handshakes of TLS that failed, for logs; the swarm is told in fewer words.
    struct TlsFailed {
        core::codec::Multiaddr remote;
        net::Direction direction;
        tls::EndReason reason;
    };
    void on_tls_failed(std::function<void(const TlsFailed&)> hear) {
        on_tls_failed_ = std::move(hear);
    }

    // From now on the swarm, if it has discovery, is heard on the local network. In how many
    // places: where a socket fails it is no longer, until enabled anew.
    std::size_t enable_mdns(std::uint16_t port = mdns_port);

    // The address with the port that was given, or what went wrong, for people.
    std::expected<core::codec::Multiaddr, std::string> listen(
        const core::codec::Multiaddr& address);
    void stop();
    // The swarm's, and what the sockets have dropped.
    [[nodiscard]] net::swarm::Counters counters() const;

    // To be called after every call of the swarm that did not come from the handler.
    void pump();

    // For links.
    [[nodiscard]] core::MutableBytes reading_room() { return reading_room_; }
    [[nodiscard]] core::MutableBytes text_room() { return text_room_; }
    void hear(net::LinkId link, core::Bytes bytes);
    void lose(net::LinkId link);
    [[nodiscard]] core::Bytes outgoing(net::LinkId link) { return swarm_.outgoing(link); }
    void consume(net::LinkId link, std::size_t size);

private:
    using Tcp = boost::asio::ip::tcp;
    using ErrorCode = boost::system::error_code;

    struct Listener {
        Tcp::acceptor acceptor;
        boost::asio::steady_timer rest;
        net::Transport transport;
        bool is_under_tls;
    };

    std::expected<core::codec::Multiaddr, std::string> listen_tcp(
        const core::codec::Multiaddr& address, net::Transport transport);
    void accept(Listener& listener);
    void accept_later(Listener& listener);
    void use_accepted(Tcp::socket socket, const Listener& listener);
    void accept_under_tls(Tcp::socket socket, net::Transport transport,
                          const core::codec::Multiaddr& remote);
    void add_accepted(Tcp::socket socket, std::unique_ptr<tls::Session> session,
                      net::Transport transport, const core::codec::Multiaddr& remote);
    void obey(const net::swarm::Order& order);
    void dial(const net::swarm::Dial& order);
    void connected(net::LinkId link, Tcp::socket socket, std::unique_ptr<tls::Session> session);
    void tell_tls_failed(const core::codec::Multiaddr& remote, net::Direction direction,
                         tls::EndReason reason);
    void announce(const core::codec::Multiaddr& bound);
    bool take_events();
    void arm_timer();

    boost::asio::io_context& context_;
    net::swarm::Swarm& swarm_;
    OnEvent on_event_;
    boost::asio::steady_timer timer_;
    std::vector<std::unique_ptr<Listener>> listeners_;
    std::map<net::LinkId, std::shared_ptr<TcpLink>> links_;
    std::unique_ptr<WebrtcBody> webrtc_;
    core::Buffer reading_room_;
    core::Buffer text_room_;  // For what TLS opens; empty without.
    TcpDialer dialer_;
    HandshakePlaces places_;  // Of those who dialled us, as are the handshakes.
    TlsHandshakes handshakes_;
    std::optional<tls::Context> tls_server_;
    std::function<void(const TlsFailed&)> on_tls_failed_;
    std::unique_ptr<MdnsSocket> mdns_;
    std::optional<core::Instant> armed_;  // When the timer will wake us.
    bool is_pumping_ = false;
    // Handlers that come after the body find it gone.
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace native
