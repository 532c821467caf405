// Nodes that are not run for a while, as pages that their browser stops.
#include <utility>

#include "core/base/assert.h"
#include "sim/swarm_world.h"

namespace sim {

void SwarmWorld::freeze(NodeIndex node) {
    ASSERT(is_up(node) && !is_frozen(node));
    note(node, "freezes");
    count(run_.faults(), Fault::frozen);
    nodes_[node].is_frozen = true;
}

// All that waited for it comes at once, in the order in which the agenda has it.
void SwarmWorld::thaw(NodeIndex index) {
    ASSERT(is_frozen(index));
    note(index, "thaws");
    Node& node = nodes_[index];
    node.is_frozen = false;
    node.armed.reset();
    for (const Task& task : std::exchange(node.missed, {})) agenda_.add(now_, task);
    const auto untold = std::exchange(node.untold, {});
    const auto links = node.links;
    for (const auto& [link, place] : links) {
        End& theirs = (*joins_.find(place.join))->ends[1 - place.side];
        theirs.awaited.reset();
        await_arrival(place.join, 1 - place.side);
        await_arrival(place.join, place.side);
    }
    for (const auto& [link, place] : links) send(index, link);
    settle(index);
    for (const Place& place : untold)
        if (joins_.contains(place.join)) tell_end(place.join, place.side);
}

void SwarmWorld::miss(const Task& task) { nodes_[task.node].missed.push_back(task); }

void SwarmWorld::forget_frozen(NodeIndex index) {
    Node& node = nodes_[index];
    node.is_frozen = false;
    node.missed.clear();
    node.untold.clear();
}

void SwarmWorld::set_distance(NodeIndex node, core::Duration delay, std::uint32_t loss_percent) {
    count(run_.faults(), Fault::far);
    nodes_[node].distance = delay;
    nodes_[node].loss_percent = loss_percent;
}

}  // namespace sim
