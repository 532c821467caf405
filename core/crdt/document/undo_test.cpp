// Undo by example: what one takes back oneself, and what others did since.
#include <gtest/gtest.h>

#include <functional>

#include "core/crdt/document/document_world.h"
#include "core/crdt/document/editor.h"
#include "core/crdt/document/json.h"

namespace core::crdt {
namespace {

std::string json_of(const WorldReplica& replica) { return to_json(replica.document.tree()); }

void type(Transaction& edit, const char* key, std::uint32_t position, const char* characters) {
    edit.insert(edit.make(edit.root(), key, NodeKind::text), position, characters);
}
void erase(Transaction& edit, const char* key, NodeKind kind, std::uint32_t position,
           std::uint32_t size) {
    edit.erase(edit.make(edit.root(), key, kind), position, size);
}
void set(Transaction& edit, const char* key, int value) {
    edit.set(edit.root(), key, Value::of(value));
}
Node& list_of(Transaction& edit, const char* key) {
    return edit.make(edit.root(), key, NodeKind::list);
}

// Alice can take back; Bob writes meanwhile.
struct Pair {
    Pair() { alice.undo = &undo; }

    void as_alice(const std::function<void(Transaction&)>& act) {
        changes.push_back(alice.edit(act));
    }
    void as_bob(const std::function<void(Transaction&)>& act) { changes.push_back(bob.edit(act)); }
    void take_back() { changes.push_back(alice.undo_last()); }
    void do_again() { changes.push_back(alice.redo_last()); }
    void meet() {
        alice.take_all(changes);
        bob.take_all(changes);
        ASSERT_EQ(snapshot_of(alice.document), snapshot_of(bob.document));
    }
    std::string shown() {
        meet();
        return json_of(bob);
    }

