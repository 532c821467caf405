// Meshes in virtual time, with what can happen to them.
#include <gtest/gtest.h>

#include <array>

#include "fabric/notes/world_test.h"

namespace fabric::notes::testing {
namespace {

constexpr std::array<std::string_view, 3> topics{"a", "b", "c"};

// Of the first authors.
Texts sorted_texts(const World& world, unsigned node, unsigned author_count = keys_max) {
    std::vector<Said> all = world.machine(node).all();
    std::erase_if(all, [&](const Said& said) { return number_of(said.author) >= author_count; });
    Texts texts = texts_of(all);
    std::ranges::sort(texts);
    return texts;
}

void do_something(World& world) {
    core::Prng& prng = world.prng();
    const auto node = [&] { return static_cast<unsigned>(prng.below(world.node_count())); };
    const std::string_view topic = topics[static_cast<std::size_t>(prng.below(topics.size()))];
    switch (prng.below(16)) {
        case 0: world.crash(node()); break;
        case 1:
        case 2: world.start(node()); break;
        case 3:
        case 4:
        case 5: world.link(node(), node()); break;
        case 6: world.cut(node(), node()); break;
        case 7: world.clear(node(), topic); break;
        case 8: world.hide(node(), prng.below(2) == 0); break;
        default: world.say(node(), topic); break;
    }
}

// What the first say is the same at all of them. A liar's own words may get lost.
std::string compare(const World& world, unsigned count) {
    for (unsigned i = 1; i < count; ++i)
        if (sorted_texts(world, i, count) != sorted_texts(world, 0, count))
            return "they do not agree";
    return world.failure();
}

std::string play(const WorldOptions& options, core::Seed seed) {
    World world(options, seed);
    core::Prng& prng = world.prng();
    for (unsigned i = 0; i < 300; ++i) {
        do_something(world);
        const bool is_quiet = prng.below(20) == 0;
        world.run_for(milliseconds{prng.below(is_quiet ? 30'000 : 300)});
    }
    // Everybody is there, in a line that does not lead through a liar.
    const unsigned count = options.node_count;
    for (unsigned i = 0; i < count; ++i) world.start(i);
    for (unsigned i = 0; i + 1 < count; ++i) world.link(i, i + 1);
    // What the dead said is over, and what is said now has had time to arrive.
    world.run_for(std::chrono::minutes{8});
    for (unsigned i = 0; i < count; ++i) world.say(i, topics[i % topics.size()]);
    world.run_for(seconds{40});
    const unsigned honest_count = options.has_liar ? count - 1 : count;
    if (const std::string failure = compare(world, honest_count); !failure.empty()) return failure;
    for (unsigned i = 0; i < count; ++i) world.clear_all(i);
    world.run_for(seconds{30});
    for (unsigned i = 0; i < honest_count; ++i)
        if (!sorted_texts(world, i, honest_count).empty()) return "what was cleared is there";
    world.run_for(std::chrono::minutes{10});
    for (unsigned i = 0; i < count; ++i)
        if (world.machine(i).amount() != Amount{}) return "something is left";
    return world.failure();
}

TEST(NotesWorld, NE50_all_come_to_know_what_is_said) {
    for (std::uint64_t seed = 1; seed <= 25; ++seed)
        EXPECT_EQ(play({}, core::Seed{seed}), "") << seed;
}

TEST(NotesWorld, NE50_slow_lanes_change_nothing) {
    for (std::uint64_t seed = 1; seed <= 12; ++seed)
        EXPECT_EQ(play({.lane_max = 1, .delay_max = seconds{2}}, core::Seed{seed}), "") << seed;
}

TEST(NotesWorld, NE50_a_liar_changes_nothing_among_the_others) {
    for (std::uint64_t seed = 1; seed <= 12; ++seed)
        EXPECT_EQ(play({.has_liar = true}, core::Seed{seed}), "") << seed;
}

TEST(NotesWorld, NE30_a_note_reaches_whom_its_author_is_not_connected_to) {
    World world({.node_count = 4}, core::Seed{1});
    for (unsigned i = 0; i < 3; ++i) world.link(i, i + 1);
    world.say(0, "a");
    world.run_for(seconds{1});
    EXPECT_EQ(sorted_texts(world, 3), Texts{"0 a=1"});
    // As long as its author lives.
    world.run_for(seconds{300});
    EXPECT_EQ(sorted_texts(world, 3), Texts{"0 a=1"});
    world.crash(0);
    world.run_for(seconds{19});
    EXPECT_EQ(sorted_texts(world, 1).size(), 1u);
    world.run_for(seconds{2});
    EXPECT_EQ(sorted_texts(world, 1).size(), 0u);
    world.run_for(seconds{45});
    EXPECT_EQ(sorted_texts(world, 3).size(), 0u);
    EXPECT_EQ(world.failure(), "");
}

TEST(NotesWorld, NE32_a_fast_author_does_not_keep_a_far_reader_waiting) {
    World world({.node_count = 3, .lane_max = 1, .delay_max = milliseconds{20}}, core::Seed{1});
    world.link(0, 1);
    world.link(1, 2);
    for (unsigned i = 0; i < 1'000; ++i) {
        world.say(0, "a");
        world.run_for(milliseconds{5});
    }
    world.run_for(milliseconds{200});
    EXPECT_EQ(sorted_texts(world, 2), Texts{"0 a=1000"});
    EXPECT_LE(world.machine(0).counters().notes_sent, 5'000u / 40 + 5);
    EXPECT_GE(world.machine(1).counters().notes_sent, 5'000u / 80);
}

TEST(NotesWorld, NE35_where_all_are_connected_to_all_words_are_not_said_for_others) {
    World world({.node_count = 8}, core::Seed{1});
    for (unsigned i = 0; i < 8; ++i)
        for (unsigned j = i + 1; j < 8; ++j) world.link(i, j);
    for (unsigned i = 0; i < 1'000; ++i) {
        world.say(0, "a");
        world.run_for(milliseconds{40});
    }
    // Seven others hear each version from its author; from one another they hear one a second.
    std::uint64_t relayed = 0;
    for (unsigned i = 1; i < 8; ++i) relayed += world.machine(i).counters().notes_sent;
    EXPECT_GE(world.machine(0).counters().notes_sent, 6'000u);
    EXPECT_LE(relayed, 7u * 6 * 45);
    world.run_for(seconds{2});
    for (unsigned i = 0; i < 8; ++i) EXPECT_EQ(sorted_texts(world, i), Texts{"0 a=1000"});
    EXPECT_EQ(world.failure(), "");
}

}  // namespace
}  // namespace fabric::notes::testing
