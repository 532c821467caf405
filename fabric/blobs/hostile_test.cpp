// Peers that lie, are silent, or say too much.
#include <gtest/gtest.h>

#include "fabric/blobs/single_test.h"

namespace fabric::blobs::testing {
namespace {

constexpr std::string_view wrong = ": its bytes do not have the hash that was asked for";

TEST(BlobsHostile, BO20_who_sends_a_wrong_whole_is_told_of_and_not_believed_again) {
    Single single;
    single.connect(1);
    const Hash a = single.make(whole_pieces(2));
    single.want(a);
    EXPECT_EQ(single.sent(1), Texts{"ask a 0+2"});
    single.give(1, a, 0);
    single.give_wrong(1, a, 1, whole_pieces(2));
    EXPECT_EQ(single.told(), Texts{"1" + std::string(wrong)});
    EXPECT_FALSE(single.holds(a));
    EXPECT_EQ(single.machine.size(), 0u);
    EXPECT_EQ(single.machine.counters().wholes_wrong, 1u);
    // Also when it comes back; but for another one.
    single.disconnect(1);
    single.connect(1);
    single.wait(seconds{100});
    EXPECT_EQ(single.sent(1), Texts{});
    single.give_all(1, a);
    EXPECT_FALSE(single.holds(a));
    const Hash b = single.make(10);
    single.want(b);
    EXPECT_EQ(single.sent(1), Texts{"ask b 0+1"});
    single.connect(2);
    EXPECT_EQ(single.sent(2), Texts{"ask a 0+2"});
    single.give_all(2, a);
    EXPECT_EQ(single.told(), Texts{"arrived a"});
}

TEST(BlobsHostile, BO20_so_many_liars_are_remembered) {
    Options options;
    options.disbelieved_max = 2;
    Single single(options);
    for (unsigned i = 1; i <= 3; ++i) {
        single.connect(1);
        const Hash hash = single.make(i);
        single.want(hash);
        single.give_wrong(1, hash, 0, i);
        single.disconnect(1);
    }
    EXPECT_EQ(single.machine.disbelieved_count(), 2u);
    // The oldest was forgotten.
    single.connect(1);
    EXPECT_EQ(single.sent(1), Texts{"ask a 0+1"});
}

TEST(BlobsHostile, BO21_of_several_nobody_is_told_of_and_then_all_comes_from_one) {
    Single single;
    for (const unsigned peer : {1u, 2u}) single.connect(peer);
    const Hash a = single.make(whole_pieces(3));
    single.want(a);
    EXPECT_EQ(single.sent_to_all(2), Texts{"1: ask a 0+3"});
    single.give_wrong(1, a, 0, whole_pieces(3));
    single.wait(seconds{2});
    EXPECT_EQ(single.sent_to_all(2), Texts{"2: ask a 1+2"});
    single.give(2, a, 1);
    single.give(2, a, 2);
    EXPECT_EQ(single.told(), Texts{});
    EXPECT_FALSE(single.holds(a));
    // The first one is resting. Then it lies once more, and is alone.
    EXPECT_EQ(single.sent_to_all(2), Texts{"2: ask a 0+3"});
    single.give(2, a, 0);
    single.give(1, a, 1);  // Nothing of another.
    single.wait(milliseconds{9'999});
    EXPECT_EQ(single.sent_to_all(2), Texts{});
    single.wait(milliseconds{1});
    EXPECT_EQ(single.sent_to_all(2), Texts{"1: ask a 0+3"});
    EXPECT_EQ(single.machine.size(), 0u);
    for (unsigned i = 0; i < 3; ++i) single.give_wrong(1, a, i, whole_pieces(3));
    EXPECT_EQ(single.told(), Texts{"1" + std::string(wrong)});
    single.wait(seconds{10});
    EXPECT_EQ(single.sent_to_all(2), Texts{"2: ask a 0+3"});
    single.give_all(2, a);
    EXPECT_EQ(single.told(), Texts{"arrived a"});
}

TEST(BlobsHostile, BO21_nobody_takes_the_place_of_who_is_to_give_all) {
    Single single;
    for (const unsigned peer : {1u, 2u}) single.connect(peer);
    const Hash a = single.make(whole_pieces(2));
    single.want(a);
    single.give_wrong(1, a, 0, whole_pieces(2));
    single.wait(seconds{2});
    single.give(2, a, 1);
    EXPECT_EQ(single.sent_to_all(2), Texts{"2: ask a 0+2"});
    single.give_wrong(1, a, 0, whole_pieces(2));
    EXPECT_EQ(single.machine.size(), 0u);
    single.give(2, a, 0);
    single.give_wrong(1, a, 1, whole_pieces(3));
    single.give(2, a, 1);
    EXPECT_EQ(single.told(), Texts{"arrived a"});
}

TEST(BlobsHostile, BO22_who_has_a_larger_one_lacks_it) {
    Single single;
    single.connect(1);
    const Hash a = single.make(whole_pieces(2));
    single.want(a);
    single.give_wrong(1, a, 0, whole_pieces(1'000));
    EXPECT_EQ(single.machine.size(), 0u);
    EXPECT_EQ(single.told(), Texts{});
    single.connect(2);
    EXPECT_EQ(single.sent_to_all(2), Texts{"2: ask a 0+2"});
}

TEST(BlobsHostile, BO22_who_says_two_sizes_lied) {
    Single single;
    single.connect(1);
    const Hash a = single.make(whole_pieces(3));
    single.want(a);
    single.give(1, a, 0);
    single.give_wrong(1, a, 1, whole_pieces(2));
    EXPECT_EQ(single.told(), Texts{"1: it says two sizes of one blob"});
    EXPECT_EQ(single.machine.size(), 0u);
    EXPECT_EQ(single.machine.disbelieved_count(), 1u);
}

TEST(BlobsHostile, BO22_where_two_say_different_sizes_all_comes_from_one) {
    Single single;
    for (const unsigned peer : {1u, 2u}) single.connect(peer);
    const Hash a = single.make(whole_pieces(3));
    single.want(a);
    single.give_wrong(1, a, 0, whole_pieces(2));
    single.wait(seconds{2});
    EXPECT_EQ(single.sent_to_all(2), Texts{"2: ask a 1+1"});
    single.give(2, a, 1);
    EXPECT_EQ(single.told(), Texts{});
    EXPECT_EQ(single.sent_to_all(2), Texts{"2: ask a 0+3"});
    single.give_wrong(1, a, 0, whole_pieces(2));
    EXPECT_EQ(single.machine.size(), 0u);
    single.give_all(2, a);
    EXPECT_EQ(single.told(), Texts{"arrived a"});
}

TEST(BlobsHostile, BO23_who_cannot_be_read_is_told_of_and_not_heard_any_more) {
    Single single;
    single.connect(1);
    const Hash a = single.put(10);
    const Hash b = single.make(10);
    single.want(b);
    single.ask(1, a, 0, 1);
    EXPECT_EQ(single.sent(1), (Texts{"ask b 0+1", "piece a 0"}));
    single.ask(1, a, 0, 1);
    single.machine.receive(peer_of(1), core::as_bytes("nonsense"), single.now);
    single.machine.receive(peer_of(1), core::as_bytes("nonsense"), single.now);
    EXPECT_EQ(single.told().size(), 1u);
    single.give(1, b, 0);
    single.ask(1, a, 0, 1);
    EXPECT_EQ(single.sent(1), Texts{});
    EXPECT_FALSE(single.holds(b));
    EXPECT_EQ(single.told(), Texts{});
    // Who is not connected is nobody.
    single.machine.receive(peer_of(2), core::as_bytes("nonsense"), single.now);
    EXPECT_EQ(single.told(), Texts{});
    single.disconnect(1);
    single.connect(1);
    EXPECT_EQ(single.sent(1), Texts{"ask b 0+1"});
    // Of who is gone nothing is told.
    single.machine.receive(peer_of(1), core::as_bytes("nonsense"), single.now);
    single.disconnect(1);
    EXPECT_EQ(single.told(), Texts{});
}

TEST(BlobsHostile, BO14_floods_of_pieces_and_lacks_leave_nothing) {
    Single single;
    single.connect(1);
    single.connect(2);
    const Hash a = single.make(whole_pieces(100));
    single.want(a);
    for (unsigned i = 1; i < 100; ++i) {
        single.give(1, a, i);
        single.give(2, a, i - 1);
        const Hash other{{std::byte{1}, static_cast<std::byte>(i)}};
        single.give_wrong(1, other, 0, 1'000);
        single.lack(1, other);
        single.lack(2, a);
    }
    EXPECT_EQ(single.machine.size(), 0u);
    EXPECT_EQ(single.machine.counters().pieces_taken, 0u);
    EXPECT_EQ(single.machine.wanted_count(), 1u);
    EXPECT_EQ(single.sent_to_all(2), Texts{"1: ask a 0+10"});
}

TEST(BlobsHostile, BO12_who_never_sends_anything_delays_little) {
    Single single;
    for (const unsigned peer : {1u, 2u, 3u, 4u}) single.connect(peer);
    const Hash a = single.make(10);
    single.want(a);
    // The last one has it.
    const core::Instant begin = single.now;
    while (single.sent(4).empty()) single.wait(milliseconds{100});
    EXPECT_LE(single.now - begin, milliseconds{6'100});
    single.give(4, a, 0);
    EXPECT_EQ(single.told(), Texts{"arrived a"});
}

}  // namespace
}  // namespace fabric::blobs::testing