    Undo undo;
    WorldReplica alice = replica(1);
    WorldReplica bob = replica(2);
    std::vector<WorldChange> changes;
};

TEST(Undo, DU1_takes_back_the_last_transaction_and_brings_it_back) {
    Pair pair;
    pair.as_alice([](Transaction& edit) { set(edit, "k", 1); });
    pair.as_alice([](Transaction& edit) {
        set(edit, "k", 2);
        type(edit, "t", 0, "hello");
    });
    EXPECT_EQ(pair.shown(), R"({"k":2,"t":"hello"})");
    pair.take_back();
    EXPECT_EQ(pair.shown(), R"({"k":1})");
    pair.take_back();
    EXPECT_EQ(pair.shown(), "{}");
    EXPECT_FALSE(pair.undo.can_undo());
    pair.do_again();
    pair.do_again();
    EXPECT_EQ(pair.shown(), R"({"k":2,"t":"hello"})");
    EXPECT_FALSE(pair.undo.can_redo());
    // What is done anew cannot be followed by what was done before it.
    pair.take_back();
    pair.as_alice([](Transaction& edit) { set(edit, "k", 3); });
    EXPECT_FALSE(pair.undo.can_redo());
}

TEST(Undo, DU1_typing_is_taken_back_in_one_go) {
    WorldReplica alice = replica(1);
    Undo undo;
    const auto press = [&](const auto& act, bool is_joined) {
        Transaction edit(alice.document, alice.author, Lamport{++alice.lamport.value}, nullptr,
                         &undo.begin());
        act(edit);
        static_cast<void>(edit.finish());
        undo.commit(is_joined);
    };
    press([](Transaction& edit) { type(edit, "t", 0, "!"); }, false);
    for (std::uint32_t i = 0; i < 5; ++i)
        press(
            [i](Transaction& edit) { type(edit, "t", i, std::array{"a", "b", "c", "d", "e"}[i]); },
            i > 0);
    for (std::uint32_t i = 5; i > 2; --i)
        press([i](Transaction& edit) { erase(edit, "t", NodeKind::text, i - 1, 1); }, true);
    EXPECT_EQ(json_of(alice), R"({"t":"ab!"})");
    alice.undo = &undo;
    alice.undo_last();
    EXPECT_EQ(json_of(alice), R"({"t":"!"})");
    alice.redo_last();
    EXPECT_EQ(json_of(alice), R"({"t":"ab!"})");
}

TEST(Undo, DU1_what_was_removed_comes_back_with_all_that_is_in_it) {
    Pair pair;
    pair.as_alice([](Transaction& edit) {
        Tree tree = *tree_from_json(R"({"a":[1,{"b":"c"},[2]],"d":{"e":null}})");
        edit.put(edit.root(), "k", tree);
        Node& map = edit.make(edit.root(), "k", NodeKind::map);
        edit.insert(edit.make(map, "t", NodeKind::text), 0, "text");
        edit.add(edit.make(map, "n", NodeKind::counter), -3);
        edit.add(edit.make(map, "s", NodeKind::set), Value::of("member"));
    });
    const std::string before = pair.shown();
    pair.as_alice([](Transaction& edit) { edit.remove(edit.root(), "k"); });
    pair.take_back();
    EXPECT_EQ(pair.shown(), before);
    pair.as_alice([](Transaction& edit) { set(edit, "k", 1); });
    pair.take_back();
    EXPECT_EQ(pair.shown(), before);
    pair.do_again();
    EXPECT_EQ(pair.shown(), R"({"k":1})");
}

TEST(Undo, DU1_only_so_many_transactions_are_remembered) {
    WorldReplica alice = replica(1);
    Undo undo;
    alice.undo = &undo;
    for (std::size_t i = 0; i < undo_entries_max + 1; ++i)
        alice.edit([i](Transaction& edit) { set(edit, "k", static_cast<int>(i)); });
    while (undo.can_undo()) alice.undo_last();
    EXPECT_EQ(json_of(alice), R"({"k":0})");
}

TEST(Undo, DU2_a_value_that_somebody_wrote_over_stays) {
    Pair pair;
    pair.as_alice([](Transaction& edit) { set(edit, "k", 1); });
    pair.meet();
    pair.as_bob([](Transaction& edit) { set(edit, "k", 2); });
    pair.meet();
    pair.take_back();
    EXPECT_EQ(pair.shown(), R"({"k":2})");

    pair.as_alice([](Transaction& edit) { edit.remove(edit.root(), "k"); });
    pair.meet();
    pair.as_bob([](Transaction& edit) { set(edit, "k", 3); });
    pair.meet();
    pair.take_back();
    EXPECT_EQ(pair.shown(), R"({"k":3})");
}

TEST(Undo, DU2_a_value_that_was_hidden_by_ones_own_is_seen) {
    Pair pair;
    pair.as_bob([](Transaction& edit) { set(edit, "k", 2); });
    pair.as_alice([](Transaction& edit) { set(edit, "other", 1); });
    pair.as_alice([](Transaction& edit) { set(edit, "k", 1); });
    EXPECT_EQ(pair.shown(), R"({"k":1,"other":1})");
    pair.take_back();
    EXPECT_EQ(pair.shown(), R"({"k":2,"other":1})");
    pair.do_again();
    EXPECT_EQ(pair.shown(), R"({"k":1,"other":1})");
}

TEST(Undo, DU2_characters_beside_stay) {
    Pair pair;
    pair.as_bob([](Transaction& edit) { type(edit, "t", 0, "[]"); });
    pair.meet();
    pair.as_alice([](Transaction& edit) { type(edit, "t", 1, "abcd"); });
    pair.meet();
    pair.as_bob([](Transaction& edit) { type(edit, "t", 3, "-"); });
    EXPECT_EQ(pair.shown(), R"({"t":"[ab-cd]"})");
    pair.take_back();
    EXPECT_EQ(pair.shown(), R"({"t":"[-]"})");
    // Each part comes back where it was.
    pair.do_again();
    EXPECT_EQ(pair.shown(), R"({"t":"[ab-cd]"})");
}

TEST(Undo, DU2_additions_to_a_counter_stay) {
    Pair pair;
    const auto add = [](int by) {
        return [by](Transaction& edit) {
            edit.add(edit.make(edit.root(), "n", NodeKind::counter), by);
        };
    };
    pair.as_alice(add(5));
    pair.meet();
    pair.as_bob(add(100));
    pair.meet();
    pair.take_back();
    EXPECT_EQ(pair.shown(), R"({"n":100})");
    pair.do_again();
    EXPECT_EQ(pair.shown(), R"({"n":105})");
}

TEST(Undo, DU2_what_another_added_to_a_set_stays) {
    Pair pair;
    const auto add = [](const char* value) {
        return [value](Transaction& edit) {
            edit.add(edit.make(edit.root(), "s", NodeKind::set), Value::of(value));
        };
    };
    pair.as_bob(add("b"));
    pair.meet();
    pair.as_alice([&](Transaction& edit) {
        add("a")(edit);
        add("both")(edit);
    });
    pair.as_bob(add("both"));
    pair.meet();
    pair.take_back();
    EXPECT_EQ(pair.shown(), R"({"s":["b","both"]})");
}

TEST(Undo, DU2_what_was_put_into_a_node_that_one_made_stays) {
    Pair pair;
    pair.as_alice([](Transaction& edit) {
        Node& map = edit.make(edit.root(), "m", NodeKind::map);
        edit.set(map, "mine", Value::of(1));
        Node& list = list_of(edit, "l");
        edit.insert(list, 0, {NodeKind::map, NodeKind::map, Value::of(1), Value::of(2)});
    });
    pair.meet();
    pair.as_bob([](Transaction& edit) {
        edit.set(edit.make(edit.root(), "m", NodeKind::map), "theirs", Value::of(2));
        Node& list = list_of(edit, "l");
        edit.set(Transaction::node_at(list, 1), "theirs", Value::of(3));
        edit.set(list, 3, Value::of(4));
    });
    pair.meet();
    pair.take_back();
    EXPECT_EQ(pair.shown(), R"({"l":[{"theirs":3},4],"m":{"theirs":2}})");
}

TEST(Undo, DU3_what_was_put_back_counts_as_the_old) {
    Pair pair;
    pair.as_alice([](Transaction& edit) {
        type(edit, "t", 0, "abc");
        edit.insert(list_of(edit, "l"), 0, {NodeKind::map, Value::of(1)});
    });
    pair.as_alice([](Transaction& edit) {
        edit.set(Transaction::node_at(list_of(edit, "l"), 0), "k", Value::of(1));
    });
    pair.as_alice([](Transaction& edit) {
        erase(edit, "t", NodeKind::text, 1, 2);
        erase(edit, "l", NodeKind::list, 0, 2);
    });
    for (int i = 0; i < 3; ++i) {
        pair.take_back();
        EXPECT_EQ(pair.shown(), R"({"l":[{"k":1},1],"t":"abc"})");
        // They are other items now; the first two transactions were about the old ones.
        pair.take_back();
        EXPECT_EQ(pair.shown(), R"({"l":[{},1],"t":"abc"})");
        pair.take_back();
        EXPECT_EQ(pair.shown(), "{}");
        for (int j = 0; j < 3; ++j) pair.do_again();
        EXPECT_EQ(pair.shown(), R"({"l":[],"t":"a"})");
    }
}

// Pasted in a thousand times, it is put there by many changes; what one of them cannot take back
// the next one does.
TEST(Undo, DU4_what_does_not_fit_into_one_change_is_taken_back_in_parts) {
    Pair pair;
    const std::string large(operations_size_max / 3, 'x');
    for (const char* const key : {"a", "b", "c", "d"})
        pair.as_alice([&](Transaction& edit) { edit.set(edit.root(), key, Value::of(large)); });
    pair.as_alice([](Transaction& edit) {
        for (const char* const key : {"a", "b", "c", "d"}) edit.remove(edit.root(), key);
    });
    pair.take_back();
    EXPECT_EQ(get<MapTree>(pair.alice.document.tree().what).entries.size(), 2u);
    EXPECT_LE(pair.changes.back().operations.size(), operations_size_max);
    pair.take_back();
    EXPECT_EQ(get<MapTree>(pair.alice.document.tree().what).entries.size(), 4u);
}

TEST(Undo, DU4_a_step_that_is_too_large_for_a_change_is_refused_and_stays) {
    WorldReplica alice = replica(1);
    Undo undo;
    alice.undo = &undo;
    const std::string large(operations_size_max / 3, 'x');
    for (const char* const key : {"a", "b", "c", "d"})
        alice.edit([&](Transaction& edit) {
            edit.set(edit.make(edit.root(), "m", NodeKind::map), key, Value::of(large));
        });
    alice.edit([](Transaction& edit) { edit.remove(edit.root(), "m"); });
    const Buffer before = snapshot_of(alice.document);
    Transaction back(alice.document, alice.author, Lamport{1000}, nullptr, &undo.begin());
    EXPECT_EQ(undo.undo(back).error(), Error::too_large);
    EXPECT_TRUE(back.finish().list.empty());
    EXPECT_TRUE(undo.can_undo());
    EXPECT_EQ(snapshot_of(alice.document), before);
}

}  // namespace
}  // namespace core::crdt
