// Documents by example: two and three authors in the same places, what they see when they meet.
#include <gtest/gtest.h>

#include <functional>

#include "core/crdt/document/document_world.h"
#include "core/crdt/document/json.h"

namespace core::crdt {
namespace {

std::string json_of(const WorldReplica& replica) { return to_json(replica.document.tree()); }

// Everybody gets everything, and comes to the same.
void let_meet(std::vector<WorldReplica*> replicas, const std::vector<WorldChange>& changes) {
    for (WorldReplica* const replica : replicas) replica->take_all(changes);
    for (const WorldReplica* const replica : replicas) {
        EXPECT_EQ(json_of(*replica), json_of(*replicas[0]));
        EXPECT_EQ(snapshot_of(replica->document), snapshot_of(replicas[0]->document));
    }
}

struct Pair {
    WorldReplica alice = replica(1);
    WorldReplica bob = replica(2);
    std::vector<WorldChange> changes;

    void as_alice(const std::function<void(Transaction&)>& act) {
        changes.push_back(alice.edit(act));
    }
    void as_bob(const std::function<void(Transaction&)>& act) { changes.push_back(bob.edit(act)); }
    // What both see then.
    std::string meet() {
        let_meet({&alice, &bob}, changes);
        return json_of(alice);
    }
};

void set(Transaction& edit, const char* key, int value) {
    edit.set(edit.root(), key, Value::of(value));
}
void type(Transaction& edit, const char* key, std::uint32_t position, const char* characters) {
    edit.insert(edit.make(edit.root(), key, NodeKind::text), position, characters);
}

TEST(Document, DC2_of_two_blind_writes_the_same_is_seen_everywhere) {
    Pair pair;
    pair.as_alice([](Transaction& edit) { set(edit, "k", 1); });
    pair.as_bob([](Transaction& edit) { set(edit, "k", 2); });
    EXPECT_EQ(pair.meet(), R"({"k":2})");  // Bob's number is the larger.
    pair.as_alice([](Transaction& edit) { set(edit, "other", 0); });
    pair.as_alice([](Transaction& edit) { set(edit, "k", 3); });
    pair.as_bob([](Transaction& edit) { set(edit, "k", 4); });
    EXPECT_EQ(pair.meet(), R"({"k":3,"other":0})");  // Alice's Lamport number is the larger.
}

TEST(Document, DC2_who_saw_the_others_write_wins_over_it) {
    Pair pair;
    pair.as_bob([](Transaction& edit) { set(edit, "k", 2); });
    pair.meet();
    pair.as_alice([](Transaction& edit) { set(edit, "k", 1); });
    EXPECT_EQ(pair.meet(), R"({"k":1})");
}

TEST(Document, DC2_holds_for_the_items_of_lists) {
    Pair pair;
    pair.as_alice([](Transaction& edit) {
        edit.insert(edit.make(edit.root(), "l", NodeKind::list), 0, {Value::of(0), Value::of(1)});
    });
    pair.meet();
    const auto set_item = [](Transaction& edit, int value) {
        edit.set(edit.make(edit.root(), "l", NodeKind::list), 1, Value::of(value));
    };
    pair.as_alice([&](Transaction& edit) { set_item(edit, 10); });
    pair.as_bob([&](Transaction& edit) { set_item(edit, 20); });
    EXPECT_EQ(pair.meet(), R"({"l":[0,20]})");
}

TEST(Document, DC3_two_who_make_the_same_share_it) {
    Pair pair;
    pair.as_alice([](Transaction& edit) {
        type(edit, "text", 0, "left");
        Node& map = edit.make(edit.root(), "map", NodeKind::map);
        edit.set(map, "a", Value::of(1));
        edit.add(edit.make(map, "counter", NodeKind::counter), 2);
        edit.add(edit.make(map, "set", NodeKind::set), Value::of("x"));
        edit.insert(edit.make(map, "list", NodeKind::list), 0, {Value::of(1)});
    });
    pair.as_bob([](Transaction& edit) {
        type(edit, "text", 0, "right");
        Node& map = edit.make(edit.root(), "map", NodeKind::map);
        edit.set(map, "b", Value::of(2));
        edit.add(edit.make(map, "counter", NodeKind::counter), 3);
        edit.add(edit.make(map, "set", NodeKind::set), Value::of("y"));
        edit.insert(edit.make(map, "list", NodeKind::list), 0, {Value::of(2)});
    });
    EXPECT_EQ(
        pair.meet(),
        R"({"map":{"a":1,"b":2,"counter":5,"list":[1,2],"set":["x","y"]},"text":"leftright"})");
}

TEST(Document, DC3_two_who_make_different_things_lose_nothing) {
    Pair pair;
    pair.as_alice([](Transaction& edit) { type(edit, "k", 0, "hidden"); });
    pair.as_bob([](Transaction& edit) {
        edit.set(edit.make(edit.root(), "k", NodeKind::map), "a", Value::of(1));
    });
    EXPECT_EQ(pair.meet(), R"({"k":{"a":1}})");
    Slot* const slot = pair.alice.document.root().find_slot(std::string("k"));
    Node* const text = slot->find(NodeKind::text);
    ASSERT_NE(text, nullptr);
    pair.as_alice([text](Transaction& edit) { edit.insert(*text, 6, "!"); });
    EXPECT_EQ(pair.meet(), R"({"k":{"a":1}})");
    const auto now =
        tree_of(*pair.bob.document.root().find_slot(std::string("k"))->find(NodeKind::text),
                pair.bob.document.characters());
    EXPECT_EQ(to_json(now), R"("hidden!")");
}

TEST(Document, DC4_removing_takes_what_was_seen_at_any_depth) {
    Pair pair;
    pair.as_alice([](Transaction& edit) {
        Node& map = edit.make(edit.root(), "m", NodeKind::map);
        Node& list = edit.make(map, "l", NodeKind::list);
        edit.insert(list, 0, {NodeKind::text, NodeKind::counter});
        edit.insert(Transaction::node_at(list, 0), 0, "deep");
        edit.add(Transaction::node_at(list, 1), 5);
        edit.set(edit.make(map, "n", NodeKind::map), "k", Value::of(1));
    });
    pair.meet();
    pair.as_bob([](Transaction& edit) { edit.remove(edit.root(), "m"); });
    EXPECT_EQ(pair.meet(), "{}");
    pair.as_alice([](Transaction& edit) {
        edit.make(edit.make(edit.root(), "m", NodeKind::map), "l", NodeKind::list);
    });
    EXPECT_EQ(pair.meet(), R"({"m":{"l":[]}})");
}

TEST(Document, DC4_what_was_written_meanwhile_survives_removal) {
    Pair pair;
    pair.as_alice([](Transaction& edit) {
        Node& map = edit.make(edit.root(), "m", NodeKind::map);
        edit.set(map, "old", Value::of(1));
        edit.insert(edit.make(map, "text", NodeKind::text), 0, "old");
    });
    pair.meet();
    pair.as_alice([](Transaction& edit) { edit.remove(edit.root(), "m"); });
    pair.as_bob([](Transaction& edit) {
        Node& map = edit.make(edit.root(), "m", NodeKind::map);
        edit.set(map, "new", Value::of(2));
        edit.insert(edit.make(map, "text", NodeKind::text), 3, " and new");
        edit.add(edit.make(map, "counter", NodeKind::counter), 7);
        edit.add(edit.make(map, "set", NodeKind::set), Value::of("x"));
        edit.insert(edit.make(map, "list", NodeKind::list), 0, {Value::of(1)});
    });
    EXPECT_EQ(pair.meet(),
              R"({"m":{"counter":7,"list":[1],"new":2,"set":["x"],"text":" and new"}})");
}

TEST(Document, DC4_setting_a_value_takes_what_was_seen_too) {
    Pair pair;
    pair.as_alice([](Transaction& edit) { type(edit, "k", 0, "old"); });
    pair.meet();
    pair.as_alice([](Transaction& edit) { set(edit, "k", 5); });
    pair.as_bob([](Transaction& edit) { type(edit, "k", 3, "new"); });
    EXPECT_EQ(pair.meet(), R"({"k":5})");
    const Slot* const slot = pair.bob.document.root().find_slot(std::string("k"));
    EXPECT_EQ(
        string_of(*slot->find(NodeKind::text)->as<TextBody>(), pair.bob.document.characters()),
        "new");
}

TEST(Document, DC5_a_deleted_item_is_gone_with_all_in_it) {
    Pair pair;
    pair.as_alice([](Transaction& edit) {
        Node& list = edit.make(edit.root(), "l", NodeKind::list);
        edit.insert(list, 0, {NodeKind::text, Value::of("stays"), NodeKind::map});
    });
    pair.meet();
    pair.as_alice([](Transaction& edit) {
        Node& list = edit.make(edit.root(), "l", NodeKind::list);
        edit.erase(list, 2, 1);
        edit.erase(list, 0, 1);
    });
    pair.as_bob([](Transaction& edit) {
        Node& list = edit.make(edit.root(), "l", NodeKind::list);
        edit.insert(Transaction::node_at(list, 0), 0, "in vain");
        edit.set(Transaction::node_at(list, 2), "k", Value::of("in vain"));
        edit.set(list, 0, Value::of("in vain"));
    });
    EXPECT_EQ(pair.meet(), R"({"l":["stays"]})");
}

TEST(Document, DC6_a_transaction_is_one_change) {
    WorldReplica alice = replica(1);
    const WorldChange change = alice.edit([](Transaction& edit) {
        set(edit, "a", 1);
        type(edit, "t", 0, "two");
        type(edit, "t", 3, " words");
        edit.remove(edit.root(), "a");
        type(edit, "t", 0, "some ");
    });
    EXPECT_EQ(json_of(alice), R"({"t":"some two words"})");
    WorldReplica bob = replica(2);
    bob.take(change);
    EXPECT_EQ(snapshot_of(bob.document), snapshot_of(alice.document));
    // 1 for a, 1 for the text, 14 characters.
    EXPECT_EQ(bob.document.version()[Author{1}], 16u);
}

TEST(Document, DC6_one_that_only_takes_away_can_be_named_too) {
    Pair pair;
    pair.as_alice([](Transaction& edit) { set(edit, "a", 1); });
    pair.meet();
    pair.as_bob([](Transaction& edit) { edit.remove(edit.root(), "a"); });
    EXPECT_EQ(pair.changes.back().events, 1u);
    EXPECT_EQ(pair.meet(), "{}");
    EXPECT_EQ(pair.alice.document.version()[Author{2}], 1u);
}

TEST(Document, DC6_what_does_nothing_is_no_change) {
    WorldReplica alice = replica(1);
    alice.edit([](Transaction& edit) {
        edit.remove(edit.root(), "a");
        edit.erase(edit.root(), 0, 0);
    });
    EXPECT_TRUE(alice.document.version().empty());
}

TEST(Document, DC1_three_authors_in_one_nested_place_agree) {
    WorldReplica alice = replica(1);
    WorldReplica bob = replica(2);
    WorldReplica carol = replica(3);
    std::vector<WorldChange> changes;
    changes.push_back(alice.edit([](Transaction& edit) { type(edit, "t", 0, "abc"); }));
    let_meet({&alice, &bob, &carol}, changes);
    changes.push_back(alice.edit([](Transaction& edit) { edit.remove(edit.root(), "t"); }));
    changes.push_back(bob.edit([](Transaction& edit) { type(edit, "t", 1, "1"); }));
    changes.push_back(carol.edit([](Transaction& edit) { set(edit, "t", 5); }));
    bob.take(changes[3]);
    changes.push_back(bob.edit([](Transaction& edit) { edit.remove(edit.root(), "t"); }));
    changes.push_back(alice.edit([](Transaction& edit) { type(edit, "t", 0, "new"); }));
    let_meet({&carol, &bob, &alice}, changes);
    EXPECT_EQ(json_of(carol), R"({"t":"new"})");
}

}  // namespace
}  // namespace core::crdt
