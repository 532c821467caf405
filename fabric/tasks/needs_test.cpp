// Which bytes the table of an Authority needs, and until when.
#include "fabric/tasks/world_test.h"

namespace fabric::tasks {
namespace {

constexpr std::uint64_t mebibyte = std::uint64_t{1} << 20;

AddTask adding_with(std::uint64_t number, const Elsewhere& code) {
    Work work = some_work();
    work.code = code;
    return {id_of(number), member_of(1), {100}, work};
}

// What is told comes to this.
void take_changes(Table& table, std::set<ContentHash>& needed) {
    while (const auto change = table.needs().next_change()) {
        const std::size_t expected = change->is_needed ? 0 : 1;
        EXPECT_EQ(needed.count(change->content.hash), expected);
        if (change->is_needed)
            needed.insert(change->content.hash);
        else
            needed.erase(change->content.hash);
    }
}

void complete(Table& table, std::uint64_t number, const Elsewhere& output) {
    EXPECT_TRUE(table.apply(GrantLease{id_of(number), {1}, member_of(2)}));
    EXPECT_TRUE(
        table.apply(CompleteTask{id_of(number), {1}, member_of(2), {200 + number}, output}));
}

TEST(TaskNeeds, TK42_code_is_needed_as_long_as_an_open_task_names_it) {
    Table table;
    std::set<ContentHash> needed;
    EXPECT_TRUE(table.apply(adding_with(1, {code_hash(1), 100})));
    EXPECT_TRUE(table.apply(adding_with(2, {code_hash(1), 100})));
    take_changes(table, needed);
    EXPECT_EQ(needed, std::set{code_hash(1)});
    complete(table, 1, {code_hash(2), 9});
    take_changes(table, needed);
    EXPECT_EQ(needed, (std::set{code_hash(1), code_hash(2)}));
    EXPECT_TRUE(table.apply(GiveUpTask{id_of(2), {300}, State::cancelled}));
    take_changes(table, needed);
    EXPECT_EQ(needed, std::set{code_hash(2)}) << "the result, until the task is forgotten";
    EXPECT_TRUE(table.apply(ForgetTask{id_of(1)}));
    take_changes(table, needed);
    EXPECT_TRUE(needed.empty());
}

TEST(TaskNeeds, TK42_of_results_those_that_came_last_are_needed) {
    Table table;
    std::set<ContentHash> needed;
    for (std::uint64_t i = 1; i <= 3; ++i) {
        EXPECT_TRUE(table.apply(adding_with(i, {code_hash(1), 100})));
        complete(table, i, {code_hash(10 + i), 7 * mebibyte});
    }
    take_changes(table, needed);
    EXPECT_EQ(needed, (std::set{code_hash(12), code_hash(13)}));
    EXPECT_TRUE(table.apply(ForgetTask{id_of(1)})) << "what it needed has given way before";
    take_changes(table, needed);
    EXPECT_EQ(needed.size(), 2u);
}

TEST(TaskNeeds, TK42_a_task_that_needs_more_than_there_is_room_for_is_refused) {
    Table table;
    EXPECT_TRUE(table.apply(adding_with(1, {code_hash(1), 16 * mebibyte})));
    EXPECT_TRUE(table.apply(adding_with(2, {code_hash(1), 16 * mebibyte}))) << "the same bytes";
    EXPECT_TRUE(table.apply(adding_with(3, {code_hash(2), 16 * mebibyte})));
    EXPECT_FALSE(table.apply(adding_with(4, {code_hash(3), 1})));
    EXPECT_FALSE(table.has_room_for(adding_with(4, {code_hash(3), 1}).work));
    EXPECT_TRUE(table.apply(GiveUpTask{id_of(3), {300}, State::cancelled}));
    EXPECT_TRUE(table.apply(adding_with(4, {code_hash(3), 1})));
}

TEST(TaskNeeds, TK42_TK6_a_table_from_a_snapshot_needs_its_bytes_and_no_others) {
    World world(2, 3);
    world.connect_all();
    world.lead(0);
    static_cast<void>(world.submit(2));
    world.pass(seconds(1));
    EXPECT_EQ(world.seats[1]->needed, (std::map{std::pair{code_hash(1), std::uint64_t{100}}}));

    Table later;
    EXPECT_TRUE(later.apply(adding_with(1, {code_hash(7), 50})));
    complete(later, 1, {code_hash(8), 60});
    EXPECT_TRUE(later.apply(adding_with(2, {code_hash(9), 70})));
    world.act(1, [&](Tasks& tasks) { EXPECT_TRUE(tasks.install(later.write(), world.now)); });
    const std::map<ContentHash, std::uint64_t> expected{{code_hash(8), 60}, {code_hash(9), 70}};
    EXPECT_EQ(world.seats[1]->needed, expected);
}

TEST(TaskNeeds, TK43_an_authority_in_between_fetches_what_it_passes_on) {
    World world(2, 4);
    world.connect(0, 1);
    world.connect(1, 2);
    world.connect(1, 3);
    world.lead(0);
    world.offer(2);
    world.seats[2]->run_time = seconds(60);
    Work work = some_work();
    work.input = Elsewhere{code_hash(7), 1'000};
    const TaskId id = world.submit(3, work);
    world.pass(seconds(1));
    ASSERT_EQ(world.seats[1]->wanted.size(), 1u) << "its code is there";
    EXPECT_EQ(world.seats[1]->wanted[0].hash, code_hash(7));
    const auto arrive = [&](std::size_t seat, std::uint64_t hash) {
        world.seats[seat]->held.insert(code_hash(hash));
        world.act(seat, [&](Tasks& tasks) { tasks.arrived(code_hash(hash), world.now); });
        world.pass(milliseconds(100));
    };
    arrive(1, 7);
    arrive(0, 7);
    ASSERT_EQ(world.state(id), State::leased);
    arrive(2, 7);
    const RunNumber run = world.seats[2]->runs.at(0).start.run;
    world.seats[2]->runs.clear();
    world.act(2, [&](Tasks& tasks) {
        tasks.worker().done(run, Elsewhere{code_hash(9), 2'000}, world.now);
    });
    world.pass(seconds(1));
    EXPECT_EQ(world.seats[1]->wanted.back().hash, code_hash(9));
}

TEST(TaskNeeds, TK43_of_one_member_few_bytes_are_fetched_at_once) {
    World world(2, 3);
    world.connect(0, 1);
    world.connect(1, 2);
    world.lead(0);
    for (std::uint64_t i = 0; i < 100; ++i) {
        Work work = some_work();
        work.input = Elsewhere{code_hash(100 + i), 1'000};
        static_cast<void>(world.submit(2, work));
    }
    world.pass(seconds(30));
    EXPECT_EQ(world.seats[1]->wanted.size(), world.options.held_per_member_max);
    world.pass(world.options.fetched_for);
    EXPECT_EQ(world.seats[1]->wanted.size(), 2 * world.options.held_per_member_max);
}

TEST(TaskNeeds, TK43_who_leads_wants_again_what_is_named_again) {
    World world(1, 2);
    world.connect_all();
    world.lead(0);
    Work work = some_work();
    work.input = Elsewhere{code_hash(7), 1'000};
    static_cast<void>(world.submit(1, work));
    world.pass(seconds(1));
    EXPECT_EQ(world.seats[0]->wanted.size(), 1u);
    world.pass(seconds(2));
    EXPECT_EQ(world.seats[0]->wanted.size(), 2u);
}

}  // namespace
}  // namespace fabric::tasks
