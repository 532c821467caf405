// Two people and a document: edits, changes, undo, time travel, snapshots.
#include "core/crdt/replica/replica.h"

#include <gtest/gtest.h>

#include "core/crdt/document/json.h"

namespace core::crdt {
namespace {

constexpr DocumentId document_id{{std::byte{7}}};

crypto::Ed25519KeyPair key_of(std::uint8_t number) {
    crypto::Ed25519Seed seed;
    seed.mutable_view()[0] = std::byte{number};
    return crypto::Ed25519KeyPair(std::move(seed));
}

Replica replica(std::uint8_t number) { return {document_id, Author{number}, key_of(number)}; }

std::string shown(Replica& replica) { return to_json(replica.document().tree()); }

Buffer snapshot_of(const Replica& replica) {
    Buffer bytes;
    BufferWriter writer(bytes, SIZE_MAX);
    replica.write(writer);
    return bytes;
}

Buffer edited(Replica& replica, const auto& act) {
    auto change = replica.edit(0, act);
    EXPECT_TRUE(change && *change);
    return std::move(**change);
}

const Path notes{"notes"};
const Path score{"score"};

Result<void> hello(Editor& editor) { return editor.insert_text(notes, 0, "hello"); }

TEST(Replica, RP1_a_transaction_becomes_one_change_that_others_take) {
    Replica alice = replica(1);
    Replica bob = replica(2);
    const Buffer change = edited(alice, [](Editor& editor) -> Result<void> {
        TRY(hello(editor));
        TRY(editor.add(score, 3));
        return editor.set(Path{"settings", "dark"}, Value::of(true));
    });
    const auto taken = bob.take(change);
    ASSERT_TRUE(taken);
    EXPECT_EQ(taken->verdict, History::Verdict::delivered);
    EXPECT_EQ(shown(bob), R"({"notes":"hello","score":3,"settings":{"dark":true}})");
    EXPECT_EQ(shown(alice), shown(bob));
    EXPECT_EQ(snapshot_of(alice), snapshot_of(bob));
    EXPECT_EQ(alice.history().version()[Author{1}],
              10U);  // What is made, set and added counts one each, so does a letter.
}

TEST(Replica, RP1_nothing_becomes_no_change) {
    Replica alice = replica(1);
    const auto change = alice.edit(0, [](Editor&) -> Result<void> { return {}; });
    ASSERT_TRUE(change);
    EXPECT_FALSE(*change);
    EXPECT_TRUE(alice.history().version().empty());
}

TEST(Replica, RP1_changes_that_come_early_wait) {
    Replica alice = replica(1);
    Replica bob = replica(2);
    const Buffer first = edited(alice, hello);
    const Buffer second =
        edited(alice, [](Editor& editor) { return editor.erase(notes, NodeKind::text, 1, 4); });
    EXPECT_EQ(bob.take(second)->verdict, History::Verdict::waiting);
    EXPECT_EQ(shown(bob), "{}");
    EXPECT_EQ(bob.take(first)->verdict, History::Verdict::delivered);
    EXPECT_EQ(shown(bob), R"({"notes":"h"})");
}

TEST(Replica, RP2_a_change_that_does_not_do_what_it_says_is_refused) {
    Replica bob = replica(2);
    Change change = History().next(Author{1});
    change.operations = {std::byte{0xff}};
    EXPECT_FALSE(bob.take(*write_change(change, document_id, key_of(1))));
    change.operations = write_operations(Author{1}, {});
    change.events = 2;
    const auto taken = bob.take(*write_change(change, document_id, key_of(1)));
    EXPECT_EQ(taken.error(), Error::malformed);
    EXPECT_TRUE(bob.history().version().empty());
}

TEST(Replica, RP3_tells_what_is_different) {
    Replica alice = replica(1);
    Replica bob = replica(2);
    const SubscriptionId to_notes = bob.subscribe(notes);
    const SubscriptionId to_score = bob.subscribe(score);
    const Buffer first = edited(alice, hello);
    const Buffer second = edited(alice, [](Editor& editor) { return editor.add(score, 1); });
    ASSERT_TRUE(bob.take(first) && bob.take(second));
    const auto news = bob.take_news();
    ASSERT_EQ(news.size(), 2U);
    EXPECT_EQ(news[0].subscriptions, std::vector{to_notes});
    EXPECT_EQ(news[1].subscriptions, std::vector{to_score});
    EXPECT_TRUE(bob.take_news().empty());
    bob.unsubscribe(to_notes);
    ASSERT_TRUE(bob.take(edited(alice, hello)));
    EXPECT_TRUE(bob.take_news()[0].subscriptions.empty());
}

TEST(Replica, RP4_shows_what_was) {
    Replica alice = replica(1);
    Replica bob = replica(2);
    const Buffer first = edited(alice, hello);
    const Version then = alice.history().version();
    ASSERT_TRUE(bob.take(first));
    const Buffer second = edited(bob, [](Editor& editor) { return editor.remove(notes); });
    ASSERT_TRUE(alice.take(second));
    EXPECT_EQ(shown(alice), "{}");
    EXPECT_EQ(to_json(alice.at(then)->tree()), R"({"notes":"hello"})");
    EXPECT_EQ(to_json(alice.at({})->tree()), "{}");
    EXPECT_EQ(to_json(alice.at(alice.history().version())->tree()), "{}");

    Version without_past;
    without_past.include({Author{2}, 1});
    EXPECT_EQ(alice.at(without_past).error(), Error::value_missing);
    alice.forget(then);
    EXPECT_EQ(alice.at(then).error(), Error::value_missing);
}

TEST(Replica, RP4_of_a_version_without_its_past_nothing_is_kept_back) {
    Replica alice = replica(1);
    Replica bob = replica(2);
    ASSERT_TRUE(bob.take(edited(alice, hello)));
    const auto one = [](Editor& editor) { return editor.insert_text(notes, 0, "x"); };
    for (std::size_t i = 0; i <= waiting_changes_max; ++i) static_cast<void>(edited(bob, one));
    Version without_past;
    without_past.include({Author{2}, bob.history().version()[Author{2}]});
    EXPECT_EQ(bob.at(without_past).error(), Error::value_missing);
}

TEST(Replica, RP5_a_snapshot_is_a_place_to_go_on_from) {
    Replica alice = replica(1);
    static_cast<void>(edited(alice, hello));
    const Buffer snapshot = snapshot_of(alice);
    Replica bob = replica(2);
    Reader reader(snapshot);
    ASSERT_TRUE(bob.read(reader));
    EXPECT_EQ(shown(bob), shown(alice));
    const Buffer change =
        edited(bob, [](Editor& editor) { return editor.insert_text(notes, 5, " world"); });
    ASSERT_TRUE(alice.take(change));
    EXPECT_EQ(shown(alice), R"({"notes":"hello world"})");
    EXPECT_EQ(snapshot_of(alice), snapshot_of(bob));

    for (std::size_t size = 0; size < snapshot.size(); ++size) {
        Reader torn(Bytes(snapshot).first(size));
        EXPECT_FALSE(bob.read(torn)) << size;
    }
    EXPECT_EQ(shown(bob), shown(alice));
}

TEST(Replica, RP5_a_snapshot_says_of_which_document_it_is) {
    Replica alice = replica(1);
    static_cast<void>(edited(alice, hello));
    Replica bob(DocumentId{{std::byte{8}}}, Author{2}, key_of(2));
    Buffer snapshot = snapshot_of(alice);
    Reader broken(Bytes(snapshot).first(snapshot.size() - 1));
    EXPECT_FALSE(bob.read(broken));
    EXPECT_NE(bob.id(), document_id);
    Reader reader(snapshot);
    ASSERT_TRUE(bob.read(reader));
    EXPECT_EQ(bob.id(), document_id);
    const Buffer change = edited(bob, hello);
    EXPECT_TRUE(verify_change(change, document_id, key_of(2).public_key()));
}

TEST(Replica, RP6_what_does_not_fit_into_a_change_is_refused_before) {
    Replica alice = replica(1);
    const std::string large(operations_size_max / 2, 'x');
    auto& editor = alice.begin();
    EXPECT_TRUE(editor.set(Path{"a"}, Value::of(large)));
    EXPECT_EQ(editor.set(Path{"b"}, Value::of(large)).error(), Error::too_large);
    EXPECT_TRUE(alice.commit(0));
}

TEST(Replica, RP7_what_is_abandoned_shows_nothing_and_tells_nothing) {
    Replica alice = replica(1);
    Replica bob = replica(2);
    static_cast<void>(edited(alice, [](Editor& editor) { return editor.add(score, 5); }));
    static_cast<void>(edited(alice, hello));
    static_cast<void>(alice.take_news());
    const std::string before = shown(alice);
    auto& editor = alice.begin();
    ASSERT_TRUE(editor.insert_text(notes, 2, "xyz") && editor.add(score, 3));
    ASSERT_TRUE(editor.put(Path{"map"}, *tree_from_json(R"({"a":[1,2]})")));
    ASSERT_TRUE(editor.erase(notes, NodeKind::text, 0, 4));
    ASSERT_TRUE(alice.abandon(0));
    EXPECT_EQ(shown(alice), before);
    EXPECT_TRUE(alice.take_news().empty());
    EXPECT_FALSE(alice.undo_log().can_redo());
    for (const Bytes change : *alice.history().since({})) EXPECT_TRUE(bob.take(change));
    EXPECT_EQ(shown(bob), before);
    EXPECT_EQ(snapshot_of(bob), snapshot_of(alice));
    // What was done before can be taken back as ever.
    EXPECT_TRUE(*alice.undo(0));
    EXPECT_EQ(shown(alice), R"({"score":5})");

    static_cast<void>(alice.begin());
    const Version version = alice.history().version();
    EXPECT_TRUE(alice.abandon(0));
    EXPECT_EQ(alice.history().version(), version);
}

TEST(Replica, RP7_what_was_done_before_stays_if_nothing_is_to_be_taken_back) {
    const Path tags{"tags"};
    Replica alice = replica(1);
    const auto add = [&tags](Editor& editor) { return editor.add_member(tags, Value::of("red")); };
    static_cast<void>(edited(alice, add));
    ASSERT_TRUE(add(alice.begin()));  // It is there.
    EXPECT_TRUE(alice.abandon(0));
    EXPECT_EQ(shown(alice), R"({"tags":["red"]})");
    EXPECT_TRUE(alice.undo_log().can_undo());
}

TEST(Replica, RP8_in_slices_as_in_one_go) {
    Replica alice = replica(1);
    for (int i = 0; i < 50; ++i) static_cast<void>(edited(alice, hello));
    const Version then = alice.history().version();
    const std::string shown_then = shown(alice);
    static_cast<void>(edited(alice, [](Editor& editor) { return editor.remove(notes); }));
    Pace pace;
    Slices past(pace, alice.at(pace, then));
    int slices = 1;
    for (; !past.run(100); ++slices) {
    }
    EXPECT_GT(slices, 5);
    EXPECT_EQ(to_json(past.result()->tree()), shown_then);

    Buffer bytes;
    BufferWriter writer(bytes, SIZE_MAX);
    Slices writing(pace, alice.write(pace, writer));
    while (!writing.run(1)) {
    }
    EXPECT_TRUE(writing.result());
    EXPECT_EQ(bytes, snapshot_of(alice));

    Replica bob = replica(2);
    Reader reader(bytes);
    Slices reading(pace, bob.read(pace, reader));
    EXPECT_FALSE(reading.run(1));
    EXPECT_TRUE(bob.history().version().empty());
    while (!reading.run(1)) {
    }
    EXPECT_TRUE(reading.result());
    EXPECT_EQ(snapshot_of(bob), bytes);
}

TEST(Replica, RP12_who_wants_no_news_is_told_none) {
    Replica alice = replica(1);
    Replica bob = replica(2);
    bob.want_news(false);
    const auto id = bob.subscribe(notes);
    const Buffer first = edited(alice, hello);
    EXPECT_TRUE(bob.take(first));
    static_cast<void>(edited(bob, [](Editor& editor) { return editor.add(score, 1); }));
    Cuts cuts;
    cuts.set(Author{1}, 0);
    EXPECT_EQ(bob.set_cuts(cuts), true);
    EXPECT_EQ(shown(bob), R"({"score":1})");
    EXPECT_TRUE(bob.take_news().empty());
    bob.want_news(true);
    EXPECT_EQ(bob.set_cuts({}), true);
    const auto news = bob.take_news();
    ASSERT_EQ(news.size(), 1u);
    EXPECT_EQ(news[0].subscriptions, std::vector{id});
}

TEST(Replica, RP6_the_news_of_many_leave_room_for_what_may_be_done) {
    Replica alice = replica(1);
    for (std::uint64_t i = 0; i < 5'000; ++i) {
        Change change = History().next(Author{100 + i});
        change.operations = write_operations(change.author, {});
        ASSERT_TRUE(alice.take(*write_change(change, document_id, key_of(9))));
    }
    const std::string large(operations_size_max - 1'000, 'x');
    const auto change =
        alice.edit(0, [&](Editor& editor) { return editor.set(score, Value::of(large)); });
    ASSERT_TRUE(change && *change);
    EXPECT_GT((*change)->size(), large.size() + 5'000 * 9);
}

class Restored : public ::testing::Test {
protected:
    Restored() {
        const Buffer backup = snapshot_of(before);
        lost = edited(before, hello);
        lost_next = edited(before, hello);
        Reader reader(backup);
        EXPECT_TRUE(alice.read(reader));
    }

    Replica before = replica(1);
    Replica alice = replica(1);
    Buffer lost;
    Buffer lost_next;
};

TEST_F(Restored, RP9_who_told_two_tales_writes_no_more) {
    static_cast<void>(edited(alice, [](Editor& editor) { return editor.add(score, 1); }));
    EXPECT_EQ(alice.take(lost)->verdict, History::Verdict::quarantined);
    const std::string shows = shown(alice);
    EXPECT_EQ(alice.edit(0, hello).error(), Error::author_quarantined);
    EXPECT_EQ(alice.undo(0).error(), Error::author_quarantined);
    EXPECT_EQ(alice.redo(0).error(), Error::author_quarantined);
    EXPECT_FALSE(alice.is_editing());
    EXPECT_EQ(shown(alice), shows);
    // What others write still comes.
    Replica bob = replica(2);
    EXPECT_EQ(alice.take(edited(bob, hello))->verdict, History::Verdict::delivered);
}

TEST_F(Restored, RP9_who_hears_that_something_was_lost_waits_for_it) {
    EXPECT_EQ(alice.take(lost_next)->verdict, History::Verdict::waiting);
    EXPECT_EQ(alice.edit(0, hello).error(), Error::value_missing);
    EXPECT_EQ(alice.take(lost)->verdict, History::Verdict::delivered);
    EXPECT_EQ(shown(alice), shown(before));
    ASSERT_TRUE(before.take(edited(alice, hello)));
    EXPECT_EQ(shown(alice), shown(before));
}

TEST(Replica, DU1_undo_is_a_change_as_any_other) {
    Replica alice = replica(1);
    Replica bob = replica(2);
    ASSERT_TRUE(bob.take(edited(alice, hello)));
    const auto undone = alice.undo(0);
    ASSERT_TRUE(undone && *undone && bob.take(**undone));
    EXPECT_EQ(shown(bob), shown(alice));
    EXPECT_EQ(shown(alice), "{}");
    const auto redone = alice.redo(0);
    ASSERT_TRUE(redone && *redone && bob.take(**redone));
    EXPECT_EQ(shown(bob), R"({"notes":"hello"})");
    EXPECT_FALSE(*alice.redo(0));
}

}  // namespace
}  // namespace core::crdt
