// DiskWorld is a process on a simulated disk, whatever machine it runs: it carries out what the
// machine asks for, and can end the process, or the power, at any moment. Who derives from it
// begins a process, and takes what the machine tells.
#pragma once

#include <map>
#include <optional>
#include <string_view>

#include "core/store/journal/events.h"
#include "sim/disk.h"
#include "sim/run.h"

namespace sim {

// Bugs that can be planted between a machine and its disk; each must be found.
enum class DiskMutant : std::uint8_t {
    none,
    skips_syncs,         // Files are never synced.
    skips_name_syncs,    // Names are not.
    acknowledges_early,  // A sync is answered before it was carried out.
    retries_syncs,       // A sync that failed is asked for again, and believed.
};

class DiskWorld {
public:
    // No run needs more; one that does goes in circles.
    static constexpr std::uint64_t steps_max = 200'000;

    virtual ~DiskWorld() = default;
    DiskWorld(const DiskWorld&) = delete;
    DiskWorld& operator=(const DiskWorld&) = delete;

    // Until the machine is open or has stopped.
    void run_until_settled();
    void run_until(core::Instant last);
    void crash();
    virtual void lose_power();
    // What was asked for together goes out together.
    void settle();

    [[nodiscard]] bool is_open() const { return is_open_; }
    [[nodiscard]] bool has_stopped() const { return has_stopped_; }
    [[nodiscard]] bool is_out_of_space() const { return is_out_of_space_; }
    [[nodiscard]] virtual bool is_all_acknowledged() const = 0;
    [[nodiscard]] core::Instant now() const { return now_; }
    [[nodiscard]] Disk& disk() { return disk_; }

protected:
    DiskWorld(Run& run, std::string_view machine, const DiskOptions& disk, DiskMutant mutant);

    // The machine, of which there is one while a process runs.
    [[nodiscard]] virtual std::optional<core::Instant> deadline() const = 0;
    virtual void expire() = 0;
    virtual void answer(core::store::DiskAnswer answer) = 0;
    [[nodiscard]] virtual std::optional<core::store::DiskRequest> next_request() = 0;
    virtual void take_news() = 0;
    virtual void end_process() = 0;

    // For those who derive, to be told what happens to the machine.
    void note_begun() { is_open_ = has_stopped_ = is_out_of_space_ = false; }
    void note_opened() { is_open_ = true; }
    void note_stopped() { has_stopped_ = true; }
    void note_space(const core::store::JournalEvent& event);
    void log(std::string_view what, core::Bytes bytes = {});
    [[nodiscard]] bool is_damaged() const;
    [[nodiscard]] Run& run() { return run_; }

private:
    // False if nothing will happen any more.
    bool step(core::Instant last);
    void put(core::store::DiskRequest request);
    [[nodiscard]] bool is_skipped(const core::store::DiskAction& action) const;
    void take_answer(core::store::DiskAnswer answer);

    Run& run_;
    std::string_view machine_;
    DiskMutant mutant_;
    core::Instant now_{};
    Disk disk_;
    bool is_open_ = false;
    bool has_stopped_ = false;
    bool is_out_of_space_ = false;
    // For the mutants: syncs under way, and tickets of answers that nobody waits for.
    std::map<core::store::Ticket, core::store::SyncFile> syncs_;
    core::store::Ticket last_own_ticket_;
};

}  // namespace sim
