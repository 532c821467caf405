// Nodes, their disks, and time.
#include "sim/mesh_world.h"

#include <utility>

#include "core/base/assert.h"
#include "core/base/format.h"

namespace sim {

using core::Instant;
using fabric::node::Node;

namespace {

std::string_view words_for(const fabric::node::Event& event) {
    if (const auto* const told = core::get_if<fabric::node::NotLetIn>(&event))
        return describe(told->refused);
    const auto* const told = core::get_if<fabric::node::StorageTold>(&event);
    const auto* const journal =
        told ? core::get_if<core::store::JournalEvent>(&told->event) : nullptr;
    return journal ? core::store::describe(*journal) : describe(event);
}

}  // namespace

MeshWorld::MeshWorld(Run& run, const Options& options, NodeOptions node_options, Observer& observer)
    : run_(run),
      options_(options),
      node_options_(std::move(node_options)),
      observer_(observer),
      prng_(run.prng().fork()),
      swarms_(run, options.swarms, *this) {}

std::unique_ptr<Disk> MeshWorld::new_disk() {
    return std::make_unique<Disk>(options_.disk, prng_.fork(), run_.faults());
}

NodeIndex MeshWorld::add() {
    const std::uint64_t skew = options_.clock_skew_max_seconds;
    const core::store::WallClock clock{now(),
                                       options_.wall_seconds - skew + prng_.below(2 * skew + 1)};
    members_.push_back(std::make_unique<Member>(Member{nullptr, new_disk(), clock}));
    const NodeIndex index = swarms_.add();
    ASSERT(index + 1 == size());
    begin_life(index);
    return index;
}

void MeshWorld::begin_life(NodeIndex index) {
    Member& member = *members_[index];
    std::array<std::byte, core::crypto::SecretRoot::size_bytes> root{};
    prng_.fill(root);
    fabric::node::Options options = node_options_(index);
    swarms_.act(index, [&](net::swarm::Swarm& swarm) {
        member.node = std::make_unique<Node>(std::move(options), swarm, swarms_.identity(index),
                                             core::crypto::SecretRoot(root),
                                             core::Seed{prng_.next()}, now(), member.clock);
        member.node->open();
    });
    settle(index);
}

void MeshWorld::hear(NodeIndex index, const net::swarm::Event& event) {
    // The swarm begins before its node, and tells nothing that the node would need.
    if (!is_up(index)) return;
    node(index).hear(event, now());
    settle(index);
}

// The swarm is settled by who called.
void MeshWorld::settle(NodeIndex index) {
    Member& member = *members_[index];
    while (auto event = member.node->next_event()) {
        run_.step(now(), core::formatted("node {}", index), words_for(*event), {});
        observer_.hear(index, *event);
    }
    while (auto request = member.node->next_request(now())) put(member, *std::move(request));
}

void MeshWorld::put(Member& member, core::store::DiskRequest request) {
    const bool is_skipped = options_.mutant == MeshMutant::answers_syncs_early &&
                            core::holds_alternative<core::store::SyncFile>(request.action);
    if (is_skipped)
        member.early.push_back({.ticket = request.ticket});
    else
        member.disk->put(std::move(request), now());
}

std::optional<Instant> MeshWorld::next_time() const {
    std::optional<Instant> next = swarms_.next_time();
    for (const auto& member : members_) {
        if (!member->node) continue;
        next = core::earlier(next, member->node->deadline());
        next = core::earlier(next, member->disk->next_answer());
        if (!member->early.empty()) next = now();
    }
    return next;
}

void MeshWorld::run_until(Instant end) {
    for (auto next = next_time(); next && *next <= end; next = next_time()) {
        swarms_.run_until(std::max(*next, now()));
        for (NodeIndex index = 0; index < size(); ++index)
            if (is_up(index)) wake(index);
    }
    swarms_.run_until(end);
}

void MeshWorld::wake(NodeIndex index) {
    Member& member = *members_[index];
    for (auto& answer : std::exchange(member.early, {}))
        act(index, [&](Node& node, Instant at) { node.answer(std::move(answer), at); });
    while (auto answer = member.disk->answer(now()))
        act(index, [&](Node& node, Instant at) { node.answer(*std::move(answer), at); });
    const auto deadline = member.node->deadline();
    if (!deadline || *deadline > now()) return;
    act(index, [](Node& node, Instant at) { node.expire(at); });
    const auto after = member.node->deadline();
    ASSERT(!after || *after > now());  // Else time would stand still.
}

void MeshWorld::crash(NodeIndex node) {
    swarms_.crash(node);
    members_[node]->early.clear();
    members_[node]->disk->crash();
}

void MeshWorld::lose_power(NodeIndex node) {
    swarms_.lose_power(node);
    members_[node]->early.clear();
    members_[node]->disk->lose_power();
}

void MeshWorld::lose_disk(NodeIndex node) {
    ASSERT(!is_up(node));
    members_[node]->disk = new_disk();
}

void MeshWorld::revive(NodeIndex node) {
    swarms_.revive(node);
    begin_life(node);
}

}  // namespace sim
