// Arrivals takes updates in: it reads one whole before anything changes, integrates what it can,
// and keeps what has to wait for something that is still missing (rules YX5, YX6, YX8).
//
// What waits is limited, see waiting.h; what is beyond that is left out, said so, and asked for
// again by the state vector, which never covers what waits.
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/result.h"
#include "core/crdt/yjs/delete_set_codec.h"
#include "core/crdt/yjs/document/store.h"
#include "core/crdt/yjs/document/waiting.h"
#include "core/crdt/yjs/struct_reader.h"

namespace core::crdt::yjs {

// Sizes within a document have 32 bits.
inline constexpr std::size_t update_size_max = std::size_t{1} << 30;

class Arrivals {
public:
    explicit Arrivals(Store& store) : store_(store), waiting_(store.items) {}

    // Reads and checks an update, which must stay until it is integrated; if it is refused, nothing
    // has changed.
    [[nodiscard]] Result<void> read(Bytes update, Format format);
    // Within a transaction: integrates what was read, and what waited for it.
    void integrate();

    [[nodiscard]] const WaitingStructs& waiting() const { return waiting_; }
    [[nodiscard]] const WaitingDeletions& waiting_deletions() const { return waiting_deletions_; }
    [[nodiscard]] bool is_waiting() const {
        return !waiting_.empty() || !waiting_deletions_.empty();
    }
    // Structs and ranges of the last update that found no room to wait.
    [[nodiscard]] std::size_t left_out_count() const { return left_out_count_; }

private:
    // arrivals_read.cpp
    template <class Columns>
    Result<void> read_all(Bytes update);
    Result<void> check(const Struct& one, std::uint64_t behind) const;
    void add(const Struct& one, std::uint32_t client, Queue& queue);
    [[nodiscard]] Reference reference(const Struct& one, std::uint32_t client, const ItemId& id);
    void take_content(Item& item, const Struct& one);
    Queue& begin_queue(std::uint32_t client);
    void drop_items(Queue& queue);
    void drop_queues();

    // arrivals.cpp
    void work_off();
    void work_off(std::uint32_t client);
    void place_with_missing(Item* first);
    [[nodiscard]] Reference missing_of(const Item& item) const;
    void set_aside();
    void wait(std::uint32_t client);
    void note_moved_on(std::uint32_t client);
    void queue_due();
    void forget_texts();

    void place(Item* item);
    [[nodiscard]] bool continues(const Item& item) const;
    [[nodiscard]] bool find_neighbours(Item& item);
    void cut_known(Item& item);

    // arrivals_erase.cpp
    void erase_all(const DeletedRanges& deleted);
    void erase_due();
    void erase_or_wait(Client client, Range range);
    void erase(std::uint32_t client, Range range);

    Store& store_;
    std::vector<Queue> queues_;            // By client; most are empty.
    std::vector<std::uint32_t> arrived_;   // The clients whose queues are not.
    std::vector<std::uint32_t> working_;   // Those that are worked off now.
    std::vector<Item*> stack_;             // Each waits for the one above it.
    std::vector<std::uint32_t> moved_on_;  // Clients that others might have waited for.
    DeletedRanges deleted_;
    MadeTexts made_;    // What items hold that are not placed yet,
    ByteArena joined_;  // if it does not lie in the update as it is.

    WaitingStructs waiting_;
    WaitingDeletions waiting_deletions_;
    std::size_t left_out_count_ = 0;
};

}  // namespace core::crdt::yjs
