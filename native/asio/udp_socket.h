// UdpSocket moves datagrams between a UDP socket and whatever machine decides about them: its owner
// is told of each that comes, with its sender. What is sent goes within this turn of the
// io_context, several datagrams in one call where they have one size and one receiver. A datagram
// that the operating system has no room for is lost, as on the wire.
//
// It may be destroyed whenever it is not calling its user; then on_closed is not called any more,
// which else comes some time after close().
#pragma once

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/post.hpp>
#include <functional>
#include <memory>
#include <utility>

#include "core/base/bytes.h"
#include "core/base/fresh_buffer.h"
#include "native/asio/udp_segments.h"

namespace native {

class UdpSocket {
public:
    using Endpoint = boost::asio::ip::udp::endpoint;
    using ErrorCode = boost::system::error_code;

    // The largest that is told; of a larger one what was cut off is missing, and its size is this.
    static constexpr std::size_t datagram_size_max = 2048;
    // So many are read before others have a turn.
    static constexpr int batch_max = 64;
    static constexpr int buffer_size = 4 * 1024 * 1024;

    struct User {
        std::function<void(core::Bytes, const Endpoint&)> on_datagram;
        // After a batch, when what it caused should be done.
        std::function<void()> on_batch{};
        std::function<void()> on_closed{};
    };

    UdpSocket(boost::asio::io_context& io, User user) : socket_(io), user_(std::move(user)) {}
    UdpSocket(const UdpSocket&) = delete;
    UdpSocket& operator=(const UdpSocket&) = delete;

    // Port 0 is any that is free.
    [[nodiscard]] ErrorCode open(const Endpoint& local) {
        ErrorCode error;
        socket_.open(local.protocol(), error);
        if (!error) socket_.bind(local, error);
        if (!error) socket_.non_blocking(true, error);
        if (error) return error;
        ErrorCode ignored;  // The system may allow less.
        socket_.set_option(boost::asio::socket_base::receive_buffer_size(buffer_size), ignored);
        socket_.set_option(boost::asio::socket_base::send_buffer_size(buffer_size), ignored);
        enable_joined_receiving(socket_.native_handle());
        wait();
        return {};
    }

    [[nodiscard]] Endpoint local() const {
        ErrorCode ignored;
        return socket_.local_endpoint(ignored);
    }

    void send(core::Bytes datagram, const Endpoint& to) {
        if (!fits(datagram.size(), to)) flush();
        if (unsent_.empty()) {
            unsent_to_ = to;
            segment_size_ = datagram.size();
            flush_soon();
        }
        unsent_.append(datagram);
        ++segment_count_;
        // A shorter one can only be the last.
        if (datagram.size() < segment_size_) flush();
    }

    void close() {
        ErrorCode ignored;
        flush();
        socket_.close(ignored);
    }

private:
    void wait() {
        socket_.async_wait(boost::asio::ip::udp::socket::wait_read,
                           [this, alive = std::weak_ptr(alive_)](ErrorCode error) {
                               if (alive.expired()) return;
                               if (!error) read_batch();
                               if (socket_.is_open()) return wait();
                               if (user_.on_closed) std::exchange(user_.on_closed, {})();
                           });
    }

    void read_batch() {
        for (int count = 0; count < batch_max && socket_.is_open(); ++count) {
            Endpoint from;
            const ReceivedSegments received =
                receive_segments(socket_.native_handle(), incoming_, from);
            if (!received.is_more_likely) break;
            core::Bytes rest = received.joined;
            while (!rest.empty() && socket_.is_open()) {
                const core::Bytes one = rest.first(std::min(rest.size(), received.segment_size));
                rest = rest.subspan(one.size());
                user_.on_datagram(one.first(std::min(one.size(), datagram_size_max)), from);
            }
        }
        if (user_.on_batch) user_.on_batch();
        flush();
    }

    [[nodiscard]] bool fits(std::size_t size, const Endpoint& to) const {
        return unsent_.empty() ||
               (to == unsent_to_ && size <= segment_size_ && segment_count_ < segments_max &&
                unsent_.size() + size <= segments_size_max);
    }

    void flush_soon() {
        if (std::exchange(is_flush_due_, true)) return;
        boost::asio::post(socket_.get_executor(), [this, alive = std::weak_ptr(alive_)] {
            if (alive.expired()) return;
            is_flush_due_ = false;
            flush();
        });
    }

    void flush() {
        if (!unsent_.empty() && socket_.is_open())
            send_segments(socket_.native_handle(), unsent_.view(), segment_size_, unsent_to_);
        unsent_.clear();
        segment_count_ = 0;
    }

    boost::asio::ip::udp::socket socket_;
    User user_;
    std::array<std::byte, std::size_t{64} * 1024> incoming_{};
    core::FreshBuffer unsent_;
    Endpoint unsent_to_;
    std::size_t segment_size_ = 0;
    std::size_t segment_count_ = 0;
    bool is_flush_due_ = false;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace native
