// The editor by example: what it makes on the way, what it refuses, and that this changes nothing.
#include "core/crdt/document/editor.h"

#include <gtest/gtest.h>

#include <functional>

#include "core/crdt/document/document_world.h"
#include "core/crdt/document/json.h"

namespace core::crdt {
namespace {

constexpr Author alice{1};

// One transaction on a document.
class Edit {
public:
    explicit Edit(Document& document)
        : document_(document),
          touched_(document),
          transaction_(document, alice, Lamport{1}, &touched_),
          editor_(transaction_) {}

    Editor* operator->() { return &editor_; }
    Operations finish() { return transaction_.finish(); }
    [[nodiscard]] std::string shown() const { return to_json(document_.tree()); }

    // What refuses with that error, and changes nothing.
    void expect_refused(const std::function<Result<void>(Editor&)>& act, Error error) {
        const Buffer before = snapshot_of(document_);
        const Dot next = transaction_.next();
        const auto done = act(editor_);
        ASSERT_FALSE(done);
        EXPECT_EQ(done.error(), error);
        EXPECT_EQ(snapshot_of(document_), before);
        EXPECT_EQ(transaction_.next(), next);
    }

private:
    Document& document_;
    Touched touched_;
    Transaction transaction_;
    Editor editor_;
};

TEST(Editor, DP1_maps_on_the_way_are_made_where_there_is_nothing) {
    Document document;
    Edit edit(document);
    EXPECT_TRUE(edit->set(Path{"a", "b", "c"}, Value::of(1)));
    EXPECT_TRUE(edit->insert_text(Path{"a", "t"}, 0, "text"));
    EXPECT_TRUE(edit->add(Path{"a", "n"}, 2));
    EXPECT_TRUE(edit->add_member(Path{"a", "s"}, Value::of("x")));
    EXPECT_TRUE(edit->insert_items(Path{"l"}, 0, {{Value::of(1)}, {MapTree{}}, {ListTree{}}}));
    EXPECT_TRUE(edit->set(Path{"l", 1u, "k"}, Value::of(2)));
    EXPECT_TRUE(edit->insert_items(Path{"l", 2u}, 0, {{Value::of(3)}}));
    EXPECT_EQ(edit.shown(),
              R"({"a":{"b":{"c":1},"n":2,"s":["x"],"t":"text"},"l":[1,{"k":2},[3]]})");
    EXPECT_TRUE(edit->make(Path{"empty"}, NodeKind::map));
    EXPECT_TRUE(edit->make(Path{"a"}, NodeKind::map));
    EXPECT_TRUE(edit->remove(Path{"a"}));
    EXPECT_TRUE(edit->remove(Path{"l", 0u}));
    EXPECT_TRUE(edit->erase(Path{"l"}, NodeKind::list, 1, 1));
    EXPECT_TRUE(edit->put(Path{"l", 0u}, {ListTree{}}));
    EXPECT_EQ(edit.shown(), R"({"empty":{},"l":[[]]})");
}

TEST(Editor, DP1_what_is_not_there_needs_no_removal) {
    Document document;
    Edit edit(document);
    EXPECT_TRUE(edit->erase(Path{"t"}, NodeKind::text, 0, 0));
    EXPECT_TRUE(edit->remove_member(Path{"s"}, Value::of(1)));
    EXPECT_TRUE(edit.finish().list.empty());
}

TEST(Editor, DP1_where_there_is_something_else_it_is_of_the_wrong_type) {
    Document document;
    Edit edit(document);
    ASSERT_TRUE(edit->put(Path{"k"}, *tree_from_json(R"({"value":1,"list":[1,[]],"map":{}})")));
    const auto refused = [&](const auto& act) { edit.expect_refused(act, Error::type_wrong); };
    refused([](Editor& e) { return e.set(Path{"k", "value", "x"}, Value::of(1)); });
    refused([](Editor& e) { return e.set(Path{"k", "list", "x", "y"}, Value::of(1)); });
    refused([](Editor& e) { return e.set(Path{"k", "map", 0u}, Value::of(1)); });
    refused([](Editor& e) { return e.set(Path{}, Value::of(1)); });
    refused([](Editor& e) { return e.put(Path{}, {MapTree{}}); });
    refused([](Editor& e) { return e.remove(Path{}); });
    refused([](Editor& e) { return e.make(Path{}, NodeKind::list); });
    refused([](Editor& e) { return e.make(Path{"k", "map"}, NodeKind::list); });
    refused([](Editor& e) { return e.insert_text(Path{"k", "value"}, 0, "x"); });
    refused([](Editor& e) { return e.insert_items(Path{"k", "list", 0u}, 0, {}); });
    refused([](Editor& e) { return e.erase(Path{"k", "map"}, NodeKind::list, 0, 0); });
    refused([](Editor& e) { return e.erase(Path{"k", "map"}, NodeKind::map, 0, 0); });
    refused([](Editor& e) { return e.add(Path{"k", "list"}, 1); });
    refused([](Editor& e) { return e.add_member(Path{"k", "list"}, Value()); });
    refused([](Editor& e) { return e.remove_member(Path{"k", "list"}, Value()); });
}

TEST(Editor, DP1_a_position_beyond_the_end_is_refused) {
    Document document;
    Edit edit(document);
    ASSERT_TRUE(edit->put(Path{"l"}, *tree_from_json("[1,[2]]")));
    ASSERT_TRUE(edit->insert_text(Path{"t"}, 0, "äb"));
    const auto too_large = [&](const auto& act) { edit.expect_refused(act, Error::too_large); };
    too_large([](Editor& e) { return e.insert_items(Path{"l"}, 3, {{Value()}}); });
    too_large([](Editor& e) { return e.insert_items(Path{"new"}, 1, {{Value()}}); });
    too_large([](Editor& e) { return e.insert_text(Path{"t"}, 3, "x"); });
    too_large([](Editor& e) { return e.erase(Path{"t"}, NodeKind::text, 1, 2); });
    too_large([](Editor& e) { return e.erase(Path{"t"}, NodeKind::text, 3, 0); });
    too_large([](Editor& e) { return e.erase(Path{"l"}, NodeKind::list, 1, UINT32_MAX); });
    const auto missing = [&](const auto& act) { edit.expect_refused(act, Error::value_missing); };
    missing([](Editor& e) { return e.set(Path{"l", 2u}, Value()); });
    missing([](Editor& e) { return e.set(Path{"l", 1u, 1u}, Value()); });
    missing([](Editor& e) { return e.set(Path{"l", 2u, "k"}, Value()); });
    missing([](Editor& e) { return e.make(Path{"new", 0u}, NodeKind::map); });
    missing([](Editor& e) { return e.remove(Path{"l", 2u}); });
    missing([](Editor& e) { return e.remove(Path{"nothing"}); });
}

TEST(Editor, DP1_what_is_not_text_is_malformed) {
    Document document;
    Edit edit(document);
    const std::string bad("\xc3");
    const auto refused = [&](const auto& act) { edit.expect_refused(act, Error::malformed); };
    refused([&](Editor& e) { return e.set(Path{bad}, Value()); });
    refused([&](Editor& e) { return e.set(Path{bad, "k"}, Value()); });
    refused([&](Editor& e) { return e.set(Path{"k"}, Value::of(bad)); });
    refused([&](Editor& e) { return e.put(Path{"k"}, {MapTree{{{bad, {Value()}}}}}); });
    refused([&](Editor& e) { return e.put(Path{"k"}, {ListTree{{{TextTree{bad}}}}}); });
    refused([&](Editor& e) { return e.put(Path{"k"}, {SetTree{{Value::of(bad)}}}); });
    refused([&](Editor& e) { return e.insert_text(Path{"k"}, 0, bad); });
    refused([&](Editor& e) { return e.insert_items(Path{"k"}, 0, {{Value()}, {TextTree{bad}}}); });
    refused([&](Editor& e) { return e.add_member(Path{"k"}, Value::of(bad)); });
    refused([&](Editor& e) { return e.remove_member(Path{"k"}, Value::of(bad)); });
}

TEST(Editor, DC7_nothing_is_put_below_the_deepest_node) {
    Document document;
    Edit edit(document);
    const Path deepest(depth_max, Step("k"));
    Path deeper = deepest;
    deeper.emplace_back("k");
    EXPECT_TRUE(edit->make(deepest, NodeKind::map));
    EXPECT_TRUE(edit->set(deeper, Value::of(1)));
    const auto refused = [&](const auto& act) { edit.expect_refused(act, Error::too_deep); };
    refused([&](Editor& e) { return e.make(deeper, NodeKind::map); });
    refused([&](Editor& e) { return e.put(deeper, {MapTree{}}); });
    refused([&](Editor& e) { return e.put(deepest, {ListTree{{{ListTree{}}}}}); });
    refused([&](Editor& e) { return e.insert_items(deepest, 0, {{MapTree{}}}); });
    // As JSON it can be read back.
    EXPECT_TRUE(tree_from_json(edit.shown()));
}

TEST(Editor, DC7_keys_are_of_a_size_and_no_longer) {
    Document document;
    Edit edit(document);
    const std::string longest(key_size_max, 'k');
    const std::string longer = longest + "k";
    EXPECT_TRUE(edit->set(Path{longest}, Value::of(1)));
    const auto refused = [&](const auto& act) { edit.expect_refused(act, Error::too_large); };
    refused([&](Editor& e) { return e.set(Path{longer}, Value()); });
    refused([&](Editor& e) { return e.set(Path{longer, "k"}, Value()); });
    refused([&](Editor& e) { return e.put(Path{"k"}, {MapTree{{{longer, {Value()}}}}}); });
}

// Each kind of edit, as often as it goes: what it becomes is never larger than a change may be, and
// the worst names and numbers there are, many authors' among them.
TEST(Editor, RP6_what_was_let_through_fits_into_a_change) {
    const std::string key(key_size_max, 'k');
    const std::function<Result<void>(Editor&, std::uint32_t)> edits[] = {
        [&](Editor& e, std::uint32_t i) { return e.set(Path{key + std::to_string(i)}, Value()); },
        [&](Editor& e, std::uint32_t i) {
            std::string other = key;
            other.replace(0, 8, std::to_string(10'000'000 + i));
            return e.put(Path{other}, {MapTree{{{other, {SetTree{{Value::of(1)}}}}}}});
        },
        [&](Editor& e, std::uint32_t) { return e.put(Path{"l", 0u}, {ListTree{{{Value()}}}}); },
        [&](Editor& e, std::uint32_t) { return e.insert_items(Path{"l"}, 1, {{CounterTree{-1}}}); },
        [&](Editor& e, std::uint32_t i) { return e.insert_text(Path{"t"}, i, "🙂"); },
        [&](Editor& e, std::uint32_t) {
            const auto done = e.erase(Path{"both"}, NodeKind::text, 0, 1);
            return !done && done.error() == Error::too_large ? e.add(Path{"n"}, INT64_MIN) : done;
        }};
    for (const auto& act : edits) {
        WorldReplica alice_there = replica(UINT64_MAX);
        WorldReplica bob = replica(UINT64_MAX - 1);
        std::vector<WorldChange> changes;
        changes.push_back(bob.edit([](Transaction& edit) {
            edit.insert(edit.make(edit.root(), "l", NodeKind::list), 0,
                        std::vector<Content>(2, Value::of(INT64_MIN)));
            for (std::uint32_t i = 0; i < 1000; ++i)
                edit.insert(edit.make(edit.root(), "both", NodeKind::text), 0, "x");
        }));
        alice_there.take_all(changes);
        const WorldChange change = alice_there.edit([&](Transaction& edit) {
            Editor editor(edit);
            for (std::uint32_t i = 0;; ++i) {
                // Sparing time: a large value that leaves room for a few thousand.
                if (i == 0) {
                    const std::string large(operations_size_max - 2'000'000, 'x');
                    ASSERT_TRUE(editor.set(Path{"large"}, Value::of(large)));
                }
                const auto done = act(editor, i);
                if (done) continue;
                EXPECT_EQ(done.error(), Error::too_large);
                break;
            }
        });
        EXPECT_LE(change.operations.size(), operations_size_max);
        EXPECT_GT(change.operations.size(), operations_size_max - 2'000'000);
    }
}

TEST(Editor, RP6_an_author_whose_numbers_have_run_out_is_refused) {
    // As a snapshot may say.
    Document document;
    Buffer bytes;
    BufferWriter writer(bytes, SIZE_MAX);
    Version version;
    version.include({alice, sequence::items_max - 1'000});
    write_version(writer, version);
    writer.u8(0);
    Reader reader(bytes);
    document = *Document::read(reader);
    Edit edit(document);
    EXPECT_TRUE(edit->insert_text(Path{"t"}, 0, "x"));
    edit.expect_refused(
        [](Editor& e) { return e.insert_text(Path{"t"}, 0, std::string(1'000, 'x')); },
        Error::too_large);
}

TEST(Path, DP1_is_shown_as_people_write_it) {
    EXPECT_EQ(formatted(Path{"notes", "items", 3u, "text"}), "notes.items[3].text");
    EXPECT_EQ(formatted(Path{}), "");
}

TEST(Editor, DP3_items_are_found_by_name_wherever_they_stand) {
    Document document;
    Edit edit(document);
    const Path path{"t"};
    EXPECT_TRUE(edit->make(path, NodeKind::text));
    const Dot first = edit->next();
    const auto item = [&](std::uint64_t index) { return Dot{alice, first.counter + index}; };
    EXPECT_TRUE(edit->insert_text(path, 0, "abcd"));
    EXPECT_TRUE(edit->insert_text(path, 2, "--"));
    EXPECT_TRUE(edit->erase(path, NodeKind::text, 1, 1));
    EXPECT_EQ(edit.shown(), R"({"t":"a--cd"})");
    EXPECT_TRUE(edit->insert_text_behind(path, item(2), "C"));
    EXPECT_TRUE(edit->insert_text_behind(path, item(1), "B"));  // Where it was.
    EXPECT_TRUE(edit->insert_text_behind(path, {}, "0"));
    EXPECT_EQ(edit.shown(), R"({"t":"0aB--cCd"})");
    const std::vector<sequence::Deletion> run{{item(1), 2}};
    EXPECT_TRUE(edit->erase(path, NodeKind::text, run));
    EXPECT_EQ(edit.shown(), R"({"t":"0aB--Cd"})");
    EXPECT_TRUE(edit->erase(path, NodeKind::text, run));
    edit.expect_refused(
        [&](Editor& editor) { return editor.insert_text_behind(path, {Author{9}, 1}, "x"); },
        Error::value_missing);
    const std::vector<sequence::Deletion> beyond{{item(0), 99}};
    edit.expect_refused([&](Editor& editor) { return editor.erase(path, NodeKind::text, beyond); },
                        Error::value_missing);
    edit.expect_refused(
        [&](Editor& editor) { return editor.insert_text_behind(path, item(1), "\xff"); },
        Error::malformed);
}

TEST(Editor, DP3_whole_trees_are_put_behind_an_item_that_may_be_erased) {
    Document document;
    Edit edit(document);
    const Path path{"l"};
    EXPECT_TRUE(edit->make(path, NodeKind::list));
    const Dot first = edit->next();
    EXPECT_TRUE(edit->insert_items(path, 0, {{Value::of(1)}, {Value::of(2)}, {Value::of(3)}}));
    EXPECT_TRUE(edit->remove(Path{"l", 1u}));
    const Dot second{alice, first.counter + 1};
    EXPECT_TRUE(
        edit->insert_items_behind(path, second, {{ListTree{{{Value::of(5)}}}}, {MapTree{}}}));
    EXPECT_TRUE(edit->insert_items_behind(path, first, {{Value::of(4)}}));
    EXPECT_TRUE(edit->insert_items_behind(path, second, {}));
    EXPECT_EQ(edit.shown(), R"({"l":[1,4,[5],{},3]})");
    edit.expect_refused(
        [&](Editor& editor) {
            return editor.insert_items_behind(path, {Author{9}, 1}, {{Value::of(1)}});
        },
        Error::value_missing);
}

}  // namespace
}  // namespace core::crdt
