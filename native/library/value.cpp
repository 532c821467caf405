// Values and errors, for those who speak C.
#include "native/library/value.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <cstring>

#include "core/codec/json_writer.h"
#include "core/codec/utf8.h"

using core::codec::JsonMember;
using core::codec::JsonValue;

namespace library {

namespace {

selvage_value* part_of(const selvage_value& whole, const JsonValue& part) {
    return new selvage_value{std::shared_ptr<const JsonValue>(whole.json, &part)};
}

std::string text_in(const JsonValue& answer, std::string_view name) {
    const JsonValue* const member = answer.find(name);
    return std::string(member ? member->as_text().value_or("") : "");
}

}  // namespace

selvage_error error_of(const JsonValue& answer) {
    return {text_in(answer, "error"), text_in(answer, "cause"), text_in(answer, "remedy")};
}

selvage_error error_of(std::string_view kind, std::string_view sentences) {
    constexpr std::string_view between = ". ";
    const std::size_t end = sentences.find(between);
    if (end == sentences.npos)
        return {std::string(kind),
                std::string(sentences.substr(0, sentences.size() - sentences.ends_with('.'))),
                "`selvage doctor` says more of what can go wrong on this machine."};
    return {std::string(kind), std::string(sentences.substr(0, end)),
            std::string(sentences.substr(end + between.size()))};
}

}  // namespace library

const char* selvage_error_kind(const selvage_error* error) { return error->kind.c_str(); }
const char* selvage_error_cause(const selvage_error* error) { return error->cause.c_str(); }
const char* selvage_error_remedy(const selvage_error* error) { return error->remedy.c_str(); }
void selvage_error_free(selvage_error* error) { delete error; }

selvage_value* selvage_value_null() { return library::new_value({}); }

selvage_value* selvage_value_bool(int truth) {
    return library::new_value(JsonValue::of(truth != 0));
}

selvage_value* selvage_value_integer(int64_t number) {
    return library::new_value(JsonValue::number(number));
}

selvage_value* selvage_value_number(double number) {
    if (!std::isfinite(number)) return nullptr;
    std::array<char, 32> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    return library::new_value(JsonValue::number(std::string(digits.data(), end)));
}

selvage_value* selvage_value_text(const char* text, size_t size) {
    const std::string_view whole(text, size);
    if (!core::codec::is_utf8(whole)) return nullptr;
    return library::new_value(JsonValue::of(whole));
}

selvage_value* selvage_value_list(const selvage_value* const* items, size_t count) {
    std::vector<JsonValue> list;
    list.reserve(count);
    for (size_t i = 0; i < count; ++i) list.push_back(*items[i]->json);
    return library::new_value(JsonValue::of(std::move(list)));
}

selvage_value* selvage_value_object(const char* const* names, const selvage_value* const* values,
                                    size_t count) {
    std::vector<JsonMember> members;
    members.reserve(count);
    for (size_t i = 0; i < count; ++i) {
        if (!core::codec::is_utf8(std::string_view(names[i]))) return nullptr;
        members.push_back({names[i], *values[i]->json});
    }
    return library::new_value(JsonValue::of(std::move(members)));
}

selvage_value* selvage_value_read(const char* json, size_t size) {
    auto value = core::codec::parse_json(std::string_view(json, size));
    return value ? library::new_value(*std::move(value)) : nullptr;
}

selvage_value* selvage_value_share(const selvage_value* value) { return new selvage_value(*value); }

void selvage_value_free(selvage_value* value) { delete value; }

selvage_kind selvage_value_kind(const selvage_value* value) {
    using enum JsonValue::Kind;
    switch (value->json->kind()) {
        case null: return SELVAGE_NULL;
        case boolean: return SELVAGE_BOOL;
        case number: return SELVAGE_NUMBER;
        case text: return SELVAGE_TEXT;
        case array: return SELVAGE_LIST;
        case object: return SELVAGE_OBJECT;
    }
    std::unreachable();
}

int selvage_value_as_bool(const selvage_value* value, int* truth) {
    const auto read = value->json->as_bool();
    if (read) *truth = *read ? 1 : 0;
    return read ? 1 : 0;
}

int selvage_value_as_integer(const selvage_value* value, int64_t* number) {
    const auto read = value->json->as_int64();
    if (read) *number = *read;
    return read ? 1 : 0;
}

int selvage_value_as_number(const selvage_value* value, double* number) {
    const auto digits = value->json->as_digits();
    if (!digits) return 0;
    double read = 0;
    const auto end = digits->data() + digits->size();
    const auto [at, error] = std::from_chars(digits->data(), end, read);
    if (error != std::errc() || at != end) return 0;
    *number = read;
    return 1;
}

const char* selvage_value_as_text(const selvage_value* value, size_t* size) {
    const auto text = value->json->as_text();
    if (!text) return nullptr;
    *size = text->size();
    return text->data();
}

size_t selvage_value_size(const selvage_value* value) {
    if (const auto list = value->json->as_array()) return list->size();
    const auto object = value->json->as_object();
    return object ? object->size() : 0;
}

selvage_value* selvage_value_at(const selvage_value* value, size_t place) {
    if (place >= selvage_value_size(value)) return nullptr;
    if (const auto list = value->json->as_array()) return library::part_of(*value, (*list)[place]);
    return library::part_of(*value, (*value->json->as_object())[place].value);
}

selvage_value* selvage_value_find(const selvage_value* value, const char* name, size_t size) {
    const JsonValue* const found = value->json->find({name, size});
    return found ? library::part_of(*value, *found) : nullptr;
}

const char* selvage_value_name_at(const selvage_value* value, size_t place, size_t* size) {
    const auto members = value->json->as_object();
    if (!members || place >= members->size()) return nullptr;
    const std::string& name = (*members)[place].name;
    *size = name.size();
    return name.data();
}

char* selvage_value_json(const selvage_value* value) {
    const auto json = core::codec::to_json(*value->json);
    return ::strdup(json ? json->c_str() : "null");
}

void selvage_text_free(char* text) { std::free(text); }
