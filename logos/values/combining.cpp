// Two collections made into one, and collections made into what a loop goes through.
#include "core/base/format.h"
#include "core/codec/utf8.h"
#include "logos/values/arithmetic.h"
#include "logos/values/collections.h"
#include "logos/values/printing.h"

namespace logos {
namespace {

std::unexpected<Failure> cannot_combine(std::string_view doing, const Value& left,
                                        const Value& right) {
    return failure(
        core::formatted("Cannot {} {} and {}", doing, type_name(left), type_name(right)));
}

// The entries of the left one that the right one has, or has not.
Value entries_where(const Value& left, const OrderedTable& right, bool are_there) {
    Value result = left.is(Tag::set) ? make_set() : make_map();
    OrderedTable& kept = own_table(result);
    const OrderedTable& table = table_of(left);
    for (std::size_t i = 0; i < table.size(); ++i) {
        const auto& entry = table.entry(i);
        if (right.contains(entry.key) == are_there) kept.insert_or_assign(entry.key, entry.value);
    }
    return result;
}

Value items_without(const Value& left, const Value& right) {
    OrderedTable gone;
    for (const Value& item : items_of(right)) gone.insert(item);
    std::vector<Value> kept;
    for (const Value& item : items_of(left))
        if (!gone.contains(item)) kept.push_back(item);
    return make_list(std::move(kept));
}

Outcome<Value> characters_in(const Value& text) {
    if (core::codec::code_point_count(text_of(text)) > collection_size_max)
        return collection_too_large(text);
    std::vector<Value> characters;
    for (std::string_view rest = text_of(text); !rest.empty();) {
        const std::string_view before = rest;
        (void)core::codec::take_code_point(rest);
        characters.push_back(make_text(std::string(before.substr(0, before.size() - rest.size()))));
    }
    return make_list(std::move(characters));
}

Value entries_in(const Value& container) {
    const OrderedTable& table = table_of(container);
    std::vector<Value> entries;
    entries.reserve(table.size());
    for (std::size_t i = 0; i < table.size(); ++i) {
        const auto& entry = table.entry(i);
        entries.push_back(container.is(Tag::set) ? entry.key
                                                 : make_tuple({entry.key, entry.value}));
    }
    return make_list(std::move(entries));
}

}  // namespace

Outcome<Value> united(const Value& left, const Value& right) {
    if (!is_table(left) || left.tag() != right.tag()) return cannot_combine("unite", left, right);
    Value result = left;
    OrderedTable& table = own_table(result);
    const OrderedTable& others = table_of(right);
    for (std::size_t i = 0; i < others.size(); ++i)
        table.insert_or_assign(others.entry(i).key, others.entry(i).value);
    if (table.size() > collection_size_max) return collection_too_large(left);
    return result;
}

Outcome<Value> intersected(const Value& left, const Value& right) {
    if (!left.is(Tag::set) || !right.is(Tag::set)) return cannot_combine("intersect", left, right);
    return entries_where(left, table_of(right), true);
}

Outcome<Value> without(const Value& left, const Value& right) {
    if (is_table(left) && is_table(right)) return entries_where(left, table_of(right), false);
    if (left.is(Tag::list) && right.is(Tag::list)) return items_without(left, right);
    return cannot_combine("take the difference of", left, right);
}

Outcome<Value> followed(const Value& left, const Value& right) {
    const bool are_alike = left.tag() == right.tag() && (left.is(Tag::list) || left.is(Tag::text));
    return are_alike ? add(left, right) : cannot_combine("put in sequence", left, right);
}

Outcome<Value> joined(const Value& left, const Value& right) {
    if (left.is(Tag::list) && right.is(Tag::list)) return add(left, right);
    if (left.is(Tag::text) || right.is(Tag::text)) return add(left, right);
    return checked_text(print(left) + print(right));
}

Outcome<Value> iteration(const Value& value) {
    if (is_listed(value)) return value;
    if (value.is(Tag::text)) return characters_in(value);
    if (is_table(value)) return entries_in(value);
    return wrong_container("go through", value);
}

}  // namespace logos
