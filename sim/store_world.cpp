// A journal on a simulated disk, and what it tells.
#include "sim/store_world.h"

#include "core/base/format.h"

namespace sim {

using namespace core::store;

namespace {

constexpr DiskUser user{1};

}  // namespace

StoreWorld::StoreWorld(Run& run, const Journal::Options& options, const DiskOptions& disk,
                       DiskMutant mutant)
    : DiskWorld(run, "journal", disk, mutant), options_(options), ledger_(run) {}

void StoreWorld::open(Position from) {
    note_damage();
    note_begun();
    journal_ = std::make_unique<Journal>(options_, user, core::Seed{run().prng().next()});
    ledger_.begin_opening(from);
    journal_->open(from);
    settle();
}

void StoreWorld::lose_power() {
    DiskWorld::lose_power();
    if (options_.writing.policy == SyncPolicy::none) ledger_.promise_nothing();
}

void StoreWorld::answer(DiskAnswer answer) {
    note_damage();
    journal_->answer(std::move(answer), now());
}

void StoreWorld::take_news() {
    for (bool is_any = true; is_any;) {
        is_any = false;
        while (const auto record = journal_->next_record()) {
            is_any = true;
            log(core::formatted("tells {}", record->position), record->payload);
            ledger_.tell(*record);
        }
        while (const auto event = journal_->next_event()) {
            is_any = true;
            note(*event);
        }
    }
}

void StoreWorld::note(const JournalEvent& event) {
    std::string what(describe(event));
    if (const auto* const acknowledged = core::get_if<Acknowledged>(&event)) {
        what += core::formatted(" {}", acknowledged->up_to);
        ledger_.acknowledge(acknowledged->up_to);
    } else if (const auto* const lost = core::get_if<Lost>(&event)) {
        what += core::formatted(" from {} to {} in {}", lost->from, lost->to, lost->segment);
        ledger_.tell(*lost);
    } else if (const auto* const opened = core::get_if<Opened>(&event)) {
        what += core::formatted(" from {} to {}", opened->begin, opened->end);
        ledger_.end_opening(*opened);
        note_opened();
    } else if (core::holds_alternative<Abandoned>(event)) {
        if (options_.writing.policy == SyncPolicy::none) ledger_.promise_nothing();
    } else if (const auto* const found = core::get_if<Found>(&event)) {
        ledger_.find(*found);
    } else if (const auto* const missed = core::get_if<NotFound>(&event)) {
        run().check("told", missed->error != core::Error::checksum_wrong || ledger_.is_damaged(),
                    "a record cannot be read, and the disk is well");
    }
    log(what);
    if (core::holds_alternative<Stopped>(event)) note_stopped();
    note_space(event);
}

void StoreWorld::note_damage() {
    if (is_damaged()) ledger_.note_damage();
}

bool StoreWorld::append(RecordType type, core::Bytes payload) {
    const auto position = journal_->append(type, payload);
    if (!position) {
        log(core::formatted("refuses: {}", describe(position.error())));
        return false;
    }
    log(core::formatted("appends at {}", *position), payload);
    ledger_.append(*position, type, payload);
    return true;
}

void StoreWorld::read(Position position) { static_cast<void>(journal_->read(position)); }

void StoreWorld::release(Position position) {
    journal_->release(Checkpoint(position));
    ledger_.forget_before(position);
}

}  // namespace sim
