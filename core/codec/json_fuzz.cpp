// Whatever is read is written as no longer a text, which reads as the same tree. Any UTF-8 can be
// written as a text and read back. What a number is, the twin says as well.
#include "core/base/assert.h"
#include "core/codec/json_reader.h"
#include "core/codec/json_twin.h"
#include "core/codec/json_writer.h"
#include "core/codec/utf8.h"
#include "core/testing/fuzz.h"

namespace core::codec {
namespace {

void check_written(std::string_view text) {
    const JsonValue value = JsonValue::of(text);
    const auto written = to_json(value);
    ASSERT(written.has_value() == is_utf8(text));
    if (written) ASSERT(parse_json(*written) == value);
}

// In pieces of any size, tokens are wrong where the tree is.
void check_tokens(std::string_view text, const Result<JsonValue>& tree) {
    if (!is_utf8(text)) return;
    JsonReader reader(text, text.size() % 7 + 1);
    Result<JsonToken> token = reader.next();
    while (token && token->kind != JsonToken::Kind::end) {
        // Digits come in one piece.
        const bool is_number = token->kind == JsonToken::Kind::number;
        ASSERT(is_number || token->text.size() < text.size() % 7 + 5);
        ASSERT(is_utf8(token->text));
        token = reader.next();
    }
    ASSERT(token.has_value() == tree.has_value());
    if (!token) ASSERT(token.error() == tree.error());
}

}  // namespace
}  // namespace core::codec

FUZZ(json) {
    using namespace core::codec;
    const std::string_view text = core::as_text(input);
    check_written(text);
    const auto tree = parse_json(text);
    check_tokens(text, tree);
    const bool is_number = is_json_number_slowly(text);
    if (is_number) ASSERT(tree && tree->as_digits() == text);
    if (!tree) return;
    ASSERT(is_utf8(text));
    if (const auto digits = tree->as_digits()) ASSERT(is_json_number_slowly(*digits));
    const auto written = to_json(*tree);
    ASSERT(written && written->size() <= text.size());
    const auto again = parse_json(*written);
    ASSERT(again && *again == *tree);
    ASSERT(to_json(*again) == written);
}
