// Tasks from being asked for to their end, in a small world.
#include "fabric/tasks/world_test.h"

namespace fabric::tasks {
namespace {

// Authority 0 leads; 1 works, 2 asks.
struct Three : World {
    explicit Three(std::size_t authorities = 1) : World(authorities, 3) {
        connect_all();
        lead(0);
        offer(1);
        pass(milliseconds(50));
    }
};

TEST(Tasks, TK1_a_task_is_done_by_a_worker_and_its_asker_is_told) {
    Three world;
    const TaskId id = world.submit(2);
    world.pass(milliseconds(300));
    ASSERT_TRUE(world.seats[2]->stands.contains(id));
    const Standing& told = world.seats[2]->stands.at(id);
    EXPECT_EQ(told.state, State::completed);
    EXPECT_EQ(told.worker, member_of(1));
    const core::Buffer expected{std::byte{5}, std::byte{5}, std::byte{5}, std::byte{1}};
    EXPECT_EQ(core::get<core::Buffer>(told.output), expected);
    EXPECT_EQ(world.at(1).worker().lease_count(), 0u) << "the worker was told that it was heard";
    EXPECT_EQ(world.at(2).asking().count(), 0u);
}

TEST(Tasks, TK1_TK30_what_is_asked_for_twice_is_one_task) {
    Three world;
    const TaskId id = world.submit(2);
    world.pass(milliseconds(40));
    world.act(2, [&](Tasks& tasks) {
        EXPECT_TRUE(tasks.asking().submit(id, some_work(), world.now));
        EXPECT_TRUE(tasks.asking().submit(id, some_work(), world.now));
    });
    world.pass(seconds(5));
    EXPECT_EQ(world.at(0).table().size(), 1u);
    EXPECT_EQ(world.task(id)->generation, Generation{1});
}

TEST(Tasks, TK10_a_worker_that_goes_loses_its_leases_at_once) {
    Three world;
    world.seats[1]->run_time = seconds(20);
    const TaskId id = world.submit(2);
    world.pass(milliseconds(100));
    ASSERT_EQ(world.state(id), State::leased);
    world.crash(1);
    world.pass(milliseconds(20));
    EXPECT_EQ(world.state(id), State::pending);
    EXPECT_EQ(world.task(id)->attempts.at(0).ending, Ending::went);
    world.offer(0);
    world.pass(seconds(1));
    EXPECT_EQ(world.state(id), State::completed);
    EXPECT_EQ(world.task(id)->generation, Generation{2});
}

TEST(Tasks, TK10_a_worker_that_falls_silent_loses_its_leases_after_15_s) {
    Three world;
    world.seats[1]->run_time = seconds(60);
    const TaskId id = world.submit(2);
    world.pass(milliseconds(100));
    ASSERT_EQ(world.state(id), State::leased);
    world.pass(seconds(40));
    EXPECT_EQ(world.state(id), State::leased) << "it pulses";
    world.freeze(1);
    world.pass(seconds(9));
    EXPECT_EQ(world.state(id), State::leased);
    world.pass(seconds(7));
    EXPECT_EQ(world.state(id), State::pending);
    EXPECT_EQ(world.task(id)->attempts.at(0).ending, Ending::fell_silent);
}

TEST(Tasks, TK3_TK13_a_late_result_counts_where_twice_does_not_matter) {
    for (const bool is_once : {false, true}) {
        Three world;
        world.seats[1]->run_time = seconds(18);
        Work work = some_work();
        work.is_once = is_once;
        const TaskId id = world.submit(2, work);
        world.pass(milliseconds(100));
        world.freeze(1);
        world.pass(seconds(20));
        ASSERT_EQ(world.state(id), State::pending);
        world.thaw(1);
        world.pass(seconds(12));
        EXPECT_EQ(world.state(id), is_once ? State::leased : State::completed);
        EXPECT_EQ(world.task(id)->generation, Generation{is_once ? 2U : 1U});
        world.pass(seconds(10));
        EXPECT_EQ(world.state(id), State::completed);
        EXPECT_EQ(world.at(1).worker().lease_count(), 0u);
    }
}

TEST(Tasks, TK4_a_unit_that_fails_is_tried_again_and_then_failed_with_every_attempt) {
    Three world;
    Work work = some_work();
    work.entry = "fail";
    const TaskId id = world.submit(2, work);
    world.pass(seconds(2));
    EXPECT_EQ(world.state(id), State::failed);
    const Standing& told = world.seats[2]->stands.at(id);
    ASSERT_EQ(told.attempts.size(), 3u);
    for (const Attempt& attempt : told.attempts) {
        EXPECT_EQ(attempt.ending, Ending::unit_failed);
        EXPECT_EQ(attempt.words, "it fails");
    }
}

TEST(Tasks, TK11_each_of_four_times_ends_a_task_or_a_run) {
    Three world;
    world.seats[1]->run_time = seconds(100);
    Work work = some_work();
    work.run_within = seconds(3);
    work.failures_max = 1;
    const TaskId slow = world.submit(2, work);
    work.run_within = seconds(60);
    work.end_within = seconds(5);
    const TaskId late = world.submit(2, work);
    work.end_within = seconds(60);
    work.begin_within = seconds(2);
    work.engine = Engine::wgsl;
    world.offer(1, {.places = 2, .engines = 1, .memory = memory_max});
    const TaskId never_begun = world.submit(2, work);
    world.pass(milliseconds(1'800));
    EXPECT_EQ(world.state(never_begun), State::pending);
    world.pass(seconds(1));
    EXPECT_EQ(world.state(never_begun), State::too_late);
    EXPECT_EQ(world.state(slow), State::leased);
    world.pass(seconds(1));
    EXPECT_EQ(world.state(slow), State::failed);
    EXPECT_EQ(world.task(slow)->attempts.at(0).ending, Ending::too_long);
    EXPECT_EQ(world.state(late), State::leased);
    world.pass(seconds(3));
    EXPECT_EQ(world.state(late), State::too_late);
    EXPECT_TRUE(world.seats[1]->runs.empty()) << "both were stopped";
}

TEST(Tasks, TK12_leases_outlive_their_leader) {
    World world(3, 5);
    world.connect_all();
    world.lead(0);
    world.offer(3);
    world.seats[3]->run_time = seconds(8);
    const TaskId id = world.submit(4);
    world.pass(seconds(1));
    ASSERT_EQ(world.state(id), State::leased);
    world.crash(0);
    world.lead(std::nullopt);
    world.pass(seconds(2));
    world.lead(1);
    world.pass(seconds(10));
    EXPECT_EQ(world.state(id, 1), State::completed);
    EXPECT_EQ(world.task(id, 1)->generation, Generation{1});
    EXPECT_EQ(world.seats[4]->stands.at(id).state, State::completed);
}

TEST(Tasks, TK12_TK2_what_a_leader_had_decided_counts_once) {
    World world(2, 4);
    world.connect_all();
    world.lead(0);
    world.offer(2);
    world.commit = seconds(1);
    const TaskId id = world.submit(3);
    world.pass(milliseconds(1'500));  // It is granted, and that is not committed.
    world.lead(1);
    world.pass(seconds(6));
    EXPECT_EQ(world.state(id), State::completed);
    EXPECT_EQ(world.state(id, 1), State::completed);
    EXPECT_EQ(world.at(0).state(), world.at(1).state());
}

TEST(Tasks, TK14_who_reaches_no_leader_stops_what_is_to_be_done_once) {
    Three world;
    world.seats[1]->run_time = seconds(600);
    Work work = some_work();
    work.run_within = seconds(1'000);
    const TaskId twice = world.submit(2, work);
    work.is_once = true;
    const TaskId once = world.submit(2, work);
    world.pass(seconds(1));
    ASSERT_EQ(world.seats[1]->runs.size(), 2u);
    world.cut(0, 1);
    world.cut(1, 2);
    world.pass(seconds(29));
    EXPECT_EQ(world.seats[1]->runs.size(), 2u);
    world.pass(seconds(2));
    ASSERT_EQ(world.seats[1]->runs.size(), 1u);
    EXPECT_EQ(world.seats[1]->runs[0].start.id, twice);
    EXPECT_EQ(world.state(once), State::pending);
}

TEST(Tasks, TK15_a_worker_that_is_throttled_gives_back) {
    Three world;
    world.offer(0);
    world.seats[1]->run_time = seconds(100);
    Work work = some_work();
    work.expected = milliseconds(100);
    const TaskId id = world.submit(2, work);
    world.pass(milliseconds(600));
    EXPECT_EQ(world.task(id)->worker, member_of(1));
    world.pass(seconds(1));
    EXPECT_EQ(world.task(id)->attempts.at(0).ending, Ending::given_back);
    EXPECT_TRUE(world.seats[1]->runs.empty());
}

TEST(Tasks, TK15_who_lends_nothing_any_more_gives_back_what_it_has_not_begun) {
    Three world;
    world.seats[1]->run_time = seconds(10);
    world.seats[1]->held.clear();
    const TaskId waiting = world.submit(2);
    world.pass(milliseconds(100));
    ASSERT_EQ(world.state(waiting), State::leased);
    EXPECT_TRUE(world.seats[1]->runs.empty()) << "its code is not there";
    world.offer(1, {});
    world.pass(milliseconds(100));
    EXPECT_EQ(world.state(waiting), State::pending);
    EXPECT_EQ(world.task(waiting)->attempts.at(0).ending, Ending::given_back);
}

TEST(Tasks, TK30_TK31_who_has_no_link_to_the_leader_is_served_by_another_authority) {
    World world(2, 4);
    world.connect(0, 1);
    world.connect(1, 2);
    world.connect(1, 3);
    world.lead(0);
    world.offer(2);
    const TaskId id = world.submit(3);
    world.pass(seconds(1));
    EXPECT_EQ(world.state(id), State::completed);
    EXPECT_EQ(world.task(id)->worker, member_of(2));
    EXPECT_EQ(world.seats[3]->stands.at(id).state, State::completed);
    // And that it went is told at once as well.
    world.seats[2]->run_time = seconds(60);
    const TaskId other = world.submit(3);
    world.pass(milliseconds(200));
    ASSERT_EQ(world.state(other), State::leased);
    world.crash(2);
    world.pass(milliseconds(50));
    EXPECT_EQ(world.state(other), State::pending);
}

TEST(Tasks, TK31_anybody_may_wait_for_a_task_also_when_it_has_ended) {
    World world(1, 5);
    world.connect_all();
    world.lead(0);
    world.offer(1);
    const TaskId id = world.submit(2);
    const auto await = [&](std::size_t by, const TaskId& what) {
        world.act(by, [&](Tasks& tasks) { EXPECT_TRUE(tasks.asking().await(what, world.now)); });
    };
    world.pass(milliseconds(50));
    await(3, id);
    world.pass(seconds(1));
    EXPECT_EQ(world.seats[3]->stands.at(id).state, State::completed);
    await(4, id);
    await(4, id_of(99));
    world.pass(seconds(30));
    EXPECT_EQ(world.seats[4]->stands.at(id).state, State::completed);
    EXPECT_FALSE(world.seats[4]->stands.at(id_of(99)).is_known);
    EXPECT_EQ(world.at(4).asking().count(), 0u);
}

TEST(Tasks, TK33_who_leads_and_does_not_know_all_does_not_say_that_there_is_none) {
    Three world;
    world.seats[0]->has_lease = false;
    world.act(2, [&](Tasks& tasks) { EXPECT_TRUE(tasks.asking().await(id_of(99), world.now)); });
    world.pass(std::chrono::minutes(1));
    EXPECT_TRUE(world.seats[2]->stands.empty());
    world.seats[0]->has_lease = true;
    world.pass(seconds(3));
    ASSERT_TRUE(world.seats[2]->stands.contains(id_of(99)));
    EXPECT_FALSE(world.seats[2]->stands.at(id_of(99)).is_known);
}

TEST(Tasks, TK34_no_more_are_asked_for_waited_for_or_cancelled_at_once_than_may_be) {
    World world(1, 2, {.own_max = 2});
    world.act(1, [&](Tasks& tasks) {
        Asking& asking = tasks.asking();
        EXPECT_TRUE(asking.cancel(id_of(1), world.now));
        EXPECT_TRUE(asking.cancel(id_of(2), world.now));
        EXPECT_FALSE(asking.cancel(id_of(3), world.now));
        EXPECT_FALSE(asking.await(id_of(3), world.now));
        EXPECT_FALSE(asking.submit(id_of(3), some_work(), world.now));
        EXPECT_TRUE(asking.await(id_of(2), world.now)) << "it has its place";
        EXPECT_EQ(asking.count(), 2u);
    });
}

TEST(Tasks, TK45_a_worker_outlives_whatever_an_authority_grants) {
    Three world;
    Work work = some_work();
    work.code = {code_hash(7), 10};
    for (std::uint32_t i = 1; i <= 20'000; ++i) {
        const Grant grant{id_of(i % 3), {i}, work};
        EXPECT_TRUE(
            world.at(1).receive(member_of(0), write_letter({Way::direct, {}, grant}), world.now));
        const Stop stop{id_of(i % 7), {i}};
        EXPECT_TRUE(
            world.at(1).receive(member_of(0), write_letter({Way::direct, {}, stop}), world.now));
    }
    world.pass(seconds(10));
    const TaskId id = world.submit(2);
    world.pass(seconds(5));
    EXPECT_EQ(world.state(id), State::completed);
}

TEST(Tasks, TK31_how_far_it_is_and_what_it_logs_is_told) {
    Three world;
    world.seats[1]->run_time = seconds(5);
    const TaskId id = world.submit(2);
    world.pass(seconds(1));
    const RunNumber run = world.seats[1]->runs.at(0).start.run;
    world.act(1, [&](Tasks& tasks) {
        tasks.worker().progress(run, 420, world.now);
        tasks.worker().logged(run, "a line");
    });
    world.pass(seconds(1));
    EXPECT_EQ(world.seats[2]->stands.at(id).permille, 420);
    EXPECT_EQ(world.seats[2]->lines, std::vector<std::string>{"a line"});
}

TEST(Tasks, TK32_its_asker_and_authorities_may_cancel_and_nobody_else) {
    World world(2, 5);
    world.connect_all();
    world.lead(0);
    world.offer(2);
    world.seats[2]->run_time = seconds(50);
    const auto cancel = [&](std::size_t by, const TaskId& id) {
        world.act(by, [&](Tasks& tasks) { EXPECT_TRUE(tasks.asking().cancel(id, world.now)); });
        world.pass(seconds(1));
    };
    const TaskId first = world.submit(3);
    const TaskId second = world.submit(3);
    world.pass(seconds(1));
    cancel(4, first);
    EXPECT_EQ(world.state(first), State::leased);
    cancel(3, first);
    EXPECT_EQ(world.state(first), State::cancelled);
    cancel(1, second);
    EXPECT_EQ(world.state(second), State::cancelled);
    EXPECT_TRUE(world.seats[2]->runs.empty());
}

TEST(Tasks, TK41_bytes_that_are_elsewhere_are_fetched_first) {
    Three world;
    Work work = some_work();
    work.input = Elsewhere{code_hash(7), 1'000'000};
    const TaskId id = world.submit(2, work);
    world.pass(seconds(1));
    EXPECT_FALSE(world.state(id));
    const auto arrive = [&](std::size_t seat, std::uint64_t hash) {
        ASSERT_FALSE(world.seats[seat]->wanted.empty());
        EXPECT_EQ(world.seats[seat]->wanted.back().hash, code_hash(hash));
        world.seats[seat]->held.insert(code_hash(hash));
        world.act(seat, [&](Tasks& tasks) { tasks.arrived(code_hash(hash), world.now); });
    };
    arrive(0, 7);
    world.pass(milliseconds(100));
    EXPECT_EQ(world.state(id), State::leased);
    EXPECT_TRUE(world.seats[1]->runs.empty());
    arrive(1, 7);
    ASSERT_EQ(world.seats[1]->runs.size(), 1u);
    const RunNumber run = world.seats[1]->runs[0].start.run;
    world.seats[1]->runs.clear();
    world.act(1, [&](Tasks& tasks) {
        tasks.worker().done(run, Elsewhere{code_hash(9), 2'000'000}, world.now);
    });
    world.pass(milliseconds(100));
    EXPECT_EQ(world.state(id), State::leased) << "its leader does not have the result yet";
    arrive(0, 9);
    world.pass(milliseconds(100));
    EXPECT_EQ(world.state(id), State::completed);
    EXPECT_EQ(core::get<Elsewhere>(world.task(id)->output).hash, code_hash(9));
}

}  // namespace
}  // namespace fabric::tasks
