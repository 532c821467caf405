// Built-in functions of collections.
#include <algorithm>

#include "logos/values/arithmetic.h"
#include "logos/values/builtin_tables.h"
#include "logos/values/collections.h"

namespace logos {
namespace {

Outcome<Value> length_of(Arguments arguments) { return length(arguments[0]); }
Outcome<Value> copy_of(Arguments arguments) { return arguments[0]; }
Outcome<Value> contained(Arguments arguments) { return contains(arguments[0], arguments[1]); }

// What a loop would go through, as a list that may be changed.
Outcome<Value> listed(Value& value) {
    Value items = TRY(iteration(value));
    value = Value();
    return items.is(Tag::tuple) ? make_list(items_of(items)) : items;
}

Outcome<Value> to_list(Arguments arguments) { return listed(arguments[0]); }

Outcome<Value> to_set(Arguments arguments) {
    const Value items = TRY(iteration(arguments[0]));
    Value set = make_set();
    for (const Value& item : items_of(items)) TRY(add_to(set, item));
    return set;
}

Outcome<Value> reversed(Arguments arguments) {
    const bool was_text = arguments[0].is(Tag::text);
    Value items = TRY(listed(arguments[0]));
    std::ranges::reverse(own_items(items));
    if (!was_text) return items;
    std::string text;
    for (const Value& item : items_of(items)) text += text_of(item);
    return make_text(std::move(text));
}

// Merges two sorted runs; of equal ones those of the first come first.
Outcome<void> merge_runs(std::span<Value> first, std::span<Value> second,
                         std::vector<Value>& merged) {
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < first.size() && j < second.size()) {
        const bool takes_second = TRY(order(second[j], first[i])) < 0;
        merged.push_back(std::move(takes_second ? second[j++] : first[i++]));
    }
    while (i < first.size()) merged.push_back(std::move(first[i++]));
    while (j < second.size()) merged.push_back(std::move(second[j++]));
    return {};
}

Outcome<void> sort_items(std::vector<Value>& items) {
    for (std::size_t run = 1; run < items.size(); run *= 2) {
        std::vector<Value> merged;
        merged.reserve(items.size());
        for (std::size_t at = 0; at < items.size(); at += 2 * run) {
            const auto rest = std::span(items).subspan(at);
            const auto first = rest.first(std::min(run, rest.size()));
            const auto second =
                rest.subspan(first.size(), std::min(run, rest.size() - first.size()));
            TRY(merge_runs(first, second, merged));
        }
        items = std::move(merged);
    }
    return {};
}

// Stable: what is equal keeps its order.
Outcome<Value> sorted(Arguments arguments) {
    Value items = TRY(listed(arguments[0]));
    TRY(sort_items(own_items(items)));
    return items;
}

Outcome<Value> combined(Value& value, Value start,
                        Outcome<Value> (*operation)(const Value&, const Value&)) {
    const Value items = TRY(iteration(value));
    for (const Value& item : items_of(items)) start = TRY(operation(start, item));
    return start;
}

Outcome<Value> sum_of(Arguments arguments) {
    return combined(arguments[0], Value::integer(0), add);
}
Outcome<Value> product_of(Arguments arguments) {
    return combined(arguments[0], Value::integer(1), multiply);
}

Outcome<Value> keys_of(Arguments arguments) {
    if (!arguments[0].is(Tag::map)) return wrong_argument("keys", arguments[0]);
    const OrderedTable& table = table_of(arguments[0]);
    std::vector<Value> keys;
    for (std::size_t i = 0; i < table.size(); ++i) keys.push_back(table.entry(i).key);
    return make_list(std::move(keys));
}

Outcome<Value> values_of(Arguments arguments) {
    if (!arguments[0].is(Tag::map)) return wrong_argument("values", arguments[0]);
    const OrderedTable& table = table_of(arguments[0]);
    std::vector<Value> values;
    for (std::size_t i = 0; i < table.size(); ++i) values.push_back(table.entry(i).value);
    return make_list(std::move(values));
}

// Both included.
Outcome<Value> range(Arguments arguments) {
    for (const Value& value : arguments)
        if (!value.is(Tag::integer)) return wrong_argument("range", value);
    const std::int64_t first = arguments[0].as_integer();
    const std::int64_t last = arguments[1].as_integer();
    std::vector<Value> items;
    if (first > last) return make_list();
    if (static_cast<std::uint64_t>(last) - static_cast<std::uint64_t>(first) >= collection_size_max)
        return failure("List too large");
    for (std::int64_t i = first;; ++i) {
        items.push_back(Value::integer(i));
        if (i == last) return make_list(std::move(items));
    }
}

constexpr Builtin all_of_lists[] = {
    {"length", 1, 1, length_of}, {"copy", 1, 1, copy_of},     {"contains", 2, 2, contained},
    {"toList", 1, 1, to_list},   {"toSet", 1, 1, to_set},     {"reverse", 1, 1, reversed},
    {"sort", 1, 1, sorted},      {"sum", 1, 1, sum_of},       {"product", 1, 1, product_of},
    {"keys", 1, 1, keys_of},     {"values", 1, 1, values_of}, {"range", 2, 2, range},
};

}  // namespace

std::span<const Builtin> list_builtins() { return all_of_lists; }

}  // namespace logos
