// StoreWorld is a process with a journal on a simulated disk: it carries out what the journal asks
// for, keeps the ledger, and can end the process, or the machine's power, at any moment, and begin
// again.
#pragma once

#include <memory>

#include "core/store/journal/journal.h"
#include "sim/disk.h"
#include "sim/store_ledger.h"

namespace sim {

// Bugs that can be planted between the journal and its disk; each must be found.
enum class StoreMutant : std::uint8_t {
    none,
    skips_syncs,         // Files are never synced.
    skips_name_syncs,    // Names are not.
    acknowledges_early,  // A sync is answered before it was carried out.
    retries_syncs,       // A sync that failed is asked for again, and believed.
};

class StoreWorld {
public:
    // No run needs more; one that does goes in circles.
    static constexpr std::uint64_t steps_max = 100'000;

    StoreWorld(Run& run, const core::store::Journal::Options& options, const DiskOptions& disk,
               StoreMutant mutant);

    // A new process opens the journal.
    void open(core::store::Position from);
    // Until the journal is open or has stopped.
    void run_until_settled();
    void run_until(core::Instant last);
    void crash();
    void lose_power();

    [[nodiscard]] bool is_open() const { return is_open_; }
    [[nodiscard]] bool has_stopped() const { return has_stopped_; }
    [[nodiscard]] bool is_out_of_space() const { return is_out_of_space_; }
    [[nodiscard]] core::Instant now() const { return now_; }
    [[nodiscard]] Disk& disk() { return disk_; }
    [[nodiscard]] StoreLedger& ledger() { return ledger_; }
    [[nodiscard]] core::store::Journal& journal() { return *journal_; }

    // What is asked for together goes out together, with settle().
    // True if it was accepted.
    bool append(core::store::RecordType type, core::Bytes payload);
    void read(core::store::Position position);
    void release(core::store::Position position);
    void settle();

private:
    // False if nothing will happen any more.
    bool step(core::Instant last);
    void put(core::store::DiskRequest request);
    [[nodiscard]] bool is_skipped(const core::store::DiskAction& action) const;
    void take_answer(core::store::DiskAnswer answer);
    void note(const core::store::JournalEvent& event);
    void note_damage();
    void end_process();

    Run& run_;
    core::store::Journal::Options options_;
    StoreMutant mutant_;
    core::Instant now_{};
    Disk disk_;
    StoreLedger ledger_;
    std::unique_ptr<core::store::Journal> journal_;
    bool is_open_ = false;
    bool has_stopped_ = false;
    bool is_out_of_space_ = false;
    // For the mutants: syncs under way, and tickets of answers that nobody waits for.
    std::map<core::store::Ticket, core::store::SyncFile> syncs_;
    core::store::Ticket last_own_ticket_{std::uint64_t{255} << 56};
};

}  // namespace sim
