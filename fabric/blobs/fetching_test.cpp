// What is wanted, and who is asked for it.
#include <gtest/gtest.h>

#include "fabric/blobs/single_test.h"

namespace fabric::blobs::testing {
namespace {

using core::Error;

TEST(BlobsFetching, BO10_what_is_wanted_arrives) {
    Single single;
    single.connect(1);
    const Hash a = single.make(whole_pieces(2) + 1);
    single.want(a);
    EXPECT_EQ(single.sent(1), Texts{"ask a 0+3"});
    single.give_all(1, a);
    EXPECT_EQ(single.told(), Texts{"arrived a"});
    EXPECT_TRUE(single.holds(a));
    EXPECT_EQ(single.kept(), "a");
    EXPECT_EQ(single.sent(1), Texts{});
    EXPECT_FALSE(single.machine.deadline());
    EXPECT_EQ(single.machine.size(), single.bytes(a).size());
}

TEST(BlobsFetching, BO10_wishes_are_counted) {
    Single single;
    const Hash a = single.make(10);
    single.want(a);
    single.want(a);
    EXPECT_EQ(single.machine.wanted_count(), 1u);
    single.machine.unwant(a);
    single.connect(1);
    EXPECT_EQ(single.sent(1), Texts{"ask a 0+1"});
    single.give(1, a, 0);
    EXPECT_EQ(single.told(), Texts{"arrived a"});
    // Who comes later is told, too.
    single.want(a);
    EXPECT_EQ(single.told(), Texts{"arrived a"});
    single.machine.unwant(a);
    EXPECT_EQ(single.machine.wanted_count(), 1u);
    single.machine.unwant(a);
    EXPECT_EQ(single.machine.wanted_count(), 0u);
}

TEST(BlobsFetching, BO10_not_everything_can_be_wanted) {
    Options options;
    options.blob_size_max = 100;
    options.wanted_max = 2;
    Single single(options);
    const Hash a = single.make(10);
    EXPECT_EQ(single.machine.want(a, 0, single.now).error(), Error::value_missing);
    EXPECT_EQ(single.machine.want(a, 101, single.now).error(), Error::too_large);
    EXPECT_EQ(single.machine.want(a, UINT64_MAX, single.now).error(), Error::too_large);
    EXPECT_EQ(single.machine.wanted_count(), 0u);
    single.want(a);
    single.want(single.make(11));
    EXPECT_EQ(single.machine.want(single.make(12), 12, single.now).error(), Error::backlog_full);
    single.want(a);
}

TEST(BlobsFetching, BO10_the_largest_size_counts) {
    Single single;
    single.connect(1);
    const Hash a = single.make(whole_pieces(1) + 1);
    single.want_up_to(a, 1);
    EXPECT_EQ(single.sent(1), Texts{"ask a 0+1"});
    single.give(1, a, 0);
    EXPECT_EQ(single.sent(1), Texts{});
    single.want_up_to(a, whole_pieces(5));
    EXPECT_EQ(single.sent(1), Texts{"ask a 0+5"});
    single.give_all(1, a);
    EXPECT_EQ(single.told(), Texts{"arrived a"});
}

TEST(BlobsFetching, BO11_one_is_asked_and_then_for_what_is_next) {
    Single single;
    const Hash a = single.make(whole_pieces(25));
    single.want(a);
    for (const unsigned peer : {1u, 2u, 3u}) single.connect(peer);
    EXPECT_EQ(single.sent_to_all(3), Texts{"1: ask a 0+10"});
    for (unsigned i = 0; i < 9; ++i) single.give(1, a, i);
    EXPECT_EQ(single.sent_to_all(3), Texts{});
    single.give(1, a, 9);
    EXPECT_EQ(single.sent_to_all(3), Texts{"1: ask a 10+10"});
    for (unsigned i = 10; i < 20; ++i) single.give(1, a, i);
    EXPECT_EQ(single.sent_to_all(3), Texts{"1: ask a 20+5"});
}

TEST(BlobsFetching, BO11_who_gave_last_is_asked_first_and_then_who_has_least_to_do) {
    Single single;
    for (const unsigned peer : {1u, 2u, 3u}) single.connect(peer);
    const Hash a = single.make(10);
    const Hash b = single.make(20);
    single.want(a);
    single.want(b);
    EXPECT_EQ(single.sent_to_all(3), (Texts{"1: ask a 0+1", "2: ask b 0+1"}));
    single.give(2, b, 0);
    single.want(single.make(30));
    single.want(single.make(40));
    EXPECT_EQ(single.sent(1), Texts{});
    EXPECT_EQ(single.sent(2).size(), 2u);
    single.lack(1, a);
    EXPECT_EQ(single.sent_to_all(3), Texts{"2: ask a 0+1"});
    single.lack(2, a);
    EXPECT_EQ(single.sent_to_all(3), Texts{"3: ask a 0+1"});
}

TEST(BlobsFetching, BO11_who_has_nothing_to_do_any_more_has_least) {
    Single single;
    single.connect(1);
    single.connect(2);
    const Hash a = single.make(10);
    single.want(a);
    single.machine.unwant(a);
    single.want(single.make(20));
    EXPECT_EQ(single.sent_to_all(2), Texts{"1: ask b 0+1"});
}

TEST(BlobsFetching, BO12_who_is_silent_or_lacks_it_lets_others_be_asked) {
    Single single;
    const Hash a = single.make(whole_pieces(3));
    single.connect(1);
    single.connect(2);
    single.want(a);
    EXPECT_EQ(single.sent_to_all(2), Texts{"1: ask a 0+3"});
    single.wait(milliseconds{1'900});
    single.give(1, a, 0);
    single.wait(milliseconds{1'999});
    EXPECT_EQ(single.sent_to_all(2), Texts{});
    single.wait(milliseconds{1});
    EXPECT_EQ(single.sent_to_all(2), Texts{"2: ask a 1+2"});
    EXPECT_EQ(single.machine.counters().silences, 1u);
    single.lack(2, a);
    EXPECT_EQ(single.sent_to_all(2), Texts{});
    EXPECT_EQ(single.machine.deadline(), single.now + seconds{10});
    single.wait(seconds{10});
    EXPECT_EQ(single.sent_to_all(2), Texts{"1: ask a 1+2"});
    single.wait(seconds{2});
    EXPECT_EQ(single.sent_to_all(2), Texts{"2: ask a 1+2"});
}

TEST(BlobsFetching, BO12_who_gives_another_blob_meanwhile_is_not_silent_so_soon) {
    Single single;
    single.connect(1);
    const Hash a = single.make(whole_pieces(20));
    const Hash b = single.make(whole_pieces(2));
    single.want(a);
    single.want(b);
    EXPECT_EQ(single.sent(1).size(), 2u);
    single.connect(2);
    for (unsigned i = 0; i < 6; ++i) {
        single.wait(milliseconds{1'600});
        single.give(1, a, i);
    }
    EXPECT_EQ(single.sent_to_all(2), Texts{});
    single.wait(milliseconds{400});
    EXPECT_EQ(single.sent_to_all(2), Texts{"2: ask b 0+2"});
}

TEST(BlobsFetching, BO12_who_comes_back_is_asked_at_once) {
    Single single;
    const Hash a = single.make(10);
    single.want(a);
    EXPECT_FALSE(single.machine.deadline());
    single.connect(1);
    EXPECT_EQ(single.sent(1), Texts{"ask a 0+1"});
    single.lack(1, a);
    single.connect(2);
    EXPECT_EQ(single.sent_to_all(2), Texts{"2: ask a 0+1"});
    single.lack(2, a);
    single.disconnect(1);
    single.connect(1);
    EXPECT_EQ(single.sent_to_all(2), Texts{"1: ask a 0+1"});
    single.disconnect(1);
    EXPECT_EQ(single.sent_to_all(2), Texts{});
    single.wait(seconds{10});
    EXPECT_EQ(single.sent_to_all(2), Texts{"2: ask a 0+1"});
}

TEST(BlobsFetching, BO12_what_was_not_sent_yet_is_not_asked_when_another_is) {
    Single single;
    single.connect(1);
    single.connect(2);
    const Hash a = single.make(10);
    single.want(a);
    single.wait(seconds{2});
    EXPECT_EQ(single.sent_to_all(2), Texts{"2: ask a 0+1"});
}

TEST(BlobsFetching, BO14_pieces_come_in_their_order_from_who_was_asked) {
    Single single;
    single.connect(1);
    single.connect(2);
    const Hash a = single.make(whole_pieces(3));
    single.give(1, a, 0);
    single.want(a);
    EXPECT_EQ(single.sent_to_all(2), Texts{"1: ask a 0+3"});
    single.give(2, a, 0);  // It was not asked.
    single.give(1, a, 1);
    EXPECT_EQ(single.machine.counters().pieces_ignored, 3u);
    EXPECT_EQ(single.machine.size(), 0u);
    single.give(1, a, 0);
    single.give(1, a, 0);
    single.give(1, a, 2);
    EXPECT_EQ(single.machine.counters().pieces_ignored, 5u);
    single.give(1, a, 1);
    single.give(1, a, 2);
    EXPECT_EQ(single.told(), Texts{"arrived a"});
    single.give(1, a, 2);
    EXPECT_EQ(single.machine.counters().pieces_ignored, 6u);
    EXPECT_EQ(single.machine.counters().pieces_taken, 3u);
}

TEST(BlobsFetching, BO14_who_is_slow_is_not_in_vain) {
    Single single;
    single.connect(1);
    single.connect(2);
    const Hash a = single.make(whole_pieces(12));
    single.want(a);
    static_cast<void>(single.sent_to_all(2));
    // Each piece is too late; the other one is silent.
    for (unsigned i = 0; i < 12; ++i) {
        single.wait(seconds{3});
        static_cast<void>(single.sent_to_all(2));
        single.give(1, a, i);
    }
    EXPECT_EQ(single.told(), Texts{"arrived a"});
    EXPECT_TRUE(single.holds(a));
}

TEST(BlobsFetching, BO14_who_was_silent_and_gives_something_is_waited_for_again) {
    Single single;
    single.connect(1);
    const Hash a = single.make(whole_pieces(2));
    single.want(a);
    single.wait(seconds{3});
    EXPECT_EQ(single.machine.deadline(), single.now + seconds{9});
    single.give(1, a, 0);
    EXPECT_EQ(single.machine.deadline(), single.now + seconds{2});
}

TEST(BlobsFetching, BO16_what_is_put_while_it_is_wanted_has_arrived) {
    Single single;
    single.connect(1);
    const Hash a = single.make(whole_pieces(3));
    single.want(a);
    single.give(1, a, 0);
    ASSERT_TRUE(single.machine.put(single.bytes(a)));
    EXPECT_EQ(single.told(), Texts{"arrived a"});
    EXPECT_EQ(single.sent(1), Texts{});
    EXPECT_EQ(single.machine.size(), whole_pieces(3));
    EXPECT_FALSE(single.machine.deadline());
}

TEST(BlobsFetching, BO16_of_what_nobody_wants_nothing_is_left) {
    Single single;
    single.connect(1);
    const Hash a = single.make(whole_pieces(3));
    single.want(a);
    single.give(1, a, 0);
    single.machine.unwant(a);
    EXPECT_EQ(single.sent(1), Texts{});
    EXPECT_EQ(single.machine.size(), 0u);
    EXPECT_FALSE(single.machine.deadline());
    single.give(1, a, 1);
    EXPECT_EQ(single.machine.size(), 0u);
    // Not even its arrival, if that was not told yet.
    const Hash b = single.make(1);
    single.want(b);
    single.give(1, b, 0);
    single.machine.unwant(b);
    EXPECT_EQ(single.told(), Texts{});
    EXPECT_TRUE(single.holds(b));
}

}  // namespace
}  // namespace fabric::blobs::testing
