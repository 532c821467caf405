// Commands: each does what the editor does, paths share their beginnings, positions are
// JavaScript's, and what cannot be done ends it.
#include "core/crdt/boundary/commands.h"

#include <gtest/gtest.h>

#include "core/codec/varint.h"
#include "core/crdt/boundary/text_units.h"
#include "core/crdt/boundary/tree_codec.h"
#include "core/crdt/document/document_world.h"
#include "core/crdt/document/json.h"

namespace core::crdt {
namespace {

// What a page does.
class Recorder {
public:
    Recorder& command(CommandKind kind, Path path) {
        writer_.u8(static_cast<std::uint8_t>(kind));
        std::size_t kept = 0;
        while (kept < std::min(path.size(), before_.size()) && path[kept] == before_[kept]) ++kept;
        number(kept);
        before_ = path;
        write_path(writer_, Path(path.begin() + static_cast<std::ptrdiff_t>(kept), path.end()));
        return *this;
    }
    Recorder& number(std::uint64_t number) {
        codec::write_varint(writer_, number);
        return *this;
    }
    Recorder& tree(const Tree& tree) {
        write_tree(writer_, tree);
        return *this;
    }
    Recorder& text(const std::string& text) {
        Coder<std::string>::write(writer_, text);
        return *this;
    }
    Recorder& signed_number(std::int64_t number) {
        write_zigzag(writer_, number);
        return *this;
    }
    [[nodiscard]] Bytes bytes() const { return bytes_; }

private:
    Buffer bytes_;
    BufferWriter writer_{bytes_, SIZE_MAX};
    Path before_;
};

struct Page {
    Document document;

