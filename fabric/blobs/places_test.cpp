// How much is fetched at once, whose turn it is, and when there is room.
#include <gtest/gtest.h>

#include "fabric/blobs/single_test.h"

namespace fabric::blobs::testing {
namespace {

using core::Error;

Options two_at_once() {
    Options options;
    options.fetched_max = 2;
    return options;
}

TEST(BlobsPlaces, BO13_so_many_are_fetched_at_once) {
    Single single(two_at_once());
    single.connect(1);
    std::vector<Hash> all;
    for (unsigned i = 1; i <= 4; ++i) {
        all.push_back(single.make(i));
        single.want(all.back());
    }
    EXPECT_EQ(single.machine.fetched_count(), 2u);
    EXPECT_EQ(single.sent(1).size(), 2u);
    single.give(1, all[1], 0);
    EXPECT_EQ(single.sent(1), Texts{"ask c 0+1"});
    single.lack(1, all[0]);
    EXPECT_EQ(single.sent(1), Texts{"ask d 0+1"});
    single.give(1, all[3], 0);
    single.give(1, all[2], 0);
    EXPECT_EQ(single.sent(1), Texts{});
    single.wait(seconds{10});
    EXPECT_EQ(single.sent(1), Texts{"ask a 0+1"});
}

TEST(BlobsPlaces, BO13_what_cannot_go_on_makes_place) {
    Single single(two_at_once());
    single.connect(1);
    const Hash a = single.make(whole_pieces(3));
    const Hash b = single.make(whole_pieces(2));
    const Hash c = single.make(1);
    single.want(a);
    single.want(b);
    single.give(1, a, 0);
    single.give(1, b, 0);
    single.wait(seconds{2});
    // Nobody needs the places: what has come is kept.
    EXPECT_EQ(single.machine.fetched_count(), 2u);
    EXPECT_EQ(single.machine.size(), whole_pieces(5));
    static_cast<void>(single.sent(1));
    single.want(c);
    EXPECT_EQ(single.sent(1), Texts{"ask c 0+1"});
    EXPECT_EQ(single.machine.fetched_count(), 2u);
    single.give(1, c, 0);
    single.wait(seconds{10});
    Texts sent = single.sent(1);
    std::ranges::sort(sent);
    EXPECT_EQ(sent, (Texts{"ask a 0+3", "ask b 1+1"}));
}

TEST(BlobsPlaces, BO13_who_waits_longest_goes_first) {
    Options options;
    options.fetched_max = 1;
    Single single(options);
    single.connect(1);
    const Hash a = single.make(1);
    const Hash b = single.make(whole_pieces(8));
    const Hash c = single.make(2);
    for (const Hash& hash : {a, b, c}) single.want(hash);
    single.lack(1, a);
    EXPECT_EQ(single.sent(1), Texts{"ask b 0+8"});
    for (unsigned i = 0; i < 8; ++i) {
        single.wait(milliseconds{1'500});
        single.give(1, b, i);
    }
    EXPECT_EQ(single.sent(1), Texts{"ask c 0+1"});
    // What comes too late, when there is no place for it, does not count.
    single.wait(seconds{2});
    EXPECT_EQ(single.sent(1), Texts{"ask a 0+1"});
    single.give(1, c, 0);
    EXPECT_EQ(single.machine.fetched_count(), 1u);
    EXPECT_FALSE(single.holds(c));
}

TEST(BlobsPlaces, BO13_who_has_a_place_goes_on_before_others_wait_for_it) {
    Single single(two_at_once());
    single.connect(1);
    single.connect(2);
    const Hash a = single.make(whole_pieces(2));
    const Hash b = single.make(1);
    const Hash c = single.make(whole_pieces(20));
    single.want(a);
    single.want(b);
    single.lack(1, a);
    single.wait(seconds{1});
    single.lack(2, b);
    single.lack(1, b);
    // This one rests later, and is asked for sooner.
    single.lack(2, a);
    single.want(c);
    single.lack(1, c);
    for (unsigned i = 0; i < 6; ++i) {
        single.wait(milliseconds{1'500});
        single.give(2, c, i);
    }
    static_cast<void>(single.sent_to_all(2));
    EXPECT_EQ(single.machine.fetched_count(), 2u);
    single.give(1, a, 0);
    for (unsigned i = 6; i < 8; ++i) {
        single.wait(milliseconds{1'500});
        single.give(2, c, i);
    }
    EXPECT_EQ(single.sent_to_all(2), Texts{"2: ask a 1+1"});
}

TEST(BlobsPlaces, BO13_a_place_that_somebody_left_is_taken_when_the_time_is_known) {
    Options options;
    options.fetched_max = 1;
    Single single(options);
    single.connect(1);
    const Hash a = single.make(1);
    const Hash b = single.make(2);
    single.want(a);
    single.want(b);
    EXPECT_EQ(single.machine.deadline(), single.now + seconds{2});
    single.now += milliseconds{1'999};
    single.machine.unwant(a);
    EXPECT_LE(single.machine.deadline(), single.now);
    single.wait({});
    EXPECT_EQ(single.sent(1), Texts{"ask b 0+1"});
    EXPECT_EQ(single.machine.deadline(), single.now + seconds{2});
}

TEST(BlobsPlaces, BO15_room_is_made_when_the_first_piece_comes) {
    Options options;
    options.blob_size_max = options.held_size_max = whole_pieces(4);
    Single single(options);
    single.connect(1);
    const Hash a = single.put(whole_pieces(2));
    const Hash b = single.make(whole_pieces(3));
    single.want(b);
    EXPECT_EQ(single.sent(1), Texts{"ask b 0+3"});
    EXPECT_TRUE(single.holds(a));
    single.give(1, b, 0);
    EXPECT_FALSE(single.holds(a));
    EXPECT_EQ(single.machine.size(), whole_pieces(3));
    // There is no room for another one.
    const Hash c = single.make(whole_pieces(2));
    single.want(c);
    EXPECT_EQ(single.sent(1), Texts{});
    EXPECT_EQ(single.machine.put(single.bytes(a)).error(), Error::storage_full);
    single.give(1, b, 1);
    single.give(1, b, 2);
    single.machine.unwant(b);
    single.wait(seconds{10});
    EXPECT_EQ(single.sent(1), Texts{"ask c 0+2"});
    single.give_all(1, c);
    EXPECT_EQ(single.told(), Texts{"arrived c"});
    EXPECT_FALSE(single.holds(b));
}

TEST(BlobsPlaces, BO15_what_is_put_takes_the_room_of_what_cannot_go_on) {
    Options options;
    options.blob_size_max = options.held_size_max = whole_pieces(4);
    Single single(options);
    single.connect(1);
    const Hash a = single.make(whole_pieces(3));
    single.want(a);
    single.give(1, a, 0);
    EXPECT_EQ(single.machine.put(Buffer(whole_pieces(2))).error(), Error::storage_full);
    single.disconnect(1);
    EXPECT_EQ(single.machine.size(), whole_pieces(3));
    EXPECT_TRUE(single.machine.put(Buffer(whole_pieces(2))));
    EXPECT_EQ(single.machine.size(), whole_pieces(2));
}

TEST(BlobsPlaces, BO15_room_may_be_gone_when_the_first_piece_comes) {
    Options options;
    options.blob_size_max = options.held_size_max = whole_pieces(4);
    Single single(options);
    single.connect(1);
    const Hash a = single.make(whole_pieces(2));
    const Hash b = single.make(whole_pieces(3));
    single.want(a);
    single.want(b);
    EXPECT_EQ(single.sent(1).size(), 2u);
    single.give(1, b, 0);
    single.give(1, a, 0);
    EXPECT_EQ(single.machine.size(), whole_pieces(3));
    single.give(1, b, 1);
    single.give(1, b, 2);
    EXPECT_EQ(single.told(), Texts{"arrived b"});
    single.machine.unwant(b);
    single.wait(seconds{10});
    EXPECT_EQ(single.sent(1), Texts{"ask a 0+2"});
}

}  // namespace
}  // namespace fabric::blobs::testing
