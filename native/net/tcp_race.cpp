// Two connects, a timer for the second, and who comes first.
#include "native/net/tcp_race.h"

#include <boost/asio/connect.hpp>
#include <utility>

#include "core/base/assert.h"
#include "native/platform/clock.h"

namespace native {

TcpRace::TcpRace(boost::asio::io_context& context, std::array<Endpoints, 2> families, OnEnd on_end)
    : runners_{Runner{std::move(families[0]), Tcp::socket(context)},
               Runner{std::move(families[1]), Tcp::socket(context)}},
      timer_(context),
      on_end_(std::move(on_end)) {
    ASSERT(!runners_[0].endpoints.empty());
}

void TcpRace::start(core::Duration delay) {
    run(runners_[0]);
    timer_.expires_at(steady_time(steady_now() + delay));
    timer_.async_wait([self = shared_from_this()](const ErrorCode& error) {
        if (!error && !self->is_over_) self->run(self->runners_[1]);
    });
}

void TcpRace::run(Runner& runner) {
    if (runner.endpoints.empty()) return;
    runner.is_running = true;
    boost::asio::async_connect(
        runner.socket, std::exchange(runner.endpoints, {}),
        [self = shared_from_this(), &runner](const ErrorCode& error, const Tcp::endpoint&) {
            runner.is_running = false;
            if (!self->is_over_) self->hear(runner, error);
        });
}

void TcpRace::hear(Runner& runner, const ErrorCode& error) {
    if (error) {
        run(runners_[1]);  // If it has not begun.
        if (runners_[0].is_running || runners_[1].is_running) return;
    }
    Tcp::socket socket = std::move(runner.socket);
    const OnEnd on_end = std::move(on_end_);
    stop();
    on_end(error, std::move(socket));
}

void TcpRace::stop() {
    is_over_ = true;
    timer_.cancel();
    ErrorCode ignored;
    for (Runner& runner : runners_) runner.socket.close(ignored);
}

std::array<TcpRace::Endpoints, 2> families_of(const TcpRace::Tcp::resolver::results_type& results) {
    std::array<TcpRace::Endpoints, 2> families;
    for (const auto& result : results) {
        const TcpRace::Tcp::endpoint endpoint = result.endpoint();
        const bool is_first =
            families[0].empty() || families[0].front().protocol() == endpoint.protocol();
        families[is_first ? 0 : 1].push_back(endpoint);
    }
    return families;
}

}  // namespace native
