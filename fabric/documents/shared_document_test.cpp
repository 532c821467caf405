// Documents of a few members, on lines that are cut and disks that are lost.
#include "fabric/documents/shared_document.h"

#include <gtest/gtest.h>

#include "fabric/documents/world_test.h"

namespace fabric::documents {
namespace {

using namespace testing;
using core::Range;

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
    ASSERT_TRUE(world[1].document->connect(Peer{1}, World::as_seen(world[0], false), world.now));
    world.wait(seconds{9});
    ASSERT_TRUE(world[0].document->connect(Peer{2}, World::as_seen(world[1], false), world.now));
    EXPECT_FALSE(world[0].document->is_reconciled(Peer{2}));
    world.cut(world[0], world[1]);
    world.connect(world[0], world[1]);
    world.wait(seconds{30});
    EXPECT_EQ(world[0].text(), R"({"a":1})");
}

TEST(SharedDocument, DM15_void_changes_are_kept_and_handed_on_and_shown_nowhere) {
    World world(3);
    world.connect(world[0], world[1]);
    world.connect(world[1], world[2]);
    world.wait(seconds{1});
    for (int i = 1; i <= 3; ++i) world.put(world[0], "a", i);
    world.wait(seconds{1});
    // The one in between knows of it later than the last one.
    const AuthorKey author = world[0].key.public_key();
    world[2].writers.cuts[author] = 2;
    world[2].document->count_anew(world.now);
    EXPECT_TRUE(world[2].document->take_changed());
    EXPECT_EQ(world[2].text(), R"({"a":2})");
    world.put(world[0], "b", 4);
    world.wait(seconds{1});
    EXPECT_EQ(world[1].text(), R"({"a":3,"b":4})");
    EXPECT_EQ(world[2].text(), R"({"a":2})");
    EXPECT_EQ(acknowledged(world[1], Peer{3}), core::RangeSet());
    EXPECT_EQ(world[2].document->sequence(author), 4u);
    EXPECT_TRUE(world[1].document->is_reconciled(Peer{3}));
    world[1].writers.cuts[author] = 2;
    world[1].document->count_anew(world.now);
    EXPECT_EQ(world[1].text(), R"({"a":2})");
    // After a restart, and what it writes itself on top.
    world.cut(world[1], world[2]);
    world.start(world[2]);
    world[2].document->count_anew(world.now);
    EXPECT_EQ(world[2].text(), R"({"a":2})");
    world.connect(world[1], world[2]);
    world.put(world[2], "c", 5);
    world.wait(seconds{1});
    EXPECT_EQ(world[1].text(), R"({"a":2,"c":5})");
    EXPECT_EQ(world[0].text(), R"({"a":3,"b":4,"c":5})");
    world[1].writers.cuts.clear();
    world[1].document->count_anew(world.now);
    EXPECT_EQ(world[1].text(), world[0].text());
}

TEST(SharedDocument, DM15_who_has_a_cut_itself_writes_nothing) {
    World world(1);
    world.put(world[0], "a", 1);
    world[0].writers.cuts[world[0].key.public_key()] = 1;
    world[0].document->count_anew(world.now);
    EXPECT_EQ(world[0].document->check_can_write().error(), core::Error::author_revoked);
    EXPECT_EQ(world[0].text(), R"({"a":1})");
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
    ASSERT_TRUE(world[1].document->connect(Peer{1}, World::as_seen(world[0], true), world.now));
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
    EXPECT_EQ(world[0].document->check_can_write().error(), core::Error::past_unknown);
    world.only_talks_arrive = false;
    world.wait(seconds{5});
    EXPECT_EQ(world[0].text(), R"({"a":1,"b":2})");
    EXPECT_EQ(world[0].document->own_count(), 2u);
    world.put(world[0], "c", 3);
    world.wait(seconds{1});
    EXPECT_EQ(world[1].text(), R"({"a":1,"b":2,"c":3})");
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
