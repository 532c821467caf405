// Crowds remember where many inserted in the same place without knowing of each other, by client:
// who comes next need not go past all of them (rule YX18).
//
// Items between the same two neighbours are in the order of their clients, each with what follows
// on it right behind. So a search that would go past all of smaller clients can begin at the last
// one of them. This holds where items name neighbours that were beside one another, as rule YX4
// demands; of others Yjs promises no order either.
#pragma once

#include <cstdint>
#include <tuple>

#include "core/base/ordered_map.h"
#include "core/crdt/yjs/document/item.h"

namespace core::crdt::yjs {

class Crowds {
public:
    // Steps of a search after which a place is looked up here, and remembered.
    static constexpr std::uint64_t steps_min = 32;

    // The clock of the item of the largest client below `client` in the place of the item.
    struct Member {
        Client client;
        std::uint64_t clock = 0;
    };
    [[nodiscard]] const Member* before(const Item& item, Client client) const {
        const Crowd* const crowd = crowds_.find(place_of(item));
        if (crowd == nullptr) return nullptr;
        const auto* const entry = crowd->floor(client);
        return entry != nullptr ? &entry->second : nullptr;
    }

    void add(const Item& item, Client client) {
        crowds_.ensure(place_of(item)).insert(client, {client, item.clock});
    }

private:
    using Place = std::tuple<const Type*, std::uint32_t, std::uint32_t, std::uint64_t,
                             std::uint32_t, std::uint64_t>;
    using Crowd = OrderedMap<Client, Member>;

    static Place place_of(const Item& item) {
        return {item.parent,
                item.key,
                item.origin_client,
                item.origin_clock,
                item.right_origin_client,
                item.right_origin_clock};
    }

    OrderedMap<Place, Crowd> crowds_;
};

}  // namespace core::crdt::yjs
