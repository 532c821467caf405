// Watching the room there is.
#include "core/store/compaction/compaction.h"

#include <algorithm>

namespace core::store {

Compaction::Compaction(const Options& options, DiskUser user, Instant now)
    : options_(options), disk_(user) {
    look_now(now);
}

void Compaction::look_now(Instant now) {
    if (!measuring_) timers_.set(Timer::measure, now);
}

void Compaction::expire(Instant now) {
    if (timers_.take_due(Timer::measure, now)) measuring_ = disk_.put(MeasureSpace{});
}

void Compaction::answer(const DiskAnswer& answer, Instant now) {
    disk_.note_answer();
    if (measuring_ != answer.ticket) return;
    measuring_.reset();
    timers_.set(Timer::measure, now + options_.measure_interval);
    // Whoever uses the disk learns of its faults in a better way.
    if (answer.fault != DiskFault::none) return;
    const Pressure measured = pressure_of(answer.space, pressure_);
    const Pressure least = has_room_ ? Pressure::low : Pressure::high;
    const Pressure before = std::exchange(pressure_, std::max(measured, least));
    if (pressure_ != before) tell(PressureChanged{pressure_});
    tell(SpaceMeasured{answer.space});
}

CompactionPlan Compaction::decide(const StorageFacts& facts) {
    CompactionPlan plan = plan_compaction(facts, pressure_);
    plan.wants_snapshot &= !is_snapshot_awaited_;
    is_snapshot_awaited_ |= plan.wants_snapshot;
    return plan;
}

void Compaction::tell(CompactionEvent event) {
    const bool queued = events_.push(event);
    ASSERT(queued);
}

}  // namespace core::store
