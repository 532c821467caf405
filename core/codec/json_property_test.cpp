// Trees of any shape read back as they were written, also with blanks between all tokens.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "core/codec/json_writer.h"
#include "core/codec/utf8.h"

namespace core::codec {
namespace {

std::string any_text() {
    std::string text;
    const auto units = *rc::gen::arbitrary<std::vector<std::uint32_t>>();
    for (const std::uint32_t unit : units) {
        // Mostly ASCII, since that is where escapes and brackets are.
        const char32_t code_point = unit % 3 == 0 ? unit % 0x110000 : unit % 0x80;
        if (code_point < 0xd800 || code_point > 0xdfff) append_utf8(text, code_point);
    }
    return text;
}

JsonValue any_value(int depth) {
    switch (*rc::gen::inRange(0, depth > 0 ? 7 : 5)) {
        case 0: return {};
        case 1: return JsonValue::of(*rc::gen::arbitrary<bool>());
        case 2: return JsonValue::number(*rc::gen::arbitrary<std::int64_t>());
        case 3:
            return JsonValue::number(*rc::gen::elementOf(std::vector<std::string>{
                "-0", "1.50", "1e999", "-0.0E-1", "18446744073709551616"}));
        case 4: return JsonValue::of(any_text());
        case 5: {
            std::vector<JsonValue> items;
            const int count = *rc::gen::inRange(0, 5);
            for (int i = 0; i < count; ++i) items.push_back(any_value(depth - 1));
            return JsonValue::of(std::move(items));
        }
        default: {
            std::vector<JsonMember> members;
            const int count = *rc::gen::inRange(0, 5);
            for (int i = 0; i < count; ++i) members.push_back({any_text(), any_value(depth - 1)});
            return JsonValue::of(std::move(members));
        }
    }
}

// Blanks around everything that is a token of its own.
std::string spread(std::string_view json) {
    std::string text;
    bool in_text = false;
    for (std::size_t i = 0; i < json.size(); ++i) {
        const bool is_sign = std::string_view("{}[]:,").contains(json[i]);
        if (json[i] == '"') in_text = !in_text;
        text +=
            !in_text && is_sign ? std::string("\t ") + json[i] + "\r\n" : std::string(1, json[i]);
        if (in_text && json[i] == '\\') text += json[++i];
    }
    return text;
}

RC_GTEST_PROP(JsonProperty, JS9_trees_read_back_as_they_were_written, ()) {
    const JsonValue tree = any_value(4);
    const auto text = to_json(tree);
    RC_ASSERT(text.has_value());
    RC_ASSERT(is_utf8(*text));
    const auto again = parse_json(*text);
    RC_ASSERT(again.has_value());
    RC_ASSERT(*again == tree);
    RC_ASSERT(*to_json(*again) == *text);
    const auto spread_out = parse_json(spread(*text));
    RC_ASSERT(spread_out.has_value());
    RC_ASSERT(*spread_out == tree);
}

RC_GTEST_PROP(JsonProperty, JS1_a_text_cut_short_is_no_text, ()) {
    const std::string text = *to_json(JsonValue::of(std::vector<JsonValue>(1, any_value(3))));
    const auto size = static_cast<std::size_t>(*rc::gen::inRange<std::uint64_t>(0, text.size()));
    RC_ASSERT(!parse_json(std::string_view(text).substr(0, size)).has_value());
}

}  // namespace
}  // namespace core::codec
