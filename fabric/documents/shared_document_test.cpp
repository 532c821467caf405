// Documents of a few members, on lines that are cut and disks that are lost.
#include "fabric/documents/shared_document.h"

#include <gtest/gtest.h>

#include "fabric/documents/world_test.h"

namespace fabric::documents {
namespace {

using namespace testing;
using core::Range;

// Whatever order it was in.
core::RangeSet acknowledged(const Member& member, Peer by) {
    core::RangeSet all;
    for (const OwnAcknowledged& told : member.told<OwnAcknowledged>())
        if (told.peer == by) all.add(told.sequences);
    return all;
}

TEST(SharedDocument, DM1_what_one_writes_the_other_has) {
    World world(2);
    world.connect(world[0], world[1]);
    world.wait(seconds{1});
    world.put(world[0], "a", 1);
    world.put(world[1], "b", 2);
    world.wait(seconds{1});
    EXPECT_EQ(world[0].text(), R"({"a":1,"b":2})");
    EXPECT_EQ(world[1].text(), world[0].text());
}

TEST(SharedDocument, DM1_it_goes_on_from_one_to_the_next) {
    World world(3);
    world.connect(world[0], world[1]);
    world.connect(world[1], world[2]);
    world.wait(seconds{1});
    world.put(world[0], "a", 1);
    world.wait(seconds{1});
    EXPECT_EQ(world[2].text(), R"({"a":1})");
}

TEST(SharedDocument, DM6_nobody_is_told_before_our_journal_has_it) {
    World world(2);
    world.sync_time = seconds{5};
    world.connect(world[0], world[1]);
    world.wait(seconds{1});
    world.put(world[0], "a", 1);
    world.wait(seconds{4});
    EXPECT_EQ(world[1].text(), "{}");
    EXPECT_EQ(world[0].text(), R"({"a":1})");
    world.wait(seconds{2});
    EXPECT_EQ(world[1].text(), R"({"a":1})");
}

TEST(SharedDocument, DM6_it_is_acknowledged_when_the_other_journal_has_it) {
    World world(2);
    world.connect(world[0], world[1]);
    world.wait(seconds{1});
    world.put(world[0], "a", 1);
    world.wait(milliseconds{12});
    EXPECT_EQ(world[1].text(), "{}");
    world.wait(milliseconds{3});
    EXPECT_EQ(world[1].text(), R"({"a":1})");
    EXPECT_TRUE(world[1].disk.empty());
    EXPECT_TRUE(world[0].told<OwnAcknowledged>().empty());
    world.wait(seconds{1});
    EXPECT_EQ(acknowledged(world[0], Peer{2}), core::RangeSet({1, 2}));
    const auto journaled = world[0].told<OwnJournaled>();
    ASSERT_EQ(journaled.size(), 1u);
    EXPECT_EQ(journaled[0].sequences, (Range{1, 2}));
}

TEST(SharedDocument, DM7_who_connects_later_gets_what_it_lacks_and_so_does_the_other) {
    World world(2);
    world.put(world[0], "a", 1);
    world.put(world[0], "b", 2);
    world.put(world[1], "c", 3);
    world.wait(seconds{1});
    world.connect(world[0], world[1]);
    world.wait(seconds{1});
    EXPECT_EQ(world[0].text(), R"({"a":1,"b":2,"c":3})");
    EXPECT_EQ(world[1].text(), world[0].text());
    EXPECT_EQ(acknowledged(world[0], Peer{2}), core::RangeSet({1, 3}));
    EXPECT_EQ(acknowledged(world[1], Peer{1}), core::RangeSet({1, 2}));
    EXPECT_TRUE(world[0].document->is_reconciled(Peer{2}));
    EXPECT_TRUE(world[1].document->is_reconciled(Peer{1}));
}

TEST(SharedDocument, DM7_what_both_had_before_is_acknowledged_by_the_talk) {
    World world(2);
    world.put(world[0], "a", 1);
    world.connect(world[0], world[1]);
    world.wait(seconds{1});
    world.cut(world[0], world[1]);
    world.start(world[0]);
    world[0].events.clear();
    world.connect(world[1], world[0]);
    world.wait(seconds{1});
    EXPECT_EQ(acknowledged(world[0], Peer{2}), core::RangeSet({1, 2}));
}

TEST(SharedDocument, DM7_what_is_written_during_the_talk_arrives_too) {
    World world(2);
    world.put(world[0], "a", 1);
    world.wait(seconds{1});
    world.connect(world[0], world[1]);
    for (int i = 0; i < 40; ++i) {
        world.put(world[0], "b", i);
        world.put(world[1], "c", i);
        world.wait(milliseconds{1});
    }
    world.wait(seconds{5});
    EXPECT_EQ(world[1].text(), world[0].text());
    EXPECT_EQ(acknowledged(world[0], Peer{2}), core::RangeSet({1, 42}));
}

TEST(SharedDocument, DM8_whoever_should_open_and_does_not_is_not_waited_for) {
    World world(2);
    world.put(world[1], "a", 1);
    world.wait(seconds{1});
    ASSERT_TRUE(world[1].document->connect(Peer{1}, false, world.now));
    world.wait(seconds{9});
    ASSERT_TRUE(world[0].document->connect(Peer{2}, false, world.now));
    EXPECT_FALSE(world[0].document->is_reconciled(Peer{2}));
    world.cut(world[0], world[1]);
    world.connect(world[0], world[1]);
    world.wait(seconds{30});
    EXPECT_EQ(world[0].text(), R"({"a":1})");
}

TEST(SharedDocument, DM10_who_lacks_much_gets_it_in_bulk) {
    World world(2);
    for (int i = 0; i < 700; ++i) world.put(world[0], "n" + std::to_string(i % 50), i);
    world.wait(seconds{1});
    world.connect(world[0], world[1]);
    world.wait(seconds{1});
    EXPECT_EQ(world[1].text(), world[0].text());
    EXPECT_EQ(world[1].disk.size(), 700u);
    EXPECT_EQ(acknowledged(world[0], Peer{2}), core::RangeSet({1, 701}));
    world.put(world[0], "after", 1);
    world.wait(seconds{1});
    EXPECT_EQ(world[1].text(), world[0].text());
}

TEST(SharedDocument, DM10_a_bulk_is_acknowledged_when_all_of_it_is_safe) {
    World world(2);
    for (int i = 0; i < 700; ++i) world.put(world[0], "n", i);
    world.wait(seconds{1});
    world.sync_time = seconds{3};
    world.connect(world[0], world[1]);
    world.wait(seconds{2});
    EXPECT_EQ(world[1].text(), world[0].text());
    EXPECT_TRUE(acknowledged(world[0], Peer{2}).empty());
    world.wait(seconds{2});
    EXPECT_EQ(acknowledged(world[0], Peer{2}), core::RangeSet({1, 701}));
}

TEST(SharedDocument, DM10_a_bulk_that_was_cut_off_is_begun_anew) {
    World world(2);
    for (int i = 0; i < 700; ++i) world.put(world[0], "n", i);
    world.wait(seconds{1});
    world.connect(world[0], world[1]);
    world.wait(milliseconds{25});
    world.cut(world[0], world[1]);
    world.connect(world[0], world[1]);
    world.wait(seconds{1});
    EXPECT_EQ(world[1].text(), world[0].text());
}

TEST(SharedDocument, DM3_a_stranger_writes_nothing_and_is_not_acknowledged) {
    World world(2);
    world.connect(world[0], world[1]);
    world.wait(seconds{1});
    world[1].writers.strangers.insert(world[0].key.public_key());
    world.put(world[0], "a", 1);
    world.wait(seconds{1});
    EXPECT_EQ(world[1].text(), "{}");
    EXPECT_TRUE(acknowledged(world[0], Peer{2}).empty());
    ASSERT_FALSE(world[1].told<ChangeRefused>().empty());
    EXPECT_EQ(world[1].told<ChangeRefused>()[0].reason, ChangeRefusal::may_not_write);
    // Once it is let in, what it had written arrives.
    world[1].writers.strangers.clear();
    world.wait(seconds{60});
    EXPECT_EQ(world[1].text(), R"({"a":1})");
    EXPECT_EQ(acknowledged(world[0], Peer{2}), core::RangeSet({1, 2}));
}

TEST(SharedDocument, DM11_who_lost_its_disk_is_found_out_and_helped) {
    World world(2);
    world.connect(world[0], world[1]);
    world.wait(seconds{1});
    world.put(world[0], "a", 1);
    world.put(world[0], "b", 2);
    world.wait(seconds{1});
    EXPECT_EQ(acknowledged(world[0], Peer{2}), core::RangeSet({1, 3}));
    // Its process dies with its disk; nobody noticed that it was away.
    world[1].disk.clear();
    world.start(world[1]);
    ASSERT_TRUE(world[1].document->connect(Peer{1}, true, world.now));
    world.settle(world[1]);
    world.wait(seconds{1});
    const auto lost = world[0].told<OwnLost>();
    ASSERT_EQ(lost.size(), 1u);
    EXPECT_EQ(lost[0].sequences, (Range{1, 3}));
    EXPECT_EQ(world[1].text(), world[0].text());
    EXPECT_EQ(world[1].disk.size(), 2u);
}

TEST(SharedDocument, DM12_a_restart_has_what_was_synced) {
    World world(2);
    world.put(world[0], "a", 1);
    world.wait(seconds{1});
    world.put(world[0], "b", 2);
    world.start(world[0]);
    EXPECT_EQ(world[0].text(), R"({"a":1})");
    world.put(world[0], "b", 3);
    world.connect(world[0], world[1]);
    world.wait(seconds{1});
    EXPECT_EQ(world[1].text(), R"({"a":1,"b":3})");
}

TEST(SharedDocument, DM12_who_lost_its_own_changes_writes_nothing_before_it_has_them) {
    World world(2);
    world.connect(world[0], world[1]);
    world.wait(seconds{1});
    world.put(world[0], "a", 1);
    world.put(world[0], "b", 2);
    world.wait(seconds{1});
    world.cut(world[0], world[1]);
    world[0].disk.clear();
    world.start(world[0]);
    world.only_talks_arrive = true;
    world.connect(world[0], world[1]);
    world.wait(milliseconds{50});
    ASSERT_FALSE(world[0].document->check_can_write());
    EXPECT_EQ(world[0].document->check_can_write().error(), core::Error::value_missing);
    world.only_talks_arrive = false;
    world.wait(seconds{5});
    EXPECT_EQ(world[0].text(), R"({"a":1,"b":2})");
    EXPECT_EQ(world[0].document->own_count(), 2u);
    world.put(world[0], "c", 3);
    world.wait(seconds{1});
    EXPECT_EQ(world[1].text(), R"({"a":1,"b":2,"c":3})");
}

TEST(SharedDocument, DM6_a_bulk_has_nothing_that_is_not_safe) {
    World world(2);
    for (int i = 0; i < 700; ++i) world.put(world[0], "n", i);
    world.wait(seconds{1});
    world.sync_time = seconds{5};
    world.put(world[0], "unsafe", 1);
    world.connect(world[0], world[1]);
    world.wait(seconds{4});
    EXPECT_EQ(world[1].text(), R"({"n":699})");
    world.wait(seconds{20});
    EXPECT_EQ(world[1].text(), world[0].text());
}

TEST(SharedDocument, DM5_who_tells_another_tale_is_found_out_and_not_acknowledged) {
    World world(2);
    world.connect(world[0], world[1]);
    world.wait(seconds{1});
    world.put(world[0], "a", 1);
    world.wait(seconds{1});
    world.cut(world[0], world[1]);
    // As from an old copy of its disk.
    world[0].disk.clear();
    world.start(world[0]);
    world.put(world[0], "a", 2);
    world.wait(seconds{1});
    world[0].events.clear();
    world.connect(world[0], world[1]);
    world.wait(seconds{10});
    world.put(world[0], "b", 3);
    world.wait(seconds{10});
    EXPECT_FALSE(world[1].told<EquivocationFound>().empty() &&
                 world[0].told<EquivocationFound>().empty());
    EXPECT_EQ(world[1].text(), R"({"a":1})");
}

TEST(SharedDocument, DM13_nothing_is_written_while_the_journal_has_no_room) {
    DocumentOptions options;
    options.unrecorded_size_max = 300;
    const auto key = key_pair(1);
    const WritersExcept writers;
    SharedDocument document({}, key, {}, writers, options, core::Seed{1}, Instant{});
    const auto put = [&] {
        return document.edit(0, [](core::crdt::Editor& editor) {
            return editor.set(core::crdt::Path{"a"}, core::crdt::Value::of(1));
        });
    };
    while (document.unrecorded_size() < options.unrecorded_size_max) ASSERT_TRUE(put());
    ASSERT_FALSE(put());
    EXPECT_EQ(put().error(), core::Error::backlog_full);
    while (document.next_record()) document.recorded();
    EXPECT_TRUE(put());
}

TEST(SharedDocument, DM14_what_is_no_message_is_told) {
    World world(2);
    world.connect(world[0], world[1]);
    world.wait(seconds{1});
    for (const lanes::Lane lane : {lanes::Lane::sync, lanes::Lane::changes, lanes::Lane::bulk}) {
        world[0].document->receive(Peer{2}, lane, core::Buffer(7, std::byte{0xff}), world.now);
        EXPECT_TRUE(world[0].document->next_event()) << lanes::describe(lane);
    }
}

}  // namespace
}  // namespace fabric::documents
