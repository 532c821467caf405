// What we say ourselves.
#include <gtest/gtest.h>

#include "fabric/notes/single_test.h"

namespace fabric::notes::testing {
namespace {

using core::Error;

TEST(NotesOwn, NE1_what_is_set_is_told_and_sent) {
    Single single;
    single.connect(1);
    ASSERT_TRUE(single.set("a", "one"));
    EXPECT_EQ(single.sent(1), Texts{"0 a=one"});
    EXPECT_EQ(single.told(), Texts{"0 a=one"});
    EXPECT_EQ(single.shown(), Texts{"0 a=one"});
    single.wait(seconds{1});
    ASSERT_TRUE(single.set("a", "two"));
    EXPECT_EQ(single.sent(1), Texts{"0 a=two"});
    EXPECT_EQ(single.told(), Texts{"0 a=two"});
    EXPECT_TRUE(verify(single.last()[0], {}));
}

TEST(NotesOwn, NE1_topics_and_bytes_have_bounds) {
    Single single;
    EXPECT_EQ(single.set("", "x").error(), Error::value_missing);
    EXPECT_EQ(single.set(std::string(1'025, 't'), "x").error(), Error::too_large);
    EXPECT_EQ(single.set("\xff", "x").error(), Error::malformed);
    EXPECT_EQ(single.set("a", "").error(), Error::value_missing);
    EXPECT_EQ(single.set("a", std::string(4'097, 'x')).error(), Error::too_large);
    EXPECT_TRUE(single.set(std::string(1'024, 't'), std::string(4'096, 'x')));
}

TEST(NotesOwn, NE4_what_is_cleared_goes_out_without_bytes_until_it_is_not_valid) {
    Single single;
    single.connect(1);
    ASSERT_TRUE(single.set("a", "x"));
    EXPECT_EQ(single.sent(1), Texts{"0 a=x"});
    EXPECT_EQ(single.told(), Texts{"0 a=x"});
    single.clear("a");
    single.clear("b");
    EXPECT_EQ(single.machine.deadline(), single.now + milliseconds{40});
    EXPECT_EQ(single.told(), Texts{"0 a gone"});
    EXPECT_EQ(single.shown(), Texts{});
    single.wait(milliseconds{40});
    EXPECT_EQ(single.sent(1), Texts{"0 a"});
    EXPECT_EQ(single.machine.deadline(), single.now + seconds{45} - milliseconds{40});
    single.wait(seconds{44});
    single.connect(2);
    EXPECT_EQ(single.sent(2), Texts{"0 a"});
    single.wait(seconds{1});
    EXPECT_EQ(single.machine.amount(), Amount{});
    EXPECT_EQ(single.machine.deadline(), std::nullopt);
}

TEST(NotesOwn, NE4_all_are_cleared_by_who_leaves) {
    Single single;
    single.connect(1);
    ASSERT_TRUE(single.set("a", "x") && single.set("b", "y"));
    EXPECT_EQ(single.sent(1).size(), 2u);
    single.wait(seconds{1});
    single.machine.clear_all(single.now);
    EXPECT_EQ(single.sent(1), (Texts{"0 a", "0 b"}));
    EXPECT_EQ(single.shown(), Texts{});
}

TEST(NotesOwn, NE5_we_speak_of_so_much_at_once) {
    Single single;
    for (unsigned i = 0; i < 64; ++i) ASSERT_TRUE(single.set(core::formatted("{}", i), "x"));
    EXPECT_EQ(single.set("more", "x").error(), Error::storage_full);
    EXPECT_TRUE(single.set("7", "y"));
    single.clear("8");
    EXPECT_TRUE(single.set("more", "x"));
    EXPECT_EQ(single.machine.all().size(), 64u);
    EXPECT_EQ(single.machine.amount().count, 64u);  // What was cleared gave way.
    EXPECT_EQ(single.set("8", "x").error(), Error::storage_full);
}

TEST(NotesOwn, NE5_saying_the_same_again_is_nothing) {
    Single single;
    single.connect(1);
    ASSERT_TRUE(single.set("a", "x"));
    EXPECT_EQ(single.sent(1).size(), 1u);
    EXPECT_EQ(single.told().size(), 1u);
    single.wait(seconds{1});
    ASSERT_TRUE(single.set("a", "x"));
    EXPECT_EQ(single.sent(1), Texts{});
    EXPECT_EQ(single.told(), Texts{});
}

TEST(NotesOwn, NE6_what_is_said_is_renewed_all_at_once) {
    Single single;
    single.connect(1);
    ASSERT_TRUE(single.set("a", "x"));
    single.wait(seconds{1});
    ASSERT_TRUE(single.set("b", "y"));
    EXPECT_EQ(single.sent(1).size(), 2u);
    EXPECT_EQ(single.told().size(), 2u);
    single.wait(milliseconds{13'999});
    EXPECT_EQ(single.sent(1), Texts{});
    single.wait(milliseconds{1});
    EXPECT_EQ(single.sent(1), (Texts{"0 a=x", "0 b=y"}));
    EXPECT_EQ(single.last()[0].valid_for, seconds{45});
    EXPECT_EQ(single.last()[1].version, (Version{Life{10}, Sequence{4}}));
    EXPECT_EQ(single.told(), Texts{});
    EXPECT_EQ(single.machine.deadline(), single.now + seconds{15});
    // However late we are woken, ours do not end.
    single.now += seconds{1'000};
    single.machine.expire(single.now);
    EXPECT_EQ(single.shown(), (Texts{"0 a=x", "0 b=y"}));
    EXPECT_EQ(single.sent(1).size(), 2u);
    EXPECT_EQ(single.machine.counters().renewals, 2u);
}

TEST(NotesOwn, NE7_a_hidden_page_says_less_often_what_counts_for_longer) {
    Single single;
    single.connect(1);
    ASSERT_TRUE(single.set("a", "x"));
    EXPECT_EQ(single.sent(1).size(), 1u);
    single.wait(seconds{5});
    single.machine.set_hidden(true, single.now);
    EXPECT_EQ(single.sent(1), Texts{"0 a=x"});
    EXPECT_EQ(single.last()[0].valid_for, seconds{150});
    EXPECT_EQ(single.machine.deadline(), single.now + seconds{60});
    single.wait(seconds{60});
    EXPECT_EQ(single.sent(1), Texts{"0 a=x"});
    single.wait(seconds{20});
    single.machine.set_hidden(false, single.now);
    single.wait(seconds{15});
    EXPECT_EQ(single.sent(1), Texts{"0 a=x"});
    EXPECT_EQ(single.last()[0].valid_for, seconds{45});
    EXPECT_EQ(single.machine.deadline(), single.now + seconds{15});
}

TEST(NotesOwn, NE8_what_we_said_means_nothing_when_it_comes_back) {
    Single single;
    single.connect(1);
    ASSERT_TRUE(single.set("a", "x"));
    EXPECT_EQ(single.told().size(), 1u);
    single.receive(1, {.author = self_number, .sequence = 1, .text = "x", .life = 10});
    single.receive(1, {.author = self_number, .sequence = 9, .text = "old", .life = 9});
    EXPECT_EQ(single.told(), Texts{});
    EXPECT_EQ(single.shown(), Texts{"0 a=x"});
    EXPECT_EQ(single.refused(Refused::known), 2u);
    EXPECT_EQ(single.machine.counters().outdone, 0u);
}

TEST(NotesOwn, NE8_another_life_of_our_key_is_outdone_now_and_then) {
    Single single;
    single.connect(1);
    ASSERT_TRUE(single.set("a", "x") && single.set("b", "y"));
    single.clear("b");
    EXPECT_EQ(single.sent(1).size(), 2u);
    single.wait(seconds{1});
    const Draft other{.author = self_number, .topic = "c", .text = "z", .life = 900};
    NoteView forged = signed_view(other);
    forged.signature = {};
    single.receive(1, {forged});
    EXPECT_EQ(single.machine.counters().outdone, 0u);
    EXPECT_EQ(single.refused(Refused::signature_wrong), 1u);
    single.receive(1, other);
    EXPECT_EQ(single.sent(1), Texts{"0 a=x"});
    EXPECT_EQ(single.last()[0].version, (Version{Life{901}, Sequence{1}}));
    EXPECT_EQ(single.shown(), Texts{"0 a=x"});
    EXPECT_EQ(single.machine.amount().count, 1u);
    const Draft again{.author = self_number, .topic = "c", .text = "z", .life = 2'000};
    single.wait(seconds{59});
    single.receive(1, again);
    EXPECT_EQ(single.machine.counters().outdone, 1u);
    single.wait(seconds{1});
    single.receive(1, again);
    EXPECT_EQ(single.machine.counters().outdone, 2u);
    // Beyond the last life there is none.
    single.wait(seconds{60});
    single.receive(1, {.author = self_number, .topic = "c", .life = number_max});
    EXPECT_EQ(single.machine.counters().outdone, 2u);
    ASSERT_TRUE(single.set("a", "still"));
}

TEST(NotesOwn, NE8_who_comes_back_is_told_what_it_said_before) {
    Single single;
    single.connect(1);
    single.receive(1, {.author = 1, .life = 50});
    EXPECT_EQ(single.sent(1), Texts{});
    single.disconnect(1);
    single.wait(seconds{15});
    single.connect(1);
    single.connect(2);
    EXPECT_EQ(single.sent(1), Texts{"1 a=x"});
    EXPECT_EQ(single.sent(2), Texts{});  // Not half of its time is left.
    single.receive(2, {.author = 1, .sequence = 2, .life = 50});
    EXPECT_EQ(single.sent(1), Texts{});
    // Not what it says by itself meanwhile.
    single.disconnect(1);
    single.connect(1);
    single.receive(1, {.author = 1, .sequence = 1, .life = 50, .is_direct = true});
    single.receive(1, {.author = 1, .sequence = 3, .life = 50, .is_direct = true});
    single.receive(1, {.author = 1, .sequence = 4, .life = 50, .is_direct = true});
    EXPECT_EQ(single.sent(1), Texts{});
}

}  // namespace
}  // namespace fabric::notes::testing
