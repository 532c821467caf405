// Erasures keeps what one author deleted, event by event, for those who have not seen it. Most
// deletions are of one character, and the next is of the one in front of it or behind it: such runs
// take as much room as one event.
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/ordered_map.h"
#include "core/base/small_vector.h"
#include "core/crdt/sequence/sequence.h"

namespace core::crdt {

// Nearly always of one run of items.
using Deletions = SmallVector<sequence::Deletion, 1>;

// `count` events, each of which deletes one item: the target, and then those before or behind it.
struct ErasureRun {
    Dot target;
    std::uint32_t count = 1;
    bool is_backwards = false;

    [[nodiscard]] Dot target_at(std::uint32_t index) const {
        return {target.author, is_backwards ? target.counter - index : target.counter + index};
    }
    friend bool operator==(const ErasureRun&, const ErasureRun&) = default;
};

class Erasures {
public:
    // Counters rise from call to call.
    void add(std::uint32_t counter, Deletions deletions);
    void add(std::uint32_t counter, const ErasureRun& run);

    // The run from that event on, if it is in one.
    [[nodiscard]] const Deletions* find(std::uint32_t counter) const {
        return others_.find(counter);
    }
    [[nodiscard]] bool is_in_run(std::uint32_t counter) const;
    [[nodiscard]] ErasureRun run_from(std::uint32_t counter) const;

private:
    struct Run {
        std::uint32_t counter;
        ErasureRun run;
    };
    [[nodiscard]] const Run* run_of(std::uint32_t counter) const;

    std::vector<Run> runs_;
    OrderedMap<std::uint32_t, Deletions> others_;
};

}  // namespace core::crdt
