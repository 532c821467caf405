// Ancestry answers whether one entry stands in the past of another, for a graph that only grows at
// its end: every entry comes after its parents.
//
// Entries are sorted into lanes, each of which is a chain: of two entries of a lane the earlier one
// is in the later one's past. An entry remembers how far its past reaches on every lane. There are
// about as many lanes as entries were ever written at the same time, so a log that one writes after
// the other has one. Which lane an entry is on depends on the order in which entries came; no
// answer does.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace fabric::membership {

// By its place in the order of arrival.
using EntryIndex = std::uint32_t;

class Ancestry {
public:
    // The next entry. Parents were added before.
    void add(std::span<const EntryIndex> parents);

    [[nodiscard]] std::size_t size() const { return nodes_.size(); }
    // Whether `past` is `entry` or stands in its past.
    [[nodiscard]] bool reaches(EntryIndex entry, EntryIndex past) const;
    [[nodiscard]] bool reaches_any(std::span<const EntryIndex> entries, EntryIndex past) const;

private:
    struct Reach {
        std::uint32_t lane;
        std::uint32_t count;  // Of the lane's entries, from its beginning.
    };
    struct Node {
        Reach self;
        std::vector<Reach> past;  // Ascending by lane; without its own lane.
    };

    [[nodiscard]] std::vector<Reach> united(std::span<const EntryIndex> parents) const;

    std::vector<Node> nodes_;
    std::vector<std::uint32_t> lane_counts_;
};

}  // namespace fabric::membership
