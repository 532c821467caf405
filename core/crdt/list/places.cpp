// Every run is either in the sequence or waits; what waits is looked at again when what it misses
// has come, and then once for each of its neighbours at most.
#include "core/crdt/list/places.h"

#include "core/base/assert.h"

namespace core::crdt::list {

Places::Places(const Places& other) : Places(other.order()) {
    for (const Insertion& run : other.insertions()) add(run);
    other.sequence_.each([this](Dot first, std::uint32_t size, bool is_hidden) {
        if (is_hidden) hide({first, size});
    });
}

Places& Places::operator=(Places other) noexcept {
    sequence_ = std::move(other.sequence_);
    known_ = std::move(other.known_);
    waiting_ = std::move(other.waiting_);
    missed_ = std::move(other.missed_);
    return *this;
}

std::optional<std::uint32_t> Places::position_of(Dot item) const {
    if (!sequence_.contains(item)) return std::nullopt;
    return sequence_.position_of(item);
}

std::vector<Deletion> Places::runs_at(std::uint32_t position, std::uint32_t size) const {
    ASSERT(position <= this->size() && size <= this->size() - position);
    std::vector<Deletion> runs;
    for (const std::uint32_t end = position + size; position < end; position += runs.back().size) {
        Deletion run = sequence_.visible_at(position);
        run.size = std::min(run.size, end - position);
        runs.push_back(run);
    }
    return runs;
}

bool Places::has_room_for(Dot first, std::uint32_t size) const {
    return first.counter <= sequence::items_max && size <= sequence::items_max - first.counter &&
           size <= sequence::items_max - sequence_.total_size() &&
           sequence_.has_room_for(first.author);
}

Insertion Places::insertion_at(std::uint32_t position, std::uint32_t size, Dot first) const {
    ASSERT(has_room_for(first, size));
    return sequence_.insertion_at(position, size, first);
}

std::vector<Deletion> Places::add(const Insertion& run) {
    std::vector<Deletion> placed;
    const std::uint64_t end = run.first.counter + run.size;
    std::vector<Range> fresh;
    RangeSet& known = known_.ensure(run.first.author);
    std::uint64_t reached = run.first.counter;
    for (auto next = std::ranges::upper_bound(known, reached, {}, &Range::end); reached < end;
         ++next) {
        const bool is_last = next == known.end() || next->begin >= end;
        const Range gap{reached, is_last ? end : std::max(reached, next->begin)};
        if (gap.begin < gap.end) fresh.push_back(gap);
        if (is_last) break;
        reached = next->end;
    }
    if (!fresh.empty()) known.add(Range{run.first.counter, end});
    for (const Range gap : fresh)
        settle(from(run, static_cast<std::uint32_t>(gap.begin - run.first.counter),
                    static_cast<std::uint32_t>(gap.end - gap.begin)),
               placed);
    return placed;
}

void Places::settle(const Insertion& run, std::vector<Deletion>& placed) {
    std::vector<Insertion> next{run};
    while (!next.empty()) {
        const Insertion here = next.back();
        next.pop_back();
        const Dot missing = missing_of(here);
        if (missing.counter == 0 && sequence_.integrate(here)) {
            placed.push_back({here.first, here.size});
            wake(placed.back(), next);
            continue;
        }
        waiting_.insert(here.first, here);
        // What no author can have seen waits for nothing, and for ever.
        if (missing.counter > 0) missed_.insert({missing, here.first}, true);
    }
}

void Places::wake(const Deletion& placed, std::vector<Insertion>& next) {
    const Dot behind{placed.first.author, placed.first.counter + placed.size};
    for (;;) {
        const auto missed = std::as_const(missed_).lower_bound({placed.first, Dot{}});
        if (missed == std::as_const(missed_).end() || missed->first.first >= behind) return;
        const auto pair = missed->first;
        next.push_back(*waiting_.find(pair.second));
        waiting_.erase(pair.second);
        missed_.erase(pair);
    }
}

Dot Places::missing_of(const Insertion& run) const {
    const auto is_missing = [this](Dot dot) { return dot.counter > 0 && !sequence_.contains(dot); };
    if (is_missing(run.left)) return run.left;
    return is_missing(run.right) ? run.right : Dot{};
}

void Places::hide(const Deletion& run) {
    const std::uint64_t end = run.first.counter + run.size;
    for (Dot next = run.first; next.counter < end;) {
        if (const Insertion* const waiting = waiting_at(next)) {
            next.counter = waiting->first.counter + waiting->size;
            continue;
        }
        const auto behind = std::as_const(waiting_).lower_bound(next);
        const bool is_near =
            behind != std::as_const(waiting_).end() && behind->first < Dot{next.author, end};
        const std::uint64_t stop = is_near ? behind->first.counter : end;
        const auto done =
            sequence_.integrate(Deletion{next, static_cast<std::uint32_t>(stop - next.counter)});
        ASSERT(done);
        next.counter = stop;
    }
}

const Insertion* Places::waiting_at(Dot item) const {
    const auto* const entry = waiting_.floor(item);
    const bool is_there = entry && entry->first.author == item.author &&
                          item.counter - entry->first.counter < entry->second.size;
    return is_there ? &entry->second : nullptr;
}

Insertion Places::from(const Insertion& run, std::uint32_t offset, std::uint32_t size) const {
    if (offset == 0) return {run.first, size, run.left, run.right, run.lamport};
    const Dot first{run.first.author, run.first.counter + offset};
    const Lamport lamport{order() == Order::rga ? run.lamport.value + offset : 0};
    return {first, size, {first.author, first.counter - 1}, run.right, lamport};
}

Insertion Places::known_from(Dot first, std::uint64_t end) const {
    const auto size_max = static_cast<std::uint32_t>(end - first.counter);
    const Insertion* const waiting = waiting_at(first);
    if (waiting == nullptr) return sequence_.inserted(first, size_max);
    const auto offset = static_cast<std::uint32_t>(first.counter - waiting->first.counter);
    return from(*waiting, offset, std::min(waiting->size - offset, size_max));
}

std::vector<Insertion> Places::insertions() const {
    std::vector<Insertion> all;
    each_insertion_since({}, [&all](const Insertion& run) { all.push_back(run); });
    return all;
}

bool operator==(const Places& left, const Places& right) {
    return left.order() == right.order() && left.known_ == right.known_ &&
           left.insertions() == right.insertions();
}

}  // namespace core::crdt::list
