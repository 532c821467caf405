// Nodes, their disks, and time.
#include "sim/mesh_world.h"

#include <utility>

#include "core/base/assert.h"
#include "core/base/format.h"

namespace sim {

using core::Instant;
using fabric::node::Node;

namespace {

constexpr int turns_at_once_max = 8;

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

core::Duration MeshWorld::write_max() const {
    // Told of, asked for, sent and acknowledged, each behind as much as the link holds.
    constexpr int ways = 2 * 4;
    return ways * swarms_.way_max() + 2 * own_write_max();
}

core::Duration MeshWorld::own_write_max() const {
    // Written and synced, behind what is being written and synced.
    constexpr int requests = 2 * 2;
    return requests * options_.disk.longest() + std::chrono::seconds(1);
}

std::unique_ptr<Disk> MeshWorld::new_disk() {
    return std::make_unique<Disk>(options_.disk, prng_.fork(), run_.faults());
}

NodeIndex MeshWorld::add(std::int64_t clock_ahead_seconds) {
    const std::uint64_t skew = options_.clock_skew_max_seconds;
    const std::uint64_t seconds = options_.wall_seconds - skew + prng_.below(2 * skew + 1) +
                                  static_cast<std::uint64_t>(clock_ahead_seconds);
    const core::store::WallClock clock{now(), seconds};
    if (clock_ahead_seconds != 0) count(run_.faults(), Fault::skewed);
    members_.push_back(std::make_unique<Member>(Member{nullptr, new_disk(), clock}));
    const NodeIndex index = swarms_.add();
    ASSERT(index + 1 == size());
    begin_life(index);
    return index;
}

NodeIndex MeshWorld::add_hostile(Hostile::Knows knows) {
    members_.push_back(std::make_unique<Member>(Member{nullptr, new_disk(), {}}));
    const NodeIndex index = swarms_.add();
    members_[index]->hostile = std::make_unique<Hostile>(swarms_.identity(index), std::move(knows),
                                                         prng_.fork(), run_.faults());
    return index;
}

void MeshWorld::begin_life(NodeIndex index) {
    Member& member = *members_[index];
    std::array<std::byte, core::crypto::SecretRoot::size_bytes> root{};
    prng_.fill(root);
    fabric::node::Options options = node_options_(index);
    options.may_have_forgotten = std::exchange(member.has_new_disk, false);
    swarms_.act(index, [&](net::swarm::Swarm& swarm) {
        member.node = std::make_unique<Node>(std::move(options), swarm, swarms_.identity(index),
                                             core::crypto::SecretRoot(root),
                                             core::Seed{prng_.next()}, now(), member.clock);
        member.node->open();
    });
    settle(index);
}

void MeshWorld::hear(NodeIndex index, const net::swarm::Event& event) {
    if (Hostile* const hostile = members_[index]->hostile.get())
        return hostile->hear(event, swarms_.swarm(index), now());
    // The swarm begins before its node, and tells nothing that the node would need.
    if (!is_up(index)) return;
    node(index).hear(event, now());
    settle(index);
}

// The swarm is settled by who called.
void MeshWorld::settle(NodeIndex index) {
    Member& member = *members_[index];
    member.was_called = true;
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

std::optional<Instant> MeshWorld::next_time() {
    std::optional<Instant> next = swarms_.next_time();
    for (NodeIndex index = 0; index < size(); ++index)
        if (const Member& member = *members_[index]; member.hostile)
            next = core::earlier(next, member.hostile->next_attack());
        else if (runs(index))
            next = core::earlier(next, next_time_of(*members_[index]));
    return next;
}

std::optional<Instant> MeshWorld::next_time_of(Member& member) {
    if (!std::exchange(member.was_called, false)) return member.next;
    member.next = core::earlier(member.node->deadline(), member.disk->next_answer());
    if (!member.early.empty()) member.next = now();
    return member.next;
}

void MeshWorld::run_until(Instant end) {
    for (auto next = next_time(); next && *next <= end; next = next_time()) {
        swarms_.run_until(std::max(*next, now()));
        for (NodeIndex index = 0; index < size(); ++index) {
            attack(index);
            if (!runs(index)) continue;
            const auto due = next_time_of(*members_[index]);
            if (due && *due <= now() && !wake(index)) return swarms_.run_until(end);
        }
    }
    swarms_.run_until(end);
}

void MeshWorld::attack(NodeIndex index) {
    Hostile* const hostile = members_[index]->hostile.get();
    if (!hostile || hostile->next_attack() > now()) return;
    swarms_.act(index, [&](net::swarm::Swarm& swarm) { hostile->attack(swarm, now()); });
}

bool MeshWorld::wake(NodeIndex index) {
    Member& member = *members_[index];
    member.was_called = true;
    for (auto& answer : std::exchange(member.early, {}))
        act(index, [&](Node& node, Instant at) { node.answer(std::move(answer), at); });
    while (auto answer = member.disk->answer(now()))
        act(index, [&](Node& node, Instant at) { node.answer(*std::move(answer), at); });
    // What falls due may ask for something else at once, as for a look at the room that is left.
    for (int turns = 0; turns < turns_at_once_max; ++turns) {
        const auto deadline = member.node->deadline();
        if (!deadline || *deadline > now()) return true;
        act(index, [](Node& node, Instant at) { node.expire(at); });
    }
    run_.check("finite", false, "a node goes round in circles");
    return false;
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
    count(run_.faults(), Fault::wiped);
    members_[node]->disk = new_disk();
    members_[node]->has_new_disk = true;
}

void MeshWorld::sleep(NodeIndex node) {
    count(run_.faults(), Fault::slept);
    for (NodeIndex other = 0; other < size(); ++other) swarms_.vanish(node, other);
    swarms_.freeze(node);
}

void MeshWorld::dial(NodeIndex from, NodeIndex to) {
    if (!members_[from]->node) return static_cast<void>(swarms_.dial(from, to));
    const core::codec::Multiaddr address = swarms_.address_of(to);
    act(from, [&](Node& node, core::Instant now) { node.reach(address, now); });
}

void MeshWorld::revive(NodeIndex node) {
    swarms_.revive(node);
    begin_life(node);
}

}  // namespace sim
