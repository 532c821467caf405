// Runs is a set of items, kept as runs that are behind one another: what a change inserted, or
// erased. However they come, noting one takes no longer than finding its place.
#pragma once

#include <algorithm>

#include "core/base/ordered_map.h"
#include "core/crdt/sequence/sequence.h"

namespace core::crdt::sequence {

class Runs {
public:
    [[nodiscard]] bool empty() const { return sizes_.empty(); }
    [[nodiscard]] bool contains(Dot item) const { return contains_any({item, 1}); }
    [[nodiscard]] bool contains_any(const Deletion& run) const {
        const auto* const before = sizes_.floor({run.first.author, last_of(run)});
        return before && before->first.author == run.first.author &&
               before->first.counter + before->second > run.first.counter;
    }

    // None of them may be there.
    void add(Deletion run) {
        const auto* const before = sizes_.floor(run.first);
        if (before && behind({before->first, before->second}) == run.first)
            run = {before->first, before->second + run.size};
        if (const std::uint32_t* const next = sizes_.find(behind(run))) {
            const std::uint32_t more = *next;
            sizes_.erase(behind(run));
            run.size += more;
        }
        sizes_.ensure(run.first) = run.size;
    }

    // What is not in `others`, in ascending order: `visit(Deletion)`.
    template <class Visit>
    void each_without(const Runs& others, Visit visit) const {
        for (const auto& [first, size] : sizes_) {
            Dot rest = first;
            const std::uint64_t end = first.counter + size;
            while (rest.counter < end) {
                const auto* const other = others.sizes_.floor(rest);
                if (other && other->first.author == rest.author &&
                    other->first.counter + other->second > rest.counter) {
                    rest.counter = other->first.counter + other->second;
                    continue;
                }
                const auto next = others.sizes_.lower_bound(rest);
                const bool is_near = next != others.sizes_.end() &&
                                     next->first.author == rest.author && next->first.counter < end;
                const std::uint64_t until = is_near ? next->first.counter : end;
                visit(Deletion{rest, static_cast<std::uint32_t>(until - rest.counter)});
                rest.counter = until;
            }
        }
    }

private:
    static std::uint64_t last_of(const Deletion& run) { return run.first.counter + run.size - 1; }
    static Dot behind(const Deletion& run) {
        return {run.first.author, run.first.counter + run.size};
    }

    OrderedMap<Dot, std::uint32_t> sizes_;
};

}  // namespace core::crdt::sequence
