// StoreWorld is a process with a journal on a simulated disk (sim/disk_world.h), and the ledger
// that judges it.
#pragma once

#include <memory>

#include "core/store/journal/journal.h"
#include "sim/disk_world.h"
#include "sim/store_ledger.h"

namespace sim {

class StoreWorld : public DiskWorld {
public:
    StoreWorld(Run& run, const core::store::Journal::Options& options, const DiskOptions& disk,
               DiskMutant mutant);

    // A new process opens the journal.
    void open(core::store::Position from);
    void lose_power() override;

    [[nodiscard]] bool is_all_acknowledged() const override {
        return ledger_.is_all_acknowledged();
    }
    [[nodiscard]] StoreLedger& ledger() { return ledger_; }
    [[nodiscard]] core::store::Journal& journal() { return *journal_; }

    // True if it was accepted.
    bool append(core::store::RecordType type, core::Bytes payload);
    void read(core::store::Position position);
    void release(core::store::Position position);

private:
    [[nodiscard]] std::optional<core::Instant> deadline() const override {
        return journal_->deadline();
    }
    void expire() override { journal_->expire(now()); }
    void answer(core::store::DiskAnswer answer) override;
    [[nodiscard]] std::optional<core::store::DiskRequest> next_request() override {
        return journal_->next_request(now());
    }
    void take_news() override;
    void end_process() override { journal_.reset(); }
    void note(const core::store::JournalEvent& event);
    void note_damage();

    core::store::Journal::Options options_;
    StoreLedger ledger_;
    std::unique_ptr<core::store::Journal> journal_;
};

}  // namespace sim
