// Deadlines holds when each of many things wants to be woken. It is lazy: a deadline that moves
// later keeps its old place, so that what is postponed with every byte costs nothing; whoever is
// woken too early just says anew when (early calls of expire() are harmless).
//
// Who is kept in it remembers its own place, an optional Instant that only this class writes.
#pragma once

#include <optional>
#include <utility>

#include "core/base/assert.h"
#include "core/base/ordered_map.h"
#include "core/base/time.h"

namespace core {

template <class Key>
class Deadlines {
public:
    using Place = std::optional<Instant>;

    // From now on the key is woken no later than `when`; never, if that is nothing.
    void set(Key key, Place& place, std::optional<Instant> when) {
        if (place && when && *when >= *place) return;
        remove(key, place);
        if (!when) return;
        const bool is_new = order_.insert({*when, key}, Nothing{});
        ASSERT(is_new);
        place = when;
    }

    void remove(Key key, Place& place) {
        if (!place) return;
        const bool was_there = order_.erase({*place, key});
        ASSERT(was_there);
        place.reset();
    }

    [[nodiscard]] std::optional<Instant> earliest() const {
        if (order_.empty()) return std::nullopt;
        return (*order_.begin()).first.first;
    }

    // The first that is due. Its place is to be given to remove() before it is set anew.
    [[nodiscard]] std::optional<Key> first_due(Instant now) const {
        if (order_.empty() || (*order_.begin()).first.first > now) return std::nullopt;
        return (*order_.begin()).first.second;
    }

private:
    struct Nothing {};

    OrderedMap<std::pair<Instant, Key>, Nothing> order_;
};

}  // namespace core
