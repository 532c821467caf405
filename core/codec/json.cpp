// The values of JSON. Their parser stands in json_parser.cpp.
#include "core/codec/json.h"

#include <algorithm>
#include <ranges>
#include <utility>

#include "core/base/format.h"
#include "core/codec/decimal.h"

namespace core::codec {

JsonValue JsonValue::of(bool value) { return JsonValue(value); }

JsonValue JsonValue::of(const char* text) { return of(std::string_view(text)); }

JsonValue JsonValue::of(std::string_view text) { return JsonValue(std::string(text)); }

JsonValue JsonValue::of(std::vector<JsonValue> items) { return JsonValue(std::move(items)); }

JsonValue JsonValue::of(std::vector<JsonMember> members) { return JsonValue(std::move(members)); }

JsonValue JsonValue::number(std::int64_t value) { return number(formatted("{}", value)); }

JsonValue JsonValue::number(std::string digits) { return JsonValue(Number{std::move(digits)}); }

Result<bool> JsonValue::as_bool() const {
    const bool* const value = get_if<bool>(&value_);
    if (!value) return fail(Error::type_wrong);
    return *value;
}

Result<std::string_view> JsonValue::as_text() const {
    const std::string* const text = get_if<std::string>(&value_);
    if (!text) return fail(Error::type_wrong);
    return *text;
}

Result<std::string_view> JsonValue::as_digits() const {
    const Number* const value = get_if<Number>(&value_);
    if (!value) return fail(Error::type_wrong);
    return value->digits;
}

Result<std::uint64_t> JsonValue::as_uint64() const {
    const std::string_view digits = TRY(as_digits());
    if (!digits.starts_with('-')) return parse_decimal(digits, UINT64_MAX);
    return parse_decimal(digits.substr(1), 0);  // Of what has a minus only -0 is in the range.
}

Result<std::int64_t> JsonValue::as_int64() const {
    const std::string_view digits = TRY(as_digits());
    if (!digits.starts_with('-'))
        return static_cast<std::int64_t>(TRY(parse_decimal(digits, INT64_MAX)));
    const std::uint64_t size = TRY(parse_decimal(digits.substr(1), std::uint64_t{1} << 63));
    return static_cast<std::int64_t>(0 - size);
}

Result<std::span<const JsonValue>> JsonValue::as_array() const {
    const auto* const items = get_if<std::vector<JsonValue>>(&value_);
    if (!items) return fail(Error::type_wrong);
    return *items;
}

Result<std::span<const JsonMember>> JsonValue::as_object() const {
    const auto* const members = get_if<std::vector<JsonMember>>(&value_);
    if (!members) return fail(Error::type_wrong);
    return *members;
}

const JsonValue* JsonValue::find(std::string_view name) const {
    const auto members = as_object();
    if (!members) return nullptr;
    for (const JsonMember& member : *members | std::views::reverse)
        if (member.name == name) return &member.value;
    return nullptr;
}

bool operator==(const JsonValue& left, const JsonValue& right) {
    return left.value_ == right.value_;
}

}  // namespace core::codec
