// TcpRace connects to a name that has addresses of both versions of IP: those of the one first,
// those of the other a little later, or as soon as the first have failed. Whoever connects first
// wins, the other is given up (RFC 8305). Rule SW55, spec/swarm.md.
#pragma once

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <vector>

#include "core/base/time.h"

namespace native {

class TcpRace : public std::enable_shared_from_this<TcpRace> {
public:
    using Tcp = boost::asio::ip::tcp;
    using ErrorCode = boost::system::error_code;
    using Endpoints = std::vector<Tcp::endpoint>;
    // A socket that is connected, or why the last of all failed.
    using OnEnd = std::function<void(const ErrorCode&, Tcp::socket)>;

    static constexpr core::Duration head_start = std::chrono::milliseconds{250};

    // The first of both may not be empty. Each goes through its endpoints one after the other.
    TcpRace(boost::asio::io_context& context, std::array<Endpoints, 2> families, OnEnd on_end);

    // The end is told once, not before start() returns.
    void start(core::Duration delay = head_start);
    // Nothing is told any more.
    void stop();

private:
    struct Runner {
        Endpoints endpoints;
        Tcp::socket socket;
        bool is_running = false;
    };

    void run(Runner& runner);
    void hear(Runner& runner, const ErrorCode& error);

    std::array<Runner, 2> runners_;
    boost::asio::steady_timer timer_;
    OnEnd on_end_;
    bool is_over_ = false;
};

// By the version of IP, that of the first result first, as the system's resolver sorts them.
[[nodiscard]] std::array<TcpRace::Endpoints, 2> families_of(
    const TcpRace::Tcp::resolver::results_type& results);

}  // namespace native
