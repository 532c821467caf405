// Commas follow from what was written last: behind an opening bracket or a colon there is none. A
// text ends in its quote, so that no text's own last character can be taken for one of them.
#include "core/codec/json_writer.h"

#include <utility>

#include "core/base/assert.h"
#include "core/base/format.h"
#include "core/base/limits.h"
#include "core/codec/utf8.h"

namespace core::codec {

namespace {

bool is_plain(char character) {
    return static_cast<unsigned char>(character) >= 0x20 && character != '"' && character != '\\';
}

}  // namespace

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
    begin_text();
    more_text(text);
    end_text();
}

void JsonWriter::begin_text() {
    separate();
    out_ += '"';
}

void JsonWriter::more_text(std::string_view piece) {
    constexpr std::string_view escaped = "\"\\\b\f\n\r\t";
    constexpr std::string_view letters = "\"\\bfnrt";
    if (!is_utf8(piece)) outcome_ = fail(Error::malformed);
    while (!piece.empty()) {
        std::size_t plain = 0;
        while (plain < piece.size() && is_plain(piece[plain])) ++plain;
        out_ += piece.substr(0, plain);
        piece.remove_prefix(plain);
        if (piece.empty()) return;
        const char character = piece[0];
        const std::size_t at = escaped.find(character);
        if (at != std::string_view::npos) {
            out_ += '\\';
            out_ += letters[at];
        } else {
            out_ += character < 0x10 ? "\\u000" : "\\u001";
            out_ += "0123456789abcdef"[character & 15];
        }
        piece.remove_prefix(1);
    }
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

// The last character stays, since it decides about the next comma.
std::string JsonWriter::take() {
    if (out_.size() < 2) return {};
    std::string taken(1, out_.back());
    taken.swap(out_);
    taken.pop_back();
    return taken;
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
