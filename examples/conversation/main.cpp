// One conversation in two of the three bodies: a pinger and a responder talk in the simulator and
// over sockets on loopback. The machines are the same, so their traces must be; the page of ./dev
// run is the third body.
#include <boost/asio/io_context.hpp>
#include <cstdio>
#include <string>

#include "core/base/format.h"
#include "core/base/trace.h"
#include "native/asio/stream_driver.h"
#include "net/ping/conversation.h"
#include "net/ping/ping.h"
#include "sim/stream_world.h"

namespace {

using net::ping::Event;
using Pinger = core::Traced<net::ping::Pinger>;
using Responder = core::Traced<net::ping::Responder>;

struct Ends {
    explicit Ends(core::Instant now)
        : pinger(net::ping::conversation_options, net::ping::conversation_seed, now),
          responder(net::ping::Responder::Options{}, now) {}

    Pinger pinger;
    Responder responder;
};

void say(const std::string& line) { std::printf("%s\n", line.c_str()); }

void say_traces(const Ends& ends) {
    say(core::formatted("  pinger's trace    {}", ends.pinger.trace()));
    say(core::formatted("  responder's trace {}", ends.responder.trace()));
}

Ends simulate() {
    Ends ends{core::Instant{}};
    sim::Run run(core::Seed{1});
    const sim::WireOptions wire{.delay_max = std::chrono::milliseconds{200},
                                .fragment_percent = 50};
    sim::StreamWorld world(run, wire, ends.pinger, ends.responder);
    world.run_until(core::Instant{} + std::chrono::seconds{60},
                    [](std::string_view, const Event&) {});
    say(core::formatted(
        "In the simulator, over a slow wire that cuts: {} steps, {} ms of virtual time.",
        run.steps(), world.now().time_since_epoch().count() / 1000));
    say_traces(ends);
    return ends;
}

Ends talk_over_sockets() {
    using boost::asio::ip::tcp;
    boost::asio::io_context context;
    tcp::acceptor acceptor(context, {boost::asio::ip::address_v4::loopback(), 0});
    tcp::socket left(context);
    tcp::socket right(context);
    left.connect(acceptor.local_endpoint());
    acceptor.accept(right);

    const core::Instant start = native::steady_now();
    Ends ends{start};
    core::Duration fastest = core::Duration::max();
    const auto note = [&](const Event& event) {
        if (const auto* round_trip = core::get_if<net::ping::RoundTrip>(&event))
            fastest = std::min(fastest, round_trip->took);
    };
    native::StreamDriver left_driver(std::move(left), ends.pinger, note);
    native::StreamDriver right_driver(std::move(right), ends.responder, note);
    left_driver.start();
    right_driver.start();
    context.run_for(std::chrono::seconds{10});
    say(core::formatted("Over sockets on loopback: the fastest round trip took {} us.",
                        fastest.count()));
    say_traces(ends);
    return ends;
}

}  // namespace

int main() {
    const Ends simulated = simulate();
    const Ends talked = talk_over_sockets();
    const bool same = simulated.pinger.trace() == talked.pinger.trace() &&
                      simulated.responder.trace() == talked.responder.trace();
    say(same ? "The traces are the same." : "The traces DIFFER. This is a bug in Selvage.");
    return same ? 0 : 1;
}
