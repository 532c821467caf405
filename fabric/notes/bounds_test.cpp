// What is full, and what gives way.
#include <gtest/gtest.h>

#include "fabric/notes/single_test.h"

namespace fabric::notes::testing {
namespace {

// Of others: four notes, two of each author, and 8 KiB.
Options small() {
    Options options;
    options.own_topics_max = 1;
    options.notes_per_author_max = 2;
    options.notes_max = 5;
    options.notes_size_max = topic_size_max + note_size_max + 8'192;
    return options;
}

TEST(NotesBounds, NE43_an_author_speaks_of_so_much_at_once) {
    Single single(small());
    single.connect(1);
    single.receive(1, {.author = 2, .sequence = 1, .topic = "a"});
    single.receive(1, {.author = 2, .sequence = 2, .topic = "b"});
    single.receive(1, {.author = 2, .sequence = 3, .topic = "c"});
    EXPECT_EQ(single.refused(Refused::author_full), 1u);
    single.receive(1, {.author = 2, .sequence = 4, .topic = "a", .text = "still"});
    EXPECT_EQ(single.shown(), (Texts{"2 a=still", "2 b=x"}));
    // What was cleared gives way, and a later life is another matter.
    single.receive(1, {.author = 2, .sequence = 5, .topic = "b", .text = ""});
    single.receive(1, {.author = 2, .sequence = 6, .topic = "c"});
    EXPECT_EQ(single.shown(), (Texts{"2 a=still", "2 c=x"}));
    single.receive(1, {.author = 2, .sequence = 1, .topic = "d", .life = 2});
    EXPECT_EQ(single.shown(), Texts{"2 d=x"});
}

TEST(NotesBounds, NE43_of_what_an_author_says_no_more_what_is_over_goes_first) {
    Single single(small());
    single.connect(1);
    single.receive(1, {.author = 2, .sequence = 1, .topic = "a", .valid_for = seconds{2}});
    single.receive(
        1, {.author = 2, .sequence = 2, .topic = "b", .text = "", .valid_for = seconds{100}});
    single.wait(seconds{2});
    single.receive(1, {.author = 2, .sequence = 3, .topic = "c"});
    single.connect(3);
    EXPECT_EQ(single.sent(3), (Texts{"2 b", "2 c=x"}));
}

TEST(NotesBounds, NE44_there_is_room_for_so_many_notes) {
    Single single(small());
    single.connect(1);
    for (const unsigned author : {2u, 3u, 4u, 5u}) single.receive(1, {.author = author});
    single.receive(1, {.author = 6});
    EXPECT_EQ(single.refused(Refused::full), 1u);
    single.receive(1, {.author = 3, .sequence = 2, .text = "newer"});
    EXPECT_EQ(single.machine.about("a").size(), 4u);
    // There is room for ours.
    ASSERT_TRUE(single.set("a", "x"));
    EXPECT_EQ(single.machine.amount().count, 5u);
    // A restarted author takes the place of what it said.
    single.receive(1, {.author = 3, .sequence = 1, .topic = "b", .life = 2});
    EXPECT_EQ(single.refused(Refused::full), 1u);
    EXPECT_EQ(single.machine.amount().count, 5u);
    // What is over gives way, the oldest first.
    single.wait(seconds{45});
    EXPECT_EQ(single.machine.amount().count, 5u);
    single.receive(1, {.author = 6});
    EXPECT_EQ(single.machine.amount().count, 5u);
    EXPECT_EQ(single.machine.about("a").size(), 2u);
}

TEST(NotesBounds, NE44_there_is_room_for_so_many_bytes) {
    Single single(small());
    single.connect(1);
    const std::string large(4'000, 'x');
    single.receive(1, {.author = 2, .text = large});
    single.receive(1, {.author = 3, .text = large});
    single.receive(1, {.author = 4, .text = large});
    EXPECT_EQ(single.refused(Refused::full), 1u);
    single.receive(1, {.author = 4, .text = "x"});
    EXPECT_EQ(single.machine.amount(), (Amount{3, 2 * 4'001 + 2}));
    single.receive(1, {.author = 4, .sequence = 2, .text = large});
    EXPECT_EQ(single.refused(Refused::full), 2u);
    single.receive(1, {.author = 3, .sequence = 2, .text = "x"});
    single.receive(1, {.author = 4, .sequence = 3, .text = large});
    EXPECT_EQ(single.refused(Refused::full), 2u);
    ASSERT_TRUE(single.set(std::string(1'024, 't'), std::string(4'096, 'x')));
    EXPECT_LE(single.machine.amount().size, small().notes_size_max);
}

TEST(NotesBounds, NE44_what_gave_way_or_was_forgotten_does_not_give_way_again) {
    Single single(small());
    single.connect(1);
    for (unsigned i = 0; i < 40; ++i) {
        const unsigned author = 2 + i % 7;
        single.receive(1, {.author = author, .sequence = i, .valid_for = seconds{1}});
        if (i % 5 == 0) single.machine.author_gone(key_of(2 + i % 3), single.now);
        single.wait(seconds{i % 4 == 0 ? 61 : 1});
        EXPECT_LE(single.machine.amount().count, 4u);
    }
    EXPECT_EQ(single.refused(Refused::full), 0u);
}

TEST(NotesBounds, NE44_what_is_over_comes_back_with_a_later_version_though_all_is_full) {
    Single single(small());
    single.connect(1);
    for (const unsigned author : {2u, 3u}) {
        single.receive(1, {.author = author, .valid_for = seconds{1}});
        single.wait(seconds{1});
    }
    EXPECT_EQ(single.told(), Texts{});
    for (const unsigned author : {4u, 5u}) single.receive(1, {.author = author});
    EXPECT_EQ(single.machine.amount().count, 4u);
    single.receive(1, {.author = 2, .sequence = 2});
    EXPECT_EQ(single.machine.amount().count, 4u);
    EXPECT_EQ(single.machine.about("a").size(), 3u);
    single.receive(1, {.author = 7});
    EXPECT_EQ(single.shown(), (Texts{"2 a=x", "4 a=x", "5 a=x", "7 a=x"}));
    // And then it does not give way.
    single.receive(1, {.author = 6});
    EXPECT_EQ(single.refused(Refused::full), 1u);
    EXPECT_EQ(single.machine.about("a").size(), 4u);
}

TEST(NotesBounds, NE45_so_many_peers_are_served) {
    Options options;
    options.peers_max = 2;
    Single single(options);
    single.connect(1);
    single.connect(2);
    EXPECT_FALSE(single.machine.connected(peer_of(3), single.now));
    single.disconnect(1);
    single.connect(3);
}

TEST(NotesBounds, NE46_what_happens_is_counted) {
    Single single;
    single.connect(1);
    single.connect(2);
    ASSERT_TRUE(single.set("a", "x"));
    single.receive(1, {.author = 1});
    EXPECT_EQ(single.sent(2).size(), 2u);
    single.wait(seconds{15});
    const Counters& counters = single.machine.counters();
    EXPECT_EQ(counters.messages_sent, 1u);
    EXPECT_EQ(counters.notes_sent, 2u);
    EXPECT_EQ(counters.notes_taken, 1u);
    EXPECT_EQ(counters.renewals, 1u);
    EXPECT_EQ(counters.outdone, 0u);
}

}  // namespace
}  // namespace fabric::notes::testing