    CommandsDone perform(Bytes commands, std::size_t removals_max = SIZE_MAX) {
        Transaction transaction(document, Author{1}, Lamport{1});
        Editor editor(transaction);
        CommandsDone done = perform_commands(document, editor, commands, removals_max);
        static_cast<void>(transaction.finish());
        return done;
    }
    [[nodiscard]] std::string shown() const { return to_json(document.tree()); }
};

Tree tree_of_json(std::string_view json) { return *tree_from_json(json); }

using Kind = CommandKind;

TEST(Commands, BC1_each_does_what_the_editor_does) {
    Page page;
    Recorder commands;
    commands.command(Kind::put, {"list"}).tree(tree_of_json("[1,2,3]"));
    commands.command(Kind::insert_items, {"list"}).number(1).number(2).tree(tree_of_json("{}"));
    commands.tree(tree_of_json("\"two\""));
    commands.command(Kind::put, {"list", 1u, "deep"}).tree(tree_of_json("true"));
    commands.command(Kind::erase_items, {"list"}).number(3).number(2);
    commands.command(Kind::make, {"empty"}).number(static_cast<std::uint64_t>(NodeKind::set));
    commands.command(Kind::add, {"score"}).signed_number(-3);
    commands.command(Kind::add, {"score"}).signed_number(10);
    commands.command(Kind::insert_text, {"text"}).number(0).text("hello");
    commands.command(Kind::erase_text, {"text"}).number(1).number(3);
    commands.command(Kind::add_member, {"set"}).tree({Value::of("a")});
    commands.command(Kind::add_member, {"set"}).tree({Value::of(7)});
    commands.command(Kind::remove_member, {"set"}).tree({Value::of("a")});
    commands.command(Kind::put, {"gone"}).tree({Value()});
    commands.command(Kind::remove, {"gone"});
    commands.command(Kind::remove, {"gone"});
    commands.command(Kind::remove, {"never", "there"});
    const CommandsDone done = page.perform(commands.bytes());
    ASSERT_TRUE(done.outcome);
    EXPECT_EQ(done.count, 16U);
    EXPECT_EQ(page.shown(),
              R"({"empty":[],"list":[1,{"deep":true},"two"],"score":7,"set":[7],"text":"ho"})");
}

TEST(Commands, BC2_the_first_that_cannot_be_done_ends_it) {
    Page page;
    Recorder commands;
    commands.command(Kind::put, {"a"}).tree({Value::of(1)});
    commands.command(Kind::add, {"a"}).signed_number(1);
    commands.command(Kind::put, {"b"}).tree({Value::of(2)});
    const CommandsDone done = page.perform(commands.bytes());
    EXPECT_EQ(done.count, 1U);
    EXPECT_EQ(done.outcome.error(), Error::type_wrong);
    EXPECT_EQ(page.shown(), R"({"a":1})");
}

TEST(Commands, BC3_positions_are_those_of_JavaScript) {
    Page page;
    const Path text{"text"};
    // Read as units: a=1 🙂=2 b=1 🙂=2 c=1.
    Recorder commands;
    commands.command(Kind::insert_text, text).number(0).text("a🙂b🙂c");
    commands.command(Kind::insert_text, text).number(7).text("!");
    commands.command(Kind::insert_text, text).number(3).text("x");
    commands.command(Kind::erase_text, text).number(5).number(2);
    ASSERT_TRUE(page.perform(commands.bytes()).outcome);
    EXPECT_EQ(page.shown(), R"({"text":"a🙂xbc!"})");

    const auto refusal = [&page, &text](std::uint64_t position) {
        Recorder command;
        command.command(Kind::insert_text, text).number(position).text("y");
        return page.perform(command.bytes()).outcome.error();
    };
    EXPECT_EQ(refusal(2), Error::malformed);
    EXPECT_EQ(refusal(8), Error::too_large);
    EXPECT_EQ(refusal(std::uint64_t{1} << 40), Error::too_large);
    Recorder erase;
    erase.command(Kind::erase_text, {"none"}).number(0).number(1);
    EXPECT_EQ(page.perform(erase.bytes()).outcome.error(), Error::too_large);
}

TEST(Commands, BC3_units_are_counted_wherever_the_characters_came_from) {
    Document document;
    Transaction transaction(document, Author{1}, Lamport{1});
    Node& node = transaction.make(transaction.root(), "text", NodeKind::text);
    std::string expected;
    for (std::uint32_t i = 0; i < 500; ++i) {
        const std::string_view word = i % 3 == 0 ? "🙂" : i % 3 == 1 ? "ä" : "xyz";
        transaction.insert(node, i / 2, word);
    }
    transaction.erase(node, 100, 57);
    TextBody& text = *node.as<TextBody>();
    std::uint32_t units = 0;
    for (std::uint32_t i = 0; i < text.sequence.size(); ++i) {
        ASSERT_EQ(code_points_before(text, document.characters(), units), i);
        std::string character;
        append_text(character, text, document.characters(), i, i + 1);
        units += character.size() == 4 ? 2 : 1;
        if (character.size() == 4)
            EXPECT_FALSE(code_points_before(text, document.characters(), units - 1));
        expected += character;
    }
    EXPECT_EQ(utf16_size(text, document.characters()), units);
    EXPECT_EQ(string_of(text, document.characters()), expected);
    static_cast<void>(transaction.finish());
}

TEST(Commands, BC4_what_claims_more_than_is_there_is_refused) {
    const auto refusal = [](const Recorder& recorder) {
        Page page;
        const CommandsDone done = page.perform(recorder.bytes());
        EXPECT_EQ(page.shown(), "{}");
        return done.outcome ? Error{} : done.outcome.error();
    };
    const auto put = [] {
        Recorder recorder;
        recorder.command(Kind::put, {"a"});
        return recorder;
    };
    EXPECT_EQ(refusal(Recorder().number(command_kind_count)), Error::malformed);
    EXPECT_EQ(refusal(Recorder().number(0).number(1)), Error::malformed);  // No path before.
    EXPECT_EQ(refusal(Recorder().number(0).number(0).number(100)), Error::truncated);
    EXPECT_EQ(refusal(put().number(0x41).number(1000)), Error::truncated);
    EXPECT_EQ(refusal(put().number(0x40).number(2).text("k").number(0).text("k").number(0)),
              Error::malformed);
    EXPECT_EQ(refusal(put().number(0x45)), Error::malformed);
    Recorder deep = put();
    for (std::size_t i = 0; i <= depth_max + 1; ++i) deep.number(0x41).number(1);
    EXPECT_EQ(refusal(deep), Error::too_deep);
    for (std::size_t size = 0; size < 8; ++size) {
        Recorder whole = put().number(0x42).text("abc");
        Page page;
        EXPECT_EQ(page.perform(whole.bytes().first(size)).outcome.has_value(), size == 0) << size;
    }
}

TEST(Commands, BC6_no_more_is_taken_away_than_may_be) {
    Page page;
    Recorder commands;
    commands.command(Kind::put, {"list"}).tree(tree_of_json(R"([1,[2,3],{"a":4}])"));
    commands.command(Kind::put, {"text"}).tree({TextTree{std::string(600, 'x')}});
    ASSERT_TRUE(page.perform(commands.bytes(), 0).outcome);
    const auto weight = [&page](CommandKind kind, const Path& path, auto rest) {
        for (std::size_t most = 0;; ++most) {
            Recorder command;
            command.command(kind, path);
            rest(command);
            const Buffer before = snapshot_of(page.document);
            const CommandsDone done = page.perform(command.bytes(), most);
            if (done.outcome) return most;
            EXPECT_EQ(done.outcome.error(), Error::too_large);
            EXPECT_EQ(snapshot_of(page.document), before);
        }
    };
    // An item, and what is in the array in it.
    EXPECT_EQ(weight(Kind::erase_items, {"list"}, [](Recorder& it) { it.number(1).number(1); }),
              3U);
    EXPECT_EQ(weight(Kind::put, {"list"}, [](Recorder& it) { it.tree({Value()}); }), 4U);
    // A run, and 2 for its length.
    EXPECT_EQ(weight(Kind::erase_text, {"text"}, [](Recorder& it) { it.number(10).number(300); }),
              3U);
    EXPECT_EQ(weight(Kind::remove, {"text"}, [](Recorder&) {}),
              5U);  // The slot, and two runs of which one is long.
    Recorder typed;
    for (std::uint64_t i = 0; i < 5; ++i)
        typed.command(Kind::insert_text, {"typed"}).number(i).text("ab");
    ASSERT_TRUE(page.perform(typed.bytes()).outcome);
    // aaaaabbbbb, where only the two letters in the middle were typed together.
    EXPECT_EQ(weight(Kind::erase_text, {"typed"}, [](Recorder& it) { it.number(0).number(10); }),
              9U);
}

TEST(Commands, BC5_trees_are_read_back_as_they_were) {
    Tree tree = tree_of_json(R"({"a":[1,-5,2.5,"x",null,true,{"b":{"$bytes":"AAEC"}}],"c":{}})");
    MapTree& map = get<MapTree>(tree.what);
    map.entries.push_back({"d", {TextTree{"text 🙂"}}});
    map.entries.push_back({"e", {CounterTree{INT64_MIN}}});
    map.entries.push_back({"f", {SetTree{{Value::of(1), Value::of("s")}}}});
    Buffer bytes;
    BufferWriter writer(bytes, SIZE_MAX);
    write_tree(writer, tree);
    Reader reader(bytes);
    EXPECT_EQ(read_tree(reader), tree);
    EXPECT_TRUE(reader.at_end());
    for (const std::int64_t number : {INT64_MIN, INT64_MAX, std::int64_t{0}, std::int64_t{-1}}) {
        Buffer written;
        BufferWriter numbers(written, SIZE_MAX);
        write_zigzag(numbers, number);
        Reader back(written);
        EXPECT_EQ(read_zigzag(back), number);
    }
}

}  // namespace
}  // namespace core::crdt
