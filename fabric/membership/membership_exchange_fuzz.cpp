// Messages from anybody: what can be read is written as it was, and a log outlives what they say.
#include "core/testing/fuzz.h"
#include "fabric/membership/exchange.h"
#include "fabric/membership/mesh_world.h"

FUZZ(membership_exchange) {
    using namespace fabric::membership;
    const auto message = read_exchange_message(input);
    if (!message) return;
    ASSERT(core::equal(write_message(*message), input));
    static Log log = world::closed_log();
    Exchange exchange(log, {});
    const core::codec::PeerId peer =
        core::codec::PeerId::of(core::codec::PublicKey(world::key_of(1)));
    ASSERT(exchange.connect(peer));
    ASSERT(exchange.receive(peer, input));
    for (int count = 0; exchange.next_message(peer); ++count) ASSERT(count < 4);
}
