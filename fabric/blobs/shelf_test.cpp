// What is held, what gives way, and what is told to who keeps it on a disk.
#include "fabric/blobs/shelf.h"

#include <gtest/gtest.h>

#include "fabric/blobs/single_test.h"

namespace fabric::blobs::testing {
namespace {

using core::Error;

// Room for 100 bytes in four blobs.
Options small() {
    Options options;
    options.blob_size_max = 60;
    options.held_size_max = 100;
    options.held_count_max = 4;
    return options;
}

TEST(BlobsShelf, BO1_what_is_put_is_held_by_its_hash) {
    Single single;
    const Hash a = single.put(100);
    EXPECT_EQ(a, hash_of(single.blobs[0]));
    EXPECT_EQ(*single.machine.find(a), single.blobs[0]);
    EXPECT_EQ(single.machine.put(single.blobs[0]), a);
    EXPECT_EQ(single.machine.size(), 100u);
    EXPECT_EQ(single.machine.find(single.make(100)), nullptr);
}

TEST(BlobsShelf, BO1_a_blob_has_a_size) {
    Single single(small());
    EXPECT_EQ(single.machine.put({}).error(), Error::value_missing);
    EXPECT_EQ(single.machine.put(Buffer(61)).error(), Error::too_large);
    EXPECT_TRUE(single.machine.put(Buffer(60)));
}

TEST(BlobsShelf, BO2_what_was_not_used_for_the_longest_gives_way) {
    Single single(small());
    const Hash a = single.put(40);
    const Hash b = single.put(40);
    const Hash c = single.put(20);
    EXPECT_EQ(single.machine.size(), 100u);
    const Hash d = single.put(1);
    EXPECT_FALSE(single.holds(a));
    EXPECT_TRUE(single.holds(b) && single.holds(c) && single.holds(d));
    // As many as it takes.
    const Hash e = single.put(60);
    EXPECT_FALSE(single.holds(b));
    EXPECT_TRUE(single.holds(c) && single.holds(d) && single.holds(e));
}

TEST(BlobsShelf, BO2_there_is_room_for_so_many) {
    Single single(small());
    const Hash a = single.put(1);
    for (unsigned i = 0; i < 4; ++i) single.put(2 + i);
    EXPECT_FALSE(single.holds(a));
    EXPECT_EQ(single.machine.held_count(), 4u);
}

TEST(BlobsShelf, BO2_if_it_were_not_enough_nothing_gives_way) {
    Single single(small());
    const Hash a = single.put(50);
    const Hash b = single.put(40);
    single.machine.pin(a);
    EXPECT_EQ(single.machine.put(Buffer(51)).error(), Error::storage_full);
    EXPECT_TRUE(single.holds(a) && single.holds(b));
    EXPECT_TRUE(single.machine.put(Buffer(50)));
    EXPECT_FALSE(single.holds(b));
}

TEST(BlobsShelf, BO2_what_is_wanted_does_not_give_way) {
    Single single(small());
    const Hash a = single.put(50);
    single.want(a);
    EXPECT_EQ(single.machine.put(Buffer(51)).error(), Error::storage_full);
    single.machine.unwant(a);
    EXPECT_TRUE(single.machine.put(Buffer(51)));
    EXPECT_FALSE(single.holds(a));
}

TEST(BlobsShelf, BO3_pins_are_counted) {
    Single single(small());
    const Hash a = single.make(60);
    single.machine.pin(a);
    single.machine.pin(a);
    ASSERT_TRUE(single.machine.put(single.blobs[0]));
    single.machine.unpin(a);
    EXPECT_EQ(single.machine.put(Buffer(60)).error(), Error::storage_full);
    single.machine.unpin(a);
    EXPECT_TRUE(single.machine.put(Buffer(60)));
    EXPECT_FALSE(single.holds(a));
}

// Which of three are left when a fourth one came, if the oldest was used.
template <class Use>
std::string left_after(Use use) {
    Single single(small());
    single.connect(1);
    const Hash a = single.put(30);
    const Hash b = single.put(31);
    const Hash c = single.put(32);
    use(single, a);
    single.put(33);
    return std::string(single.holds(a) ? "a" : "") + (single.holds(b) ? "b" : "") +
           (single.holds(c) ? "c" : "");
}

TEST(BlobsShelf, BO4_what_is_used_gives_way_last) {
    EXPECT_EQ(left_after([](Single&, const Hash&) {}), "bc");
    EXPECT_EQ(left_after([](Single& single, const Hash& a) { EXPECT_TRUE(single.holds(a)); }),
              "bc");
    EXPECT_EQ(left_after([](Single& single, const Hash& a) {
                  ASSERT_TRUE(single.machine.put(single.bytes(a)));
              }),
              "ac");
    EXPECT_EQ(left_after([](Single& single, const Hash& a) {
                  single.machine.pin(a);
                  single.machine.unpin(a);
              }),
              "ac");
    EXPECT_EQ(left_after([](Single& single, const Hash& a) {
                  single.want(a);
                  single.machine.unwant(a);
              }),
              "ac");
    EXPECT_EQ(left_after([](Single& single, const Hash& a) {
                  single.ask(1, a, 0, 1);
                  EXPECT_EQ(single.sent(1).size(), 1u);
              }),
              "ac");
}

TEST(BlobsShelf, BO5_who_keeps_them_is_told_what_came_and_went) {
    Single single(small());
    const Hash a = single.put(40);
    single.put(40);
    EXPECT_EQ(single.kept(), "ab");
    EXPECT_EQ(single.kept(), "");
    // What was not told of yet comes and goes in silence.
    single.put(21);
    EXPECT_FALSE(single.holds(a));
    single.put(60);
    EXPECT_EQ(single.forgotten(), "ab");
    EXPECT_EQ(single.forgotten(), "");
    EXPECT_EQ(single.kept(), "cd");
    single.put(59);
    single.put(41);
    EXPECT_EQ(single.forgotten(), "cd");
    EXPECT_EQ(single.kept(), "ef");
}

TEST(BlobsShelf, BO5_what_comes_back_before_it_was_told_as_forgotten_did_not_go) {
    Single single(small());
    const Hash a = single.put(60);
    EXPECT_EQ(single.kept(), "a");
    single.put(50);
    EXPECT_FALSE(single.holds(a));
    ASSERT_TRUE(single.machine.put(single.bytes(a)));
    EXPECT_EQ(single.forgotten(), "");
    EXPECT_EQ(single.kept(), "");
}

TEST(BlobsShelf, BO5_what_is_restored_is_held) {
    Single single(small());
    const Hash a = single.make(40);
    const Hash b = single.make(60);
    const Hash c = single.make(61);
    for (const Buffer& bytes : single.blobs) single.machine.restore(bytes);
    EXPECT_TRUE(single.holds(a) && single.holds(b) && !single.holds(c));
    EXPECT_EQ(single.kept(), "");
    EXPECT_EQ(single.forgotten(), "c");
    single.put(30);
    EXPECT_EQ(single.forgotten(), "a");
    single.want(b);
    EXPECT_EQ(single.told(), Texts{"arrived b"});
    single.machine.restore(single.bytes(b));
    EXPECT_EQ(single.machine.size(), 90u);
}

TEST(BlobsShelf, BO5_what_is_restored_while_it_is_wanted_has_arrived) {
    Single single(small());
    const Hash a = single.make(40);
    single.want(a);
    single.connect(1);
    single.machine.restore(single.bytes(a));
    EXPECT_EQ(single.told(), Texts{"arrived a"});
    EXPECT_EQ(single.sent(1), Texts{});
    EXPECT_EQ(single.kept(), "");
}

}  // namespace
}  // namespace fabric::blobs::testing
