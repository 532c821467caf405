// Compaction watches how much room there is, and says what may go (rules CP1–CP6,
// spec/snapshot.md). It does nothing itself: who keeps the journal and the snapshots asks decide()
// when it was told that space was measured, and does as the plan says, in its own slices.
#pragma once

#include "core/base/queue.h"
#include "core/base/timers.h"
#include "core/store/compaction/policy.h"
#include "core/store/disk_client.h"

namespace core::store {

// It is time to decide().
struct SpaceMeasured {
    DiskSpace space;
};
// For the user, from high pressure on.
struct PressureChanged {
    Pressure pressure = Pressure::low;
};
using CompactionEvent = Variant<SpaceMeasured, PressureChanged>;

class Compaction {
public:
    struct Options {
        Duration measure_interval = std::chrono::minutes{1};
    };

    // The first measurement is due at once.
    Compaction(const Options& options, DiskUser user, Instant now);

    void look_now(Instant now);
    // Somebody found no room, however little of the quota is used: pressure is high until there is.
    void note_room(bool is_there) { has_room_ = is_there; }
    [[nodiscard]] Pressure pressure() const { return pressure_; }
    // What is to be done. Once it asks for a snapshot it asks for no other until that came to an
    // end.
    [[nodiscard]] CompactionPlan decide(const StorageFacts& facts);
    void note_snapshot_ended() { is_snapshot_awaited_ = false; }

    void answer(const DiskAnswer& answer, Instant now);
    void expire(Instant now);
    [[nodiscard]] std::optional<DiskRequest> next_request() { return disk_.next_request(); }
    [[nodiscard]] std::optional<CompactionEvent> next_event() { return events_.pop(); }
    [[nodiscard]] std::optional<Instant> deadline() const { return timers_.earliest(); }

private:
    enum class Timer : std::uint8_t { measure };
    static constexpr std::size_t events_max = 8;

    void tell(CompactionEvent event);

    Options options_;
    DiskClient disk_;
    Timers<Timer, 1> timers_;
    std::optional<Ticket> measuring_;
    Pressure pressure_ = Pressure::low;
    bool has_room_ = true;
    bool is_snapshot_awaited_ = false;
    Queue<CompactionEvent> events_{events_max};
};

}  // namespace core::store
