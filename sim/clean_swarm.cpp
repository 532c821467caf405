// What a node holds because of peers, in items.
#include "sim/clean_swarm.h"

#include "core/base/format.h"

namespace sim {

void check_is_clean(Run& run, const net::swarm::Swarm& swarm) {
    const auto counters = swarm.counters();
    run.check("clean",
              swarm.connection_count() == 0 && swarm.stream_count() == 0 &&
                  counters.upgrading == 0 && counters.dials == 0,
              "a connection, a stream or a dial is left");
    const auto left = swarm.gossip().holdings();
    net::gossipsub::Router::Holdings clean{};
    clean.topics = 1;  // Our own.
    clean.retained = left.retained;
    run.check("clean", left == clean,
              core::formatted("of gossip are left: {} peers, {} backoffs, {} messages seen, {} "
                              "cached, {} wanted, {} promised",
                              left.peers, left.backoffs, left.seen, left.cached, left.wanted,
                              left.promises));
}

}  // namespace sim
