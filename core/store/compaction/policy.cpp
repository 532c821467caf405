// Deciding what is kept.
#include "core/store/compaction/policy.h"

#include <algorithm>
#include <utility>

namespace core::store {
namespace {

std::uint64_t percent_min(Pressure pressure) {
    switch (pressure) {
        case Pressure::low: return 0;
        case Pressure::raised: return raised_percent_min;
        case Pressure::high: return high_percent_min;
        case Pressure::critical: return critical_percent_min;
    }
    std::unreachable();
}

// In whole numbers, whatever the sizes: `used` is at least `percent` of `quota`.
bool is_at_least(const DiskSpace& space, std::uint64_t percent) {
    const std::uint64_t hundredth = space.quota / 100;
    const std::uint64_t rest = space.quota % 100;
    return space.used >= hundredth * percent + (rest * percent + 99) / 100;
}

// What others still need.
Position needed_from(const StorageFacts& facts) {
    return std::min(facts.acknowledged, facts.stable);
}

// How many segments, from the first on, would go if a checkpoint were there.
std::size_t removable(const StorageFacts& facts, Pressure pressure, Position checkpoint) {
    const bool keeps_young = pressure == Pressure::low;
    const bool keeps_needed = pressure != Pressure::critical;
    const Position end = keeps_needed ? std::min(checkpoint, needed_from(facts)) : checkpoint;
    std::size_t count = 0;
    for (const LogSegment& segment : facts.segments) {
        if (segment.end > end) break;
        if (keeps_young && segment.age_seconds < journal_age_max_seconds) break;
        ++count;
    }
    return count;
}

std::uint64_t size_of(std::span<const LogSegment> segments) {
    std::uint64_t sum = 0;
    for (const LogSegment& segment : segments) sum += segment.size;
    return sum;
}

std::uint64_t removable_size(const StorageFacts& facts, Pressure pressure, Position checkpoint) {
    return size_of(facts.segments.first(removable(facts, pressure, checkpoint)));
}

bool keeps_one_snapshot(Pressure pressure) { return pressure >= Pressure::high; }

// What is in every snapshot that will be kept.
std::optional<Checkpoint> kept_checkpoint(const StorageFacts& facts, Pressure pressure) {
    return keeps_one_snapshot(pressure) ? facts.newest_checkpoint : facts.checkpoint;
}

}  // namespace

std::string_view describe(Pressure pressure) {
    switch (pressure) {
        case Pressure::low: return "there is room";
        case Pressure::raised: return "room is getting scarce";
        case Pressure::high: return "room is scarce: only the newest snapshot is kept";
        case Pressure::critical: return "there is hardly any room: history that others need goes";
    }
    std::unreachable();
}

Pressure pressure_of(const DiskSpace& space, Pressure before) {
    if (space.quota == 0) return Pressure::low;  // Nobody knows.
    for (const Pressure pressure : {Pressure::critical, Pressure::high, Pressure::raised}) {
        const std::uint64_t relief = pressure <= before ? relief_percent : 0;
        if (is_at_least(space, percent_min(pressure) - relief)) return pressure;
    }
    return Pressure::low;
}

CompactionPlan plan_compaction(const StorageFacts& facts, Pressure pressure) {
    CompactionPlan plan;
    plan.snapshots_kept = keeps_one_snapshot(pressure) ? 1 : 2;
    const auto checkpoint = kept_checkpoint(facts, pressure);
    const Position covered = checkpoint ? checkpoint->position() : Position{};
    const std::size_t count = removable(facts, pressure, covered);
    if (count > 0) {
        plan.release = Checkpoint(facts.segments[count - 1].end);
        const Position needed = needed_from(facts);
        if (plan.release->position() > needed)
            plan.dropped_from = std::max(needed, facts.segments.front().begin);
    }
    // What the newest does not cover. Another would free it, at the latest when the next is made.
    const Position newest =
        facts.newest_checkpoint ? facts.newest_checkpoint->position() : Position{};
    const std::uint64_t most = removable_size(facts, pressure, facts.end);
    const std::uint64_t gain = most - removable_size(facts, pressure, newest);
    plan.wants_snapshot = gain > (keeps_one_snapshot(pressure) ? 0 : most / 4);
    return plan;
}

CompactionEstimate estimate_compaction(const StorageFacts& facts, Pressure pressure) {
    const auto checkpoint = kept_checkpoint(facts, pressure);
    const Position covered = checkpoint ? checkpoint->position() : Position{};
    return {removable_size(facts, pressure, covered), removable_size(facts, pressure, facts.end)};
}

}  // namespace core::store
