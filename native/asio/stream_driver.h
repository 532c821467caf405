// StreamDriver runs one stream machine on a connected TCP socket: the operating system's
// counterpart of sim/stream_world.h. The machine decides everything; this moves bytes and keeps one
// timer.
//
// Every handler ends in pump(), which does what the contract asks after each call
// (core/base/machine.h). A peer that closes its half of the connection still gets what was to be
// sent to it. The driver, and the machine, must live until on_closed was called, for the handlers
// hold the driver: that is some time after the machine has ended. Or stop the io_context, and run
// it no more.
#pragma once

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <utility>

#include "core/base/machine.h"
#include "native/platform/clock.h"

namespace native {

struct StreamDriverOptions {
    // How long a machine that has ended may keep its socket to send what it left, without any of it
    // going: a peer that does not read must not hold the connection for ever. It sees a reset, not
    // a clean end.
    std::chrono::milliseconds flush_max{10'000};
    // How long it waits to see the peer close as well.
    std::chrono::milliseconds linger_max{500};
    // Called once, after the last handler: from now on the driver may be destroyed, also in here.
    std::function<void()> on_closed{};
};

template <core::StreamMachine Machine, class OnEvent>
class StreamDriver {
public:
    using Socket = boost::asio::ip::tcp::socket;
    using ErrorCode = boost::system::error_code;
    using Clock = boost::asio::steady_timer::clock_type;

    StreamDriver(Socket socket, Machine& machine, OnEvent on_event,
                 StreamDriverOptions options = {})
        : socket_(std::move(socket)),
          timer_(socket_.get_executor()),
          machine_(machine),
          on_event_(std::move(on_event)),
          options_(std::move(options)) {}

    StreamDriver(const StreamDriver&) = delete;
    StreamDriver& operator=(const StreamDriver&) = delete;

    void start() {
        ErrorCode ignored;  // Only latency is at stake.
        socket_.set_option(boost::asio::ip::tcp::no_delay(true), ignored);
        read();
        pump();
    }

private:
    // What every operation is given to call. The last one to end tells that the driver may go.
    template <class Action>
    auto handler(Action action) {
        ++pending_count_;
        return [this, action = std::move(action)](const auto&... results) {
            action(results...);
            if (--pending_count_ > 0) return;
            const auto on_closed = std::move(options_.on_closed);
            if (on_closed) on_closed();  // `this` may be gone after it.
        };
    }

    void read() {
        const auto use = [this](ErrorCode error, std::size_t size) {
            if (error == boost::asio::error::eof) return hear_end();
            if (error) return lose();
            machine_.receive(core::Bytes(incoming_).first(size), steady_now());
            pump();
            if (socket_.is_open()) read();
        };
        socket_.async_read_some(boost::asio::buffer(incoming_), handler(use));
    }

    // The peer will send nothing more. It may still read.
    void hear_end() {
        peer_done_ = true;
        machine_.end(steady_now());
        pump();
    }

    // Told by whichever of reading and writing fails first, and after close() by both.
    void lose() {
        if (std::exchange(lost_, true)) return;
        if (!peer_done_) machine_.end(steady_now());
        pump();
    }

    // [pump]
    void pump() {
        write();
        while (const auto event = machine_.next_event()) on_event_(*event);
        if (lost_) return close();
        if (machine_.ended() || peer_done_) return wind_down();
        arm_timer();
    }
    // [/pump]

    // The socket gets a copy, for the machine's own view is valid only until its next call.
    void write() {
        if (writing_ || lost_ || machine_.outgoing().empty()) return;
        const core::Bytes bytes = machine_.outgoing();
        outgoing_.assign(bytes.begin(), bytes.end());
        machine_.consume(outgoing_.size());
        writing_ = true;
        write_rest(0);
    }

    void write_rest(std::size_t written) {
        const auto rest = boost::asio::buffer(outgoing_) + written;
        const auto go_on = [this, written](ErrorCode error, std::size_t size) {
            if (!error && winding_down_) give_up_unless_it_goes();
            if (!error && written + size < outgoing_.size()) return write_rest(written + size);
            writing_ = false;
            if (error) return lose();
            pump();
        };
        socket_.async_write_some(rest, handler(go_on));
    }

    void arm_timer() {
        const auto deadline = machine_.deadline();
        if (!deadline) {
            timer_.cancel();
            return;
        }
        timer_.expires_at(steady_time(*deadline));
        when_due([this] {
            machine_.expire(steady_now());
            pump();
        });
    }

    // Sends what is left, says that no more will come, and waits for the peer to close: closing at
    // once could reset the connection under the last bytes sent. Neither takes for ever.
    void wind_down() {
        const bool is_first = !std::exchange(winding_down_, true);
        if (writing_) {
            if (is_first) give_up_unless_it_goes();
            return;
        }
        if (!std::exchange(sent_all_, true)) {
            ErrorCode ignored;
            socket_.shutdown(Socket::shutdown_send, ignored);
            timer_.expires_after(options_.linger_max);
            when_due([this] { close(); });
        }
        if (peer_done_) close();
    }

    void give_up_unless_it_goes() {
        timer_.expires_after(options_.flush_max);
        when_due([this] {
            // A reset, so that the peer does not take what it got for all there was.
            ErrorCode ignored;
            socket_.set_option(boost::asio::socket_base::linger(true, 0), ignored);
            close();
        });
    }

    template <class Action>
    void when_due(Action action) {
        timer_.async_wait(handler([this, action](ErrorCode error) {
            // Armed anew, or stopped; perhaps when this handler was already on its way.
            if (error || timer_.expiry() > Clock::now() || !socket_.is_open()) return;
            action();
        }));
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
    std::array<std::byte, core::receive_size_max> incoming_;
    core::Buffer outgoing_;
    std::size_t pending_count_ = 0;  // Handlers that will still be called.
    bool writing_ = false;
    bool peer_done_ = false;
    bool lost_ = false;
    bool winding_down_ = false;
    bool sent_all_ = false;
};

}  // namespace native
