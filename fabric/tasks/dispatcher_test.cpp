// Who is given what, and when nothing more is taken.
#include "fabric/tasks/world_test.h"

namespace fabric::tasks {
namespace {

struct Crew : World {
    explicit Crew(std::size_t authorities = 1, std::size_t members = 6, Options given = {})
        : World(authorities, members, given) {
        connect_all();
        lead(0);
    }
    [[nodiscard]] std::size_t leases_of(std::size_t worker) {
        return at(worker).worker().lease_count();
    }
};

TEST(TaskDispatcher, TK20_it_goes_to_who_has_the_fewest_runs_for_its_places) {
    Crew crew;
    for (const std::size_t worker : {1u, 2u}) {
        crew.seats[worker]->run_time = seconds(50);
        crew.offer(worker, some_capacity(worker == 1 ? 2 : 6));
    }
    crew.pass(milliseconds(50));
    for (int i = 0; i < 4; ++i) static_cast<void>(crew.submit(3));
    crew.pass(seconds(1));
    EXPECT_EQ(crew.leases_of(1), 1u);
    EXPECT_EQ(crew.leases_of(2), 3u);
    for (int i = 0; i < 6; ++i) static_cast<void>(crew.submit(3));
    crew.pass(seconds(1));
    EXPECT_EQ(crew.leases_of(1), 2u);
    EXPECT_EQ(crew.leases_of(2), 6u);
}

TEST(TaskDispatcher, TK20_only_who_has_what_it_needs_is_given_it) {
    Crew crew;
    crew.offer(1, {.places = 9, .engines = bit_of(Engine::js), .memory = memory_max});
    crew.offer(2, {.places = 9, .engines = bit_of(Engine::wasm), .memory = 1'000});
    crew.pass(milliseconds(50));
    const TaskId id = crew.submit(3);
    crew.pass(seconds(1));
    EXPECT_EQ(crew.state(id), State::pending);
    crew.offer(4, {.places = 1, .engines = bit_of(Engine::wasm), .memory = memory_max});
    crew.pass(seconds(1));
    EXPECT_EQ(crew.state(id), State::completed);
    EXPECT_EQ(crew.task(id)->worker, member_of(4));
}

TEST(TaskDispatcher, TK20_what_nobody_has_the_memory_for_holds_up_nothing_else) {
    Crew crew;
    crew.offer(1, {.places = 1, .engines = 7, .memory = std::uint64_t{100} << 20});
    crew.pass(milliseconds(50));
    Work large = some_work();
    large.memory = memory_max;
    large.priority = 255;
    const TaskId never = crew.submit(2, large);
    const TaskId id = crew.submit(3);
    crew.pass(seconds(1));
    EXPECT_EQ(crew.state(never), State::pending);
    EXPECT_EQ(crew.state(id), State::completed);
}

TEST(TaskDispatcher, TK23_many_that_nobody_can_do_hold_up_nothing) {
    Crew crew;
    crew.offer(1, {.places = 1, .engines = bit_of(Engine::wasm), .memory = memory_max / 2});
    crew.pass(milliseconds(50));
    for (std::uint64_t i = 0; i < 600; ++i) {
        Work work = some_work();
        work.engine = i % 2 == 0 ? Engine::js : Engine::wasm;
        work.memory = memory_max - i;
        static_cast<void>(crew.submit(3, work));
    }
    crew.pass(seconds(1));
    const TaskId id = crew.submit(3);
    crew.pass(seconds(1));
    EXPECT_EQ(crew.state(id), State::completed);
}

TEST(TaskDispatcher,
     TK23_what_waits_for_a_citizen_holds_up_nothing_that_an_authority_alone_can_do) {
    Crew crew;
    crew.offer(0);
    crew.offer(1, {.places = 1, .engines = 7, .memory = std::uint64_t{100} << 20});
    crew.seats[1]->run_time = seconds(20);
    crew.pass(milliseconds(50));
    static_cast<void>(crew.submit(3));
    crew.pass(milliseconds(100));
    const TaskId waiting = crew.submit(3);
    Work large = some_work();
    large.memory = memory_max;
    const TaskId id = crew.submit(3, large);
    crew.pass(seconds(1));
    EXPECT_EQ(crew.state(waiting), State::pending);
    EXPECT_EQ(crew.state(id), State::completed);
    EXPECT_EQ(crew.task(id)->worker, member_of(0));
}

TEST(TaskDispatcher, TK23_more_than_256_are_given_in_several_rounds) {
    Crew crew;
    for (std::uint64_t i = 0; i < 600; ++i) static_cast<void>(crew.submit(3));
    crew.pass(seconds(1));
    for (const std::size_t worker : {1u, 2u, 4u}) {
        crew.seats[worker]->run_time = seconds(100);
        crew.offer(worker, some_capacity(places_max));
    }
    crew.pass(seconds(1));
    EXPECT_EQ(crew.leases_of(1) + crew.leases_of(2) + crew.leases_of(4), 600u);
}

TEST(TaskDispatcher, TK10_after_an_idle_hour_silence_is_noticed_in_time_too) {
    Crew crew;
    crew.offer(1);
    crew.pass(milliseconds(50));
    static_cast<void>(crew.submit(3));
    crew.pass(std::chrono::hours(1));
    crew.seats[1]->run_time = seconds(100);
    const TaskId id = crew.submit(3);
    crew.pass(seconds(1));
    crew.freeze(1);
    crew.pass(seconds(17));
    EXPECT_EQ(crew.state(id), State::pending);
}

TEST(TaskDispatcher, TK22_a_worker_that_says_it_went_has_failed_all_the_same) {
    Crew crew;
    for (const std::size_t worker : {1u, 2u}) crew.offer(worker, some_capacity(1));
    crew.seats[1]->run_time = crew.seats[2]->run_time = seconds(50);
    crew.pass(milliseconds(50));
    const TaskId id = crew.submit(3);
    crew.pass(seconds(1));
    const std::size_t first = crew.find(crew.task(id)->worker);
    const RunNumber run = crew.seats[first]->runs.at(0).start.run;
    crew.seats[first]->runs.clear();
    crew.act(first,
             [&](Tasks& tasks) { tasks.worker().not_done(run, Ending::went, "", crew.now); });
    crew.pass(seconds(1));
    EXPECT_NE(crew.find(crew.task(id)->worker), first);
    EXPECT_EQ(crew.task(id)->attempts.at(0).ending, Ending::given_back);
}

TEST(TaskDispatcher, TK20_an_authority_works_if_it_is_asked_for_or_nobody_else_could) {
    Crew crew;
    crew.offer(0);
    crew.pass(milliseconds(50));
    const TaskId alone = crew.submit(3);
    crew.pass(seconds(1));
    EXPECT_EQ(crew.task(alone)->worker, member_of(0));
    crew.offer(1, some_capacity(1));
    crew.seats[1]->run_time = seconds(2);
    crew.pass(milliseconds(50));
    const TaskId first = crew.submit(3);
    const TaskId second = crew.submit(3);
    Work work = some_work();
    work.is_for_authority = true;
    const TaskId offloaded = crew.submit(3, work);
    crew.pass(seconds(1));
    EXPECT_EQ(crew.task(offloaded)->worker, member_of(0));
    EXPECT_EQ(crew.state(second), State::pending) << "it waits for who can do it";
    crew.pass(seconds(4));
    EXPECT_EQ(crew.task(first)->worker, member_of(1));
    EXPECT_EQ(crew.task(second)->worker, member_of(1));
}

TEST(TaskDispatcher, TK21_priority_then_fairness_then_age) {
    Crew crew;
    std::vector<TaskId> greedy;
    for (int i = 0; i < 6; ++i) greedy.push_back(crew.submit(3));
    crew.pass(milliseconds(100));
    const TaskId modest = crew.submit(4);
    Work work = some_work();
    work.priority = 5;
    const TaskId urgent = crew.submit(3, work);
    crew.pass(milliseconds(100));
    crew.seats[1]->run_time = seconds(1);
    crew.offer(1, some_capacity(3));
    crew.pass(milliseconds(500));
    EXPECT_EQ(crew.state(urgent), State::leased);
    EXPECT_EQ(crew.state(modest), State::leased);
    EXPECT_EQ(crew.state(greedy[0]), State::leased);
    EXPECT_EQ(crew.state(greedy[1]), State::pending);
    crew.pass(seconds(1));
    EXPECT_EQ(crew.state(greedy[1]), State::leased);
}

TEST(TaskDispatcher, TK22_who_has_just_failed_it_is_not_given_it_again) {
    Crew crew;
    for (const std::size_t worker : {1u, 2u, 4u}) crew.offer(worker, some_capacity(3));
    crew.pass(milliseconds(50));
    Work work = some_work();
    work.entry = "fail";
    const TaskId id = crew.submit(3, work);
    crew.pass(seconds(2));
    ASSERT_EQ(crew.state(id), State::failed);
    std::set<Member> workers;
    for (const Attempt& attempt : crew.task(id)->attempts) workers.insert(attempt.worker);
    EXPECT_EQ(workers.size(), 3u);
}

TEST(TaskDispatcher, TK22_what_all_citizens_have_failed_at_an_authority_is_given) {
    Crew crew;
    for (const std::size_t worker : {0u, 1u}) crew.offer(worker, some_capacity(3));
    crew.pass(milliseconds(50));
    Work work = some_work();
    work.entry = "fail";
    work.failures_max = 2;
    const TaskId id = crew.submit(3, work);
    crew.pass(seconds(2));
    ASSERT_EQ(crew.state(id), State::failed);
    EXPECT_EQ(crew.task(id)->attempts[0].worker, member_of(1));
    EXPECT_EQ(crew.task(id)->attempts[1].worker, member_of(0));
}

TEST(TaskDispatcher, TK5_what_has_ended_is_forgotten_after_a_day) {
    Crew crew;
    crew.offer(1);
    crew.pass(milliseconds(50));
    const TaskId id = crew.submit(3);
    crew.pass(std::chrono::hours(23));
    EXPECT_EQ(crew.state(id), State::completed);
    crew.pass(std::chrono::hours(2));
    EXPECT_FALSE(crew.state(id));
    EXPECT_FALSE(crew.at(0).deadline()) << "nothing is looked for any more";
}

TEST(TaskDispatcher, TK30_a_task_is_refused_if_it_may_not_be) {
    Crew crew(1, 4);
    crew.member_count = 3;
    const TaskId stranger = crew.submit(3);
    const TaskId first = crew.submit(1);
    crew.pass(seconds(1));
    EXPECT_EQ(crew.seats[3]->refused.at(stranger), SubmitRefusal::may_not);
    crew.act(
        2, [&](Tasks& tasks) { EXPECT_TRUE(tasks.asking().submit(first, some_work(), crew.now)); });
    crew.pass(seconds(1));
    EXPECT_EQ(crew.seats[2]->refused.at(first), SubmitRefusal::is_other);
    Work wrong = some_work();
    wrong.code.size = 0;
    EXPECT_FALSE(crew.at(1).asking().submit(id_of(99), wrong, crew.now));
}

TEST(TaskDispatcher, TK44_a_worker_that_pulses_all_the_time_is_not_told_its_leases_each_time) {
    Crew crew;
    crew.offer(1, some_capacity(40));
    crew.seats[1]->run_time = seconds(100);
    for (int i = 0; i < 40; ++i) static_cast<void>(crew.submit(3));
    crew.pass(seconds(1));
    ASSERT_EQ(crew.leases_of(1), 40u);
    const auto pulse = [&] {
        crew.act(0, [&](Tasks& tasks) {
            const Letter letter{Way::direct, {}, Pulse{.capacity = some_capacity(40)}};
            EXPECT_TRUE(tasks.receive(member_of(1), write_letter(letter), crew.now));
        });
    };
    const auto said = [&] {
        std::set<TaskId> granted;
        for (const auto& [at, letter] : crew.letters)
            if (const auto read = read_letter(letter.bytes); read && letter.to == 1)
                if (const auto* const grant = core::get_if<Grant>(&read->message))
                    granted.insert(grant->id);
        return granted;
    };
    const std::set<TaskId> before = said();
    for (int i = 0; i < 100; ++i) pulse();
    EXPECT_TRUE(before.empty());
    const std::set<TaskId> first = said();
    EXPECT_EQ(first.size(), 16u);
    std::set<TaskId> all = first;
    for (int i = 0; i < 2; ++i) {
        crew.pass(seconds(2));
        pulse();
        all.merge(said());
    }
    EXPECT_EQ(all.size(), 40u) << "each has its turn";
}

TEST(TaskDispatcher, TK44_what_waits_to_be_sent_is_bounded_in_bytes) {
    Outbox<int> outbox(1'000);
    constexpr std::size_t half = outbox_size_max / 2;
    EXPECT_TRUE(outbox.push(1, half));
    EXPECT_TRUE(outbox.push(2, half));
    EXPECT_FALSE(outbox.push(3, 1));
    EXPECT_EQ(outbox.pop(), 1);
    EXPECT_TRUE(outbox.push(4, half));
    EXPECT_EQ(outbox.pop(), 2);
    EXPECT_EQ(outbox.pop(), 4);
    EXPECT_FALSE(outbox.pop());
    EXPECT_EQ(outbox.size(), 0u);
}

TEST(TaskDispatcher, TK44_many_that_wait_for_a_large_result_are_told_as_there_is_room) {
    constexpr std::size_t many = 200;
    World world(1, many);
    for (std::size_t i = 1; i < many; ++i) world.connect(0, i);
    world.lead(0);
    world.offer(1);
    Work work = some_work();
    work.input = core::Buffer(inline_size_max - 1);
    const TaskId id = world.submit(2, work);
    for (std::size_t i = 3; i < many; ++i)
        world.act(i, [&](Tasks& tasks) { EXPECT_TRUE(tasks.asking().await(id, world.now)); });
    world.pass(seconds(1));
    const auto told = [&] {
        return std::ranges::count_if(world.seats, [&](const auto& seat) {
            const auto at = seat->stands.find(id);
            return at != seat->stands.end() && at->second.state == State::completed;
        });
    };
    EXPECT_GT(told(), 100);
    EXPECT_LT(told(), 190) << "more than 8 MiB";
    world.pass(seconds(12));
    EXPECT_EQ(told(), static_cast<std::ptrdiff_t>(many - 2));
}

TEST(TaskDispatcher, TK40_of_others_only_authorities_are_believed) {
    Crew crew(2, 5);
    crew.offer(2);
    crew.seats[2]->run_time = seconds(30);
    crew.pass(milliseconds(50));
    const TaskId id = crew.submit(3);
    crew.pass(seconds(1));
    ASSERT_EQ(crew.state(id), State::leased);
    const auto say = [&](std::size_t to, std::size_t from, const Letter& letter) {
        crew.act(to, [&](Tasks& tasks) {
            EXPECT_TRUE(tasks.receive(member_of(from), write_letter(letter), crew.now));
        });
        crew.pass(milliseconds(100));
    };
    const Done forged{id, {1}, core::Buffer(1)};
    say(0, 4, {Way::from, member_of(2), forged});
    say(0, 4, {Way::direct, {}, forged});
    say(0, 1, {Way::from, member_of(2), forged});  // It is connected: it would say so itself.
    say(2, 4, {Way::direct, {}, Stop{id, {1}}});
    say(4, 3, {Way::to, member_of(2), Stop{id, {1}}});
    EXPECT_EQ(crew.state(id), State::leased);
    EXPECT_EQ(crew.leases_of(2), 1u);
    crew.act(0, [&](Tasks& tasks) {
        EXPECT_FALSE(tasks.receive(member_of(4), core::Buffer(9, std::byte{1}), crew.now));
    });
}

}  // namespace
}  // namespace fabric::tasks
