// What came too early: structs, by client, each client's waiting for one thing, and deletions
// (rules YX6, YX8). To find out that something came it is not gone through: what waits for a
// client is looked up when that client's state moves on, so that what never can be placed costs
// others nothing but the memory it takes, which is limited.
#pragma once

#include <cstdint>
#include <tuple>
#include <utility>
#include <vector>

#include "core/base/ordered_map.h"
#include "core/crdt/yjs/delete_set.h"
#include "core/crdt/yjs/document/arena.h"

namespace core::crdt::yjs {

// Of all clients together.
inline constexpr std::size_t waiting_structs_max = std::size_t{1} << 20;
inline constexpr std::size_t waiting_size_max = std::size_t{1} << 26;  // Of what they hold.
inline constexpr std::size_t waiting_ranges_max = std::size_t{1} << 18;

// Structs of one client that are not in the document yet, in the order of their clocks.
struct Queue {
    std::vector<Item*> items;
    std::size_t next = 0;   // Those in front of it are done with.
    bool is_owned = false;  // What they hold is their own; else it lies in the update.

    [[nodiscard]] bool is_done() const { return next == items.size(); }
    [[nodiscard]] Item* front() const { return items[next]; }
};

class WaitingStructs {
public:
    explicit WaitingStructs(ItemArena& items) : items_(items) {}
    WaitingStructs(const WaitingStructs&) = delete;
    WaitingStructs& operator=(const WaitingStructs&) = delete;
    ~WaitingStructs();

    [[nodiscard]] bool empty() const { return rows_.empty(); }
    // Visits the clients in the order of their numbers, and what waits of each.
    template <class Visit>
    void each(Visit visit) const {
        for (const auto& [client, row] : rows_) visit(client, row.queue);
    }

    // Puts them among those of the client that wait already; what another covers is not kept twice.
    // Returns how many found no room.
    std::size_t keep(std::uint32_t client, Queue queue);
    // The first of the client, if any waits.
    [[nodiscard]] const Item* front(std::uint32_t client) const;
    // Says what the first one waits for.
    void wait_for(std::uint32_t client, Reference missing);

    // Takes those that wait for something of the client in front of its state: take(client, queue).
    // And its own, if somebody wrote as it meanwhile.
    template <class Take>
    void take_due(std::uint32_t client, std::uint64_t state, Take take) {
        const Item* const own = front(client);
        if (own != nullptr && own->clock < state) take(client, remove(client));
        while (!rows_.empty()) {
            const auto first = reasons_.lower_bound({client, 0, 0});
            if (first == std::as_const(reasons_).end()) return;
            const auto [missing_client, clock, waiting] = first->first;
            if (missing_client != client || clock >= state) return;
            take(waiting, remove(waiting));
        }
    }

    // Gives back what an item of an owned queue held.
    void release(char* data, std::size_t size);

private:
    struct Row {
        Queue queue;
        Reference missing;
    };
    // What is missing, and whose structs wait for it.
    using Reason = std::tuple<std::uint32_t, std::uint64_t, std::uint32_t>;

    void own(Item* item);
    void drop(Item* item, bool is_owned);
    void merge(Queue& kept, Queue& added);
    Queue remove(std::uint32_t client);

    ItemArena& items_;
    OrderedMap<std::uint32_t, Row> rows_;
    OrderedMap<Reason, bool> reasons_;
    std::size_t count_ = 0;  // Of what is owned.
    std::size_t size_ = 0;
};

class WaitingDeletions {
public:
    [[nodiscard]] bool empty() const { return ranges_.empty(); }
    // Returns whether there was room.
    bool add(Client client, Range range);
    // Takes out all of the client if some are in front of its state.
    RangeSet take_due(Client client, std::uint64_t state);
    [[nodiscard]] DeleteSet to_set() const;

private:
    OrderedMap<Client, RangeSet> ranges_;
    std::size_t count_ = 0;
};

}  // namespace core::crdt::yjs
