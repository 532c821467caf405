// Commands: who is asked, what is answered, what stands in the log; bounds; disks that fail.
#include <gtest/gtest.h>

#include "fabric/ordering/world_test.h"

namespace fabric::ordering::testing {
namespace {

// Three Authorities, and number 3, a Citizen.
struct OrderingCommands : ::testing::Test {
    explicit OrderingCommands(const Options& ordering = {})
        : world({.member_count = 4, .authority_count = 3, .ordering = ordering}, core::Seed{5}) {
        EXPECT_TRUE(world.becomes_whole());
        leader = *world.leader();
        follower = (leader + 1) % 3;
        third = (leader + 2) % 3;
    }
    ~OrderingCommands() override { EXPECT_EQ(world.judge().failure(), ""); }

    std::optional<OrderNumber> ask(unsigned who, std::string_view command) {
        return world.order(who, text(command), seconds{30});
    }
    std::optional<NotOrderedReason> refusal(unsigned who, std::optional<OrderNumber> number) {
        world.run_for(seconds{2});
        const auto& refusals = world.seat(who).refusals;
        const auto at = refusals.find(number.value());
        if (at == refusals.end()) return std::nullopt;
        return at->second;
    }
    Place place(unsigned who, std::optional<OrderNumber> number) {
        EXPECT_TRUE(world.is_answered(who, number));
        return world.seat(who).places[number.value()];
    }
    // Nobody else can get its office.
    void hand_over_to_third() {
        world.cut(leader, follower);
        world.run_for(milliseconds{10});
        world.hand_over(leader);
        world.run_for(milliseconds{300});
        ASSERT_EQ(world.leader(), third);
    }

