// Arrivals takes updates in: it reads one whole before anything changes, integrates what it can,
// and keeps what has to wait for something that is still missing (rules YX5, YX6, YX8).
//
// What waits is bounded by what arrived and by the limits below; what is beyond them is left out,
// said so, and asked for again by the state vector, which never covers what waits.
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/result.h"
#include "core/crdt/yjs/document/store.h"
#include "core/crdt/yjs/update_reader.h"

namespace core::crdt::yjs {

inline constexpr std::size_t waiting_structs_max = std::size_t{1} << 20;
inline constexpr std::size_t waiting_ranges_max = std::size_t{1} << 20;
// Sizes within a document have 32 bits.
inline constexpr std::size_t update_size_max = std::size_t{1} << 30;

class Arrivals {
public:
    explicit Arrivals(Store& store) : store_(store) {}

    // Reads and checks an update; if it is refused, nothing has changed.
    [[nodiscard]] Result<void> read(Bytes update, Format format);
    // Within a transaction: integrates what was read, and what waited for it.
    void integrate();

    // By client, in the order of clocks, overlapping where different updates did.
    using Waiting = OrderedMap<std::uint32_t, std::vector<Item*>>;
    [[nodiscard]] const Waiting& waiting() const { return waiting_; }
    [[nodiscard]] const DeleteSet& waiting_deletes() const { return waiting_deletes_; }
    [[nodiscard]] bool is_waiting() const { return !waiting_.empty() || !waiting_deletes_.empty(); }
    // Structs and ranges of the last update that found no room to wait.
    [[nodiscard]] std::size_t left_out_count() const { return left_out_count_; }

private:
    struct Queue {
        std::vector<Item*> items;
        std::size_t next = 0;

        [[nodiscard]] bool is_done() const { return next == items.size(); }
    };

    // arrivals_read.cpp
    Result<void> read_all(Bytes update, Format format);
    Result<void> add(const Struct& one, std::uint32_t client);
    Result<std::uint32_t> reference(Item& item, const ItemId& id);
    void take_content(Item& item, const Struct& one);
    void forget_earlier(std::uint32_t client);
    void drop_queues();

    Queue& queue_of(std::uint32_t client);
    void work_off();
    void work_off(std::uint32_t client);
    [[nodiscard]] bool is_blocked(const Item& item) const;
    [[nodiscard]] Reference missing_of(const Item& item) const;
    void set_aside();
    void keep_waiting(std::uint32_t client, std::vector<Item*> items);
    bool queue_unblocked();

    void place(Item* item);
    [[nodiscard]] bool find_neighbours(Item& item);
    void cut_known(Item& item);

    void erase_all(const DeleteSet& deletes);
    void erase_waiting();
    void erase(std::uint32_t client, Range range);

    Store& store_;
    std::vector<Queue> queues_;           // By client; most are empty.
    std::vector<std::uint32_t> arrived_;  // The clients whose queues are not.
    std::vector<Item*> stack_;            // Each waits for the one above it.
    DeleteSet deletes_;
    Waiting waiting_;
    std::size_t waiting_count_ = 0;
    DeleteSet waiting_deletes_;
    std::size_t left_out_count_ = 0;
};

}  // namespace core::crdt::yjs
