// TlsHandshakes brings sockets to where the swarm can use them: it runs the handshakes of TLS, all
// at once, and hands over a socket with a session that is up. Rules TL14, TL15, spec/tls.md.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstddef>
#include <functional>
#include <memory>
#include <set>

#include "core/base/bytes.h"
#include "native/tls/session.h"

namespace native {

class TlsHandshakes {
public:
    using Socket = boost::asio::ip::tcp::socket;
    using OnEnd = std::function<void(tls::EndReason)>;
    // The session may have text already, which must be read before the handler returns.
    using OnUp = std::function<void(Socket, std::unique_ptr<tls::Session>)>;

    // What is read goes through the room, which others may use in between.
    explicit TlsHandshakes(core::MutableBytes room) : room_(room) {}
    ~TlsHandshakes() { stop(); }
    TlsHandshakes(const TlsHandshakes&) = delete;
    TlsHandshakes& operator=(const TlsHandshakes&) = delete;

    // One of the two is called, later or at once; none after stop().
    void begin(Socket socket, std::unique_ptr<tls::Session> session, OnUp on_up, OnEnd on_end);
    void stop();

    [[nodiscard]] std::size_t count() const { return running_.size(); }

private:
    class Handshake;

    core::MutableBytes room_;
    std::set<std::shared_ptr<Handshake>> running_;
};

}  // namespace native
