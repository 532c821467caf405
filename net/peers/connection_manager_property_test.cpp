// Whatever happens in whatever order, no limit is exceeded and nothing is closed twice
// (twin::ManagerDriver checks); and whatever is closed leaves the peer a connection, or was over a
// limit.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>
#include <tuple>

#include "net/peers/peers_twin.h"

namespace net::peers {
namespace {

using core::Instant;

unsigned any_below(unsigned bound) { return *rc::gen::resize(100, rc::gen::inRange(0u, bound)); }

LinkId any_link(const twin::ManagerDriver& driver) {
    if (driver.links().empty()) return LinkId{any_below(5)};
    auto at = driver.links().begin();
    std::advance(at, any_below(static_cast<unsigned>(driver.links().size())));
    return at->first;
}

Opening any_opening() {
    Opening opening{
        any_below(3) ? Direction::incoming : Direction::outgoing, Transport::tcp, {}, {}};
    if (any_below(4)) opening.ip = twin::ip(core::formatted("2600::{}:{}", any_below(3), 1));
    if (any_below(2)) opening.peer = twin::peer(any_below(6));
    return opening;
}

void step(twin::ManagerDriver& driver, Instant& now) {
    switch (any_below(9)) {
        case 0:
        case 1:
        case 2: std::ignore = driver.open(any_opening(), now); return;
        case 3:
        case 4: return driver.upgraded(any_link(driver), any_below(6), now);
        case 5: return driver.heard(any_link(driver), now);
        case 6: return driver.closed(any_link(driver), now);
        case 7:
            if (any_below(2))
                std::ignore = driver.manager().tags().protect(twin::peer(any_below(6)), "reason");
            else
                driver.manager().tags().unprotect(twin::peer(any_below(6)), "reason");
            driver.manager().streams(any_link(driver), any_below(3), now);
            return;
        default: now += std::chrono::milliseconds{any_below(20'000)}; return driver.expire(now);
    }
}

RC_GTEST_PROP(ConnectionManagerProperty, CM3_no_limit_is_ever_exceeded, ()) {
    const ConnectionManagerOptions options{
        .links_max = 4 + any_below(20),
        .incoming_max = 1 + any_below(10),
        .pending_incoming_max = 1 + any_below(6),
        .pending_per_subscriber_max = 1 + any_below(4),
        .links_per_address_max = 1 + any_below(4),
        .links_per_peer_max = 1 + any_below(3),
        .high_mark = 4 + any_below(4),
        .low_mark = 1 + any_below(3),
    };
    twin::ManagerDriver driver(options, 3);
    Instant now{};
    for (unsigned left = any_below(300); left > 0; --left) {
        step(driver, now);
        const std::vector<Close> closes = driver.take_closes();
        const auto peer_of = [&](const Close& close) {
            return *driver.links().at(close.link).peer;
        };
        std::set<core::codec::PeerId> let_go;
        for (const Close& close : closes)
            if (close.reason == CloseReason::surplus) let_go.insert(peer_of(close));
        // The other one stays, unless there are too many of all.
        for (const Close& close : closes)
            if (close.reason == CloseReason::duplicate && !let_go.contains(peer_of(close)))
                RC_ASSERT(driver.manager().best_link(peer_of(close)));
    }
}

}  // namespace
}  // namespace net::peers
