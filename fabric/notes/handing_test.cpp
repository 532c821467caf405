// What goes on to whom, and when.
#include <gtest/gtest.h>

#include "fabric/notes/single_test.h"

namespace fabric::notes::testing {
namespace {

TEST(NotesHanding, NE30_who_is_connected_gets_all_there_is) {
    Single single;
    single.connect(1);
    ASSERT_TRUE(single.set("a", "mine"));
    single.receive(1, {.author = 2, .sequence = 1});
    single.receive(1, {.author = 2, .sequence = 2, .topic = "b", .text = ""});
    single.connect(3);
    EXPECT_FALSE(single.machine.connected(peer_of(3), single.now));
    EXPECT_EQ(single.sent(3), (Texts{"0 a=mine", "2 a=x", "2 b"}));
    EXPECT_EQ(single.sent(3), Texts{});
    EXPECT_EQ(single.sent(4), Texts{});
}

TEST(NotesHanding, NE30_what_is_new_goes_to_all_but_who_has_it) {
    Single single;
    for (const unsigned peer : {1u, 2u, 3u}) single.connect(peer);
    single.receive(1, {.author = 2});
    EXPECT_EQ(single.sent(1), Texts{});
    EXPECT_EQ(single.sent(2), Texts{});
    // It has the same already.
    single.receive(3, {.author = 2});
    EXPECT_EQ(single.machine.due_count(peer_of(3)), 0u);
    // Who hands on an older one lacks the newer.
    single.receive(1, {.author = 2, .sequence = 2});
    single.receive(3, {.author = 2, .sequence = 1});
    EXPECT_EQ(single.sent(3), Texts{"2 a=x"});
    EXPECT_EQ(single.last()[0].version.sequence, Sequence{2});
}

TEST(NotesHanding, NE31_what_was_not_sent_gives_way_to_the_next) {
    Single single;
    single.connect(1);
    single.connect(2);
    for (unsigned i = 1; i <= 1'000; ++i) {
        single.receive(1, {.author = 3, .sequence = i, .text = core::formatted("{}", i)});
        ASSERT_EQ(single.machine.due_count(peer_of(2)), 1u);
    }
    EXPECT_EQ(single.sent(2), Texts{"3 a=1000"});
    EXPECT_EQ(single.told(), Texts{"3 a=1000"});
}

TEST(NotesHanding, NE32_a_note_goes_to_a_peer_only_so_often_and_its_last_version_in_the_end) {
    Single single;
    single.connect(1);
    std::size_t count = 0;
    std::string last;
    for (unsigned i = 1; i <= 1'000; ++i) {
        ASSERT_TRUE(single.set("a", core::formatted("{}", i)));
        for (const std::string& text : single.sent(1)) {
            ++count;
            last = text;
        }
        single.wait(milliseconds{1});
    }
    EXPECT_EQ(count, 25u);
    EXPECT_EQ(single.machine.counters().notes_sent, 25u);
    EXPECT_EQ(single.sent(1), Texts{"0 a=1000"});
    // Another topic does not wait for it.
    ASSERT_TRUE(single.set("a", "again") && single.set("b", "other"));
    EXPECT_EQ(single.sent(1), Texts{"0 b=other"});
    EXPECT_EQ(single.machine.deadline(), single.now + milliseconds{40});
    single.wait(milliseconds{40});
    EXPECT_EQ(single.sent(1), Texts{"0 a=again"});
}

TEST(NotesHanding, NE33_first_goes_what_waits_longest_and_messages_have_a_size) {
    Single single;
    single.connect(1);
    const std::string large(note_size_max, 'x');
    for (const std::string topic : {"c", "b", "a", "d"}) ASSERT_TRUE(single.set(topic, large));
    ASSERT_TRUE(single.set("c", large + "!").error() == core::Error::too_large);
    single.wait(milliseconds{1});
    ASSERT_TRUE(single.set("c", "short"));  // It keeps its turn.
    const auto first = single.machine.next_message(peer_of(1), single.now);
    ASSERT_TRUE(first);
    const auto notes = read_message(*first).value();
    ASSERT_EQ(notes.size(), 4u);
    EXPECT_EQ(notes[0].topic, "c");
    EXPECT_EQ(notes[1].topic, "b");
    for (const std::string topic : {"e", "f", "g", "h"}) ASSERT_TRUE(single.set(topic, large));
    EXPECT_EQ(single.sent(1).size(), 4u);
    EXPECT_EQ(single.machine.counters().messages_sent, 3u);
}

TEST(NotesHanding, NE34_what_has_not_half_of_its_time_left_stays_here) {
    Single single;
    single.connect(1);
    single.receive(1, {.author = 2, .valid_for = seconds{10}});
    single.connect(3);
    single.wait(seconds{5});
    EXPECT_EQ(single.sent(3), Texts{"2 a=x"});
    single.connect(4);
    EXPECT_EQ(single.sent(4), Texts{"2 a=x"});
    single.connect(5);
    single.wait(milliseconds{1});
    EXPECT_EQ(single.sent(5), Texts{});
    single.connect(6);
    EXPECT_EQ(single.sent(6), Texts{});
    EXPECT_EQ(single.shown(), Texts{"2 a=x"});
    // What was said later goes on.
    single.receive(1, {.author = 2, .sequence = 2, .valid_for = seconds{10}});
    EXPECT_EQ(single.sent(6), Texts{"2 a=x"});
}

TEST(NotesHanding, NE35_who_hears_an_author_itself_is_told_its_words_slowly) {
    Single single;
    single.connect(2);
    single.connect(3);
    EXPECT_EQ(single.sent(3), Texts{});
    single.receive(2, {.author = 2, .sequence = 1});
    EXPECT_EQ(single.sent(3), Texts{"2 a=x"});
    EXPECT_TRUE(single.last()[0].is_direct);
    // It says that it is connected to 2, as we are.
    single.receive(3, {.author = 2, .sequence = 1, .is_direct = true});
    std::size_t count = 0;
    for (unsigned i = 2; i <= 101; ++i) {
        single.receive(2, {.author = 2, .sequence = i});
        single.wait(milliseconds{20});
        count += single.sent(3).size();
    }
    EXPECT_EQ(count, 2u);
    EXPECT_EQ(single.last()[0].version.sequence, Sequence{101});
    // Its word counts for three seconds, or until it says otherwise.
    single.wait(seconds{1});
    single.receive(2, {.author = 2, .sequence = 102});
    EXPECT_EQ(single.sent(3), Texts{"2 a=x"});
    single.wait(seconds{1});
    single.receive(3, {.author = 2, .sequence = 102, .is_direct = true});
    single.receive(2, {.author = 2, .sequence = 103});
    EXPECT_EQ(single.sent(3), Texts{});
    single.receive(3, {.author = 2, .sequence = 102, .is_direct = false});
    single.receive(2, {.author = 2, .sequence = 104});
    EXPECT_EQ(single.sent(3), Texts{"2 a=x"});
}

TEST(NotesHanding, NE35_who_is_not_connected_to_the_author_says_so) {
    Single single;
    single.connect(1);
    single.connect(3);
    single.receive(1, {.author = 2});
    EXPECT_EQ(single.sent(3), Texts{"2 a=x"});
    EXPECT_FALSE(single.last()[0].is_direct);
    single.connect(2);
    single.wait(seconds{1});
    single.receive(2, {.author = 2, .sequence = 2});
    EXPECT_EQ(single.sent(3), Texts{"2 a=x"});
    EXPECT_TRUE(single.last()[0].is_direct);
    single.disconnect(2);
    single.wait(seconds{1});
    single.receive(1, {.author = 2, .sequence = 3});
    EXPECT_EQ(single.sent(3), Texts{"2 a=x"});
    EXPECT_FALSE(single.last()[0].is_direct);
}

TEST(NotesHanding, NE36_no_deadline_is_kept_for_who_has_no_room) {
    Single single;
    single.connect(1);
    ASSERT_TRUE(single.set("a", "x"));
    // Nobody takes it; the next thing to happen by itself is the renewal.
    EXPECT_EQ(single.machine.deadline(), single.now + seconds{15});
    single.wait(seconds{40});
    EXPECT_EQ(single.sent(1), Texts{"0 a=x"});
    EXPECT_EQ(single.last()[0].version.sequence, Sequence{3});
}

TEST(NotesHanding, NE36_nothing_waits_for_who_is_disconnected) {
    Single single;
    single.connect(1);
    ASSERT_TRUE(single.set("a", "x"));
    EXPECT_EQ(single.machine.due_count(peer_of(1)), 1u);
    single.disconnect(1);
    single.disconnect(1);
    EXPECT_EQ(single.machine.due_count(peer_of(1)), 0u);
    EXPECT_EQ(single.sent(1), Texts{});
}

}  // namespace
}  // namespace fabric::notes::testing
