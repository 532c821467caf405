// Who is believed to have more of our own changes.
#include "fabric/documents/own_past.h"

#include <gtest/gtest.h>

#include "fabric/documents/world_test.h"

namespace fabric::documents {
namespace {

using namespace testing;
using core::codec::PeerId;

constexpr seconds patience{60};

PeerId id(std::uint8_t number) {
    return PeerId::of(core::codec::PublicKey(key_pair(number).public_key()));
}

TEST(OwnPast, DM12_who_is_shown_to_have_written_more_waits_for_it) {
    OwnPast past(patience);
    past.said(id(1), false, 0, 5, {});
    past.said(id(1), false, 5, 5, {});
    EXPECT_FALSE(past.may_be_longer_than(5));
    past.said(id(1), false, 7, 5, {});
    EXPECT_TRUE(past.may_be_longer_than(6));
    EXPECT_FALSE(past.may_be_longer_than(7));
    past.said(id(1), false, 5, 5, {});
    EXPECT_FALSE(past.may_be_longer_than(5));
}

TEST(OwnPast, DM19_who_sends_none_of_it_is_not_believed_any_more) {
    OwnPast past(patience);
    past.said(id(1), false, 7, 5, {});
    EXPECT_EQ(past.deadline(), Instant{} + patience);
    past.expire(5, Instant{} + patience);
    EXPECT_FALSE(past.may_be_longer_than(5));
    EXPECT_EQ(past.deadline(), std::nullopt);
    past.disconnected(id(1), Instant{} + patience);
    past.said(id(1), false, 9, 5, Instant{} + patience);
    EXPECT_FALSE(past.may_be_longer_than(5));
    // When all of it has come after all, it is as any.
    past.expire(9, Instant{} + patience);
    past.said(id(1), false, 11, 9, Instant{} + patience);
    EXPECT_TRUE(past.may_be_longer_than(9));
}

TEST(OwnPast, DM19_its_time_runs_while_it_is_connected) {
    OwnPast past(patience);
    Instant now{};
    past.said(id(1), false, 7, 5, now);
    now += seconds{40};
    past.disconnected(id(1), now);
    EXPECT_FALSE(past.may_be_longer_than(5));
    EXPECT_EQ(past.deadline(), std::nullopt);
    now += seconds{1'000};
    past.said(id(1), false, 8, 5, now);
    EXPECT_TRUE(past.may_be_longer_than(5));
    EXPECT_EQ(past.deadline(), now + seconds{20});
    // Another word meanwhile gives no other time.
    past.said(id(1), false, 0, 5, now);
    past.said(id(1), false, 8, 5, now + seconds{19});
    EXPECT_EQ(past.deadline(), now + seconds{20});
}

TEST(OwnPast, DM19_who_sends_some_has_more_time) {
    OwnPast past(patience);
    past.said(id(1), false, 700, 5, {});
    past.expire(300, Instant{} + patience);
    EXPECT_TRUE(past.may_be_longer_than(300));
    EXPECT_EQ(past.deadline(), Instant{} + 2 * patience);
    past.expire(700, Instant{} + patience);
    EXPECT_FALSE(past.may_be_longer_than(700));
    EXPECT_EQ(past.deadline(), std::nullopt);
}

TEST(OwnPast, DM19_an_authority_is_believed) {
    OwnPast past(patience);
    past.said(id(1), true, 7, 5, {});
    past.expire(5, Instant{} + seconds{10'000});
    EXPECT_TRUE(past.may_be_longer_than(5));
    past.disconnected(id(1), {});
    EXPECT_FALSE(past.may_be_longer_than(5));
}

TEST(OwnPast, DM19_so_many_are_remembered) {
    OwnPast past(patience);
    std::set<PeerId> all;
    for (std::size_t i = 0; i < OwnPast::claims_max; ++i) {
        std::array<std::byte, 32> seed{std::byte(i % 256), std::byte(i / 256), std::byte{1}};
        const core::crypto::Ed25519KeyPair key{core::crypto::Ed25519Seed(seed)};
        all.insert(PeerId::of(core::codec::PublicKey(key.public_key())));
    }
    for (const PeerId& one : all) past.said(one, false, 6, 5, {});
    past.said(id(1), false, 9, 5, {});
    EXPECT_FALSE(past.may_be_longer_than(6));
    past.disconnected(*all.begin(), {});
    past.said(id(1), false, 9, 5, {});
    EXPECT_TRUE(past.may_be_longer_than(6));
}

// Says to have what its author never wrote.
void claim(Member& victim, Peer liar, std::uint64_t counter, Instant now) {
    const auto author = core::crdt::author_of(victim.key.public_key());
    core::sync::Index index{core::sync::SketchKey{}};
    core::sync::set_frontier(index, {author, counter}, core::Blake3Digest{});
    core::sync::Opener opener(index, {});
    const core::Buffer message = write_talk_message({true, TalkNumber{counter}, opener.open()});
    victim.document->receive(liar, lanes::Lane::sync, message, now);
}

TEST(OwnPast, DM19_a_liar_holds_nobody_up_for_long) {
    World world(2);
    world[1].is_authority = false;
    world.put(world[0], "a", 1);
    world.connect(world[0], world[1]);
    world.wait(seconds{1});
    claim(world[0], Peer{2}, 1'000, world.now);
    world.settle(world[0]);
    const auto can = [&] { return world[0].document->check_can_write(); };
    EXPECT_EQ(can(), core::fail(core::Error::past_unknown));
    world.wait(patience + seconds{1});
    EXPECT_TRUE(can());
    world.cut(world[0], world[1]);
    world.connect(world[0], world[1]);
    world.wait(seconds{1});
    claim(world[0], Peer{2}, 2'000, world.now);
    EXPECT_TRUE(can());
}

}  // namespace
}  // namespace fabric::documents
