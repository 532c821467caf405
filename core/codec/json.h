// JSON (RFC 8259), read strictly into a tree: one value, UTF-8, no comments, no trailing commas, no
// lone surrogates (rules JS1–JS8, spec/codec.md). json_writer.h writes it.
//
//     const JsonValue root = TRY(parse_json(text));
//     if (const JsonValue* port = root.find("port")) number = TRY(port->as_uint64());
//
// A tree owns all of its texts. Numbers keep the digits they were written with: what cannot be held
// exactly is the caller's to decide.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/base/variant.h"

namespace core::codec {

// A value takes some forty bytes of memory and perhaps two of text, so both are limited.
inline constexpr std::size_t json_size_max = std::size_t{4} * 1024 * 1024;
inline constexpr std::size_t json_values_max = std::size_t{256} * 1024;

struct JsonMember;

class JsonValue {
public:
    enum class Kind : std::uint8_t { null, boolean, number, text, array, object };

    JsonValue() = default;  // null
    [[nodiscard]] static JsonValue of(bool value);
    [[nodiscard]] static JsonValue of(std::string_view text);  // Must be UTF-8 to be written.
    [[nodiscard]] static JsonValue of(const char* text);       // Else it would be taken for a bool.
    [[nodiscard]] static JsonValue of(std::vector<JsonValue> items);
    [[nodiscard]] static JsonValue of(std::vector<JsonMember> members);
    [[nodiscard]] static JsonValue number(std::int64_t value);
    // Digits as JSON allows them, which is not checked.
    [[nodiscard]] static JsonValue number(std::string digits);

    [[nodiscard]] Kind kind() const { return static_cast<Kind>(value_.index()); }
    [[nodiscard]] bool is_null() const { return kind() == Kind::null; }

    // Error::type_wrong if the value is of another kind.
    [[nodiscard]] Result<bool> as_bool() const;
    [[nodiscard]] Result<std::string_view> as_text() const;
    // The number's own digits.
    [[nodiscard]] Result<std::string_view> as_digits() const;
    // Only of numbers written without fraction and exponent. Error::too_large outside the range.
    [[nodiscard]] Result<std::int64_t> as_int64() const;
    [[nodiscard]] Result<std::uint64_t> as_uint64() const;
    [[nodiscard]] Result<std::span<const JsonValue>> as_array() const;
    // In the order of the text, names that repeat included.
    [[nodiscard]] Result<std::span<const JsonMember>> as_object() const;

    // The member of that name of an object; the last one if it repeats, as in JavaScript.
    [[nodiscard]] const JsonValue* find(std::string_view name) const;

    friend bool operator==(const JsonValue& left, const JsonValue& right);

private:
    struct Number {
        std::string digits;
        friend bool operator==(const Number&, const Number&) = default;
    };

    template <class Value>
    explicit JsonValue(Value value) : value_(std::move(value)) {}

    // In the order of Kind.
    Variant<Nothing, bool, Number, std::string, std::vector<JsonValue>, std::vector<JsonMember>>
        value_;
};

struct JsonMember {
    std::string name;
    JsonValue value;

    friend bool operator==(const JsonMember&, const JsonMember&) = default;
};

Result<JsonValue> parse_json(std::string_view text);

}  // namespace core::codec
