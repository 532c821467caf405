// Comparisons walk values with a list of pairs that wait, since values may be nested deeper than a
// stack is.
#include "logos/values/comparison.h"

#include <algorithm>
#include <cmath>

#include "core/codec/utf8.h"
#include "logos/values/make.h"
#include "logos/values/number.h"
#include "logos/values/shared.h"

namespace logos {
namespace {

struct Pair {
    const Value* left;
    const Value* right;
};

using Pairs = std::vector<Pair>;

// Both are numbers.
int order_of_numbers(const Value& left, const Value& right) {
    const bool left_is_none = left.is(Tag::real) && std::isnan(left.as_real());
    const bool right_is_none = right.is(Tag::real) && std::isnan(right.as_real());
    if (left_is_none || right_is_none) return (left_is_none ? 1 : 0) - (right_is_none ? 1 : 0);
    if (left.is(Tag::real) && right.is(Tag::real))
        return (left.as_real() > right.as_real() ? 1 : 0) -
               (left.as_real() < right.as_real() ? 1 : 0);
    if (left.is(Tag::real)) return -order_of_numbers(right, left);
    if (right.is(Tag::real)) {
        const double real = right.as_real();
        const auto whole = BigInteger::from_real(real);
        if (!whole) return real > 0 ? -1 : 1;
        if (const int sign = BigInteger::compare(big_from(left), *whole); sign != 0) return sign;
        const double rest = real - std::trunc(real);
        return (rest < 0 ? 1 : 0) - (rest > 0 ? 1 : 0);
    }
    return BigInteger::compare(big_from(left), big_from(right));
}

bool is_worded(const Value& value) { return value.is(Tag::text) || value.is(Tag::character); }

// Of a text or a character, for which there is room in `room`.
std::string_view words_of(const Value& value, std::string& room) {
    if (value.is(Tag::text)) return text_of(value);
    core::codec::append_utf8(room, static_cast<char32_t>(value.as_integer()));
    return room;
}

int order_of_words(const Value& left, const Value& right) {
    std::string left_room;
    std::string right_room;
    const int sign = words_of(left, left_room).compare(words_of(right, right_room));
    return (sign > 0 ? 1 : 0) - (sign < 0 ? 1 : 0);
}

void push_pairs(const std::vector<Value>& left, const std::vector<Value>& right, Pairs& pairs) {
    for (std::size_t i = left.size(); i-- > 0;)
        pairs.push_back({.left = &left[i], .right = &right[i]});
}

bool open_tables(const OrderedTable& left, const OrderedTable& right, Pairs& pairs) {
    if (left.size() != right.size()) return false;
    for (std::size_t i = 0; i < left.size(); ++i) {
        const auto& entry = left.entry(i);
        const Value* other = right.find(entry.key);
        if (other == nullptr) return false;
        pairs.push_back({.left = &entry.value, .right = other});
    }
    return true;
}

bool open_records(const RecordObject& left, const RecordObject& right, Pairs& pairs) {
    if (left.shape != right.shape || left.fields.size() != right.fields.size()) return false;
    push_pairs(left.fields, right.fields, pairs);
    return true;
}

// Whether the pair is equal if the pairs are that it adds.
bool open_pair(const Value& left, const Value& right, Pairs& pairs) {
    if (is_number(left) && is_number(right)) {
        if (left.is(Tag::real) && right.is(Tag::real)) return left.as_real() == right.as_real();
        return order_of_numbers(left, right) == 0;
    }
    if (is_worded(left) && is_worded(right)) {
        if (left.is(Tag::text) && right.is(Tag::text)) return text_of(left) == text_of(right);
        return order_of_words(left, right) == 0;
    }
    if (left.tag() != right.tag()) return false;
    if (!left.is_object()) return left.is(Tag::nothing) || left.as_integer() == right.as_integer();
    if (left.as_object() == right.as_object()) return true;
    if (is_listed(left)) {
        if (items_of(left).size() != items_of(right).size()) return false;
        push_pairs(items_of(left), items_of(right), pairs);
        return true;
    }
    if (is_table(left)) return open_tables(table_of(left), table_of(right), pairs);
    return left.is(Tag::record) && open_records(record_of(left), record_of(right), pairs);
}

Outcome<int> order_to_depth(const Value& left, const Value& right, std::size_t depth);

Outcome<int> order_of_items(const Value& left, const Value& right, std::size_t depth) {
    if (depth == 0) return failure("Cannot compare what is nested so deep");
    const auto& items = items_of(left);
    const auto& others = items_of(right);
    for (std::size_t i = 0; i < std::min(items.size(), others.size()); ++i)
        if (const int sign = TRY(order_to_depth(items[i], others[i], depth - 1)); sign != 0)
            return sign;
    return (items.size() > others.size() ? 1 : 0) - (items.size() < others.size() ? 1 : 0);
}

Outcome<int> order_to_depth(const Value& left, const Value& right, std::size_t depth) {
    if (is_number(left) && is_number(right)) return order_of_numbers(left, right);
    if (is_worded(left) && is_worded(right)) return order_of_words(left, right);
    if (left.tag() == right.tag()) {
        if (left.is(Tag::duration) || left.is(Tag::truth))
            return (left.as_integer() > right.as_integer() ? 1 : 0) -
                   (left.as_integer() < right.as_integer() ? 1 : 0);
        if (is_listed(left)) return order_of_items(left, right, depth);
    }
    std::string text = "Cannot compare ";
    text += type_name(left);
    text += " and ";
    text += type_name(right);
    return failure(std::move(text));
}

}  // namespace

bool truthy(const Value& value) {
    switch (value.tag()) {
        case Tag::nothing: return false;
        case Tag::truth:
        case Tag::integer:
        case Tag::duration: return value.as_integer() != 0;
        case Tag::real: return value.as_real() != 0;
        case Tag::text: return !text_of(value).empty();
        case Tag::list:
        case Tag::tuple: return !items_of(value).empty();
        case Tag::set:
        case Tag::map: return !table_of(value).empty();
        case Tag::character:
        case Tag::pipe:
        case Tag::handle:
        case Tag::big:
        case Tag::record:
        case Tag::shared:
        case Tag::closure:
        case Tag::cell: return true;
    }
    return true;
}

bool equal_in_depth(const Value& left, const Value& right) {
    Pairs pairs;
    if (!open_pair(left, right, pairs)) return false;
    while (!pairs.empty()) {
        const Pair pair = pairs.back();
        pairs.pop_back();
        if (!open_pair(*pair.left, *pair.right, pairs)) return false;
    }
    return true;
}

Outcome<int> order_in_depth(const Value& left, const Value& right) {
    return order_to_depth(left, right, value_depth_max);
}

bool approximately(const Value& left, const Value& right) {
    constexpr double part = 1e-9;
    if (equal(left, right)) return true;
    if (!is_number(left) || !is_number(right)) return false;
    const double a = real_from(left);
    const double b = real_from(right);
    if (!std::isfinite(a) || !std::isfinite(b)) return false;
    return std::fabs(a - b) <= part * std::max({1.0, std::fabs(a), std::fabs(b)});
}

std::string_view type_name(const Value& value) {
    switch (value.tag()) {
        case Tag::nothing: return "Nothing";
        case Tag::truth: return "Bool";
        case Tag::integer:
        case Tag::big: return "Int";
        case Tag::real: return "Real";
        case Tag::character: return "Char";
        case Tag::duration: return "Duration";
        case Tag::pipe: return "Pipe";
        case Tag::handle: return "Handle";
        case Tag::text: return "Text";
        case Tag::list: return "List";
        case Tag::tuple: return "Tuple";
        case Tag::set: return "Set";
        case Tag::map: return "Map";
        case Tag::record: return record_of(value).shape->name;
        case Tag::shared: return shared_of(value).shape->name;
        case Tag::closure: return "Function";
        case Tag::cell: return type_name(cell_of(value));
    }
    return "";
}

}  // namespace logos
