// An object's members are written before they are counted and ordered: both are known only at its
// end.
#include "core/crdt/yjs/any_json.h"

#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "core/base/assert.h"
#include "core/codec/number_text.h"
#include "core/crdt/yjs/json_reader.h"
#include "core/crdt/yjs/members.h"

namespace core::crdt::yjs {
namespace {

using Tag = AnyToken::Tag;

void append_tag(Buffer& any, Tag tag) { append_byte(any, static_cast<std::uint8_t>(tag)); }

// lib0 writes integers of up to 31 bits as such, and other numbers as short as they are exact.
void append_any_number(Buffer& any, double number) {
    constexpr double integer_max = 0x7fffffff;
    constexpr double float32_max = std::numeric_limits<float>::max();
    const double magnitude = std::abs(number);
    if (magnitude <= integer_max && magnitude == std::trunc(magnitude)) {
        append_tag(any, Tag::integer);
        append_var_int(any, {.magnitude = static_cast<std::uint64_t>(magnitude),
                             .is_negative = std::signbit(number)});
        return;
    }
    const bool fits = magnitude <= float32_max || std::isinf(number);
    if (fits && static_cast<double>(static_cast<float>(number)) == number) {
        append_tag(any, Tag::float32);
        append_float32(any, static_cast<float>(number));
    } else {
        append_tag(any, Tag::float64);
        append_float64(any, number);
    }
}

// UTF-8 has no halves of pairs: each becomes U+FFFD, which is of the same size.
void append_whole_text(Buffer& any, std::string text) {
    for (std::size_t at = text.find('\xed'); at != std::string::npos;
         at = text.find('\xed', at + 1))
        if (static_cast<unsigned char>(text[at + 1]) >= 0xa0) text.replace(at, 3, "\xef\xbf\xbd");
    append_text(any, text);
}

// The Target of a JsonReader that only checks.
struct Nothing {
    void word(Tag) {}
    void number(std::string_view) {}
    void text(const std::string&) {}
    void begin_array() {}
    void begin_item() {}
    void end_array() {}
    void begin_object() {}
    void begin_member(const std::string&) {}
    void end_member() {}
    void end_object() {}
};

// The Target of a JsonReader that writes an `any`.
class AnyWriter {
public:
    explicit AnyWriter(Buffer& any) : any_(any) {}

    void word(Tag tag) { append_tag(any_, tag); }
    void number(std::string_view digits) { append_any_number(any_, codec::number_of(digits)); }
    void text(std::string text) {
        append_tag(any_, Tag::text);
        append_whole_text(any_, std::move(text));
    }

    void begin_array() { open(Tag::array); }
    void begin_item() { ++open_.back().count; }
    void end_array() { close(open_.back().count); }

    void begin_object() { open(Tag::object); }
    void begin_member(std::string key) {
        open_.back().member_begin = any_.size();
        append_whole_text(any_, key);
        open_.back().key = std::move(key);
    }
    void end_member() {
        Open& object = open_.back();
        object.members.add(std::move(object.key), object.member_begin, any_.size());
    }
    void end_object() { close(open_.back().members.finish(any_)); }

private:
    struct Open {
        std::size_t begin;  // Of the parts.
        std::size_t count = 0;
        Members members;
        std::string key;
        std::size_t member_begin = 0;
    };

    void open(Tag tag) {
        append_tag(any_, tag);
        open_.push_back({.begin = any_.size(), .members = {}, .key = {}});
    }
    void close(std::size_t count) {
        Buffer number;
        append_var_uint(number, count);
        any_.insert(any_.begin() + static_cast<std::ptrdiff_t>(open_.back().begin), number.begin(),
                    number.end());
        open_.pop_back();
    }

    Buffer& any_;
    std::vector<Open> open_;
};

void append_quoted(std::string& json, std::string_view text) {
    json += '"';
    for (const char character : text) {
        constexpr std::string_view special = "\"\\\b\f\n\r\t";
        constexpr std::string_view letters = "\"\\bfnrt";
        const std::size_t at = special.find(character);
        if (at != std::string_view::npos) {
            json += '\\';
            json += letters[at];
        } else if (static_cast<unsigned char>(character) < 0x20) {
            constexpr std::string_view digits = "0123456789abcdef";
            json += character < 0x10 ? "\\u000" : "\\u001";
            json += digits[character & 0xf];
        } else {
            json += character;
        }
    }
    json += '"';
}

class JsonOfAny {
public:
    explicit JsonOfAny(std::string_view any) : reader_(as_bytes(any)) {}

    Result<std::string> write() {
        if (!TRY(value())) return fail(Error::type_wrong);
        TRY(reader_.expect_end());
        return std::move(json_);
    }

private:
    // False if there is no text for it: then nothing was written.
    Result<bool> value() {
        const AnyToken token = TRY(read_any_token(reader_));
        switch (token.tag) {
            case Tag::undefined: return false;
            case Tag::bigint: return fail(Error::type_wrong);
            case Tag::null: json_ += "null"; break;
            case Tag::yes: json_ += "true"; break;
            case Tag::no: json_ += "false"; break;
            case Tag::integer:
            case Tag::float32:
            case Tag::float64:
                if (std::isfinite(token.number))
                    codec::append_number(json_, token.number);
                else
                    json_ += "null";
                break;
            case Tag::text: append_quoted(json_, token.bytes); break;
            case Tag::bytes: bytes(token.bytes); break;
            case Tag::array: TRY(array(token.count)); break;
            case Tag::object: TRY(object(token.count)); break;
        }
        return true;
    }

    // An array of bytes is an object for JSON, with the places as keys.
    void bytes(std::string_view bytes) {
        json_ += '{';
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            if (i > 0) json_ += ',';
            json_ += '"' + std::to_string(i) +
                     "\":" + std::to_string(static_cast<unsigned char>(bytes[i]));
        }
        json_ += '}';
    }

    Result<void> array(std::uint64_t count) {
        if (depth_ == any_depth_max) return fail(Error::too_deep);
        ++depth_;
        json_ += '[';
        for (std::uint64_t i = 0; i < count; ++i) {
            if (i > 0) json_ += ',';
            if (!TRY(value())) json_ += "null";
        }
        json_ += ']';
        --depth_;
        return {};
    }

    Result<void> object(std::uint64_t count) {
        if (depth_ == any_depth_max) return fail(Error::too_deep);
        ++depth_;
        json_ += '{';
        const std::size_t first = json_.size();
        Members members;
        for (std::uint64_t i = 0; i < count; ++i) {
            const std::string_view key = TRY(read_text(reader_)).utf8;
            const std::size_t begin = json_.size();
            append_quoted(json_, key);
            json_ += ':';
            // In JavaScript assigning this key changes what the object is, not what it has.
            const bool is_nothing = !TRY(value()) || key == "__proto__";
            if (is_nothing)
                json_.resize(begin);
            else
                json_ += ',';
            members.add(std::string(key), begin, json_.size());
        }
        members.finish(json_);
        if (json_.size() > first) json_.pop_back();
        json_ += '}';
        --depth_;
        return {};
    }

    Reader reader_;
    std::string json_;
    std::size_t depth_ = 0;
};

}  // namespace

Result<void> check_json(std::string_view json) {
    Nothing nothing;
    return JsonReader(json, nothing).read();
}

Result<void> append_any_of_json(Buffer& any, std::string_view json) {
    AnyWriter writer(any);
    return JsonReader(json, writer).read();
}

Result<std::string> json_of_any(std::string_view any) { return JsonOfAny(any).write(); }

}  // namespace core::crdt::yjs
