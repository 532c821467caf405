// What of a journal and its snapshots is kept, depending on how much room there is: a pure function
// of facts (rules CP1–CP5, spec/snapshot.md).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "core/store/checkpoint.h"
#include "core/store/disk.h"

namespace core::store {

// How much of the quota is used.
enum class Pressure : std::uint8_t {
    low,       // A week of changes can be given to whoever comes back.
    raised,    // What is in a snapshot is not kept twice.
    high,      // Nor is an older snapshot; the user is warned.
    critical,  // What others still wait for goes too, if it is in a snapshot.
};
std::string_view describe(Pressure pressure);

inline constexpr std::uint64_t raised_percent_min = 70;
inline constexpr std::uint64_t high_percent_min = 85;
inline constexpr std::uint64_t critical_percent_min = 95;
// Pressure falls when so much less is used than it takes to rise.
inline constexpr std::uint64_t relief_percent = 5;
inline constexpr std::uint64_t journal_age_max_seconds = std::uint64_t{7} * 24 * 3600;

// `before` is what it was, so that it does not waver.
[[nodiscard]] Pressure pressure_of(const DiskSpace& space, Pressure before);

// One segment of the journal, as far as it counts here.
struct LogSegment {
    Position begin;
    Position end;
    std::uint64_t size = 0;         // On disk.
    std::uint64_t age_seconds = 0;  // Since it was last written to.
};

struct StorageFacts {
    // In their order, without the one that is written to.
    std::span<const LogSegment> segments;
    Position end;  // Of the journal.
    // What the oldest of the kept snapshots covers; nothing if there is none.
    std::optional<Checkpoint> checkpoint{};
    // What the newest covers, which is further.
    std::optional<Checkpoint> newest_checkpoint{};
    // Everybody who is entitled to it has everything in front of it.
    Position acknowledged{};
    // Nothing in front of it can be concurrent to anything that is still to come.
    Position stable{};
};

struct CompactionPlan {
    std::size_t snapshots_kept = 2;
    // The journal can forget what lies in front of it.
    std::optional<Checkpoint> release{};
    // What was not acknowledged or stable goes with it: from here to `release`.
    std::optional<Position> dropped_from{};
    bool wants_snapshot = false;
};
[[nodiscard]] CompactionPlan plan_compaction(const StorageFacts& facts, Pressure pressure);

struct CompactionEstimate {
    std::uint64_t now_size = 0;            // Without another snapshot.
    std::uint64_t with_snapshot_size = 0;  // If one is made of everything; itself not counted.
};
[[nodiscard]] CompactionEstimate estimate_compaction(const StorageFacts& facts, Pressure pressure);

}  // namespace core::store
