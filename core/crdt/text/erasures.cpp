// A run takes in whatever continues it, one event after the other: so the runs of an author are the
// same however its events arrived.
#include "core/crdt/text/erasures.h"

#include <algorithm>

#include "core/base/assert.h"

namespace core::crdt {

void Erasures::add(std::uint32_t counter, Deletions deletions) {
    if (deletions.size() == 1 && deletions[0].size == 1)
        return add(counter, ErasureRun{deletions[0].first});
    others_.insert(counter, std::move(deletions));
}

void Erasures::add(std::uint32_t counter, const ErasureRun& run) {
    for (std::uint32_t i = 0; i < run.count; ++i) {
        const Dot target = run.target_at(i);
        if (!runs_.empty() && runs_.back().counter + runs_.back().run.count == counter + i) {
            ErasureRun& last = runs_.back().run;
            if (last.count == 1) last.is_backwards = target.counter < last.target.counter;
            if (target == last.target_at(last.count)) {
                ++last.count;
                continue;
            }
            if (last.count == 1) last.is_backwards = false;
        }
        runs_.push_back({counter + i, ErasureRun{target}});
    }
}

const Erasures::Run* Erasures::run_of(std::uint32_t counter) const {
    const auto behind = std::ranges::upper_bound(runs_, counter, {}, &Run::counter);
    if (behind == runs_.begin()) return nullptr;
    const Run& found = *std::prev(behind);
    return counter < found.counter + found.run.count ? &found : nullptr;
}

bool Erasures::is_in_run(std::uint32_t counter) const { return run_of(counter) != nullptr; }

ErasureRun Erasures::run_from(std::uint32_t counter) const {
    const Run* const found = run_of(counter);
    ASSERT(found != nullptr);
    const std::uint32_t skipped = counter - found->counter;
    ErasureRun rest = found->run;
    rest.target = rest.target_at(skipped);
    rest.count -= skipped;
    if (rest.count == 1) rest.is_backwards = false;
    return rest;
}

}  // namespace core::crdt
