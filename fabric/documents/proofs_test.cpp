// Authors who tell two tales are found out.
#include "fabric/documents/shared_document.h"

#include <gtest/gtest.h>

#include "fabric/documents/world_test.h"

namespace fabric::documents {
namespace {

using namespace testing;

// Of the first, one to the second, and one that it has from an old copy of its disk.
void tell_two_tales(World& world) {
    world.connect(world[0], world[1]);
    world.wait(seconds{1});
    world.put(world[0], "a", 1);
    world.wait(seconds{1});
    world.cut(world[0], world[1]);
    world[0].disk.clear();
    world.start(world[0]);
    world.put(world[0], "a", 2);
}

TEST(Proofs, DM5_who_tells_another_tale_is_found_out_and_not_acknowledged) {
    World world(2);
    tell_two_tales(world);
    world.wait(seconds{1});
    world[0].events.clear();
    world.connect(world[0], world[1]);
    world.wait(seconds{10});
    EXPECT_FALSE(world[1].told<EquivocationFound>().empty());
    EXPECT_FALSE(world[0].told<EquivocationFound>().empty());
    EXPECT_TRUE(acknowledged(world[0], Peer{2}).empty());
    ASSERT_FALSE(world[0].document->check_can_write());
    EXPECT_EQ(world[0].document->check_can_write().error(), core::Error::author_quarantined);
    EXPECT_EQ(world[1].text(), R"({"a":1})");
}

TEST(Proofs, DM18_what_is_open_is_closed_before_its_author_is_found_out) {
    World world(2);
    tell_two_tales(world);
    world.wait(seconds{1});
    EXPECT_TRUE(world[0].document->join_own(0, [](core::crdt::Editor& editor) {
        return editor.set(core::crdt::Path{"b"}, core::crdt::Value::of(3));
    }));
    world.connect(world[0], world[1]);
    world.wait(seconds{10});
    EXPECT_FALSE(world[0].document->check_can_write());
    EXPECT_FALSE(world[0].document->has_open_own());
    EXPECT_EQ(world[0].document->own_count(), 2u);
}

TEST(Proofs, DM17_who_told_two_tales_is_found_out_everywhere) {
    World world(5);
    world.connect(world[1], world[2]);
    tell_two_tales(world);
    // The second to another one, who hears the first from the others.
    world.connect(world[0], world[3]);
    world.wait(seconds{1});
    world.cut(world[0], world[3]);
    world.connect(world[3], world[1]);
    world.wait(seconds{20});
    const core::crdt::Author liar = world[0].document->replica().author();
    for (const std::size_t member : {1u, 2u, 3u}) {
        EXPECT_TRUE(world[member].document->replica().history().is_quarantined(liar)) << member;
        EXPECT_EQ(world[member].told<EquivocationFound>().size(), 1u) << member;
        EXPECT_EQ(world[member].proofs.size(), 1u) << member;
    }
    // Who comes later hears it, and after a restart it is known.
    world.connect(world[4], world[2]);
    world.wait(seconds{5});
    EXPECT_TRUE(world[4].document->replica().history().is_quarantined(liar));
    world.cut(world[4], world[2]);
    world.start(world[4]);
    EXPECT_TRUE(world[4].document->replica().history().is_quarantined(liar));
    // And whoever it is about.
    world.connect(world[0], world[4]);
    world.wait(seconds{5});
    ASSERT_FALSE(world[0].document->check_can_write());
    EXPECT_EQ(world[0].document->check_can_write().error(), core::Error::author_quarantined);
}

TEST(Proofs, DM17_a_proof_that_is_none_is_not_believed) {
    World world(2);
    world.connect(world[0], world[1]);
    world.wait(seconds{1});
    const auto key = key_pair(9);
    const auto change = [&](std::int64_t wall_time, const core::crypto::Ed25519KeyPair& signer) {
        core::crdt::Change made =
            core::crdt::History().next(core::crdt::author_of(key.public_key()));
        made.wall_time = wall_time;
        made.operations = core::crdt::write_operations(made.author, {});
        return *core::crdt::write_change(made, {}, signer);
    };
    const auto said = [&](const core::Buffer& one, const core::Buffer& other) {
        BulkMessage message{BulkKind::proof, {}};
        append_record(message.records,
                      write_proof({key.public_key(),
                                   {core::crdt::author_of(key.public_key()), 1, one, other}}));
        world[1].events.clear();
        world[1].document->receive(Peer{1}, lanes::Lane::bulk, write_bulk_message(message),
                                   world.now);
        world.settle(world[1]);
        return world[1].told<Misbehaved>().empty();
    };
    EXPECT_FALSE(said(change(1, key), change(1, key)));
    EXPECT_FALSE(said(change(1, key), change(2, key_pair(8))));
    EXPECT_TRUE(world[1].proofs.empty());
    EXPECT_TRUE(said(change(1, key), change(2, key)));
    EXPECT_EQ(world[1].proofs.size(), 1u);
}

}  // namespace
}  // namespace fabric::documents
