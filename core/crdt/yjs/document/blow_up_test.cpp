// What could be made to cost too much: many writers in one place, many turns, types within types.
#include <gtest/gtest.h>

#include "core/crdt/yjs/document/document.h"
#include "core/crdt/yjs/document/json.h"
#include "core/crdt/yjs/update_writer.h"

namespace core::crdt::yjs {
namespace {

constexpr std::uint64_t writers = 10000;

Struct letter(Client client, std::optional<ItemId> origin, std::optional<ItemId> right_origin) {
    Struct made;
    made.id = {client, 0};
    made.length = 1;
    made.kind = Kind::string;
    made.text = "x";
    made.origin = origin;
    made.right_origin = right_origin;
    if (!origin && !right_origin) made.parent = "t";
    return made;
}

Buffer update_of(const Struct& made) {
    UpdateWriter writer(Format::v1, 1);
    writer.begin_client(made.id.client, 1, made.id.clock);
    writer.add(made);
    return std::move(writer).finish({}).value();
}

// Between two letters, and at the beginning of all.
TEST(YjsBlowUp, YX18_many_writers_in_one_place) {
    for (const bool is_between : {true, false}) {
        Document document(Client{number_max});
        EXPECT_TRUE(document.text("t").insert(0, "ab"));
        const auto neighbour = [&](std::uint64_t clock) {
            return is_between ? std::optional(ItemId{Client{number_max}, clock}) : std::nullopt;
        };
        // Ascending, which is what has to go past all that are there.
        for (std::uint64_t client = 1; client <= writers; ++client) {
            const Buffer update = update_of(letter(Client{client}, neighbour(0), neighbour(1)));
            ASSERT_TRUE(document.apply_update(update, Format::v1));
        }
        EXPECT_EQ(document.text("t").length(), writers + 2);
        EXPECT_LT(document.store().placing_steps(), 64 * writers);
    }
}

TEST(YjsBlowUp, YX18_many_turns_of_two_writers) {
    std::array<std::unique_ptr<Document>, 2> documents{std::make_unique<Document>(Client{1}),
                                                       std::make_unique<Document>(Client{2})};
    for (std::uint64_t turn = 0; turn < 20000; ++turn) {
        Document& writer = *documents[turn % 2];
        EXPECT_TRUE(writer.text("t").insert(turn, "x"));
        const Buffer update = writer.last_update(Format::v2).value();
        ASSERT_TRUE(documents[(turn + 1) % 2]->apply_update(update, Format::v2));
    }
    EXPECT_EQ(documents[0]->text("t").length(), 20000u);
    EXPECT_LT(documents[0]->store().placing_steps(), 20000u);
}

// Each letter in front of all others that its writer knows.
Buffer typed_backwards(Client client, std::uint64_t letters) {
    Document document(client);
    for (std::uint64_t i = 0; i < letters; ++i) EXPECT_TRUE(document.text("t").insert(0, "x"));
    return document.encode_state_as_update({}, Format::v1).value();
}

TEST(YjsBlowUp, YX18_two_who_type_backwards_at_once) {
    constexpr std::uint64_t letters = 10000;
    const std::array updates{typed_backwards(Client{1}, letters),
                             typed_backwards(Client{2}, letters)};
    for (const std::size_t first : {0u, 1u}) {
        Document document(Client{number_max});
        ASSERT_TRUE(document.apply_update(updates[first], Format::v1));
        ASSERT_TRUE(document.apply_update(updates[1 - first], Format::v1));
        EXPECT_EQ(document.text("t").length(), 2 * letters);
        EXPECT_LT(document.store().placing_steps(), 64 * letters);
    }
}

TEST(YjsBlowUp, YX18_what_was_replaced_takes_no_room) {
    Document document(Client{1});
    const std::string text = "\x77\x7F" + std::string(127, 'x');
    for (std::uint64_t times = 0; times < 10000; ++times)
        EXPECT_TRUE(document.map("m").set("k", Content::any(text)));
    EXPECT_LT(document.store().bytes.size(), 10000 * text.size() / 8);
    EXPECT_EQ(document.map("m").get("k")->bytes, text);
}

TEST(YjsBlowUp, YX18_types_within_types) {
    Document document(Client{1});
    const SharedArray root = document.array("a");
    SharedArray innermost = root;
    for (std::uint64_t depth = 0; depth < 10000; ++depth) {
        EXPECT_TRUE(innermost.insert(0, Content::shared(TypeKind::array)));
        innermost = SharedArray(document, *innermost.get(0)->type);
    }
    const Buffer update = document.encode_state_as_update({}, Format::v1).value();
    Document copied(Client{2});
    ASSERT_TRUE(copied.apply_update(update, Format::v1));
    const std::string json = json_of(copied.store(), copied.array("a").type()).value();
    EXPECT_EQ(json, std::string(10001, '[') + std::string(10001, ']'));
    EXPECT_TRUE(root.erase(0, 1));
    EXPECT_TRUE(innermost.is_gone());
    EXPECT_EQ(document.store().list(0).size(), 2u);
    ASSERT_TRUE(copied.apply_update(document.last_update(Format::v1).value(), Format::v1));
    EXPECT_EQ(copied.array("a").length(), 0u);
}

TEST(YjsBlowUp, YX18_xml_within_xml) {
    Document document(Client{1});
    SharedXml innermost = document.xml("x");
    for (std::uint64_t depth = 0; depth < 10000; ++depth) {
        EXPECT_TRUE(innermost.insert(0, Content::shared(TypeKind::xml_element, "p")));
        innermost = SharedXml(document, *innermost.get(0)->type);
    }
    EXPECT_EQ(xml_of(document.store(), document.xml("x").type()).value().size(), 70000u);
}

// The last comes first: each waits for the one before it, of another writer.
TEST(YjsBlowUp, YX6_a_long_row_that_comes_from_its_end) {
    Document document(Client{number_max});
    for (std::uint64_t client = 2000; client > 1; --client) {
        const Struct waits = letter(Client{client}, ItemId{Client{client - 1}, 0}, std::nullopt);
        ASSERT_TRUE(document.apply_update(update_of(waits), Format::v1)->is_waiting);
    }
    const Struct first = letter(Client{1}, std::nullopt, std::nullopt);
    EXPECT_FALSE(document.apply_update(update_of(first), Format::v1)->is_waiting);
    EXPECT_EQ(document.text("t").length(), 2000u);
}

}  // namespace
}  // namespace core::crdt::yjs
