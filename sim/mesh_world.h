// MeshWorld is a mesh in one process: whole nodes (fabric/node) on the swarms of a SwarmWorld, each
// with a disk of its own that survives its crashes. Rule SM11, spec/sim.md.
//
// Whoever looks at what nodes tell is the world's Observer; it may call the node that tells through
// act() later, and none while it is told.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "fabric/node/node.h"
#include "sim/disk.h"
#include "sim/hostile.h"
#include "sim/swarm_world.h"

namespace sim {

// What the bodies of this world do wrong: a planted bug.
enum class MeshMutant : std::uint8_t {
    none,
    answers_syncs_early,  // Nothing is synced, and that it is is said at once.
};

class MeshWorld final : private SwarmWorld::Observer {
public:
    struct Options {
        SwarmWorld::Options swarms{};
        DiskOptions disk{};
        // What the clocks of nodes show at the beginning; each is off by up to so much.
        std::uint64_t wall_seconds = 1'800'000'000;
        std::uint64_t clock_skew_max_seconds = 0;
        MeshMutant mutant = MeshMutant::none;
    };
    // Options of a node hold secrets, and are made anew for each of its lives.
    using NodeOptions = std::function<fabric::node::Options(NodeIndex)>;

    class Observer {
    public:
        virtual void hear(NodeIndex node, const fabric::node::Event& event) = 0;

    protected:
        ~Observer() = default;
    };

    // All three must outlive the world.
    MeshWorld(Run& run, const Options& options, NodeOptions node_options, Observer& observer);

    // The longest that it takes until a writer knows that a change is in the journal of somebody to
    // whom it is connected, if neither end has a distance of its own.
    [[nodiscard]] core::Duration write_max() const;
    // The same of its own journal.
    [[nodiscard]] core::Duration own_write_max() const;
    // Its clock is off by so much more than options say.
    NodeIndex add(std::int64_t clock_ahead_seconds = 0);
    // In its place is somebody who knows what a member knows, and no node.
    NodeIndex add_hostile(Hostile::Knows knows);
    [[nodiscard]] NodeIndex size() const { return static_cast<NodeIndex>(members_.size()); }
    [[nodiscard]] core::Instant now() const { return swarms_.now(); }
    [[nodiscard]] SwarmWorld& swarms() { return swarms_; }
    [[nodiscard]] bool is_up(NodeIndex node) const { return members_[node]->node != nullptr; }
    [[nodiscard]] fabric::node::Node& node(NodeIndex node) { return *members_[node]->node; }
    [[nodiscard]] const fabric::node::Node& node(NodeIndex node) const {
        return *members_[node]->node;
    }
    [[nodiscard]] Disk& disk(NodeIndex node) { return *members_[node]->disk; }

    // Calls something of the node, and does what a body does after every call.
    template <class Action>
    auto act(NodeIndex index, Action action) {
        struct Settling {
            MeshWorld& world;
            NodeIndex index;
            ~Settling() { world.settle(index); }
        } const settling{*this, index};
        return swarms_.act(index, [&](net::swarm::Swarm&) { return action(node(index), now()); });
    }
    // As a body does for its owner.
    void dial(NodeIndex from, NodeIndex to);
    void run_until(core::Instant end);

    // The process ends; or the machine does, with what its disk had not synced.
    void crash(NodeIndex node);
    void lose_power(NodeIndex node);
    // Its disk is another one, empty.
    void lose_disk(NodeIndex node);
    void revive(NodeIndex node);
    // Neither node nor disk is run until it thaws; asleep, its links are dead behind it too.
    void freeze(NodeIndex node) { swarms_.freeze(node); }
    void sleep(NodeIndex node);
    void thaw(NodeIndex node) { swarms_.thaw(node); }
    [[nodiscard]] bool runs(NodeIndex node) const {
        return is_up(node) && !swarms_.is_frozen(node);
    }

private:
    struct Member {
        std::unique_ptr<fabric::node::Node> node;
        std::unique_ptr<Disk> disk;
        core::store::WallClock clock;
        std::unique_ptr<Hostile> hostile = {};
        bool has_new_disk = false;
        std::vector<core::store::DiskAnswer> early = {};  // Of the mutant.
        // When it wants to be called next, unless it was called since that was asked.
        std::optional<core::Instant> next = {};
        bool was_called = true;
    };

    void hear(NodeIndex node, const net::swarm::Event& event) override;
    void forget(NodeIndex node) override {
        members_[node]->node.reset();
        members_[node]->hostile.reset();
    }
    void begin_life(NodeIndex node);
    void settle(NodeIndex node);
    void attack(NodeIndex node);
    // False if it goes round in circles.
    [[nodiscard]] bool wake(NodeIndex node);
    void put(Member& member, core::store::DiskRequest request);
    [[nodiscard]] std::optional<core::Instant> next_time();
    [[nodiscard]] std::optional<core::Instant> next_time_of(Member& member);
    [[nodiscard]] std::unique_ptr<Disk> new_disk();

    Run& run_;
    Options options_;
    NodeOptions node_options_;
    Observer& observer_;
    core::Prng prng_;
    std::vector<std::unique_ptr<Member>> members_;
    SwarmWorld swarms_;
};

}  // namespace sim
