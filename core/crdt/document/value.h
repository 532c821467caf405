// Value is a leaf of a document: nothing, a truth value, a number, text or bytes. Equal values are
// equal in bytes, and all of them are in one order, which is that of sets.
#pragma once

#include <compare>
#include <string>
#include <string_view>

#include "core/base/bytes.h"
#include "core/base/variant.h"
#include "core/crdt/store_codec.h"

namespace core::crdt {

class Value {
public:
    enum class Kind : std::uint8_t { null, boolean, integer, real, text, bytes };

    Value() = default;  // null
    [[nodiscard]] static Value of(bool value) { return Value(value); }
    [[nodiscard]] static Value of(std::int64_t value) { return Value(value); }
    [[nodiscard]] static Value of(int value) { return Value(std::int64_t{value}); }
    // A whole number becomes an integer, so that 1 and 1.0 are one value as in JavaScript; -0 and
    // NaN have one form each.
    [[nodiscard]] static Value of(double value);
    [[nodiscard]] static Value of(std::string text) { return Value(std::move(text)); }
    [[nodiscard]] static Value of(std::string_view text) { return Value(std::string(text)); }
    [[nodiscard]] static Value of(const char* text) { return Value(std::string(text)); }
    [[nodiscard]] static Value of(Buffer bytes) { return Value(std::move(bytes)); }

    [[nodiscard]] Kind kind() const { return static_cast<Kind>(value_.index()); }
    [[nodiscard]] bool is_null() const { return kind() == Kind::null; }

    // Null if it is of another kind.
    [[nodiscard]] const bool* as_bool() const { return get_if<bool>(&value_); }
    [[nodiscard]] const std::int64_t* as_integer() const { return get_if<std::int64_t>(&value_); }
    // Of a number that is not whole.
    [[nodiscard]] const double* as_real() const { return get_if<double>(&value_); }
    [[nodiscard]] const std::string* as_text() const { return get_if<std::string>(&value_); }
    [[nodiscard]] const Buffer* as_bytes() const { return get_if<Buffer>(&value_); }

    friend std::strong_ordering operator<=>(const Value& left, const Value& right);
    friend bool operator==(const Value& left, const Value& right) {
        return (left <=> right) == std::strong_ordering::equal;
    }

private:
    // Of nothing else, so that it can be asked of any type whether a value is made of it.
    template <class T>
        requires(!std::is_class_v<T> || std::is_same_v<T, std::string> || std::is_same_v<T, Buffer>)
    explicit Value(T value) : value_(std::move(value)) {}

    // In the order of Kind.
    Variant<Nothing, bool, std::int64_t, double, std::string, Buffer> value_;
};

template <>
struct Coder<Value> {
    static constexpr std::size_t size_min = 1;
    static void write(BufferWriter& writer, const Value& value);
    static Result<Value> read(Reader& reader);
};

}  // namespace core::crdt
