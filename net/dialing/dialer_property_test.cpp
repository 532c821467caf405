// Whatever happens in whatever order: every dial ends exactly once, the limits hold at every moment
// (twin::Driver checks both), and when nothing more happens all dials end by their time.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "net/dialing/dialer_twin.h"

namespace net::dialing {
namespace {

using core::Instant;
using core::codec::Multiaddr;
using std::chrono::milliseconds;
using std::chrono::seconds;

unsigned any_below(unsigned bound) { return *rc::gen::resize(100, rc::gen::inRange(0u, bound)); }

AttemptId any_attempt(const twin::Driver& driver) {
    if (driver.under_way().empty()) return AttemptId{any_below(20)};
    auto at = driver.under_way().begin();
    std::advance(at, any_below(static_cast<unsigned>(driver.under_way().size())));
    return at->first;
}

void dial_any(twin::Driver& driver, Instant now) {
    std::vector<Multiaddr> addresses;
    for (unsigned left = any_below(6); left > 0; --left) {
        const Multiaddr place = twin::place(any_below(20));
        addresses.push_back(any_below(3) == 0 ? twin::at_peer(place, any_below(4)) : place);
    }
    DialRequest request{.peer = {}, .addresses = addresses};
    if (any_below(5) > 0) request.peer = twin::peer(any_below(5));
    if (any_below(4) == 0) request.back_off = BackOffUse::ignored;
    driver.dial(request, now);
}

void step(twin::Driver& driver, Instant& now) {
    switch (any_below(8)) {
        case 0:
        case 1: return dial_any(driver, now);
        case 2: driver.succeeded(any_attempt(driver), now); return;
        case 3:
            return driver.failed(any_attempt(driver),
                                 static_cast<DialFailure>(any_below(dial_failure_count)), now);
        case 4: return driver.connected(any_below(5), now);
        case 5: return driver.cancel(DialId{any_below(40)}, now);
        case 6: return driver.dialer().upgrading(any_attempt(driver));
        default:
            now += milliseconds{any_below(2) ? any_below(1'000) : any_below(10'000)};
            return driver.expire(now);
    }
}

RC_GTEST_PROP(DialerProperty, DQ1_every_dial_ends_exactly_once, ()) {
    const DialerOptions options{.attempts_per_peer_max = 1 + any_below(3),
                                .attempts_max = 1 + any_below(5),
                                .dials_max = 1 + any_below(5),
                                .addresses_max = 1 + any_below(8),
                                .back_off = {.entries_max = 1 + any_below(8)}};
    twin::Driver driver(options, 0, core::Seed{any_below(1'000)});
    const std::vector<Multiaddr> own{twin::place(3)};
    driver.dialer().set_own_addresses(own);
    Instant now{};
    for (unsigned left = any_below(200); left > 0; --left) step(driver, now);
    const Instant latest = now + options.dial_duration_max;
    while (const auto deadline = driver.dialer().deadline()) {
        RC_ASSERT(*deadline <= latest);
        driver.expire(*deadline);
    }
    RC_ASSERT(driver.open_dial_count() == 0u);
    RC_ASSERT(driver.under_way().empty());
}

}  // namespace
}  // namespace net::dialing
