// What a node finds on its disk and cannot read.
#include "core/store/store.h"
#include "sim/mesh_test.h"

namespace sim {
namespace {

using core::Instant;
using fabric::node::KeptUnreadable;
using fabric::node::MeshIs;
namespace record_types = fabric::node::record_types;

// As a program that has the disk before: `node` is down.
class Keeper {
public:
    Keeper(Mesh& mesh, NodeIndex node)
        : disk_(mesh.world.disk(node)),
          now_(mesh.world.now()),
          store_(fabric::node::Options{}.store, core::Seed{1}, now_, {now_, 1'800'000'000}) {
        store_.open();
        run([this] { return is_open_; });
    }
    void append(core::store::RecordType type, core::Bytes payload) {
        const auto end = store_.append(type, payload);
        ASSERT_TRUE(end);
        run([&] { return store_.acknowledged() >= store_.end(); });
    }
    // It ends, and time goes on to when it did.
    void close(Mesh& mesh) {
        disk_.crash();
        mesh.pass(now_ - mesh.world.now() + seconds{1});
    }

private:
    template <class IsDone>
    void run(IsDone is_done) {
        for (int steps = 0; steps < 10'000; ++steps) {
            while (auto event = store_.next_event()) {
                const auto* const journal = core::get_if<core::store::JournalEvent>(&*event);
                is_open_ |= journal && core::holds_alternative<core::store::Opened>(*journal);
            }
            while (store_.next_record() || store_.next_piece()) {
            }
            while (auto request = store_.next_request(now_)) disk_.put(*std::move(request), now_);
            const auto next = core::earlier(disk_.next_answer(), store_.deadline());
            if (is_done() || !next) break;
            now_ = std::max(now_, *next);
            while (auto answer = disk_.answer(now_)) store_.answer(*std::move(answer), now_);
            store_.expire(now_);
        }
        EXPECT_TRUE(is_done());
    }

    Disk& disk_;
    Instant now_;
    core::store::Store store_;
    bool is_open_ = false;
};

void expect_unreadable(Mesh& mesh, NodeIndex node) {
    mesh.told[node].clear();
    mesh.world.revive(node);
    mesh.pass(seconds{10});
    EXPECT_EQ(mesh.heard<KeptUnreadable>(node).size(), 1u);
    EXPECT_FALSE(mesh.world.node(node).is_open());
    EXPECT_TRUE(mesh.heard<MeshIs>(node).empty());
    mesh.world.act(node, [](Node& one, core::Instant now) { one.found(now); });
    EXPECT_FALSE(mesh.world.node(node).members()) << "nothing is founded, not even if told to";
}

TEST(MeshKept, ND24_records_whose_mesh_is_not_known_found_nothing) {
    Mesh mesh(1);
    mesh.pass(seconds{5});
    const auto document = fabric::node::write_document_record({DocumentNumber{1}, "d"});
    mesh.world.crash(0);
    mesh.world.lose_disk(0);
    Keeper keeper(mesh, 0);
    keeper.append(record_types::document, document);
    keeper.close(mesh);
    expect_unreadable(mesh, 0);
    // Nobody is let in either, and who has the mesh is not followed.
    mesh.add();
    mesh.pass(seconds{5});
    mesh.world.dial(0, 1);
    mesh.pass(seconds{5});
    EXPECT_EQ(mesh.world.node(0).session_count(), 0u);
    EXPECT_FALSE(mesh.world.node(0).members());
}

TEST(MeshKept, ND24_a_mesh_that_cannot_be_read_is_none_to_begin_anew) {
    Mesh mesh(1);
    mesh.pass(seconds{5});
    mesh.put(0, mesh.open(0, "d"), "a", 1);
    mesh.pass(seconds{1});
    mesh.world.crash(0);
    Keeper keeper(mesh, 0);
    const core::Buffer later_version(100, std::byte{0x77});
    keeper.append(record_types::mesh, later_version);
    keeper.close(mesh);
    expect_unreadable(mesh, 0);
}

TEST(MeshKept, ND24_what_was_kept_well_opens) {
    Mesh mesh(1);
    mesh.pass(seconds{5});
    mesh.put(0, mesh.open(0, "d"), "a", 1);
    mesh.pass(seconds{1});
    mesh.world.crash(0);
    Keeper keeper(mesh, 0);
    keeper.append(record_types::promise, core::Buffer(3, std::byte{0xff}));
    keeper.close(mesh);
    mesh.world.revive(0);
    mesh.pass(seconds{1});
    EXPECT_EQ(mesh.text(0, "d"), R"({"a":1})");
    EXPECT_TRUE(mesh.heard<KeptUnreadable>(0).empty());
}

fabric::node::Options make_small(NodeIndex node) {
    fabric::node::Options options = Mesh::make_open(node);
    options.store.journal.writing.segment_size_max = std::size_t{16} << 10;
    options.store.journal.writing.growth_size = std::uint64_t{4} << 10;
    options.store.compaction.measure_interval = seconds{5};
    return options;
}

template <class What>
std::size_t count_of_snapshots(const Mesh& mesh, NodeIndex node) {
    std::size_t count = 0;
    for (const auto& told : mesh.heard<fabric::node::StorageTold>(node))
        if (const auto* const event = core::get_if<core::store::SnapshotEvent>(&told.event))
            count += core::holds_alternative<What>(*event);
    return count;
}

// What was written is read again, and is rotten by then.
TEST(MeshKept, ND24_a_snapshot_that_is_refused_later_changes_nothing_of_who_is_open) {
    MeshWorld::Options small;
    small.disk.size_max = std::uint64_t{400} << 10;
    small.disk.delay_max = milliseconds{20};
    Mesh mesh(1, make_small, small);
    mesh.pass(seconds{5});
    const auto document = mesh.open(0, "d");
    core::Prng prng(core::Seed{1});
    const auto is_refused = [&] {
        return count_of_snapshots<core::store::SnapshotRefused>(mesh, 0) > 0;
    };
    for (int round = 0; round < 20 && !is_refused(); ++round) {
        for (int i = 0; i < 50; ++i) {
            mesh.put(0, document, "k" + std::to_string(i), round);
            mesh.pass(milliseconds{100});  // Else they join.
        }
        for (int step = 0; step < 2'000 && !is_refused(); ++step) {
            static_cast<void>(mesh.world.disk(0).storage().rot("snapshot", prng));
            mesh.pass(milliseconds{5});
        }
    }
    ASSERT_TRUE(is_refused());
    EXPECT_EQ(count_of_snapshots<core::store::SnapshotStored>(mesh, 0), 0u);
    ASSERT_TRUE(mesh.world.node(0).members());
    const std::string before = mesh.text(0, "d");
    EXPECT_NE(before, "none");
    mesh.put(0, *mesh.world.node(0).find_document("d"), "z", 1);
    mesh.pass(seconds{1});
    EXPECT_NE(mesh.text(0, "d"), before);
    const std::string last = mesh.text(0, "d");
    mesh.world.lose_power(0);
    mesh.world.revive(0);
    mesh.pass(seconds{5});
    EXPECT_EQ(mesh.text(0, "d"), last);
}

// Disks so slow that records of the order are pending while the mesh is given up.
TEST(MeshKept, ND1_who_steps_back_may_have_records_of_its_order_on_the_way) {
    for (int delay = 2'800; delay < 4'200; delay += 25) {
        MeshWorld::Options slow;
        slow.disk.delay_max = milliseconds{300};
        Mesh mesh(2, Mesh::make_open, slow);
        mesh.pass(milliseconds{delay});
        mesh.world.dial(1, 0);
        mesh.pass(seconds{30});
        ASSERT_TRUE(mesh.world.node(0).members() && mesh.world.node(1).members());
        EXPECT_EQ(mesh.world.node(1).members()->mesh(), mesh.world.node(0).members()->mesh());
        EXPECT_TRUE(mesh.are_in_session(0, 1)) << delay;
        std::size_t leading = 0;
        for (const NodeIndex node : {0u, 1u})
            leading += mesh.world.node(node).order() && mesh.world.node(node).order()->leads();
        EXPECT_EQ(leading, 1u) << delay;
    }
}

// It is alone for so long that it founds a mesh, and then meets the one that it had been in.
TEST(MeshKept, ND34_doubt_outlives_a_mesh_that_is_given_up) {
    Mesh mesh(1);
    mesh.gather();
    const auto document = mesh.open(1, "d");
    mesh.put(1, document, "before", 1);
    mesh.pass(seconds{2});
    mesh.world.crash(1);
    mesh.world.lose_disk(1);
    mesh.world.revive(1);
    mesh.pass(seconds{5});
    ASSERT_NE(mesh.world.node(1).members(), nullptr);
    ASSERT_NE(mesh.world.node(1).members()->mesh(), mesh.world.node(0).members()->mesh());
    mesh.world.dial(1, 0);
    // It writes as soon as it can.
    std::set<std::string> refusals;
    for (int i = 0; i < 500; ++i) {
        mesh.pass(milliseconds{10});
        if (mesh.world.node(1).members()->mesh() != mesh.world.node(0).members()->mesh()) continue;
        const auto number = mesh.open(1, "d");
        const auto written = mesh.world.act(1, [&](Node& one, core::Instant now) {
            return one.write(number, Policy::local(), now, [&](Editor& editor) {
                return editor.set(Path{"after"}, Value::of(2));
            });
        });
        if (written) break;
        const auto* const error = core::get_if<core::Error>(&written.error());
        refusals.insert(error ? std::string(core::describe(*error)) : "quorum");
    }
    mesh.pass(seconds{5});
    EXPECT_TRUE(refusals.contains(std::string(core::describe(core::Error::past_unknown))));
    EXPECT_EQ(mesh.text(0, "d"), R"({"after":2,"before":1})");
    EXPECT_EQ(mesh.text(1, "d"), mesh.text(0, "d"));
    EXPECT_TRUE(mesh.heard<fabric::node::TwoTales>(0).empty());
}

}  // namespace
}  // namespace sim
