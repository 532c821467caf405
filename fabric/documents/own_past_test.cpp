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

constexpr auto nobody = [](const PeerId&) { return false; };

TEST(OwnPast, DM12_who_is_shown_to_have_written_more_waits_for_it) {
    OwnPast past(patience);
    past.said(id(1), 5);
    EXPECT_FALSE(past.may_be_longer_than(5, nobody));
    past.said(id(1), 7);
    EXPECT_TRUE(past.may_be_longer_than(6, nobody));
    EXPECT_FALSE(past.may_be_longer_than(7, nobody));
    past.said(id(1), 0);
    EXPECT_FALSE(past.may_be_longer_than(5, nobody));
    past.said(id(1), 7);
    past.disconnected(id(1));
    EXPECT_FALSE(past.may_be_longer_than(5, nobody));
}

// As its owner does it: at each deadline.
void pass(OwnPast& past, std::uint64_t known, Instant& now, core::Duration time) {
    const Instant until = now + time;
    past.run(known, now);
    while (past.deadline() && *past.deadline() < until) {
        ASSERT_GE(*past.deadline(), now);
        now = *past.deadline();
        past.run(known, now);
    }
    now = until;
    past.run(known, now);
}

TEST(OwnPast, DM19_when_none_of_it_comes_for_a_minute_nobody_is_believed) {
    OwnPast past(patience);
    Instant now{};
    past.said(id(1), 7);
    pass(past, 5, now, patience - milliseconds{1});
    EXPECT_TRUE(past.may_be_longer_than(5, nobody));
    pass(past, 5, now, milliseconds{1});
    EXPECT_FALSE(past.may_be_longer_than(5, nobody));
    EXPECT_EQ(past.deadline(), std::nullopt);
    past.said(id(2), 9);
    EXPECT_FALSE(past.may_be_longer_than(5, nobody));
    past.proven();
    EXPECT_TRUE(past.may_be_longer_than(6, nobody));
}

TEST(OwnPast, DM19_time_runs_while_somebody_says_so) {
    OwnPast past(patience);
    Instant now{};
    past.said(id(1), 7);
    pass(past, 5, now, seconds{40});
    past.disconnected(id(1));
    pass(past, 5, now, seconds{1'000});
    // What we write ourselves proves nothing, nor does another word.
    past.said(id(1), 0);
    pass(past, 6, now, seconds{1'000});
    past.said(id(1), 8);
    past.said(id(2), 9);
    pass(past, 6, now, seconds{19});
    EXPECT_TRUE(past.may_be_longer_than(6, nobody));
    pass(past, 6, now, seconds{1});
    EXPECT_FALSE(past.may_be_longer_than(6, nobody));
}

TEST(OwnPast, DM19_sleep_is_left_out) {
    OwnPast past(patience);
    Instant now{};
    past.said(id(1), 7);
    past.run(5, now);
    now += std::chrono::hours{8};
    past.run(5, now);
    EXPECT_TRUE(past.may_be_longer_than(5, nobody));
    EXPECT_EQ(past.deadline(), now + seconds{5});
}

TEST(OwnPast, DM19_an_authority_is_believed) {
    OwnPast past(patience);
    Instant now{};
    past.said(id(1), 7);
    pass(past, 5, now, seconds{10'000});
    EXPECT_TRUE(past.may_be_longer_than(5, [](const PeerId& peer) { return peer == id(1); }));
    EXPECT_FALSE(past.may_be_longer_than(5, [](const PeerId& peer) { return peer == id(2); }));
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
    world[0].writers.others.insert(World::id_of(world[1]));
    world.put(world[0], "a", 1);
    world.connect(world[0], world[1]);
    world.wait(seconds{1});
    claim(world[0], Peer{2}, 1'000, world.now);
    world.settle(world[0]);
    const auto can = [&] { return world[0].document->check_can_write(); };
    EXPECT_EQ(can(), core::fail(core::Error::past_unknown));
    world.wait(patience + seconds{1});
    EXPECT_TRUE(can());
    world.put(world[0], "b", 1);
    world.cut(world[0], world[1]);
    world.connect(world[0], world[1]);
    world.wait(seconds{1});
    claim(world[0], Peer{2}, 2'000, world.now);
    EXPECT_TRUE(can());
}

TEST(OwnPast, DM19_what_comes_back_is_waited_for) {
    World world(3);
    world.connect(world[0], world[1]);
    for (int i = 0; i < 20; ++i) world.put(world[0], "n", i);
    world.wait(seconds{1});
    world[0].disk.clear();
    world.start(world[0]);
    world[0].writers.others = {World::id_of(world[1]), World::id_of(world[2])};
    claim(world[0], Peer{3}, 1'000, world.now);
    world.cut(world[0], world[1]);
    world.only_talks_arrive = true;
    world.connect(world[0], world[1]);
    world.wait(seconds{50});
    EXPECT_FALSE(world[0].document->check_can_write());
    world.only_talks_arrive = false;
    world.wait(seconds{60});
    EXPECT_TRUE(world[0].document->check_can_write());
    EXPECT_EQ(world[0].text(), world[1].text());
    EXPECT_TRUE(world[1].told<EquivocationFound>().empty());
}

}  // namespace
}  // namespace fabric::documents
