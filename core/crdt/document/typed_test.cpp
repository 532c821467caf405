// Typed places as a program writes them, and what they show where others put something else.
#include "core/crdt/document/typed.h"

#include <gtest/gtest.h>

#include "core/crdt/document/json.h"

namespace core::crdt {
namespace {

// [schema]
struct Todo : MapPlace {
    using MapPlace::MapPlace;
    ValuePlace<std::string> title = field<ValuePlace<std::string>>("title");
    ValuePlace<bool> done = field<ValuePlace<bool>>("done");
    TextPlace notes = field<TextPlace>("notes");
};
struct Board : MapPlace {
    using MapPlace::MapPlace;
    ListPlace<Todo> todos = field<ListPlace<Todo>>("todos");
    CounterPlace visits = field<CounterPlace>("visits");
    SetPlace tags = field<SetPlace>("tags");
    DictionaryPlace<ValuePlace<double>> sizes = field<DictionaryPlace<ValuePlace<double>>>("sizes");
};
// [/schema]

constexpr Author alice{1};

class Typed : public ::testing::Test {
protected:
    void edit(const auto& act) {
        Transaction transaction(document, alice, Lamport{document.version()[alice] + 1});
        Editor editor(transaction);
        EXPECT_TRUE(act(editor));
        static_cast<void>(transaction.finish());
    }
    [[nodiscard]] std::string shown() { return to_json(document.tree()); }

    Document document;
    const Board board;
};

TEST_F(Typed, DP2_places_are_edited_and_read_by_their_types) {
    edit([this](Editor& edit) -> Result<void> {
        TRY(board.todos.insert(edit, 0, {Tree{MapTree{}}, Tree{MapTree{}}}));
        TRY(board.todos.at(1).title.set(edit, "sew"));
        TRY(board.todos.at(1).done.set(edit, true));
        TRY(board.todos.at(1).notes.insert(edit, 0, "with a nëedle"));
        TRY(board.visits.add(edit, 3));
        TRY(board.tags.add(edit, Value::of("cloth")));
        TRY(board.sizes.at("b").set(edit, 2));
        return board.sizes.at("a").set(edit, 1.5);
    });
    EXPECT_EQ(board.todos.size(document), 2u);
    EXPECT_EQ(board.todos.at(1).title.get(document), "sew");
    EXPECT_EQ(board.todos.at(1).done.get(document), true);
    EXPECT_EQ(board.todos.at(1).notes.size(document), 13u);
    EXPECT_EQ(board.todos.at(1).notes.get(document), "with a nëedle");
    EXPECT_EQ(board.visits.get(document), 3);
    EXPECT_TRUE(board.tags.contains(document, Value::of("cloth")));
    EXPECT_EQ(board.sizes.keys(document), (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(board.sizes.at("b").get(document), 2.0);

    edit([this](Editor& edit) -> Result<void> {
        TRY(board.todos.at(1).notes.erase(edit, 4, 9));
        TRY(board.todos.erase(edit, 0, 1));
        TRY(board.tags.remove(edit, Value::of("cloth")));
        return board.sizes.at("a").remove(edit);
    });
    EXPECT_EQ(
        shown(),
        R"({"sizes":{"b":2},"tags":[],"todos":[{"done":true,"notes":"with","title":"sew"}],"visits":3})");
    EXPECT_TRUE(board.tags.values(document).empty());
    EXPECT_FALSE(board.sizes.at("a").exists(document));
}

TEST_F(Typed, DP2_what_is_not_there_or_something_else_reads_as_empty) {
    EXPECT_EQ(board.todos.size(document), 0u);
    EXPECT_EQ(board.todos.at(3).title.get(document), std::nullopt);
    EXPECT_EQ(board.visits.get(document), 0);
    EXPECT_EQ(board.todos.at(0).notes.get(document), "");
    EXPECT_FALSE(board.tags.contains(document, Value::of(1)));
    edit([](Editor& edit) -> Result<void> {
        TRY(edit.set(Path{"visits"}, Value::of("many")));
        TRY(edit.set(Path{"tags"}, Value::of(1)));
        return edit.set(Path{"todos"}, Value());
    });
    EXPECT_EQ(board.visits.get(document), 0);
    EXPECT_TRUE(board.visits.exists(document));
    EXPECT_TRUE(board.tags.values(document).empty());
    EXPECT_EQ(board.todos.size(document), 0u);
    EXPECT_EQ(ValuePlace<std::int64_t>(Path{"visits"}).get(document), std::nullopt);
    EXPECT_EQ(ValuePlace<Value>(Path{"visits"}).get(document), Value::of("many"));
    EXPECT_EQ(ValuePlace<Buffer>(Path{"visits"}).get(document), std::nullopt);
}

}  // namespace
}  // namespace core::crdt
