// What others are given.
#include <gtest/gtest.h>

#include "fabric/blobs/single_test.h"

namespace fabric::blobs::testing {
namespace {

TEST(BlobsGiving, BO30_who_asks_gets_the_pieces) {
    Single single;
    single.connect(1);
    const Hash a = single.put(whole_pieces(3) + 1);
    single.ask(1, a, 1, 2);
    EXPECT_EQ(single.sent(1), (Texts{"piece a 1", "piece a 2"}));
    single.ask(1, a, 2, 100);
    EXPECT_EQ(single.sent(1), (Texts{"piece a 2", "piece a 3"}));
    EXPECT_EQ(single.sent(1), Texts{});
    EXPECT_EQ(single.sent(2), Texts{});
    EXPECT_FALSE(single.machine.deadline());
}

TEST(BlobsGiving, BO30_of_several_blobs_one_piece_in_turn) {
    Single single;
    single.connect(1);
    const Hash a = single.put(whole_pieces(3));
    const Hash b = single.put(whole_pieces(2));
    single.ask(1, a, 0, 10);
    single.ask(1, b, 0, 10);
    EXPECT_EQ(single.next(1), "piece a 0");
    EXPECT_EQ(single.next(1), "piece b 0");
    EXPECT_EQ(single.sent(1), (Texts{"piece a 1", "piece b 1", "piece a 2"}));
}

TEST(BlobsGiving, BO30_what_is_not_here_is_lacking) {
    Options options;
    options.held_count_max = 1;
    Single single(options);
    single.connect(1);
    const Hash a = single.make(10);
    single.ask(1, a, 0, 10);
    EXPECT_EQ(single.sent(1), Texts{"lacks a"});
    const Hash b = single.put(whole_pieces(2));
    single.ask(1, b, 2, 10);
    EXPECT_EQ(single.sent(1), Texts{"lacks b"});
    // It may be forgotten in between.
    single.ask(1, b, 0, 10);
    EXPECT_EQ(single.next(1), "piece b 0");
    single.put(10);
    EXPECT_EQ(single.sent(1), Texts{"lacks b"});
}

TEST(BlobsGiving, BO31_one_peer_is_owed_so_much) {
    Single single;
    single.connect(1);
    const Hash a = single.put(whole_pieces(30));
    single.ask(1, a, 0, 10);
    single.ask(1, a, 3, 2);
    EXPECT_EQ(single.machine.owed_count(peer_of(1)), 1u);
    for (unsigned i = 1; i <= 100; ++i) single.ask(1, single.make(i), 0, 1);
    EXPECT_EQ(single.machine.owed_count(peer_of(1)), 16u);
    EXPECT_EQ(single.machine.counters().asks_dropped, 85u);
    single.ask(1, a, 4, 1);
    EXPECT_EQ(single.machine.counters().asks_dropped, 85u);
    const Texts sent = single.sent(1);
    EXPECT_EQ(sent.size(), 16u);
    EXPECT_EQ(sent[0], "piece a 4");
    // Others are owed theirs.
    single.connect(2);
    single.ask(2, a, 0, 1);
    EXPECT_EQ(single.sent(2), Texts{"piece a 0"});
}

TEST(BlobsGiving, BO32_so_many_are_served_and_who_is_gone_is_owed_nothing) {
    Options options;
    options.peers_max = 2;
    Single single(options);
    const Hash a = single.put(10);
    single.ask(1, a, 0, 1);
    EXPECT_EQ(single.sent(1), Texts{});
    single.connect(1);
    single.connect(2);
    EXPECT_FALSE(single.machine.connected(peer_of(2), single.now));
    EXPECT_FALSE(single.machine.connected(peer_of(3), single.now));
    single.ask(1, a, 0, 1);
    single.disconnect(1);
    single.disconnect(1);
    EXPECT_EQ(single.sent(1), Texts{});
    single.connect(1);
    EXPECT_EQ(single.sent(1), Texts{});
}

TEST(BlobsGiving, BO42_what_is_sent_is_counted) {
    Single single;
    single.connect(1);
    const Hash a = single.put(whole_pieces(2));
    const Hash b = single.make(10);
    single.want(b);
    single.ask(1, a, 0, 2);
    single.ask(1, b, 0, 2);
    EXPECT_EQ(single.sent(1), (Texts{"ask b 0+1", "piece a 0", "lacks b", "piece a 1"}));
    single.give(1, b, 0);
    const Counters& counters = single.machine.counters();
    EXPECT_EQ(counters.asks_sent, 1u);
    EXPECT_EQ(counters.pieces_sent, 2u);
    EXPECT_EQ(counters.lacks_sent, 1u);
    EXPECT_EQ(counters.pieces_taken, 1u);
    EXPECT_EQ(counters.silences, 0u);
    EXPECT_EQ(counters.wholes_wrong, 0u);
}

}  // namespace
}  // namespace fabric::blobs::testing