    World world;
    unsigned leader = 0;
    unsigned follower = 0;
    unsigned third = 0;
};

TEST_F(OrderingCommands, OR6_a_citizen_asks_who_leads) {
    const auto number = ask(3, "x");
    EXPECT_TRUE(
        world.run_until([&] { return world.seat(3).places.contains(*number); }, milliseconds{100}));
}

TEST_F(OrderingCommands, OR6_an_authority_asks_for_who_has_no_connection_to_the_leader) {
    world.cut(3, leader);
    world.cut(3, third);
    world.run_for(milliseconds{10});
    const auto number = ask(3, "x");
    EXPECT_TRUE(
        world.run_until([&] { return world.seat(3).places.contains(*number); }, milliseconds{100}));
}

TEST_F(OrderingCommands, OR6_what_the_leaders_owner_refuses_is_refused_for_good) {
    EXPECT_EQ(refusal(leader, ask(leader, "!x")), NotOrderedReason::may_not);
    EXPECT_EQ(refusal(3, ask(3, "!x")), NotOrderedReason::may_not);
    world.cut(3, leader);
    world.run_for(milliseconds{10});
    EXPECT_EQ(refusal(3, ask(3, "!y")), NotOrderedReason::may_not);
    EXPECT_EQ(world.at(3).waiting_count(), 0);
    EXPECT_EQ(world.at(follower).waiting_count(), 0);
}

TEST_F(OrderingCommands, OR6_OR8_a_command_has_at_most_256_KiB) {
    const auto large = world.order(3, core::Buffer(command_size_max + 1, std::byte{1}), seconds{9});
    EXPECT_EQ(refusal(3, large), NotOrderedReason::too_large);
    const auto largest = world.order(3, core::Buffer(command_size_max, std::byte{1}), seconds{9});
    EXPECT_TRUE(world.is_answered(3, largest));
}

TEST_F(OrderingCommands, OR7_it_is_asked_again_until_somebody_leads) {
    world.isolate(leader);
    const auto number = ask(3, "x");
    EXPECT_TRUE(world.is_answered(3, number));
    EXPECT_NE(world.leader(), leader);
}

TEST_F(OrderingCommands, OR7_when_the_patience_has_ended_nothing_more_is_said) {
    world.isolate(3);
    const auto number = world.order(3, text("x"), seconds{3});
    world.run_for(milliseconds{2'900});
    EXPECT_EQ(world.at(3).waiting_count(), 1);
    world.run_for(milliseconds{200});
    EXPECT_EQ(world.at(3).waiting_count(), 0);
    world.heal();
    world.run_for(seconds{5});
    EXPECT_FALSE(world.seat(3).places.contains(*number));
    EXPECT_FALSE(world.seat(3).refusals.contains(*number));
}

TEST_F(OrderingCommands, OR8_a_command_of_which_the_leader_dies_is_ordered_once) {
    for (const int wait : {0, 2, 4, 6, 8, 10, 12, 15, 20}) {
        ASSERT_TRUE(world.becomes_whole());
        const unsigned dying = *world.leader();
        const auto number = ask(3, "x" + std::to_string(wait));
        world.run_for(milliseconds{wait});
        world.crash(dying);
        EXPECT_TRUE(world.is_answered(3, number));
        world.start(dying);
    }
}

TEST_F(OrderingCommands, OR8_a_command_that_comes_again_is_told_its_first_place) {
    const Place first = place(3, ask(3, "x"));
    place(leader, ask(leader, "y"));
    EXPECT_EQ(place(3, ask(3, "x")), first);
    EXPECT_EQ(place(follower, ask(follower, "x")), first);
    EXPECT_EQ(place(leader, ask(leader, "x")), first);
    EXPECT_EQ(world.judge().ordered_count(), 2);
}

TEST_F(OrderingCommands, OR8_two_who_ask_the_same_at_once_are_told_one_place) {
    const auto one = ask(3, "x");
    const auto other = ask(follower, "x");
    const auto own = ask(leader, "x");
    EXPECT_EQ(place(3, one), place(leader, own));
    EXPECT_EQ(place(follower, other), place(leader, own));
}

// An answer to an earlier life is none to this one.
TEST_F(OrderingCommands, OR8_who_restarted_is_told_of_its_own_commands) {
    world.cut(3, leader);
    world.cut(3, third);
    world.isolate(leader);
    world.isolate(third);
    world.run_for(seconds{3});
    static_cast<void>(ask(3, "old"));
    world.run_for(milliseconds{100});
    world.crash(3);
    world.start(3);
    world.run_for(milliseconds{100});
    const auto number = ask(3, "new");
    world.join(leader, follower);
    EXPECT_TRUE(world.is_answered(3, number));
}

struct OrderingSnapshots : OrderingCommands {
    static Options small() {
        Options options;
        options.raft.log_size_max = 16'000;
        options.raft.snapshot_after_size = 2'000;
        options.raft.trailing_entries_max = 4;
        return options;
    }
    OrderingSnapshots() : OrderingCommands(small()) {}
    std::string name(std::size_t i) { return "command " + std::to_string(i); }
};

TEST_F(OrderingSnapshots, OR9_who_comes_late_gets_a_snapshot_and_knows_the_first_places) {
    world.crash(third);
    std::vector<Place> places;
    for (std::size_t i = 0; i < 100; ++i) places.push_back(place(3, ask(3, name(i))));
    world.start(third);
    ASSERT_TRUE(world.becomes_whole());
    EXPECT_GT(world.seat(third).journal.all().stored().snapshot.last.index, places[20].index);
    hand_over_to_third();
    for (const unsigned i : {0u, 50u, 99u}) EXPECT_EQ(place(third, ask(third, name(i))), places[i]);
    EXPECT_EQ(world.judge().ordered_count(), 100);
}

TEST_F(OrderingSnapshots, OR9_each_is_applied_once_in_order_and_again_after_a_restart) {
    for (std::size_t i = 0; i < 100; ++i) place(leader, ask(leader, name(i)));
    world.crash(follower);
    world.start(follower);
    ASSERT_TRUE(world.becomes_whole());
    EXPECT_EQ(world.seat(follower).applied, world.judge().last());
}

TEST_F(OrderingSnapshots, OR13_what_leaders_commands_came_to_is_in_snapshots) {
    world.crash(third);
    for (std::size_t i = 0; i < 100; ++i) {
        EXPECT_TRUE(world.propose(leader, "for itself " + std::to_string(i)));
        place(leader, ask(leader, name(i)));
    }
    EXPECT_TRUE(world.propose(leader, "for itself 0")) << "as often as it stands there";
    world.run_for(seconds{1});
    const core::Buffer state = world.seat(leader).state;
    EXPECT_GT(state.size(), 1'000u);
    EXPECT_EQ(world.seat(follower).state, state);
    world.start(third);
    world.crash(leader);
    world.start(leader);
    ASSERT_TRUE(world.becomes_whole());
    EXPECT_GT(world.seat(third).journal.all().stored().snapshot.last.index, Index{50});
    EXPECT_EQ(world.seat(third).state, state);
    EXPECT_EQ(world.seat(leader).state, state);
}

TEST_F(OrderingCommands, OR13_a_command_of_leaders_is_taken_from_nobody) {
    for (const unsigned who : {leader, follower, 3u})
        EXPECT_EQ(refusal(who, world.order(who, {std::byte{0}, std::byte{1}}, seconds{30})),
                  NotOrderedReason::may_not);
    EXPECT_FALSE(world.propose(follower, "x"));
    EXPECT_FALSE(world.propose(3, "x"));
}

TEST_F(OrderingCommands, OR13_a_leader_is_told_what_was_lost) {
    world.cut(leader, follower);
    world.cut(leader, third);
    const auto place = world.propose(leader, "x");
    ASSERT_TRUE(place);
    world.run_for(seconds{5});
    world.join(leader, follower);
    world.join(leader, third);
    ASSERT_TRUE(world.becomes_whole());
    world.run_for(seconds{2});
    EXPECT_EQ(world.seat(leader).lost, std::vector<Place>{*place});
    EXPECT_TRUE(world.seat(follower).state.empty());
}

// More than is told at once.
TEST_F(OrderingCommands, OR9_much_that_is_committed_is_handed_out_little_by_little) {
    constexpr std::size_t count = 6'000;
    world.crash(third);
    for (std::size_t i = 0; i < count; ++i) {
        static_cast<void>(ask(leader, std::to_string(i)));
        if (i % 500 == 0) world.run_for(milliseconds{100});
    }
    world.run_for(seconds{2});
    ASSERT_EQ(world.judge().ordered_count(), count);
    world.crash(leader);
    world.start(leader);
    world.start(third);
    EXPECT_TRUE(world.becomes_whole());
}

struct OrderingBounds : OrderingCommands {
    static Options small() {
        Options options;
        options.orders_max = 8;
        options.orders_size_max = 100;
        return options;
    }
    OrderingBounds() : OrderingCommands(small()) {}
};

TEST_F(OrderingBounds, OR12_no_more_wait_than_there_is_room_for) {
    world.isolate(3);
    EXPECT_FALSE(world.order(3, core::Buffer(101), seconds{9}));
    EXPECT_TRUE(world.order(3, core::Buffer(93), seconds{9}));
    for (int i = 0; i < 7; ++i) EXPECT_TRUE(ask(3, std::to_string(i)));
    EXPECT_FALSE(ask(3, "z"));
    world.heal();
    world.run_for(seconds{3});
    EXPECT_EQ(world.at(3).waiting_count(), 0);
    EXPECT_TRUE(ask(3, "z"));
}

TEST_F(OrderingBounds, OR12_no_more_are_proposed_than_there_is_room_for_and_all_are_answered) {
    world.isolate(follower);
    world.isolate(third);
    world.join(3, leader);
    std::vector<OrderNumber> asked;
    for (int i = 0; i < 8; ++i) asked.push_back(*ask(3, "c" + std::to_string(i)));
    for (int i = 0; i < 8; ++i) static_cast<void>(ask(leader, "l" + std::to_string(i)));
    world.run_for(milliseconds{100});
    EXPECT_EQ(world.at(leader).proposal_count(), 8);
    world.heal();
    for (const OrderNumber number : asked) EXPECT_TRUE(world.is_answered(3, number));
    world.run_for(seconds{3});
    EXPECT_EQ(world.at(leader).waiting_count(), 0);
    EXPECT_EQ(world.at(leader).proposal_count(), 0);
}

// It asks again as long as its journal is full.
TEST_F(OrderingCommands, OR3_a_known_disk_is_kept_once_however_often_it_is_told) {
    world.lose_disk(third);
    world.fill_journal(third, true);
    world.start(third);
    world.run_for(seconds{40});
    EXPECT_FALSE(world.at(third).may_vote());
    world.fill_journal(third, false);
    EXPECT_TRUE(world.becomes_whole());
}

TEST_F(OrderingCommands, OR10_who_can_keep_nothing_takes_no_part_and_goes_on_asking) {
    world.fail_storage(leader);
    EXPECT_FALSE(world.at(leader).leads());
    const auto number = ask(leader, "x");
    const auto of_citizen = ask(3, "y");
    EXPECT_TRUE(world.is_answered(leader, number));
    EXPECT_TRUE(world.is_answered(3, of_citizen));
    EXPECT_NE(world.leader(), leader);
    world.crash(leader);
    world.start(leader);
    EXPECT_TRUE(world.becomes_whole());
}

}  // namespace
}  // namespace fabric::ordering::testing
