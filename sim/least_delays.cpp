// Shortest paths.
#include "sim/least_delays.h"

#include "sim/agenda.h"

namespace sim {

LeastDelays::LeastDelays(std::span<const SwarmWorld::Join> joins, NodeIndex node_count)
    : neighbours_(node_count) {
    for (const SwarmWorld::Join& join : joins) {
        neighbours_[join.one].push_back({join.other, join.delay});
        neighbours_[join.other].push_back({join.one, join.delay});
    }
}

std::vector<std::optional<core::Duration>> LeastDelays::from(NodeIndex source) const {
    std::vector<std::optional<core::Duration>> delays(neighbours_.size());
    Agenda<NodeIndex> arrivals;
    arrivals.add(core::Instant{}, source);
    while (const auto when = arrivals.next()) {
        const NodeIndex node = arrivals.take();
        if (delays[node]) continue;
        delays[node] = when->time_since_epoch();
        for (const Neighbour& neighbour : neighbours_[node])
            if (!delays[neighbour.node]) arrivals.add(*when + neighbour.delay, neighbour.node);
    }
    return delays;
}

}  // namespace sim
