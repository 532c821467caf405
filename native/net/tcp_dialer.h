// TcpDialer brings sockets to where addresses lead: it looks names up, connects, and shakes hands
// where TLS lies below. Each dial is a link's, and ends in one of two calls unless it is given up.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <map>
#include <memory>
#include <optional>

#include "core/base/bytes.h"
#include "core/codec/multiaddr.h"
#include "native/net/tcp_race.h"
#include "native/net/tls_handshakes.h"
#include "native/tls/context.h"
#include "net/base/dial_failure.h"
#include "net/base/link.h"

namespace native {

class TcpDialer {
public:
    using Tcp = boost::asio::ip::tcp;
    struct Handlers {
        // A session only under TLS.
        std::function<void(net::LinkId, Tcp::socket, std::unique_ptr<tls::Session>)> on_up;
        std::function<void(net::LinkId, net::DialFailure)> on_end;
        // For logs, before the end is told in fewer words.
        std::function<void(const core::codec::Multiaddr&, tls::EndReason)> on_tls_failed;
    };

    // What handshakes read goes through the room, which others may use in between.
    TcpDialer(boost::asio::io_context& context, core::MutableBytes room, Handlers handlers);
    ~TcpDialer() { stop(); }
    TcpDialer(const TcpDialer&) = delete;
    TcpDialer& operator=(const TcpDialer&) = delete;

    // A client's context, for addresses with TLS: without one there is no dialling them.
    void enable_tls(tls::Context context) { tls_ = std::move(context); }

    void dial(net::LinkId link, const core::codec::Multiaddr& address);
    // No call follows. Of a link that is not being dialled: nothing happens.
    void give_up(net::LinkId link);
    void stop();

private:
    // A name being looked up, sockets being connected, a handshake.
    struct Dialing {
        core::codec::Multiaddr address;
        Tcp::resolver resolver;
        std::shared_ptr<TcpRace> race{};
    };

    void connect(net::LinkId link, const Tcp::resolver::results_type& found);
    void shake_hands(net::LinkId link, Tcp::socket socket, const tls::PeerName& peer);
    void succeed(net::LinkId link, Tcp::socket socket, std::unique_ptr<tls::Session> session);
    void fail(net::LinkId link, net::DialFailure failure);

    boost::asio::io_context& context_;
    Handlers handlers_;
    std::optional<tls::Context> tls_;
    std::map<net::LinkId, std::shared_ptr<Dialing>> dials_;
    TlsHandshakes handshakes_;
    // Handlers that come after the dialer find it gone.
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace native
