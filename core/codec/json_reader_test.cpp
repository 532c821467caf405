// Tokens: of every kind in their order, in pieces of any size, and wrong where the tree is wrong.
#include "core/codec/json_reader.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/codec/json_writer.h"
#include "core/codec/utf8.h"
#include "core/testing/vectors.h"

namespace core::codec {
namespace {

using Kind = JsonToken::Kind;

struct Read {
    std::vector<JsonToken> tokens;  // Pieces put together.
    std::size_t piece_size_max = 0;
    bool is_whole = true;  // No piece ends within a code point.
};

Result<Read> read_all(std::string_view json, std::size_t piece_size_max = SIZE_MAX) {
    JsonReader reader(json, piece_size_max);
    Read read;
    bool goes_on = false;
    for (;;) {
        JsonToken token = TRY(reader.next());
        if (token.kind == Kind::end) break;
        read.piece_size_max = std::max(read.piece_size_max, token.text.size());
        read.is_whole = read.is_whole && is_utf8(token.text);
        const bool is_more = goes_on;
        goes_on = token.goes_on;
        if (is_more) {
            EXPECT_EQ(read.tokens.back().kind, token.kind);
            read.tokens.back().text += token.text;
        } else {
            read.tokens.push_back(std::move(token));
        }
    }
    EXPECT_EQ(reader.position(), json.size());
    return read;
}

// As the tokens say.
Result<std::string> written_again(const Read& read) {
    JsonWriter writer;
    for (const JsonToken& token : read.tokens) {
        switch (token.kind) {
            case Kind::null: writer.null(); break;
            case Kind::no: writer.boolean(false); break;
            case Kind::yes: writer.boolean(true); break;
            case Kind::number: writer.value(JsonValue::number(token.text)); break;
            case Kind::text: writer.text(token.text); break;
            case Kind::name: writer.name(token.text); break;
            case Kind::begin_array: writer.begin_array(); break;
            case Kind::end_array: writer.end_array(); break;
            case Kind::begin_object: writer.begin_object(); break;
            case Kind::end_object: writer.end_object(); break;
            case Kind::end: break;
        }
    }
    return writer.finish();
}

TEST(JsonReader, JS11_gives_what_the_tree_is_made_of) {
    for (const testing::Case& vector : testing::read_cases("spec/vectors/codec/json.json")) {
        const Buffer input = vector.bytes("input");
        const std::string_view json = as_text(input);
        if (!is_utf8(json)) continue;
        for (const std::size_t size : {std::size_t{1}, std::size_t{3}, std::size_t{SIZE_MAX}}) {
            const auto read = read_all(json, size);
            ASSERT_EQ(read.has_value(), vector.is_true("valid")) << vector.name();
            if (!read) continue;
            EXPECT_EQ(written_again(*read), as_text(vector.bytes("output"))) << vector.name();
        }
    }
}

TEST(JsonReader, JS11_texts_come_in_pieces_of_whole_code_points) {
    const std::string json = R"({"a🙂🙂🙂b":["plain text","äöü🙂\u0041\ud83d\ude42\n\"","",1e9]})";
    const auto whole = read_all(json);
    ASSERT_TRUE(whole);
    for (std::size_t size = 1; size < 20; ++size) {
        const auto read = read_all(json, size);
        ASSERT_TRUE(read) << size;
        EXPECT_TRUE(read->is_whole) << size;
        EXPECT_LT(read->piece_size_max, size + 4) << size;
        EXPECT_EQ(written_again(*read), written_again(*whole)) << size;
    }
}

TEST(JsonReader, JS11_what_is_wrong_is_wrong_in_pieces_too) {
    for (const std::string_view json :
         {"[1,]", R"(["abcdef)", R"(["abc\q"])", "[1 2]", R"({"abcdef" 1})", "{}{}", R"({"a":)",
          "[\"a\x01\"]", R"(["\ud800"])", "", "]", R"(["abcdef\)"}) {
        const auto tree = parse_json(json);
        ASSERT_FALSE(tree) << json;
        for (std::size_t size = 1; size < 8; ++size) {
            const auto read = read_all(json, size);
            ASSERT_FALSE(read) << json;
            EXPECT_EQ(read.error(), tree.error()) << json;
        }
    }
}

}  // namespace
}  // namespace core::codec
