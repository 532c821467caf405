// StreamDriver runs one stream machine on a connected TCP socket: the operating system's
// counterpart of sim/stream_world.h. The machine decides everything; this moves bytes and keeps one
// timer.
//
// Every handler ends in pump(), which does what the contract asks after each call
// (core/base/machine.h). The driver must outlive its run: stop the io_context, or let the machine
// end.
#pragma once

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <utility>

#include "core/base/machine.h"

namespace native {

inline core::Instant steady_now() {
    const auto since_start = std::chrono::steady_clock::now().time_since_epoch();
    return core::Instant(std::chrono::duration_cast<core::Duration>(since_start));
}

// How long a machine that has ended may keep its socket.
struct StreamDriverOptions {
    // To send what it left: a peer that does not read must not hold the connection for ever.
    std::chrono::milliseconds flush_max{10'000};
    // To see the peer close as well.
    std::chrono::milliseconds linger_max{500};
};

template <core::StreamMachine Machine, class OnEvent>
class StreamDriver {
public:
    using Socket = boost::asio::ip::tcp::socket;
    using ErrorCode = boost::system::error_code;

    StreamDriver(Socket socket, Machine& machine, OnEvent on_event,
                 const StreamDriverOptions& options = {})
        : socket_(std::move(socket)),
          timer_(socket_.get_executor()),
          machine_(machine),
          on_event_(std::move(on_event)),
          options_(options) {}

    StreamDriver(const StreamDriver&) = delete;
    StreamDriver& operator=(const StreamDriver&) = delete;

    void start() {
        ErrorCode ignored;  // Only latency is at stake.
        socket_.set_option(boost::asio::ip::tcp::no_delay(true), ignored);
        read();
        pump();
    }

private:
    void read() {
        socket_.async_read_some(
            boost::asio::buffer(incoming_), [this](ErrorCode error, std::size_t size) {
                if (error) return end();
                machine_.receive(core::Bytes(incoming_).first(size), steady_now());
                pump();
                if (socket_.is_open()) read();
            });
    }

    // Told by whichever of reading and writing fails first, and after close() by both.
    void end() {
        if (std::exchange(ended_, true)) return;
        machine_.end(steady_now());
        pump();
    }

    // [pump]
    void pump() {
        write();
        while (const auto event = machine_.next_event()) on_event_(*event);
        if (ended_) return close();
        if (machine_.ended()) return wind_down();
        arm_timer();
    }
    // [/pump]

    // The socket gets a copy, for the machine's own view is valid only until its next call.
    void write() {
        if (writing_ || ended_ || machine_.outgoing().empty()) return;
        const core::Bytes bytes = machine_.outgoing();
        outgoing_.assign(bytes.begin(), bytes.end());
        machine_.consume(outgoing_.size());
        writing_ = true;
        write_rest(0);
    }

    void write_rest(std::size_t written) {
        const auto rest = boost::asio::buffer(outgoing_) + written;
        socket_.async_write_some(rest, [this, written](ErrorCode error, std::size_t size) {
            if (!error && written + size < outgoing_.size()) return write_rest(written + size);
            writing_ = false;
            if (error) return end();
            pump();
        });
    }

    void arm_timer() {
        const auto deadline = machine_.deadline();
        if (!deadline) {
            timer_.cancel();
            return;
        }
        timer_.expires_at(std::chrono::steady_clock::time_point(
            std::chrono::duration_cast<std::chrono::steady_clock::duration>(
                deadline->time_since_epoch())));
        timer_.async_wait([this](ErrorCode error) {
            if (error) return;  // Armed anew, or stopped.
            machine_.expire(steady_now());
            pump();
        });
    }

    // Sends what is left, says that no more will come, and waits for the peer to close: closing at
    // once could reset the connection under the last bytes sent. Neither takes for ever.
    void wind_down() {
        if (std::exchange(winding_down_, true) && (writing_ || sent_all_)) return;
        if (writing_) return close_after(options_.flush_max);
        sent_all_ = true;
        ErrorCode ignored;
        socket_.shutdown(Socket::shutdown_send, ignored);
        close_after(options_.linger_max);
    }

    void close_after(std::chrono::milliseconds time) {
        timer_.expires_after(time);
        timer_.async_wait([this](ErrorCode error) {
            if (!error) close();
        });
    }

    void close() {
        ErrorCode ignored;
        timer_.cancel();
        socket_.close(ignored);
    }

    Socket socket_;
    boost::asio::steady_timer timer_;
    Machine& machine_;
    OnEvent on_event_;
    StreamDriverOptions options_;
    std::array<std::byte, 16 * 1024> incoming_;
    core::Buffer outgoing_;
    bool writing_ = false;
    bool ended_ = false;
    bool winding_down_ = false;
    bool sent_all_ = false;
};

}  // namespace native
