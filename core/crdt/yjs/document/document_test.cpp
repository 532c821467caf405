// Documents against the bytes that Yjs 13.6.33 gave for the same edits, and updates that come late,
// in pieces, twice, or from somebody who should not write.
#include "core/crdt/yjs/document/document.h"

#include <gtest/gtest.h>

#include "core/base/hex.h"
#include "core/crdt/yjs/update_writer.h"

namespace core::crdt::yjs {
namespace {

constexpr std::string_view one = "\x7D\x01";  // The `any` 1,
constexpr std::string_view two = "\x7D\x02";
constexpr std::string_view yes = "\x78";

std::string state_of(const Document& document, Format format = Format::v1) {
    return to_hex(document.encode_state_as_update({}, format).value());
}

Applied apply(Document& document, std::string_view hex) {
    const auto applied = document.apply_update(from_hex(hex).value(), Format::v1);
    EXPECT_TRUE(applied);
    return applied.value_or(Applied{});
}

TEST(YjsDocument, YX11_texts_have_the_bytes_of_yjs) {
    Document document(Client{1});
    const SharedText text = document.text("t");
    EXPECT_TRUE(text.insert(0, "ab"));
    EXPECT_EQ(state_of(document), "010101000401017402616200");
    EXPECT_EQ(to_hex(state_vector_bytes(document.state_vector())), "010102");
    EXPECT_TRUE(text.insert(1, "X"));
    EXPECT_EQ(state_of(document), "010301000401017401618401000162c401000101015800");
    EXPECT_EQ(to_hex(document.last_update(Format::v1).value()), "01010102c401000101015800");
    EXPECT_TRUE(text.erase(1, 1));
    EXPECT_EQ(state_of(document), "010301000401017401618401000162c101000101010101010201");
    EXPECT_EQ(state_of(document, Format::v2),
              "000002410202010001020504008400c10603746162410101010001010103000101010200");
    EXPECT_EQ(text.to_string(), "ab");
    EXPECT_TRUE(text.erase(7, 1));
    EXPECT_TRUE(document.last_update(Format::v1).value().empty());
}

TEST(YjsDocument, YX4_formats_begin_and_end_around_what_they_are_of) {
    Document document(Client{1});
    const SharedText text = document.text("t");
    EXPECT_TRUE(text.insert(0, "ab"));
    EXPECT_TRUE(text.format(0, 1, {{"bold", {Value::Form::any, yes}}}));
    EXPECT_EQ(
        state_of(document),
        "01040100040101740161840100016246010004626f6c640474727565c60100010104626f6c64046e756c6c"
        "00");
    EXPECT_EQ(state_of(document, Format::v2),
              "0002000202410302010002000207040084004600c6100b746162626f6c64626f6c644101440001010000"
              "010400787e00");
}

TEST(YjsDocument, YX4_where_things_go_when_something_was_deleted_there) {
    Document document(Client{1});
    const SharedText text = document.text("t");
    EXPECT_TRUE(text.insert(0, "abcd"));
    EXPECT_TRUE(text.erase(1, 2));
    EXPECT_TRUE(text.insert(1, "X"));
    EXPECT_EQ(state_of(document), "01040100040101740161810100028401020164c40102010301580101010102");
    Document lists(Client{1});
    const SharedArray list = lists.array("a");
    EXPECT_TRUE(
        list.insert(0, std::array{Content::any(one), Content::any(two), Content::any("\x7D\x03")}));
    EXPECT_TRUE(list.erase(1, 2));
    EXPECT_TRUE(list.insert(1, Content::any("\x7D\x04")));
    EXPECT_EQ(state_of(lists), "0103010008010161017d0181010002c801000101017d040101010102");
    EXPECT_TRUE(list.push(std::array{Content::any("\x7D\x05")}));
    EXPECT_EQ(state_of(lists),
              "0104010008010161017d0181010002c801000101017d04880102017d050101010102");
}

TEST(YjsDocument, YX7_a_key_has_its_last_value) {
    Document document(Client{1});
    const SharedMap map = document.map("m");
    EXPECT_TRUE(map.set("k", Content::any(one)));
    EXPECT_TRUE(map.set("k", Content::any(two)));
    EXPECT_EQ(state_of(document), "010201002101016d016b01a80100017d020101010001");
    EXPECT_EQ(map.get("k")->bytes, two);
    EXPECT_TRUE(map.erase("k"));
    EXPECT_FALSE(map.get("k"));
    EXPECT_TRUE(map.keys().empty());
}

TEST(YjsDocument, YX9_what_was_in_a_deleted_type_is_forgotten) {
    Document document(Client{1});
    const SharedArray list = document.array("a");
    EXPECT_TRUE(list.insert(0, Content::shared(TypeKind::map)));
    const SharedMap inside(document, *list.get(0)->type);
    EXPECT_TRUE(inside.set("z", Content::any(one)));
    EXPECT_TRUE(list.erase(0, 1));
    EXPECT_EQ(state_of(document), "01020100010101610100010101010002");
    EXPECT_TRUE(inside.is_gone());
    EXPECT_EQ(inside.set("z", Content::any(one)), fail(Error::value_missing));
    // Another, who did not know, wrote behind what is gone.
    apply(document, "01010200880101017d0100");
}

TEST(YjsDocument, YX2_pairs_of_surrogates_that_are_cut_become_replacements) {
    Document document(Client{1});
    const SharedText text = document.text("t");
    EXPECT_TRUE(text.insert(0, "\U0001F600"));
    EXPECT_TRUE(text.insert(1, "x"));
    EXPECT_EQ(state_of(document), "010301000401017403efbfbd84010003efbfbdc401000101017800");
    EXPECT_EQ(text.to_string(), "\uFFFDx\uFFFD");
    EXPECT_EQ(text.length(), 3u);
    EXPECT_EQ(text.insert(0, "\xED\xA0\x80"), fail(Error::malformed));
}

TEST(YjsDocument, YX5_of_what_is_known_in_part_the_rest_is_taken) {
    Document document(Client{9});
    apply(document, "010101000401017402616200");      // "ab"
    apply(document, "0101010004010174046162636400");  // "abcd", typed on.
    EXPECT_EQ(document.text("t").to_string(), "abcd");
    EXPECT_EQ(state_of(document), "0101010004010174046162636400");
    apply(document, "010101000401017402616200");
    EXPECT_EQ(state_of(document), "0101010004010174046162636400");
}

TEST(YjsDocument, YX6_what_came_too_early_waits) {
    Document document(Client{9});
    EXPECT_TRUE(apply(document, "01010102c401000101015800").is_waiting);  // "X" into "ab".
    EXPECT_EQ(document.text("t").to_string(), "");
    EXPECT_EQ(state_of(document), "01010102c401000101015800");
    EXPECT_EQ(document.state_vector().size(), 0u);
    EXPECT_FALSE(apply(document, "010101000401017402616200").is_waiting);
    EXPECT_EQ(document.text("t").to_string(), "aXb");
}

TEST(YjsDocument, YX6_waits_for_a_right_neighbour_alone_and_for_a_parent_alone) {
    Document document(Client{9});
    EXPECT_TRUE(apply(document, "01010200440100015800").is_waiting);  // "X" in front of 1.0.
    EXPECT_EQ(document.text("t").to_string(), "");
    EXPECT_FALSE(apply(document, "010101000401017402616200").is_waiting);
    EXPECT_EQ(document.text("t").to_string(), "Xab");
    // A key of 3.0, which is a map in a list.
    EXPECT_TRUE(apply(document, "0101040028000300016b017d0100").is_waiting);
    EXPECT_FALSE(apply(document, "01010300070101610100").is_waiting);
    const SharedMap map(document, *document.array("a").get(0)->type);
    EXPECT_EQ(map.get("k")->bytes, one);
}

// A copy of it would have another order, and other numbers.
TEST(YjsDocument, YX11_json_is_kept_as_it_came) {
    Document document(Client{9});
    const std::string json = R"({"b":1.0,"a": 2e0})";
    const std::string update = "010101000501017412" + to_hex(as_bytes(json)) + "00";
    apply(document, std::string_view(update));
    EXPECT_EQ(state_of(document), update);
    EXPECT_TRUE(document.text("t").insert(0, "x"));
    EXPECT_NE(state_of(document).find(to_hex(as_bytes(json))), std::string::npos);
}

TEST(YjsDocument, YX8_deletions_that_came_too_early_wait) {
    Document document(Client{9});
    EXPECT_TRUE(apply(document, "000101010001").is_waiting);
    EXPECT_TRUE(apply(document, "000101010001").is_waiting);
    EXPECT_EQ(state_of(document), "000101010001");
    EXPECT_FALSE(apply(document, "010101000401017402616200").is_waiting);
    EXPECT_EQ(document.text("t").to_string(), "b");
}

TEST(YjsDocument, YX10_neighbours_that_belong_together_are_joined) {
    Document document(Client{1});
    const SharedText text = document.text("t");
    EXPECT_TRUE(text.insert(0, "abcdef"));
    EXPECT_TRUE(text.erase(2, 2));
    EXPECT_EQ(state_of(document), "0103010004010174026162810101028401030265660101010202");
    EXPECT_TRUE(text.erase(0, 2));  // Deleted, both of them.
    EXPECT_EQ(state_of(document), "0102010001010174048401030265660101010004");
    const SharedArray list = document.array("a");
    EXPECT_TRUE(list.push(std::array{Content::any(one)}));
    EXPECT_TRUE(list.push(std::array{Content::any(two)}));  // Added.
    EXPECT_EQ(state_of(document), "01030100010101740484010302656608010161027d017d020101010004");
    // Cut, and nothing came of it.
    EXPECT_TRUE(text.format(1, 1, {{"bold", null_value}}));
    EXPECT_EQ(document.store().list(document.client_number()).size(), 3u);
}

TEST(YjsDocument, YX15_clients_are_large_and_nobody_elses) {
    Document document(Client{number_max});
    EXPECT_TRUE(document.text("t").insert(0, "a"));
    EXPECT_EQ(state_of(document), "0101ffffffffffffff0f0004010174016100");
    Document other(Client{1});
    EXPECT_FALSE(apply(other, "0101ffffffffffffff0f0004010174016100").is_client_taken);
    EXPECT_TRUE(apply(other, "010101000401017402616200").is_client_taken);
    other.set_client(Client{2});
    EXPECT_FALSE(apply(other, "010101020401017402616200").is_client_taken);
}

// Another wrote something else as the client of what waits: what of that is left follows on it.
TEST(YjsDocument, YX15_what_waits_is_overtaken_by_who_writes_as_its_client) {
    Document document(Client{9});
    EXPECT_TRUE(apply(document, "0101010084050002787900").is_waiting);   // "xy", behind 5.0.
    EXPECT_FALSE(apply(document, "0101010004010174016100").is_waiting);  // "a".
    EXPECT_EQ(document.text("t").to_string(), "ay");
}

TEST(YjsDocument, YX17_gaps_stay_gaps) {
    // As Yjs 14 writes it: what is behind the gap waits for what is in it.
    UpdateWriter writer(Format::v1, 1);
    Struct gap;
    gap.id = {Client{1}, 0};
    gap.kind = Kind::skip;
    gap.length = 2;
    Struct behind;
    behind.id = {Client{1}, 2};
    behind.kind = Kind::string;
    behind.length = 1;
    behind.text = "c";
    behind.origin = ItemId{Client{1}, 1};
    writer.begin_client(Client{1}, 2, 0);
    writer.add(gap);
    writer.add(behind);
    const Buffer update = std::move(writer).finish({}).value();
    Document document(Client{9});
    EXPECT_TRUE(document.apply_update(update, Format::v1)->is_waiting);
    EXPECT_EQ(document.state_vector().size(), 0u);
    apply(document, "010101000401017402616200");
    EXPECT_EQ(document.text("t").to_string(), "abc");
}

TEST(YjsDocument, YX18_what_is_refused_changes_nothing) {
    Document document(Client{9});
    apply(document, "010101000401017402616200");
    const std::string before = state_of(document);
    // The second of two structs has an unknown content; an item that follows on itself; the end is
    // missing; something is behind the end.
    for (const char* const hex : {"01020102840101016a8f0103", "01010102840105016a00",
                                  "01010102840101016a", "01010102840101016a0000"}) {
        EXPECT_FALSE(document.apply_update(from_hex(hex).value(), Format::v1)) << hex;
        EXPECT_EQ(state_of(document), before);
    }
    apply(document, "01010102840101016a00");
    EXPECT_EQ(document.text("t").to_string(), "abj");
}

TEST(YjsDocument, YX16_deletions_of_formats_are_taken_as_all_others) {
    Document document(Client{9});
    apply(document,
          "01040100040101740161840100016246010004626f6c640474727565c60100010104626f6c64046e756c6c"
          "00");
    apply(document, "000101010202");
    EXPECT_EQ(delta_of_text(document.text("t").type()).size(), 1u);
    EXPECT_EQ(document.text("t").to_string(), "ab");
}

}  // namespace
}  // namespace core::crdt::yjs
