// Each handshake is an object that lives while it is in the set or in a handler.
#include "native/net/tls_handshakes.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <utility>

#include "native/platform/clock.h"

namespace native {

using ErrorCode = boost::system::error_code;

class TlsHandshakes::Handshake : public std::enable_shared_from_this<Handshake> {
public:
    Handshake(TlsHandshakes& owner, Socket socket, std::unique_ptr<tls::Session> session,
              OnUp on_up, OnEnd on_end)
        : owner_(owner),
          socket_(std::move(socket)),
          session_(std::move(session)),
          on_up_(std::move(on_up)),
          on_end_(std::move(on_end)),
          timer_(socket_.get_executor()) {}

    void start() {
        ErrorCode ignored;
        socket_.non_blocking(true, ignored);
        if (const auto deadline = session_->deadline()) {
            timer_.expires_at(steady_time(*deadline));
            timer_.async_wait([self = shared_from_this()](const ErrorCode& error) {
                if (error || self->is_over_) return;
                self->end(tls::EndReason::silence);
            });
        }
        go_on();
    }

    void stop() {
        if (std::exchange(is_over_, true)) return;
        ErrorCode ignored;
        timer_.cancel();
        socket_.close(ignored);
    }

private:
    void send() {
        const core::Bytes bytes = session_->outgoing();
        if (bytes.empty()) return;
        ErrorCode error;
        const std::size_t size =
            socket_.write_some(boost::asio::buffer(bytes.data(), bytes.size()), error);
        session_->consume(size);
    }

    void go_on() {
        send();
        if (session_->ended()) return end(*session_->ended());
        if (session_->is_up()) return hand_over();
        const bool has_more = !session_->outgoing().empty();
        const auto kind = has_more ? Socket::wait_write : Socket::wait_read;
        socket_.async_wait(kind, [self = shared_from_this(), has_more](const ErrorCode& error) {
            if (self->is_over_) return;
            if (error) return self->end(tls::EndReason::cut_off);
            has_more ? self->go_on() : self->read();
        });
    }

    void read() {
        ErrorCode error;
        const core::MutableBytes room = owner_.room_;
        const std::size_t size =
            socket_.read_some(boost::asio::buffer(room.data(), room.size()), error);
        const bool would_wait = error == boost::asio::error::would_block;
        if (size > 0) session_->receive(room.first(size));
        if (error && !would_wait) session_->end();
        go_on();
    }

    void hand_over() {
        const auto self = leave();
        on_up_(std::move(socket_), std::move(session_));
    }

    void end(tls::EndReason reason) {
        const auto self = leave();
        ErrorCode ignored;
        socket_.shutdown(Socket::shutdown_send, ignored);
        socket_.close(ignored);
        on_end_(reason);
    }

    std::shared_ptr<Handshake> leave() {
        is_over_ = true;
        timer_.cancel();
        auto self = shared_from_this();
        owner_.running_.erase(self);
        return self;
    }

    TlsHandshakes& owner_;
    Socket socket_;
    std::unique_ptr<tls::Session> session_;
    OnUp on_up_;
    OnEnd on_end_;
    boost::asio::steady_timer timer_;
    bool is_over_ = false;
};

void TlsHandshakes::begin(Socket socket, std::unique_ptr<tls::Session> session, OnUp on_up,
                          OnEnd on_end) {
    auto handshake = std::make_shared<Handshake>(*this, std::move(socket), std::move(session),
                                                 std::move(on_up), std::move(on_end));
    running_.insert(handshake);
    handshake->start();
}

void TlsHandshakes::stop() {
    for (const auto& handshake : std::exchange(running_, {})) handshake->stop();
}

}  // namespace native
