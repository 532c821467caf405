// One field of a Shared record: a state that replicas change apart and merge, in any order, as
// often as they like, with the same outcome everywhere. Merging is commutative, associative and
// idempotent.
//
// Counters keep for each replica what it added and took away. Everything else keeps entries, each
// the event of a replica, and how many events of each replica were seen: whoever has seen an event
// and lacks its entry has removed it, so that nothing remembers what is gone. A sequence alone
// keeps what was removed, as a place. (The types of core/crdt need values that can be encoded,
// which those of a program cannot all be.)
#pragma once

#include <cstdint>
#include <vector>

#include "logos/values/tagged.h"

namespace logos {

enum class SharedKind : std::uint8_t {
    grow_count,
    tally,
    last_writer,
    divergent,  // What was written at the same time stands side by side until somebody writes
                // again.
    add_wins_set,
    remove_wins_set,
    sequence,
    map,  // Of the writes of one key the last one counts, as in last_writer.
};

using Replica = std::uint64_t;

// When it happened, and where: a total order. The clock is larger than that of everything its
// writer had seen.
struct SharedStamp {
    std::uint64_t clock = 0;
    Replica replica = 0;

    friend auto operator<=>(const SharedStamp&, const SharedStamp&) = default;
};

struct SharedCount {
    Replica replica = 0;
    std::uint64_t plus = 0;
    std::uint64_t minus = 0;
};

struct SharedEntry {
    SharedStamp stamp;
    std::uint64_t event = 0;  // Of its replica, counted from 1.
    SharedStamp behind;       // Of a sequence: the one it was put behind; zeros at the front.
    bool is_removal = false;  // Of a set in which removing wins, or a removed place in a sequence.
    Value key;                // Of sets and maps.
    Value value;
};

struct SharedField {
    struct Seen {
        Replica replica = 0;
        std::uint64_t events = 0;
    };

    SharedKind kind = SharedKind::last_writer;
    std::uint64_t clock = 0;
    std::vector<SharedCount> counts;   // By replica.
    std::vector<Seen> seen;            // By replica.
    std::vector<SharedEntry> entries;  // By stamp; those of a sequence in its order.

    // Whether it could be counted.
    [[nodiscard]] bool count(Replica replica, std::uint64_t plus, std::uint64_t minus);
    void write(Replica replica, Value value);
    void write_key(Replica replica, const Value& key, Value value);
    void remove_key(Replica replica, const Value& key);
    void append(Replica replica, Value value);
    bool remove_first(const Value& value);  // From a sequence; whether it was there.

    void merge(const SharedField& other);

    // What a program sees of it.
    [[nodiscard]] Value read() const;

private:
    void put(Replica replica, SharedEntry entry);
    void merge_entries(const SharedField& other);
    void merge_sequence(const SharedField& other);
};

}  // namespace logos
