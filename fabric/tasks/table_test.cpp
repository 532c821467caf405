// The table: what each command does to it, what has no effect, its bounds and its bytes.
#include "fabric/tasks/world_test.h"

namespace fabric::tasks {
namespace {

AddTask adding(std::uint64_t number, const Work& work = some_work()) {
    return {id_of(number), member_of(1), {100}, work};
}
GrantLease granting(std::uint64_t number, std::uint32_t generation, std::size_t worker = 2) {
    return {id_of(number), {generation}, member_of(worker)};
}
CompleteTask completing(std::uint64_t number, std::uint32_t generation, std::size_t worker = 2,
                        std::size_t size = 4) {
    return {id_of(number), {generation}, member_of(worker), {200}, core::Buffer(size)};
}
EndAttempt ending(std::uint64_t number, std::uint32_t generation, Ending how) {
    return {id_of(number), {150}, {{generation}, member_of(2), how, "words"}};
}

TEST(TaskTable, TK2_what_does_not_follow_has_no_effect) {
    Table table;
    EXPECT_FALSE(table.apply(granting(1, 1)));
    EXPECT_TRUE(table.apply(adding(1)));
    EXPECT_FALSE(table.apply(adding(1))) << "it is there";
    EXPECT_FALSE(table.apply(granting(1, 2))) << "not the next generation";
    EXPECT_TRUE(table.apply(granting(1, 1)));
    EXPECT_FALSE(table.apply(granting(1, 2))) << "it is leased";
    EXPECT_FALSE(table.apply(ending(1, 2, Ending::went)));
    EXPECT_TRUE(table.apply(ending(1, 1, Ending::went)));
    EXPECT_FALSE(table.apply(ending(1, 1, Ending::went))) << "it has ended";
    EXPECT_FALSE(table.apply(ForgetTask{id_of(1)})) << "the task has not";
    EXPECT_TRUE(table.apply(granting(1, 2)));
    EXPECT_TRUE(table.apply(completing(1, 2)));
    EXPECT_FALSE(table.apply(completing(1, 2)));
    EXPECT_FALSE(table.apply(GiveUpTask{id_of(1), {300}, State::cancelled}));
    EXPECT_FALSE(table.apply(ending(1, 2, Ending::went)));
    EXPECT_TRUE(table.apply(ForgetTask{id_of(1)}));
    EXPECT_EQ(table.size(), 0u);
    EXPECT_EQ(table.held_size(), 0u);
}

TEST(TaskTable, TK3_once_is_completed_by_its_present_lease_alone) {
    Work once = some_work();
    once.is_once = true;
    Table table;
    EXPECT_TRUE(table.apply(adding(1, once)));
    EXPECT_TRUE(table.apply(granting(1, 1, 2)));
    EXPECT_TRUE(table.apply(ending(1, 1, Ending::fell_silent)));
    EXPECT_FALSE(table.apply(completing(1, 1, 2))) << "nobody has it";
    EXPECT_TRUE(table.apply(granting(1, 2, 3)));
    EXPECT_FALSE(table.apply(completing(1, 1, 2))) << "an earlier generation";
    EXPECT_FALSE(table.apply(completing(1, 2, 2))) << "another worker";
    EXPECT_TRUE(table.apply(completing(1, 2, 3)));
}

TEST(TaskTable, TK3_what_may_be_done_twice_takes_the_first_result) {
    Table table;
    EXPECT_TRUE(table.apply(adding(1)));
    EXPECT_FALSE(table.apply(completing(1, 1))) << "no such generation yet";
    EXPECT_TRUE(table.apply(granting(1, 1, 2)));
    EXPECT_TRUE(table.apply(ending(1, 1, Ending::fell_silent)));
    EXPECT_TRUE(table.apply(granting(1, 2, 3)));
    EXPECT_TRUE(table.apply(completing(1, 1, 2)));
    EXPECT_EQ(table.find(id_of(1))->worker, member_of(2));
    EXPECT_FALSE(table.apply(completing(1, 2, 3)));
}

TEST(TaskTable, TK4_failures_and_losses_are_counted_apart) {
    Table table;
    EXPECT_TRUE(table.apply(adding(1)));
    for (std::uint32_t i = 1; i < losses_max; ++i) {
        EXPECT_TRUE(table.apply(granting(1, i)));
        EXPECT_TRUE(table.apply(ending(1, i, i % 2 == 0 ? Ending::went : Ending::given_back)));
    }
    EXPECT_EQ(table.find(id_of(1))->state, State::pending);
    EXPECT_TRUE(table.apply(granting(1, losses_max)));
    EXPECT_TRUE(table.apply(ending(1, losses_max, Ending::unit_failed)));
    EXPECT_EQ(table.find(id_of(1))->state, State::pending);
    EXPECT_TRUE(table.apply(granting(1, losses_max + 1)));
    EXPECT_TRUE(table.apply(ending(1, losses_max + 1, Ending::fell_silent)));
    EXPECT_EQ(table.find(id_of(1))->state, State::failed);
    EXPECT_EQ(table.find(id_of(1))->attempts.size(), attempts_kept_max);
}

TEST(TaskTable, TK5_it_has_room_for_so_much_and_results_make_room) {
    Work large = some_work();
    large.input = core::Buffer(inline_size_max);
    Table table;
    std::uint64_t count = 0;
    while (table.has_room_for(large)) EXPECT_TRUE(table.apply(adding(++count, large)));
    EXPECT_FALSE(table.apply(adding(count + 1, large)));
    EXPECT_LE(table.held_size(), table_size_max);
    EXPECT_GT(count, 100u);
    // What has ended holds its output alone.
    for (std::uint64_t i = 1; i <= count; ++i) {
        EXPECT_TRUE(table.apply(granting(i, 1)));
        EXPECT_TRUE(table.apply(completing(i, 1, 2, inline_size_max)));
        EXPECT_LE(table.held_size(), held_size_max);
    }
    for (std::uint64_t i = 1; i <= count; ++i) {
        static_cast<void>(table.apply(adding(count + i)));
        static_cast<void>(table.apply(granting(count + i, 1)));
        static_cast<void>(table.apply(completing(count + i, 1, 2, inline_size_max)));
        EXPECT_LE(table.held_size(), held_size_max);
    }
    EXPECT_FALSE(table.find(id_of(1))) << "the oldest made room";
    EXPECT_TRUE(table.find(id_of(2 * count)) || table.size() < 2 * count);
}

TEST(TaskTable, TK6_its_bytes_make_the_same_again) {
    Table table;
    for (std::uint64_t i = 1; i <= 40; ++i) {
        Work work = some_work();
        work.label = std::string(static_cast<std::size_t>(i), 'x');
        if (i % 3 == 0) work.input = Elsewhere{code_hash(i), 1'000};
        EXPECT_TRUE(table.apply(adding(i, work)));
        if (i % 2 == 0) EXPECT_TRUE(table.apply(granting(i, 1)));
        if (i % 4 == 0) EXPECT_TRUE(table.apply(ending(i, 1, Ending::crashed)));
        if (i % 6 == 0) static_cast<void>(table.apply(completing(i, 1)));
        if (i % 18 == 0) EXPECT_TRUE(table.apply(ForgetTask{id_of(i)}));
    }
    const core::Buffer bytes = table.write();
    const auto again = Table::read(bytes);
    ASSERT_TRUE(again);
    EXPECT_EQ(again->write(), bytes);
    EXPECT_EQ(again->held_size(), table.held_size());
    EXPECT_EQ(again->size(), table.size());
    for (std::size_t size = 0; size < bytes.size(); size += 7)
        EXPECT_FALSE(Table::read(core::Bytes(bytes).first(size)));
}

}  // namespace
}  // namespace fabric::tasks
