// The hash of values: the same for all that are equal. Of sets and maps the keys count, in any
// order; of what is nested only so many values, since more may be reached through shared lists than
// anyone can walk.
#include <bit>
#include <cmath>
#include <cstring>

#include "core/codec/utf8.h"
#include "logos/values/comparison.h"
#include "logos/values/limits.h"
#include "logos/values/make.h"

namespace logos {
namespace {

constexpr std::uint64_t odd_factor = 0x9e3779b97f4a7c15;

std::uint64_t mix(std::uint64_t word) {
    word *= odd_factor;
    return word ^ word >> 32;
}

std::uint64_t hash_of_words(std::string_view text) {
    std::uint64_t mixed = text.size() * odd_factor;
    while (text.size() >= sizeof(std::uint64_t)) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data(), sizeof word);
        mixed = mix(mixed ^ word);
        text.remove_prefix(sizeof word);
    }
    std::uint64_t rest = 0;
    for (const char character : text) rest = rest << 8 | static_cast<unsigned char>(character);
    return mix(mixed ^ rest);
}

std::uint64_t hash_of_real(double value) {
    constexpr double past_small = 9223372036854775808.0;
    if (std::trunc(value) != value) return mix(std::bit_cast<std::uint64_t>(value));
    if (value >= -past_small && value < past_small)
        return mix(static_cast<std::uint64_t>(static_cast<std::int64_t>(value)));
    const auto whole = BigInteger::from_real(value);
    return whole ? whole->hash() : mix(std::bit_cast<std::uint64_t>(value));
}

std::uint64_t hash_of_keys(const OrderedTable& table) {
    std::uint64_t sum = table.size();
    for (std::size_t i = 0; i < table.size(); ++i)
        sum += mix(table.entry(i).hash + std::uint64_t{1});
    return mix(sum);
}

// Of one value, without those in it, which wait.
std::uint64_t hash_of_one(const Value& value, std::vector<const Value*>& waiting) {
    switch (value.tag()) {
        case Tag::nothing: return odd_factor;
        case Tag::integer: return mix(static_cast<std::uint64_t>(value.as_integer()));
        case Tag::truth:
        case Tag::duration:
        case Tag::pipe:
        case Tag::handle:
            return mix(static_cast<std::uint64_t>(value.as_integer()) ^ std::uint64_t{0x5bd1}
                                                                            << 48);
        case Tag::real: return hash_of_real(value.as_real());
        case Tag::character: {
            std::string room;
            core::codec::append_utf8(room, static_cast<char32_t>(value.as_integer()));
            return hash_of_words(room);
        }
        case Tag::big: return big_of(value).hash();
        case Tag::text: return hash_of_words(text_of(value));
        case Tag::list:
        case Tag::tuple:
            for (const Value& item : items_of(value)) waiting.push_back(&item);
            return mix(items_of(value).size() + 7);
        case Tag::record:
            for (const Value& field : record_of(value).fields) waiting.push_back(&field);
            return hash_of_words(record_of(value).shape->name);
        case Tag::set:
        case Tag::map: return hash_of_keys(table_of(value));
        case Tag::shared:
        case Tag::closure:
        case Tag::cell: return 1;
    }
    return 0;
}

struct Deep {
    const Value* value;
    std::size_t depth;
};

void push_deeper(const Deep& from, std::vector<Deep>& waiting) {
    const Value& value = *from.value;
    const std::size_t depth = from.depth + 1;
    if (is_listed(value))
        for (const Value& item : items_of(value))
            waiting.push_back({.value = &item, .depth = depth});
    if (value.is(Tag::record))
        for (const Value& field : record_of(value).fields)
            waiting.push_back({.value = &field, .depth = depth});
    if (!is_table(value)) return;
    const OrderedTable& table = table_of(value);
    for (std::size_t i = 0; i < table.size(); ++i) {
        waiting.push_back({.value = &table.entry(i).key, .depth = depth});
        waiting.push_back({.value = &table.entry(i).value, .depth = depth});
    }
}

}  // namespace

std::uint64_t hash(const Value& value) {
    if (value.is(Tag::integer)) return mix(static_cast<std::uint64_t>(value.as_integer()));
    if (value.is(Tag::text)) return hash_of_words(text_of(value));
    std::vector<const Value*> waiting;
    std::uint64_t mixed = hash_of_one(value, waiting);
    for (std::size_t seen = 0; seen < hashed_values_max && !waiting.empty(); ++seen) {
        const Value* next = waiting.back();
        waiting.pop_back();
        mixed = mix(std::rotl(mixed, 7) ^ hash_of_one(*next, waiting));
    }
    return mixed;
}

bool is_too_deep(const Value& value) {
    if (!value.is_object() || value.is(Tag::text) || value.is(Tag::big)) return false;
    std::vector<Deep> waiting{{.value = &value, .depth = 0}};
    while (!waiting.empty()) {
        const Deep next = waiting.back();
        waiting.pop_back();
        if (next.depth > value_depth_max) return true;
        push_deeper(next, waiting);
    }
    return false;
}

}  // namespace logos
