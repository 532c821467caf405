// The ordered log of a mesh, snapshots of its members, and what they owe to writers.
#include "sim/mesh_test.h"

namespace sim {
namespace {

using fabric::node::InOrder;
using fabric::node::LeaderIs;

// So many Authorities.
void gather_authorities(Mesh& mesh, NodeIndex count) {
    mesh.pass(seconds{5});
    for (NodeIndex node = 1; node < count; ++node) {
        mesh.join();
        mesh.grant_authority(node);
    }
    mesh.pass(seconds{10});
}

std::size_t voters_at(Mesh& mesh, NodeIndex node) {
    const auto* const order = mesh.world.node(node).order();
    return order && order->group() ? order->group()->voter_count() : 0;
}

std::vector<std::pair<std::uint64_t, std::uint64_t>> order_at(const Mesh& mesh, NodeIndex node) {
    std::vector<std::pair<std::uint64_t, std::uint64_t>> order;
    for (const InOrder& told : mesh.heard<InOrder>(node))
        order.emplace_back(told.place.index.value, told.sequence);
    return order;
}

TEST(MeshOrder, ND18_a_founder_alone_orders_its_writes) {
    Mesh mesh(1);
    mesh.pass(seconds{5});
    const auto document = mesh.open(0, "d");
    const auto write = mesh.put(0, document, "a", 1, Policy::leader());
    mesh.pass(seconds{1});
    ASSERT_TRUE(mesh.status(0, document, write));
    EXPECT_EQ(mesh.status(0, document, write)->state, State::durable);
    std::optional<fabric::quorum::Place> place;
    for (const auto& told : mesh.heard<fabric::node::QuorumTold>(0))
        if (const auto* const one = core::get_if<fabric::quorum::Told>(&told.event))
            if (one->status.place) place = one->status.place;
    ASSERT_TRUE(place);
    ASSERT_EQ(mesh.heard<InOrder>(0).size(), 1u);
    EXPECT_EQ(mesh.heard<InOrder>(0)[0].place.index.value, place->index.value);
}

TEST(MeshOrder, ND18_authorities_have_one_order_of_what_anybody_writes) {
    Mesh mesh(1);
    gather_authorities(mesh, 3);
    for (NodeIndex node = 0; node < 3; ++node) EXPECT_EQ(voters_at(mesh, node), 3u) << node;
    const NodeIndex citizen = mesh.join();
    for (const NodeIndex node : {0u, 1u, 2u, citizen}) {
        const auto document = mesh.open(node, "d");
        for (int i = 0; i < 5; ++i) {
            mesh.put(node, document, "k", i, Policy::leader());
            mesh.pass(milliseconds{50});  // Else they join.
        }
    }
    mesh.pass(seconds{5});
    for (const NodeIndex node : {0u, 1u, 2u, citizen})
        for (std::uint64_t i = 1; i <= 5; ++i) {
            const auto status = mesh.status(node, *mesh.world.node(node).find_document("d"), i);
            ASSERT_TRUE(status);
            EXPECT_EQ(status->state, State::durable) << node << ' ' << i;
        }
    EXPECT_EQ(order_at(mesh, 0).size(), 20u);
    EXPECT_EQ(order_at(mesh, 1), order_at(mesh, 0));
    EXPECT_EQ(order_at(mesh, 2), order_at(mesh, 0));
}

TEST(MeshOrder, ND18_it_goes_on_when_its_leader_dies) {
    Mesh mesh(1);
    gather_authorities(mesh, 3);
    ASSERT_TRUE(mesh.world.node(0).order()->leads());
    const auto document = mesh.open(1, "d");
    mesh.world.lose_power(0);
    const auto write = mesh.put(1, document, "a", 1, Policy::leader());
    mesh.pass(seconds{9});
    EXPECT_EQ(mesh.status(1, document, write)->state, State::durable);
    EXPECT_EQ(mesh.text(2, "d"), R"({"a":1})");
    mesh.world.revive(0);
    mesh.world.dial(0, 1);
    mesh.world.dial(0, 2);
    mesh.pass(seconds{10});
    EXPECT_EQ(mesh.text(0, "d"), R"({"a":1})");
    EXPECT_FALSE(mesh.world.node(0).order()->leads());
    EXPECT_TRUE(mesh.world.node(0).order()->may_vote());
}

TEST(MeshOrder, ND19_a_lost_disk_gets_its_vote_anew_when_it_has_everything) {
    Mesh mesh(1);
    gather_authorities(mesh, 3);
    mesh.put(0, mesh.open(0, "d"), "a", 1, Policy::leader());
    mesh.pass(seconds{2});
    mesh.world.lose_power(1);
    mesh.world.lose_disk(1);
    mesh.world.revive(1);
    mesh.world.dial(1, 0);
    mesh.pass(milliseconds{200});
    const auto* const order = mesh.world.node(1).order();
    EXPECT_TRUE(!order || !order->may_vote());
    mesh.pass(seconds{20});
    EXPECT_TRUE(mesh.world.node(1).order()->may_vote());
    EXPECT_EQ(voters_at(mesh, 0), 3u);
    EXPECT_EQ(mesh.text(1, "d"), R"({"a":1})");
}

TEST(MeshOrder, ND20_who_leaves_hands_over) {
    Mesh mesh(1);
    gather_authorities(mesh, 3);
    ASSERT_TRUE(mesh.world.node(0).order()->leads());
    mesh.world.act(0, [](Node& node, core::Instant now) { node.leave(now); });
    mesh.pass(seconds{1});
    EXPECT_FALSE(mesh.world.node(0).order()->leads());
    ASSERT_FALSE(mesh.heard<LeaderIs>(2).empty());
    const auto leader = mesh.heard<LeaderIs>(2).back().leader;
    ASSERT_TRUE(leader);
    EXPECT_NE(*leader, mesh.world.swarms().id(0));
}

TEST(MeshOrder, ND17_what_a_quorum_was_promised_is_counted_anew_after_a_restart) {
    Mesh mesh(1);
    gather_authorities(mesh, 2);
    mesh.world.crash(1);
    mesh.pass(seconds{1});
    const auto document = mesh.open(0, "d");
    const auto write = mesh.put(0, document, "a", 1, Policy::quorum(2));
    mesh.pass(seconds{12});
    ASSERT_EQ(mesh.status(0, document, write)->state, State::degraded);
    mesh.world.lose_power(0);
    mesh.world.revive(0);
    mesh.pass(seconds{1});
    ASSERT_TRUE(mesh.status(0, document, write));
    EXPECT_EQ(mesh.status(0, document, write)->state, State::degraded);
    mesh.world.revive(1);
    mesh.world.dial(1, 0);
    mesh.pass(seconds{5});
    EXPECT_EQ(mesh.status(0, document, write)->state, State::durable);
}

fabric::node::Options make_small(NodeIndex node) {
    fabric::node::Options options = Mesh::make_open(node);
    options.store.journal.writing.segment_size_max = std::size_t{16} << 10;
    options.store.journal.writing.growth_size = std::uint64_t{4} << 10;
    options.store.compaction.measure_interval = seconds{5};
    return options;
}

TEST(MeshOrder, ND16_a_snapshot_has_all_that_the_journal_forgets) {
    MeshWorld::Options options;
    options.disk.size_max = std::uint64_t{400} << 10;
    Mesh mesh(1, make_small, options);
    mesh.pass(seconds{5});
    const auto document = mesh.open(0, "d");
    for (int round = 0; round < 20; ++round) {
        for (int i = 0; i < 50; ++i)
            mesh.put(0, document, "k" + std::to_string(i), round,
                     i % 2 == 0 ? Policy::local() : Policy::leader());
        mesh.pass(seconds{10});
    }
    bool has_stored = false;
    for (const auto& told : mesh.heard<fabric::node::StorageTold>(0))
        if (const auto* const snapshot = core::get_if<core::store::SnapshotEvent>(&told.event))
            has_stored |= core::holds_alternative<core::store::SnapshotStored>(*snapshot);
    EXPECT_TRUE(has_stored);
    const std::string before = mesh.text(0, "d");
    const auto commit = mesh.world.node(0).order()->leader().term;
    mesh.world.lose_power(0);
    mesh.world.revive(0);
    mesh.pass(seconds{5});
    EXPECT_EQ(mesh.text(0, "d"), before);
    EXPECT_TRUE(mesh.world.node(0).order()->leads());
    EXPECT_GT(mesh.world.node(0).order()->leader().term, commit);
    const auto write =
        mesh.put(0, *mesh.world.node(0).find_document("d"), "z", 1, Policy::leader());
    mesh.pass(seconds{2});
    EXPECT_EQ(mesh.status(0, *mesh.world.node(0).find_document("d"), write)->state, State::durable);
    const NodeIndex other = mesh.join();
    mesh.pass(seconds{5});
    EXPECT_EQ(mesh.text(other, "d"), mesh.text(0, "d"));
}

}  // namespace
}  // namespace sim
