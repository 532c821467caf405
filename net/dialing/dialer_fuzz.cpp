// A dialer whose driver does what the input says, in any order. What must hold is checked by
// twin::Driver after every step.
#include <array>

#include "core/base/reader.h"
#include "core/testing/fuzz.h"
#include "net/dialing/dialer_twin.h"

namespace {

using namespace net::dialing;
using core::Instant;
using core::codec::Multiaddr;

constexpr std::size_t size_max = 32;  // Many short stories find more than few long ones.
constexpr unsigned place_count = 12;
constexpr unsigned peer_count = 5;

const std::array<Multiaddr, place_count>& places() {
    static const std::array<Multiaddr, place_count> all{
        twin::place(1),
        twin::place(2),
        twin::place(3),
        twin::address("/ip6/2600::1/tcp/1"),
        twin::address("/ip4/192.168.1.1/tcp/1"),
        twin::address("/dns/example.org/tcp/443/wss"),
        twin::address("/ip4/8.8.8.8/udp/1/quic-v1"),
        twin::address("/ip4/0.0.0.0/tcp/1"),
        twin::at_peer(twin::place(1), 1),
        twin::at_peer(twin::place(2), 2),
        twin::at_peer(twin::place(4), 3),
        twin::place(5),
    };
    return all;
}

const DialerOptions& options() {
    static const DialerOptions all{.attempts_per_peer_max = 2,
                                   .attempts_max = 4,
                                   .dials_max = 4,
                                   .addresses_max = 4,
                                   .back_off = {.entries_max = 4}};
    return all;
}

void dial(twin::Driver& driver, core::Reader& reader, unsigned argument, Instant now) {
    const unsigned chosen = reader.u16_le().value_or(0);
    std::vector<Multiaddr> addresses;
    for (unsigned i = 0; i < place_count; ++i)
        if (chosen >> i & 1) addresses.push_back(places()[i]);
    DialRequest request{.peer = {}, .addresses = addresses};
    if (argument % 8 < peer_count) request.peer = twin::peer(argument % 8);
    if (argument >= 128) request.back_off = BackOffUse::ignored;
    driver.dial(request, now);
}

}  // namespace

FUZZ(dialer) {
    core::Reader reader(input.first(std::min(input.size(), size_max)));
    twin::Driver driver(options(), 0, core::Seed{reader.u8().value_or(0)});
    driver.dialer().set_own_addresses(std::span(places()).first(1));
    Instant now{};
    while (!reader.at_end()) {
        const unsigned step = *reader.u8();
        const unsigned argument = reader.u8().value_or(0);
        switch (step % 8) {
            case 0: dial(driver, reader, argument, now); break;
            case 1: driver.succeeded(AttemptId{argument}, now); break;
            case 2:
                driver.failed(AttemptId{argument},
                              static_cast<net::DialFailure>(step / 8 % net::dial_failure_count),
                              now);
                break;
            case 3: driver.connected(argument % peer_count, now); break;
            case 4: driver.cancel(DialId{argument}, now); break;
            case 5: driver.dialer().upgrading(AttemptId{argument}); break;
            case 6:
                if (const auto deadline = driver.dialer().deadline()) now = *deadline;
                driver.expire(now);
                break;
            case 7:
                now += std::chrono::milliseconds{10} * argument;
                driver.expire(now);
                break;
        }
    }
    while (const auto deadline = driver.dialer().deadline()) driver.expire(*deadline);
    ASSERT(driver.open_dial_count() == 0 && driver.under_way().empty());
}
