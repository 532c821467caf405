// The swarms of the page.
#include "web/wasm/open_swarm.h"

#include <utility>

namespace wasm {

OpenSwarm::OpenSwarm(const net::swarm::Swarm::Options& options, core::crypto::Ed25519Seed seed,
                     core::crypto::SecretRoot root, core::Seed chance_seed, core::Instant now)
    : identity(std::move(seed)),
      gossips(options.gossip.has_value()),
      chance(chance_seed),
      swarm(options, identity, std::move(root), core::Seed{chance.next()}, now),
      direct_dials(core::Seed{chance.next()}),
      meetings(swarm),
      reading_room(reading_room_size) {}

Handles<OpenSwarm>& swarms() {
    static Handles<OpenSwarm> swarms;
    return swarms;
}

core::Instant instant(double microseconds) {
    return core::Instant(core::Duration(static_cast<core::Duration::rep>(microseconds)));
}

}  // namespace wasm
