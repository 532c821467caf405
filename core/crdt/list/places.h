// Places knows where the items of a list stand: who inserted them between which neighbours, those
// included that were removed, since others may refer to them. What is in them, and which of them
// are left, the list keeps beside it.
//
//     for (const Deletion& run : places.add(insertion)) …   // What stands in the list now.
//     places.hide(run);
//
// Insertions may come in any order. One that refers to what is not here yet waits for it, and is
// part of all that is known meanwhile: so what a list knows is a set, whatever way it came (rules
// LS1–LS5, spec/crdt.md).
#pragma once

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

#include "core/base/flat_map.h"
#include "core/base/ordered_map.h"
#include "core/base/range_set.h"
#include "core/crdt/dot_context.h"
#include "core/crdt/sequence/sequence.h"
#include "core/crdt/version.h"

namespace core::crdt::list {

using sequence::Deletion;
using sequence::Insertion;
using sequence::Order;

class Places {
public:
    explicit Places(Order order) : sequence_(order) {}
    Places(const Places& other);
    Places(Places&&) noexcept = default;
    Places& operator=(Places other) noexcept;
    ~Places() = default;

    [[nodiscard]] Order order() const { return sequence_.order(); }
    [[nodiscard]] bool empty() const { return known_.empty(); }
    // By author, the counters of all that was ever inserted.
    [[nodiscard]] const FlatMap<Author, RangeSet>& known() const { return known_; }

    // Of those that stand in the list and are not hidden.
    [[nodiscard]] std::uint32_t size() const { return sequence_.size(); }
    [[nodiscard]] Dot at(std::uint32_t position) const { return sequence_.at(position); }
    // Nothing if it is hidden, or does not stand in the list.
    [[nodiscard]] std::optional<std::uint32_t> position_of(Dot item) const;
    // `visit(Dot first, std::uint32_t size)`, in order.
    template <class Visit>
    void each_run_seen(Visit visit) const {
        sequence_.each([&visit](Dot first, std::uint32_t size, bool is_hidden) {
            if (!is_hidden) visit(first, size);
        });
    }
    // The runs that are at the positions.
    [[nodiscard]] std::vector<Deletion> runs_at(std::uint32_t position, std::uint32_t size) const;

    // Whether insertion_at() may be asked.
    [[nodiscard]] bool has_room_for(Dot first, std::uint32_t size) const;
    [[nodiscard]] Insertion insertion_at(std::uint32_t position, std::uint32_t size,
                                         Dot first) const;

    // What is known already is passed over. Gives what has found its place, none of it hidden:
    // parts of the run, and what waited for them.
    std::vector<Deletion> add(const Insertion& run);
    // Those of them that stand in the list. All of them are known.
    void hide(const Deletion& run);

    // What is known of these items, all of which are: `visit(const Insertion&)`, each as long as it
    // can be.
    template <class Visit>
    void each_insertion(Author author, Range counters, Visit visit) const {
        Insertion pending;
        while (counters.begin < counters.end) {
            const Insertion piece = known_from({author, counters.begin}, counters.end);
            counters.begin += piece.size;
            if (pending.size > 0 && piece == from(pending, pending.size, piece.size)) {
                pending.size += piece.size;
                continue;
            }
            if (pending.size > 0) visit(pending);
            pending = piece;
        }
        if (pending.size > 0) visit(pending);
    }
    // What is not in the version, in ascending order.
    template <class Visit>
    void each_insertion_since(const Version& version, Visit visit) const {
        for (const auto& [author, counters] : known_) {
            const std::uint64_t begin = version[author] + 1;
            for (const Range range : counters)
                each_insertion(author, {std::max(begin, range.begin), range.end}, visit);
        }
    }

    friend bool operator==(const Places& left, const Places& right);

private:
    // The items from the one at `offset` on.
    [[nodiscard]] Insertion from(const Insertion& run, std::uint32_t offset,
                                 std::uint32_t size) const;
    // Of one run, no farther than to `end`.
    [[nodiscard]] Insertion known_from(Dot first, std::uint64_t end) const;
    // Null if it does not wait.
    [[nodiscard]] const Insertion* waiting_at(Dot item) const;
    // The neighbour that is not here, or nothing.
    [[nodiscard]] Dot missing_of(const Insertion& run) const;
    void settle(const Insertion& run, std::vector<Deletion>& placed);
    void wake(const Deletion& placed, std::vector<Insertion>& next);
    [[nodiscard]] std::vector<Insertion> insertions() const;

    // Notes where it was asked last, even by those who only look.
    mutable sequence::Sequence sequence_;
    FlatMap<Author, RangeSet> known_;
    // By its first item, what does not stand in the list: it refers to what is not here, or there
    // is no such place.
    OrderedMap<Dot, Insertion> waiting_;
    // What is missed, and the first item of who misses it.
    OrderedMap<std::pair<Dot, Dot>, bool> missed_;
};

}  // namespace core::crdt::list
