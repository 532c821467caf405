// A stream of pings over a wire that delays, cuts into pieces, clogs, and sometimes dies.
//
// Invariants: every round trip is told once and in order (ordered); a wire that changes nothing is
// never blamed for a wrong echo (blameless); both ends end, and say why, within the time that their
// patience allows (told); an end holds no more than its limit, and after its end wakes for nothing
// (bounded). The world looks for runs that go in circles (finite).
#include <algorithm>
#include <chrono>

#include "core/base/format.h"
#include "core/base/variant.h"
#include "net/ping/ping.h"
#include "sim/scenario.h"
#include "sim/stream_world.h"

namespace sim {
namespace {

using core::Instant;
using net::ping::Ended;
using net::ping::EndReason;
using net::ping::Event;
using net::ping::Pinger;
using net::ping::Responder;
using net::ping::RoundTrip;
using std::chrono::milliseconds;
using std::chrono::seconds;

// The planted bug: a responder that swaps two bytes of its echo.
class SwappingResponder : public Responder {
public:
    using Responder::Responder;

    [[nodiscard]] core::Bytes outgoing() const {
        const core::Bytes right = Responder::outgoing();
        wrong_.assign(right.begin(), right.end());
        if (wrong_.size() >= net::ping::payload_size) std::swap(wrong_[0], wrong_[1]);
        return wrong_;
    }

private:
    mutable core::Buffer wrong_;
};

class Observer {
public:
    Observer(Run& run, std::uint32_t count) : run_(run), count_(count) {}

    void operator()(std::string_view who, const Event& event) {
        if (const auto* round_trip = core::get_if<RoundTrip>(&event)) {
            run_.check("ordered", round_trip->number == ++round_trips_,
                       core::formatted("round trip {} was told as number {}", round_trips_,
                                       round_trip->number));
            return;
        }
        const EndReason reason = core::get<Ended>(event).reason;
        run_.check("blameless",
                   reason != EndReason::wrong_echo && reason != EndReason::peer_not_reading,
                   core::formatted("{} was told: {}", who, describe(reason)));
        if (who == "left" && reason == EndReason::completed)
            run_.check("ordered", round_trips_ == count_,
                       core::formatted("completed after {} of {}", round_trips_, count_));
    }

private:
    Run& run_;
    std::uint32_t count_;
    std::uint32_t round_trips_ = 0;
};

template <class AnyResponder>
void play(Run& run) {
    core::Prng& prng = run.prng();
    const auto count = static_cast<std::uint32_t>(prng.between(1, 40));
    const Pinger::Options pinger_options{.count = count,
                                         .interval = milliseconds(prng.between(0, 3000))};
    const Responder::Options responder_options;
    const WireOptions wire_options = WireOptions::drawn_from(prng);
    Pinger pinger(pinger_options, core::Seed{prng.next()}, Instant{});
    AnyResponder responder(responder_options, Instant{});
    Observer observer(run, count);
    StreamWorld world(run, wire_options, pinger, responder);

    // The longest a run can take if every ping needs all the patience there is.
    const Instant last = Instant{} + responder_options.silence_max +
                         (pinger_options.patience + pinger_options.interval) * (count + 1);
    if (prng.chance(1, 3)) {
        world.run_until(Instant{} + milliseconds(prng.between(0, 20'000)), observer);
        prng.chance(1, 2) ? world.cut() : world.vanish();
    }
    world.run_until(last, observer);

    for (const bool ended : {pinger.ended(), responder.ended()})
        run.check("told", ended, "an end did not come to an end");
    run.check("bounded",
              pinger.outgoing().empty() &&
                  responder.outgoing().size() <= responder_options.unsent_size_max &&
                  !pinger.deadline() && !responder.deadline(),
              "bytes or a deadline were left after the end");
}

}  // namespace

void play_ping(Run& run) { play<Responder>(run); }
void play_ping_canary(Run& run) { play<SwappingResponder>(run); }

}  // namespace sim
