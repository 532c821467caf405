// UdpSocket moves datagrams between a UDP socket and whatever machine decides about them: its owner
// is told of each that comes, with its sender, and sends at once. A datagram that the operating
// system has no room for is lost, as on the wire.
//
// The socket must live until on_closed was called, some time after close(); or stop the io_context,
// and run it no more.
#pragma once

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/udp.hpp>
#include <functional>
#include <utility>

#include "core/base/bytes.h"

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
        wait();
        return {};
    }

    [[nodiscard]] Endpoint local() const {
        ErrorCode ignored;
        return socket_.local_endpoint(ignored);
    }

    void send(core::Bytes datagram, const Endpoint& to) {
        ErrorCode ignored;
        socket_.send_to(boost::asio::buffer(datagram.data(), datagram.size()), to, 0, ignored);
    }

    void close() {
        ErrorCode ignored;
        socket_.close(ignored);
    }

private:
    void wait() {
        socket_.async_wait(boost::asio::ip::udp::socket::wait_read, [this](ErrorCode error) {
            if (!error) read_batch();
            if (socket_.is_open()) return wait();
            if (user_.on_closed) std::exchange(user_.on_closed, {})();
        });
    }

    void read_batch() {
        for (int count = 0; count < batch_max && socket_.is_open(); ++count) {
            Endpoint from;
            ErrorCode error;
            const std::size_t size =
                socket_.receive_from(boost::asio::buffer(incoming_), from, 0, error);
            if (error) break;  // None left; or that an earlier one was refused, which says nothing.
            user_.on_datagram(core::Bytes(incoming_).first(size), from);
        }
        if (user_.on_batch) user_.on_batch();
    }

    boost::asio::ip::udp::socket socket_;
    User user_;
    std::array<std::byte, datagram_size_max> incoming_{};
};

}  // namespace native
