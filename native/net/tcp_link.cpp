// Reading and writing without waiting, and waiting without memory.
#include "native/net/tcp_link.h"

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <chrono>
#include <utility>

#include "native/net/swarm_body.h"

namespace native {

namespace {

using ErrorCode = boost::system::error_code;
using Socket = TcpLink::Socket;

// One link may send so much before others have their turn.
constexpr std::size_t turn_size_max = std::size_t{1} << 20;
// How long the peer's end of a closed connection is waited for.
constexpr std::chrono::milliseconds linger_max{500};

bool would_wait(const ErrorCode& error) {
    return error == boost::asio::error::would_block || error == boost::asio::error::try_again;
}

}  // namespace

TcpLink::TcpLink(SwarmBody& body, net::LinkId id, Socket socket, std::unique_ptr<tls::Session> tls)
    : body_(body),
      id_(id),
      socket_(std::move(socket)),
      tls_(std::move(tls)),
      timer_(socket_.get_executor()) {}

void TcpLink::start() {
    ErrorCode error;
    socket_.non_blocking(true, error);
    socket_.set_option(boost::asio::ip::tcp::no_delay(true), error);
    if (tls_) open_sealed();
    if (socket_.is_open()) watch_reading();
}

void TcpLink::watch_reading() {
    socket_.async_wait(Socket::wait_read, [self = shared_from_this()](const ErrorCode& error) {
        if (error) return self->lose();
        self->is_closing_ ? self->drain() : self->read();
    });
}

void TcpLink::read() {
    ErrorCode error;
    const core::MutableBytes room = body_.reading_room();
    const std::size_t size =
        socket_.read_some(boost::asio::buffer(room.data(), room.size()), error);
    if (error && !would_wait(error)) return lose();
    if (size > 0 && tls_) {
        tls_->receive(room.first(size));
        open_sealed();
    } else if (size > 0) {
        body_.hear(id_, room.first(size));
    }
    if (socket_.is_open()) watch_reading();
}

// Whatever has come, and whatever that made the session answer. The swarm may close the link while
// it hears.
void TcpLink::open_sealed() {
    while (!is_closing_) {
        const core::Bytes text = tls_->read(body_.text_room());
        if (text.empty()) break;
        body_.hear(id_, text);
    }
    if (is_closing_) return;
    send();
    if (tls_->ended()) lose();
}

// What the socket is to have next: what the swarm has, or what TLS has made of it.
core::Bytes TcpLink::outgoing() {
    const core::Bytes bytes = body_.outgoing(id_);
    if (!tls_) return bytes;
    const std::size_t size = std::min(bytes.size(), tls_->room());
    if (size > 0) {
        tls_->write(bytes.first(size));
        body_.consume(id_, size);
    }
    return tls_->outgoing();
}

void TcpLink::consume(std::size_t size) { tls_ ? tls_->consume(size) : body_.consume(id_, size); }

void TcpLink::send() {
    std::size_t sent = 0;
    while (!waits_to_write_ && !is_closing_) {
        const core::Bytes bytes = outgoing();
        if (bytes.empty()) return;
        if (sent >= turn_size_max) return watch_writing();
        ErrorCode error;
        const std::size_t size =
            socket_.write_some(boost::asio::buffer(bytes.data(), bytes.size()), error);
        if (would_wait(error)) return watch_writing();
        if (error) return;  // Reading finds out as well, and tells.
        sent += size;
        consume(size);
    }
}

void TcpLink::watch_writing() {
    waits_to_write_ = true;
    socket_.async_wait(Socket::wait_write, [self = shared_from_this()](const ErrorCode& error) {
        self->waits_to_write_ = false;
        if (error || self->is_closing_) return;
        self->send();
        self->body_.pump();
    });
}

void TcpLink::lose() {
    ErrorCode ignored;
    timer_.cancel();
    socket_.close(ignored);
    if (!std::exchange(is_closing_, true)) body_.lose(id_);
}

void TcpLink::close(core::Bytes last) {
    if (std::exchange(is_closing_, true)) return;
    linger(last);
}

// Closing at once could reset the connection under the last bytes. What does not fit the socket's
// own buffer is for a peer that does not read, and is not waited for.
void TcpLink::linger(core::Bytes last) {
    ErrorCode ignored;
    if (tls_) {
        tls_->write(last.first(std::min(last.size(), tls_->room())));
        tls_->close();
        last = tls_->outgoing();
    }
    if (!last.empty()) socket_.write_some(boost::asio::buffer(last.data(), last.size()), ignored);
    socket_.shutdown(Socket::shutdown_send, ignored);
    timer_.expires_after(linger_max);
    timer_.async_wait([self = shared_from_this()](const ErrorCode& error) {
        ErrorCode closing;
        if (!error) self->socket_.close(closing);
    });
}

// Until the peer has closed as well. The body may be gone by then.
void TcpLink::drain() {
    ErrorCode error;
    std::array<std::byte, 4096> room;
    socket_.read_some(boost::asio::buffer(room.data(), room.size()), error);
    if (error && !would_wait(error)) return lose();
    watch_reading();
}

}  // namespace native
