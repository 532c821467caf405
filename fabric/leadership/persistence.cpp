// What is on the disk.
#include "fabric/leadership/persistence.h"

#include <algorithm>

#include "core/base/assert.h"

namespace fabric::leadership {

Persistence::Persistence(HardState hard, Index last, std::size_t orders_max)
    : ordered_hard_(hard),
      persisted_hard_(std::move(hard)),
      ordered_(last),
      stable_(last),
      orders_(orders_max) {}

void Persistence::distrust_from(Index from) {
    stable_ = std::min(stable_, from.previous());
    for (std::size_t i = 0; i < orders_.size(); ++i)
        orders_[i].last = std::min(orders_[i].last, from.previous());
}

void Persistence::truncated(Index from) {
    distrust_from(from);
    if (from > ordered_) return;
    ordered_ = from.previous();
    truncate_from_ = truncate_from_ ? std::min(*truncate_from_, from) : from;
}

void Persistence::installed(Index snapshot, Index trusted, bool keeps_log) {
    installs_next_ = true;
    keeps_log_ = keeps_log;
    if (keeps_log) {
        ordered_ = std::max(ordered_, snapshot);
    } else {
        distrust_from(trusted.next());
        ordered_ = snapshot;
        truncate_from_.reset();
    }
}

bool Persistence::wants_order(const HardState& hard, Index last) const {
    if (orders_.full()) return false;
    return hard != ordered_hard_ || truncate_from_ || installs_next_ || last > ordered_;
}

Persistence::Plan Persistence::order(const HardState& hard, Index last) {
    ASSERT(wants_order(hard, last) && last >= ordered_);
    ASSERT(hard.term >= ordered_hard_.term);
    const Plan plan{next_, std::exchange(installs_next_, false), keeps_log_,
                    std::exchange(truncate_from_, std::nullopt), unordered()};
    next_ = Ticket{next_.value + 1};
    ordered_hard_ = hard;
    ordered_ = last;
    if (plan.installs) installing_ = plan.ticket;
    const bool has_room = orders_.push({plan.ticket, hard, last});
    ASSERT(has_room);
    return plan;
}

void Persistence::persisted(Ticket ticket) {
    ASSERT(!orders_.empty() && ticket >= orders_.front().ticket && ticket < next_);
    while (!orders_.empty() && orders_.front().ticket <= ticket) {
        persisted_hard_ = orders_.front().hard;
        stable_ = std::max(stable_, orders_.front().last);
        orders_.drop_front();
    }
    if (installing_ && *installing_ <= ticket) installing_.reset();
}

}  // namespace fabric::leadership
