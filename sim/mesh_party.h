// MeshParty is the members of a mesh as a script has them: they gather, work, and something befalls
// them. Whatever they are told goes to a judge, and at the end everything must be well again.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "sim/mesh_judge.h"

namespace sim {

using fabric::membership::Role;

class MeshParty final : private MeshWorld::Observer {
public:
    // What is drawn of worlds everywhere: links, disks, whether the mesh is closed.
    static MeshWorld::Options draw_options(core::Prng& prng);
    // Must outlive it.
    MeshParty(Run& run, const MeshWorld::Options& options);

    [[nodiscard]] Run& run() { return run_; }
    [[nodiscard]] core::Prng& prng() { return run_.prng(); }
    [[nodiscard]] MeshWorld& world() { return world_; }
    [[nodiscard]] MeshJudge& judge() { return judge_; }
    // Each is told of whatever a member tells, behind the judge.
    using Listener = std::function<void(NodeIndex, const fabric::node::Event&)>;
    void listen(Listener listener) { listener_ = std::move(listener); }

    // --- Who is there.

    // The first founds. An Ephemeral has nothing behind its end.
    NodeIndex add(Role role, std::int64_t clock_ahead_seconds = 0);
    // A Citizen that is hostile, to whom all are connected; the founder runs.
    NodeIndex add_hostile(const Hostile::Targets& targets);
    // Files of journals are small from now on: there are many, and snapshots are worth it.
    void use_small_files() { has_small_files_ = true; }
    // The mesh of so many: the founder is the first of its Authorities.
    void gather(std::uint64_t authorities, std::uint64_t citizens, std::uint64_t ephemerals = 0);
    // It is dialled until it knows its mesh, as the owner of a page would that stays empty.
    void let_in(NodeIndex node, NodeIndex by);
    // By the founder, if it can.
    void grant(NodeIndex to, Role role);
    [[nodiscard]] Role role(NodeIndex node) const { return roles_[node]; }
    [[nodiscard]] std::vector<NodeIndex> all_of(Role role) const;
    // There must be one.
    [[nodiscard]] NodeIndex draw(Role role);
    [[nodiscard]] NodeIndex draw_any() {
        return static_cast<NodeIndex>(prng().below(world_.size()));
    }

    // --- What befalls them.

    void pass(core::Duration time) { world_.run_until(world_.now() + time); }
    void dial(NodeIndex from, NodeIndex to) {
        if (from != to) world_.dial(from, to);
    }
    void crash(NodeIndex node);
    void lose_power(NodeIndex node);
    // It must be down.
    void lose_disk(NodeIndex node);
    void revive(NodeIndex node);
    // Sectors of what it has synced have other bytes now, or cannot be read; it must be down.
    void damage_disk(NodeIndex node, std::uint64_t sectors);
    // By the founder: it is no member any more.
    void revoke(NodeIndex node);
    // Whether that could be, by somebody who may or may not.
    [[nodiscard]] bool try_to_revoke(NodeIndex by, NodeIndex whom);
    // It ends, and does not come back.
    void retire(NodeIndex node);
    void freeze(NodeIndex node);
    void sleep(NodeIndex node);
    // A set of which each node is an element as likely as one in so many.
    void part(std::uint64_t one_in);
    // Everybody is up again, and some are connected.
    void bring_back();

    // --- What they do.

    enum class Begun : std::uint8_t { written, refused, impossible };
    // A value of a new key, or a number of them, in a document that is drawn.
    Begun write(NodeIndex node, const Policy& policy, std::uint64_t count = 1);
    Begun put(NodeIndex node, std::string_view document, const std::string& key,
              std::uint64_t value, const Policy& policy);
    // In all documents, within this time: it may be comparing with others still.
    [[nodiscard]] bool comes_to_write(NodeIndex node, std::chrono::seconds within);
    [[nodiscard]] const WriteName& last_written() const { return last_written_; }
    [[nodiscard]] Policy draw_policy();
    // Some of those that run write, so often, with pauses.
    void work(std::uint64_t writes, core::Duration pause_max);
    void open_documents();

    // --- What is expected of them.

    void expect(std::string_view invariant, bool holds, std::string_view otherwise) {
        run_.check(invariant, holds, otherwise);
    }
    // All that run come to be equal by themselves, and how long that takes is measured.
    void expect_equal_within(core::Duration bound);
    // Everybody is up again and reaches everybody; then all is as was promised, and at the end of
    // all connections nothing is left. Where hardly anything was broken they are equal soon.
    void end();
    void end_within(core::Duration bound);

private:
    void hear(NodeIndex node, const fabric::node::Event& event) override;
    [[nodiscard]] fabric::node::Options node_options(NodeIndex node) const;
    [[nodiscard]] fabric::membership::OptionalSecret secret() const;
    void dial_founder();
    void part_ways();

    Run& run_;
    bool is_closed_;
    bool has_small_files_;
    bool has_small_lanes_;
    std::set<NodeIndex> retired_;
    std::vector<Role> roles_;
    Listener listener_;
    std::uint64_t last_key_ = 0;
    WriteName last_written_;
    MeshWorld world_;
    MeshJudge judge_;
};

}  // namespace sim
