// Members that come, write, fail and come back.
#include "sim/mesh_party.h"

#include "core/base/format.h"

namespace sim {

using core::Prng;
using core::crdt::Editor;
using core::crdt::Path;
using core::crdt::Value;
using fabric::node::Node;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

// Longer than it takes to notice that a peer is gone, to give a change up, and to begin a talk
// anew.
constexpr seconds healing_time{400};
constexpr const char* mesh_name = "Alpha";

}  // namespace

MeshWorld::Options MeshParty::draw_options(Prng& prng) {
    MeshWorld::Options options;
    options.swarms.delay_min = milliseconds(prng.between(0, 20));
    options.swarms.delay_max = milliseconds(prng.between(20, 200));
    options.swarms.wire = WireOptions::drawn_from(prng);
    options.swarms.wire.loss_percent = static_cast<std::uint32_t>(prng.between(0, 5));
    options.swarms.swarm.stack.security = net::swarm::Security::plaintext;
    options.disk.delay_max = core::Duration(prng.between(1, 20'000));
    options.disk.slow_permille = static_cast<std::uint32_t>(prng.between(0, 20));
    return options;
}

MeshParty::MeshParty(Run& run, const MeshWorld::Options& options)
    : run_(run),
      is_closed_(run.prng().chance(1, 3)),
      has_small_files_(run.prng().chance(1, 3)),
      has_small_lanes_(run.prng().chance(1, 3)),
      world_(
          run, options, [this](NodeIndex node) { return node_options(node); }, *this),
      judge_(run, world_) {}

fabric::membership::OptionalSecret MeshParty::secret() const {
    if (!is_closed_) return std::nullopt;
    fabric::membership::OptionalSecret secret(std::in_place);
    secret->mutable_view()[0] = std::byte{7};
    return secret;
}

fabric::node::Options MeshParty::node_options(NodeIndex node) const {
    fabric::node::Options options;
    options.name = mesh_name;
    options.secret = secret();
    // One founds, once; the others learn: two meshes are the business of tests of their own.
    options.found_after = node == 0 && judge_.life(0) == 0
                              ? std::optional<core::Duration>(milliseconds(100))
                              : std::nullopt;
    options.keeps_everything = roles_[node] == Role::authority;
    if (has_small_lanes_) options.lane_size_max = 4'096;
    if (has_small_files_) {
        options.store.journal.writing.segment_size_max = 16'000;
        options.store.journal.writing.growth_size = 4'000;
        options.store.journal.writing.large_batch_size = 1'000;
    }
    return options;
}

NodeIndex MeshParty::add(Role role, std::int64_t clock_ahead_seconds) {
    roles_.push_back(role);
    judge_.begins(static_cast<NodeIndex>(roles_.size() - 1));
    return world_.add(clock_ahead_seconds);
}

NodeIndex MeshParty::add_hostile(const Hostile::Targets& targets) {
    roles_.push_back(Role::citizen);
    judge_.begins(static_cast<NodeIndex>(roles_.size() - 1));
    const NodeIndex index = world_.add_hostile({mesh_name, secret(), targets});
    retired_.insert(index);  // It is no part of what must be well in the end.
    for (NodeIndex node = 0; node < world_.size(); ++node)
        if (world_.runs(node)) world_.dial(index, node);
    return index;
}

void MeshParty::gather(std::uint64_t authorities, std::uint64_t citizens,
                       std::uint64_t ephemerals) {
    for (std::uint64_t i = 0; i < authorities; ++i) add(Role::authority);
    for (std::uint64_t i = 0; i < citizens; ++i) add(Role::citizen);
    for (std::uint64_t i = 0; i < ephemerals; ++i) add(Role::ephemeral);
    pass(seconds(1));
    for (NodeIndex node = 1; node < world_.size(); ++node) dial(node, 0);
    pass(seconds(5));
    for (NodeIndex node = 1; node < world_.size(); ++node)
        if (roles_[node] != Role::citizen) grant(node, roles_[node]);
    pass(seconds(10));
    for (NodeIndex node = 1; node < world_.size(); ++node) let_in(node, 0);
    open_documents();
}

void MeshParty::let_in(NodeIndex node, NodeIndex by) {
    // A link may be so slow that a dial is given up.
    for (int tries = 0; tries < 5 && !world_.node(node).members(); ++tries) {
        dial(node, by);
        pass(seconds(20));
    }
}

void MeshParty::grant(NodeIndex to, Role role) {
    if (!world_.runs(0) || !world_.node(0).members()) return;
    const auto key = world_.swarms().identity(to).public_key();
    world_.act(0, [&](Node& node, core::Instant now) {
        // It may be one already.
        static_cast<void>(node.write_entry(now, [&](const fabric::membership::Author& author) {
            return fabric::membership::grant_role(author, key, role, std::nullopt);
        }));
    });
}

std::vector<NodeIndex> MeshParty::all_of(Role role) const {
    std::vector<NodeIndex> all;
    for (NodeIndex node = 0; node < roles_.size(); ++node)
        if (roles_[node] == role) all.push_back(node);
    return all;
}

NodeIndex MeshParty::draw(Role role) {
    const auto all = all_of(role);
    return all[static_cast<std::size_t>(prng().below(all.size()))];
}

void MeshParty::crash(NodeIndex node) {
    world_.crash(node);
    if (roles_[node] == Role::ephemeral) lose_disk(node);
}

void MeshParty::lose_power(NodeIndex node) {
    world_.lose_power(node);
    if (roles_[node] == Role::ephemeral) lose_disk(node);
}

void MeshParty::lose_disk(NodeIndex node) {
    world_.lose_disk(node);
    judge_.lost_disk(node);
}

void MeshParty::damage_disk(NodeIndex node, std::uint64_t sectors) {
    DiskStorage& storage = world_.disk(node).storage();
    bool is_damaged = run_.faults()[std::to_underlying(Fault::misdirected)] > 0;
    for (std::uint64_t i = 0; i < sectors; ++i) {
        const bool is_rot = prng().chance(1, 2);
        if (!(is_rot ? storage.rot("", prng()) : storage.spoil("", prng()))) continue;
        count(run_.faults(), is_rot ? Fault::rotten : Fault::unreadable);
        is_damaged = true;
    }
    if (is_damaged) judge_.lost_disk(node);
}

void MeshParty::revive(NodeIndex node) {
    judge_.begins(node);
    world_.revive(node);
}

void MeshParty::freeze(NodeIndex node) {
    judge_.was_not_run(node);
    world_.freeze(node);
}

void MeshParty::sleep(NodeIndex node) {
    judge_.was_not_run(node);
    world_.sleep(node);
}

void MeshParty::part(std::uint64_t one_in) {
    std::vector<bool> set;
    for (NodeIndex i = 0; i < world_.size(); ++i) set.push_back(prng().chance(1, one_in));
    world_.swarms().part(set);
}

Policy MeshParty::draw_policy() {
    const auto need = static_cast<std::uint32_t>(prng().between(1, 3));
    switch (prng().below(4)) {
        case 0: return Policy::local();
        case 1: return Policy::quorum(need);
        case 2: return Policy::leader();
        default: return Policy::strict_quorum(need);
    }
}

MeshParty::Begun MeshParty::write(NodeIndex node, const Policy& policy, std::uint64_t count) {
    const auto drawn = static_cast<std::size_t>(prng().below(mesh_documents.size()));
    Begun begun = Begun::impossible;
    // At one moment they join (ND33).
    const bool has_time = count > 1 && prng().chance(1, 2);
    for (std::uint64_t i = 0; i < count; ++i) {
        begun = put(node, mesh_documents[drawn], core::formatted("{}", ++last_key_), 1, policy);
        if (has_time) pass(milliseconds(prng().below(30)));
        if (!world_.runs(node)) break;
    }
    return begun;
}

bool MeshParty::comes_to_write(NodeIndex node, std::chrono::seconds within) {
    const core::Instant until = world_.now() + within;
    for (const std::string_view document : mesh_documents)
        while (put(node, document, core::formatted("{}", ++last_key_), 1, Policy::local()) !=
               Begun::written) {
            if (world_.now() >= until) return false;
            pass(std::chrono::seconds(1));
        }
    return true;
}

MeshParty::Begun MeshParty::put(NodeIndex node, std::string_view document, const std::string& key,
                                std::uint64_t value, const Policy& policy) {
    return world_.act(node, [&](Node& one, core::Instant now) {
        const auto number = one.open_document(document, now);
        if (!number) return Begun::impossible;
        const auto written = one.write(*number, policy, now, [&](Editor& editor) {
            return editor.set(Path{key}, Value::of(static_cast<std::int64_t>(value)));
        });
        if (!written)
            return core::holds_alternative<fabric::quorum::Refusal>(written.error())
                       ? Begun::refused
                       : Begun::impossible;
        if (!*written) return Begun::impossible;
        last_written_ = {
            node, judge_.life(node), {fabric::quorum::Document{number->value}, **written}};
        judge_.wrote(last_written_, document, key, policy);
        return Begun::written;
    });
}

void MeshParty::work(std::uint64_t writes, core::Duration pause_max) {
    for (std::uint64_t i = 0; i < writes; ++i) {
        const NodeIndex node = draw_any();
        if (world_.runs(node)) write(node, draw_policy(), prng().chance(1, 10) ? 30 : 1);
        pass(core::Duration(static_cast<std::int64_t>(
            prng().below(static_cast<std::uint64_t>(pause_max.count()) + 1))));
    }
}

void MeshParty::open_documents() {
    for (NodeIndex node = 0; node < world_.size(); ++node)
        for (const std::string_view document : mesh_documents)
            if (world_.runs(node))
                world_.act(node, [&](Node& one, core::Instant now) {
                    static_cast<void>(one.open_document(document, now));
                });
}

void MeshParty::hear(NodeIndex node, const fabric::node::Event& event) {
    judge_.hear(node, event);
    if (listener_) listener_(node, event);
}

void MeshParty::expect_equal_within(core::Duration bound) {
    const core::Instant begin = world_.now();
    auto difference = judge_.difference();
    while (difference && world_.now() < begin + bound) {
        open_documents();
        pass(milliseconds(500));
        difference = judge_.difference();
    }
    expect("caught_up", !difference, difference.value_or(""));
    run_.measure("caught_up_ms",
                 static_cast<std::uint64_t>((world_.now() - begin) / milliseconds(1)));
}

void MeshParty::bring_back() {
    world_.swarms().heal();
    for (NodeIndex node = 0; node < world_.size(); ++node) {
        if (retired_.contains(node)) continue;
        if (!world_.is_up(node))
            revive(node);
        else if (!world_.runs(node))
            world_.thaw(node);
        for (NodeIndex other = 0; other < world_.size(); ++other)
            if (world_.runs(node) && world_.runs(other) && prng().chance(1, 2)) dial(node, other);
    }
}

void MeshParty::dial_founder() {
    for (NodeIndex node = 1; node < world_.size(); ++node)
        if (world_.runs(node)) dial(node, 0);
}

bool MeshParty::try_to_revoke(NodeIndex by, NodeIndex whom) {
    const auto key = world_.swarms().identity(whom).public_key();
    return world_.act(
        by, [&](Node& one, core::Instant now) { return one.revoke(key, now).has_value(); });
}

void MeshParty::revoke(NodeIndex node) {
    expect("revoked", try_to_revoke(0, node), "the founder cannot revoke a member");
}

void MeshParty::retire(NodeIndex node) {
    crash(node);
    judge_.retired(node);
    retired_.insert(node);
}

void MeshParty::part_ways() {
    std::vector<NodeIndex> here;
    for (NodeIndex node = 0; node < world_.size(); ++node)
        if (world_.runs(node)) here.push_back(node);
    for (const NodeIndex node : here)
        world_.act(node, [](Node& one, core::Instant now) { one.leave(now); });
    for (const NodeIndex node : here)
        world_.swarms().act(node, [&](net::swarm::Swarm& swarm) {
            for (NodeIndex other = 0; other < world_.size(); ++other)
                swarm.close(world_.swarms().id(other), world_.now());
        });
    pass(seconds(60));
    for (const NodeIndex node : here) {
        const Node& one = world_.node(node);
        expect("clean", one.session_count() == 0 && one.door_count() == 0,
               "a session or a door is left");
    }
}

void MeshParty::end() {
    bring_back();
    // Again and again, since links that are dead may not have been noticed yet.
    for (int round = 0; round < 4; ++round) {
        pass(seconds(30));
        dial_founder();
    }
    open_documents();
    pass(healing_time);
    judge_.check_all();
    part_ways();
}

void MeshParty::end_within(core::Duration bound) {
    bring_back();
    dial_founder();
    pass(seconds(20));
    expect_equal_within(bound);
    judge_.check_all();
    part_ways();
}

}  // namespace sim
