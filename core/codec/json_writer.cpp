// Commas follow from what was written last: behind an opening bracket or a colon there is none. A
// text ends in its quote, so that no text's own last character can be taken for one of them.
#include "core/codec/json_writer.h"

#include <utility>

#include "core/base/assert.h"
#include "core/base/format.h"
#include "core/base/limits.h"
#include "core/codec/utf8.h"

namespace core::codec {

void JsonWriter::separate() {
    if (!out_.empty() && !std::string_view("{[:").contains(out_.back())) out_ += ',';
}

void JsonWriter::word(std::string_view word) {
    separate();
    out_ += word;
}

void JsonWriter::open(char bracket) {
    separate();
    out_ += bracket;
    if (++depth_ > nesting_depth_max) outcome_ = fail(Error::too_deep);
}

void JsonWriter::close(char bracket) {
    ASSERT(depth_ > 0);
    --depth_;
    out_ += bracket;
}

void JsonWriter::name(std::string_view name) {
    text(name);
    out_ += ':';
}

void JsonWriter::number(std::int64_t value) { word(formatted("{}", value)); }

void JsonWriter::number(std::uint64_t value) { word(formatted("{}", value)); }

void JsonWriter::text(std::string_view text) {
    separate();
    if (!is_utf8(text)) outcome_ = fail(Error::malformed);
    quote(text);
}

void JsonWriter::quote(std::string_view text) {
    constexpr std::string_view escaped = "\"\\\b\f\n\r\t";
    constexpr std::string_view letters = "\"\\bfnrt";
    out_ += '"';
    for (const char character : text) {
        const std::size_t at = escaped.find(character);
        if (at != std::string_view::npos) {
            out_ += '\\';
            out_ += letters[at];
        } else if (static_cast<unsigned char>(character) < 0x20) {
            out_ += character < 0x10 ? "\\u000" : "\\u001";
            out_ += "0123456789abcdef"[character & 15];
        } else {
            out_ += character;
        }
    }
    out_ += '"';
}

void JsonWriter::value(const JsonValue& value) {
    // Deeper trees are refused, and not walked: they could exhaust the stack.
    if (depth_ > nesting_depth_max) return null();
    switch (value.kind()) {
        case JsonValue::Kind::null: return null();
        case JsonValue::Kind::boolean: return boolean(*value.as_bool());
        case JsonValue::Kind::number: return word(*value.as_digits());
        case JsonValue::Kind::text: return text(*value.as_text());
        case JsonValue::Kind::array:
            begin_array();
            for (const JsonValue& item : *value.as_array()) this->value(item);
            return end_array();
        case JsonValue::Kind::object:
            begin_object();
            for (const JsonMember& member : *value.as_object()) {
                name(member.name);
                this->value(member.value);
            }
            return end_object();
    }
}

Result<std::string> JsonWriter::finish() {
    ASSERT(depth_ == 0);
    TRY(outcome_);
    return std::move(out_);
}

Result<std::string> to_json(const JsonValue& value) {
    JsonWriter writer;
    writer.value(value);
    return writer.finish();
}

}  // namespace core::codec
