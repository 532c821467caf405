// Documents as JSON and back, by recursion as deep as a document may be.
#include "core/crdt/document/json.h"

#include <charconv>
#include <cmath>
#include <map>

#include "core/base/variant.h"
#include "core/codec/json.h"
#include "core/codec/json_writer.h"
#include "core/codec/multibase.h"
#include "core/codec/number_text.h"

namespace core::crdt {

using codec::JsonValue;
using codec::JsonWriter;

namespace {

std::string digits_of(double real) {
    std::string digits;
    codec::append_number(digits, real);
    return digits;
}

void write(JsonWriter& writer, const Value& value) { write_json(writer, value); }
void write(JsonWriter& writer, const Tree& tree);

void write(JsonWriter& writer, const MapTree& map) {
    writer.begin_object();
    for (const TreeEntry& entry : map.entries) {
        writer.name(entry.key);
        write(writer, entry.tree);
    }
    writer.end_object();
}

void write(JsonWriter& writer, const ListTree& list) {
    writer.begin_array();
    for (const Tree& item : list.items) write(writer, item);
    writer.end_array();
}

void write(JsonWriter& writer, const SetTree& set) {
    writer.begin_array();
    for (const Value& value : set.values) write(writer, value);
    writer.end_array();
}

void write(JsonWriter& writer, const TextTree& text) { writer.text(text.characters); }

void write(JsonWriter& writer, const CounterTree& counter) { writer.number(counter.value); }

// By recursion as deep as a document may be.
void write(JsonWriter& writer, const Tree& tree) {
    match(tree.what, [&writer](const auto& what) { write(writer, what); });
}

Result<Tree> tree_from(const JsonValue& json);

Result<Tree> list_from(std::span<const JsonValue> items) {
    ListTree list;
    for (const JsonValue& item : items) list.items.push_back(TRY(tree_from(item)));
    return Tree{std::move(list)};
}

Result<Tree> map_from(std::span<const codec::JsonMember> members) {
    // A map of somebody's that only looks so stays a map.
    if (members.size() == 1 && members[0].name == json_bytes_name) {
        const auto digits = members[0].value.as_text();
        auto bytes = codec::decode_base(codec::Base::base64url, digits.value_or("-"));
        if (digits && bytes) return Tree{Value::of(*std::move(bytes))};
    }
    // The last of equal names holds, as in JavaScript.
    std::map<std::string, Tree> entries;
    for (const codec::JsonMember& member : members)
        entries.insert_or_assign(member.name, TRY(tree_from(member.value)));
    MapTree map;
    for (auto& [key, tree] : entries) map.entries.push_back({key, std::move(tree)});
    return Tree{std::move(map)};
}

Result<Tree> tree_from(const JsonValue& json) {
    switch (json.kind()) {
        case JsonValue::Kind::null: return Tree{Value()};
        case JsonValue::Kind::boolean: return Tree{Value::of(TRY(json.as_bool()))};
        case JsonValue::Kind::number: {
            const std::string_view digits = TRY(json.as_digits());
            return Tree{TRY(number_from_json(digits))};
        }
        case JsonValue::Kind::text: return Tree{Value::of(TRY(json.as_text()))};
        case JsonValue::Kind::array: {
            const auto items = TRY(json.as_array());
            return list_from(items);
        }
        case JsonValue::Kind::object: {
            const auto members = TRY(json.as_object());
            return map_from(members);
        }
    }
    std::unreachable();
}

}  // namespace

void write_json(JsonWriter& writer, const Value& value) {
    if (const bool* const truth = value.as_bool()) return writer.boolean(*truth);
    if (const std::int64_t* const integer = value.as_integer()) return writer.number(*integer);
    if (const double* const real = value.as_real()) {
        if (!std::isfinite(*real)) return writer.null();
        return writer.value(JsonValue::number(digits_of(*real)));
    }
    if (const std::string* const text = value.as_text()) return writer.text(*text);
    if (const Buffer* const bytes = value.as_bytes()) {
        writer.begin_object();
        writer.name(json_bytes_name);
        writer.text(codec::encode_base(codec::Base::base64url, *bytes));
        return writer.end_object();
    }
    writer.null();
}

Result<Value> number_from_json(std::string_view digits) {
    const bool is_whole = digits.find_first_of(".eE") == std::string_view::npos;
    std::int64_t integer = 0;
    const auto* const end = digits.data() + digits.size();
    if (is_whole && digits != "-0" &&
        std::from_chars(digits.data(), end, integer).ec == std::errc())
        return Value::of(integer);
    const double real = codec::number_of(digits);
    if (!std::isfinite(real)) return fail(Error::too_large);
    return Value::of(real);
}

std::optional<Value> bytes_from_json(std::string_view digits) {
    auto bytes = codec::decode_base(codec::Base::base64url, digits);
    if (!bytes) return std::nullopt;
    return Value::of(*std::move(bytes));
}

std::string to_json(const Tree& tree) {
    JsonWriter writer;
    write(writer, tree);
    auto json = writer.finish();
    ASSERT(json);  // A document holds UTF-8 alone and is not deeper than JSON may be.
    return *std::move(json);
}

Result<Tree> tree_from_json(std::string_view json) {
    return tree_from(TRY(codec::parse_json(json)));
}

}  // namespace core::crdt
