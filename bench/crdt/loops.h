// How a thing is made, natively; bench/crdt/run.mjs does the same through the module.
#pragma once

#include <charconv>
#include <string>
#include <vector>

#include "bench/crdt/things.h"

namespace bench {

// So many elements become one transaction, with us and with everybody.
inline constexpr std::size_t elements_of_transaction = 1000;

struct KindName {
    Kind kind;
    std::string_view name;
};
inline constexpr std::array kind_names{
    KindName{Kind::set, "set"},
    KindName{Kind::map, "map"},
    KindName{Kind::counters, "counters"},
    KindName{Kind::counter, "counter"},
    KindName{Kind::latest, "single value"},
    KindName{Kind::document_map, "document's map"},
    KindName{Kind::document_set, "document's set"},
    KindName{Kind::document_counters, "document's counters"},
};

inline bool has_keys(Kind kind) { return kind != Kind::counter && kind != Kind::latest; }

// In no order, as keys come; each once, since the factor is a prime that divides no size.
inline std::vector<std::string> keys_for(std::size_t count) {
    constexpr std::size_t factor = 7919;
    std::vector<std::string> keys;
    for (std::size_t i = 0; i < count; ++i)
        keys.push_back("key-" + std::to_string(i * factor % count));
    return keys;
}

// Of the keys, every `step`-th from the first on.
struct Part {
    std::size_t first = 0;
    std::size_t step = 1;
};

inline std::unique_ptr<Thing> made(Kind kind, const std::vector<std::string>& keys, Part part) {
    auto thing = new_thing(kind, core::crdt::Author{0x9e3779b97f4a7c15u + part.first});
    std::size_t untold = 0;
    for (std::size_t i = part.first; i < keys.size(); i += part.step) {
        thing->put(keys[i], i);
        if (++untold % elements_of_transaction == 0) thing->commit();
    }
    thing->commit();
    return thing;
}

// What follows `--sizes`, separated by commas.
inline std::vector<std::size_t> sizes_in(int count, char** words) {
    std::vector<std::size_t> sizes;
    for (int i = 1; i + 1 < count; ++i) {
        if (std::string_view(words[i]) != "--sizes") continue;
        std::string_view list = words[i + 1];
        while (!list.empty()) {
            std::size_t size = 0;
            const auto end = std::from_chars(list.data(), list.data() + list.size(), size).ptr;
            sizes.push_back(size);
            list.remove_prefix(static_cast<std::size_t>(end - list.data()));
            if (!list.empty()) list.remove_prefix(1);
        }
    }
    return sizes;
}

inline std::string title(std::string_view kind, std::size_t size, std::string_view thing) {
    return std::string(kind) + " of " + std::to_string(size) + ", " + std::string(thing);
}

}  // namespace bench
