// Connections that come, go and speak as the input says; twin::ManagerDriver checks every step.
#include <tuple>

#include "core/base/reader.h"
#include "core/testing/fuzz.h"
#include "net/peers/peers_twin.h"

namespace {

using namespace net::peers;
using net::Direction;
using net::LinkId;

constexpr std::size_t size_max = 64;  // Many short stories find more than few long ones.

const ConnectionManagerOptions& options() {
    static const ConnectionManagerOptions all{.links_max = 8,
                                              .incoming_max = 6,
                                              .pending_incoming_max = 3,
                                              .pending_per_subscriber_max = 2,
                                              .links_per_address_max = 3,
                                              .links_per_peer_max = 2,
                                              .degree_max = 5,
                                              .high_mark = 4,
                                              .low_mark = 2,
                                              .arrival_rate = {.entries_max = 2}};
    return all;
}

Opening opening(unsigned argument) {
    static const std::array<net::IpAddress, 4> ips{twin::ip("8.8.8.8"), twin::ip("2600::1"),
                                                   twin::ip("2600::2"), twin::ip("10.0.0.1")};
    return {argument & 1 ? Direction::incoming : Direction::outgoing, net::Transport::tcp,
            argument & 2 ? std::optional(ips[argument >> 2 & 3]) : std::nullopt,
            argument & 16 ? std::optional(twin::peer(argument >> 5)) : std::nullopt};
}

}  // namespace

FUZZ(connection_manager) {
    core::Reader reader(input.first(std::min(input.size(), size_max)));
    twin::ManagerDriver driver(options(), reader.u8().value_or(0) % 8);
    ConnectionManager& manager = driver.manager();
    core::Instant now{};
    while (!reader.at_end()) {
        const unsigned step = *reader.u8();
        const unsigned argument = reader.u8().value_or(0);
        const LinkId link{argument % 32};
        const unsigned number = argument >> 5;
        switch (step % 8) {
            case 0: std::ignore = driver.open(opening(argument), now); break;
            case 1: driver.upgraded(link, number, now); break;
            case 2: driver.heard(link, now); break;
            case 3: manager.streams(link, number, now); break;
            case 4: driver.closed(link, now); break;
            case 5: std::ignore = manager.tags().tag(twin::peer(number), "tag", step / 8); break;
            case 6:
                if (step & 8)
                    std::ignore = manager.tags().protect(twin::peer(number), "reason");
                else
                    manager.tags().unprotect(twin::peer(number), "reason");
                break;
            case 7:
                now += std::chrono::milliseconds{100} * argument;
                driver.expire(now);
                break;
        }
    }
}
