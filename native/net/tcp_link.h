// One TCP socket as a link of the swarm. Nothing is kept for it: bytes are read into the body's one
// buffer and given to the swarm at once, and what the swarm has to send is written from where it
// lies, when the socket takes it. Under TLS a few records lie between.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>

#include "core/base/bytes.h"
#include "native/tls/session.h"
#include "net/base/link.h"

namespace native {

class SwarmBody;

class TcpLink : public std::enable_shared_from_this<TcpLink> {
public:
    using Socket = boost::asio::ip::tcp::socket;

    // The body must outlive the link until close(). A session of TLS is up already.
    TcpLink(SwarmBody& body, net::LinkId id, Socket socket, std::unique_ptr<tls::Session> tls = {});

    void start();
    // Sends what the swarm has for this link, as far as the socket takes it.
    void send();
    // The swarm has forgotten the link: sends these last bytes, if they go soon, and closes.
    void close(core::Bytes last);

private:
    void watch_reading();
    void read();
    void open_sealed();
    [[nodiscard]] core::Bytes outgoing();
    void consume(std::size_t size);
    void watch_writing();
    void lose();
    void drain();
    void linger(core::Bytes last);

    SwarmBody& body_;
    net::LinkId id_;
    Socket socket_;
    std::unique_ptr<tls::Session> tls_;
    boost::asio::steady_timer timer_;
    bool waits_to_write_ = false;
    bool is_closing_ = false;
};

}  // namespace native
