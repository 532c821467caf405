// Tasks in a mesh of whole nodes: asked for by one, done by another, kept by Authorities.
#include "sim/mesh_test.h"

namespace sim {
namespace {

using fabric::node::Working;
using fabric::node::WorkTold;
using fabric::tasks::Capacity;
using fabric::tasks::Standing;
using fabric::tasks::StartRun;
using fabric::tasks::TaskId;
using fabric::tasks::TaskStands;
using fabric::tasks::Work;

TaskId task_id(unsigned char number) {
    TaskId id;
    id.mutable_view()[0] = std::byte{number};
    return id;
}

struct TaskMesh : Mesh {
    using Mesh::Mesh;

    // Three Authorities, and one that works for them.
    NodeIndex gather_three() {
        gather();
        join();
        grant_authority(1);
        grant_authority(2);
        pass(seconds{20});
        const NodeIndex worker = join();
        world.dial(worker, 1);
        world.dial(worker, 2);
        pass(seconds{5});
        return worker;
    }
    void offer(NodeIndex node, std::uint32_t places = 2) {
        world.act(node, [&](Node& one, core::Instant now) {
            EXPECT_TRUE(one.work(now, [&](Working& work) {
                work.worker().offer({.places = places,
                                     .engines = 7,
                                     .strength = 1,
                                     .memory = fabric::tasks::memory_max},
                                    now);
            }));
        });
    }
    void submit(NodeIndex node, const TaskId& id, const core::Buffer& input) {
        world.act(node, [&](Node& one, core::Instant now) {
            EXPECT_TRUE(one.work(now, [&](Working& work) {
                Work wanted;
                wanted.code = *work.hold(core::Buffer(100'000, std::byte{7}));
                wanted.input = *work.hold_if_large(input);
                EXPECT_TRUE(work.asking().submit(id, wanted, now));
            }));
        });
    }
    // The last run that the node was told to start.
    [[nodiscard]] std::optional<StartRun> run(NodeIndex node) const {
        std::optional<StartRun> last;
        for (const WorkTold& told : heard<WorkTold>(node))
            if (const auto* const start = core::get_if<StartRun>(&told.event)) last = *start;
        return last;
    }
    [[nodiscard]] std::optional<Standing> standing(NodeIndex node, const TaskId& id) const {
        std::optional<Standing> last;
        for (const WorkTold& told : heard<WorkTold>(node)) {
            const auto* const stands = core::get_if<TaskStands>(&told.event);
            if (stands && stands->standing.id == id) last = stands->standing;
        }
        return last;
    }
    void finish(NodeIndex node, const StartRun& start, const core::Buffer& output) {
        world.act(node, [&](Node& one, core::Instant now) {
            EXPECT_TRUE(one.work(now, [&](Working& work) {
                EXPECT_NE(work.find(start.work.code.hash), nullptr);
                work.worker().done(start.run, *work.hold_if_large(output), now);
            }));
        });
    }
};

TEST(MeshWork, TK1_TK41_a_task_goes_to_another_member_and_its_bytes_with_it) {
    for (const std::size_t size : {std::size_t{10}, std::size_t{1'000'000}}) {
        TaskMesh mesh(1);
        mesh.gather();
        const NodeIndex worker = mesh.join();
        mesh.offer(worker);
        mesh.submit(1, task_id(1), core::Buffer(size, std::byte{1}));
        mesh.pass(seconds{5});
        const auto run = mesh.run(worker);
        ASSERT_TRUE(run);
        EXPECT_EQ(fabric::tasks::size_of(run->work.input), size);
        mesh.finish(worker, *run, core::Buffer(size, std::byte{2}));
        mesh.pass(seconds{5});
        const auto told = mesh.standing(1, task_id(1));
        ASSERT_TRUE(told);
        EXPECT_EQ(told->state, fabric::tasks::State::completed);
        EXPECT_EQ(fabric::tasks::size_of(told->output), size);
        EXPECT_EQ(told->worker, mesh.key_of(worker));
    }
}

TEST(MeshWork, TK2_TK6_tasks_outlive_the_crash_of_a_single_authority) {
    TaskMesh mesh(1);
    mesh.gather();
    mesh.submit(1, task_id(1), core::Buffer(100'000, std::byte{1}));
    mesh.pass(seconds{3});
    ASSERT_NE(mesh.world.node(0).work()->tasks().table().find(task_id(1)), nullptr);
    mesh.world.crash(0);
    mesh.pass(seconds{2});
    mesh.world.revive(0);
    mesh.pass(seconds{30});
    const NodeIndex worker = mesh.join();
    mesh.offer(worker);
    mesh.pass(seconds{5});
    const auto run = mesh.run(worker);
    ASSERT_TRUE(run);
    mesh.finish(worker, *run, core::Buffer(10, std::byte{2}));
    mesh.pass(seconds{5});
    ASSERT_TRUE(mesh.standing(1, task_id(1)));
    EXPECT_EQ(mesh.standing(1, task_id(1))->state, fabric::tasks::State::completed);
}

TEST(MeshWork, TK12_tasks_and_leases_outlive_the_loss_of_their_leader) {
    TaskMesh mesh(1);
    const NodeIndex worker = mesh.gather_three();
    mesh.offer(worker);
    mesh.submit(1, task_id(1), core::Buffer(100, std::byte{1}));
    mesh.pass(seconds{5});
    const auto run = mesh.run(worker);
    ASSERT_TRUE(run);
    const auto leader = mesh.world.swarms().find(*mesh.world.node(worker).order()->leader().leader);
    ASSERT_TRUE(leader);
    mesh.world.crash(*leader);
    mesh.pass(seconds{5});
    mesh.finish(worker, *run, core::Buffer(10, std::byte{2}));
    mesh.pass(seconds{30});
    for (const NodeIndex node : {0u, 1u, 2u}) {
        if (node == *leader) continue;
        const auto* const task = mesh.world.node(node).work()->tasks().table().find(task_id(1));
        ASSERT_NE(task, nullptr);
        EXPECT_EQ(task->state, fabric::tasks::State::completed);
        EXPECT_EQ(task->generation, fabric::tasks::Generation{1});
    }
}

TEST(MeshWork, TK12_a_leader_that_hands_over_its_office_grants_nothing_meanwhile) {
    TaskMesh mesh(1);
    const NodeIndex worker = mesh.gather_three();
    for (unsigned char i = 1; i <= 5; ++i) mesh.submit(1, task_id(i), core::Buffer(10));
    mesh.pass(seconds{3});
    const auto leader = mesh.world.swarms().find(*mesh.world.node(worker).order()->leader().leader);
    mesh.world.act(*leader, [](Node& node, core::Instant now) { node.leave(now); });
    mesh.offer(worker);
    mesh.pass(seconds{10});
    EXPECT_TRUE(mesh.run(worker));
}

TEST(MeshWork, TK10_a_member_that_goes_loses_its_leases) {
    TaskMesh mesh(1);
    mesh.gather();
    const NodeIndex first = mesh.join();
    const NodeIndex second = mesh.join();
    mesh.offer(first);
    mesh.submit(1, task_id(1), core::Buffer(10, std::byte{1}));
    mesh.pass(seconds{3});
    ASSERT_TRUE(mesh.run(first));
    mesh.offer(second);
    mesh.world.crash(first);
    mesh.pass(seconds{1});
    const auto run = mesh.run(second);
    ASSERT_TRUE(run);
    EXPECT_EQ(run->generation, fabric::tasks::Generation{2});
}

}  // namespace
}  // namespace sim
