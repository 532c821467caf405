// Driving a journal on a simulated disk.
#include "sim/store_world.h"

#include <algorithm>

#include "core/base/format.h"

namespace sim {

using core::Instant;
using namespace core::store;

namespace {

constexpr std::string_view journal_name = "journal";
constexpr std::string_view disk_name = "disk";

constexpr DiskUser user{1};

// Reading nothing takes its turn among the requests about a file, and measuring among those about
// names; neither does anything.
DiskAction instead_of(const DiskAction& action) {
    if (const auto* const sync = std::get_if<SyncFile>(&action)) return ReadFile{sync->file, 0, 0};
    return MeasureSpace{};
}

}  // namespace

StoreWorld::StoreWorld(Run& run, const Journal::Options& options, const DiskOptions& disk,
                       StoreMutant mutant)
    : run_(run),
      options_(options),
      mutant_(mutant),
      disk_(disk, run.prng().fork(), run.faults()),
      ledger_(run) {}

void StoreWorld::open(Position from) {
    is_open_ = has_stopped_ = is_out_of_space_ = false;
    journal_ = std::make_unique<Journal>(options_, user, core::Seed{run_.prng().next()});
    ledger_.begin_opening(from);
    journal_->open(from);
    settle();
}

void StoreWorld::crash() {
    run_.step(now_, disk_name, "the process ends", {});
    end_process();
    disk_.crash();
    note_damage();
}

void StoreWorld::lose_power() {
    run_.step(now_, disk_name, "the power is lost", {});
    end_process();
    disk_.lose_power();
    note_damage();
    if (options_.writing.policy == SyncPolicy::none) ledger_.promise_nothing();
}

void StoreWorld::end_process() {
    journal_.reset();
    syncs_.clear();
    is_open_ = false;
}

void StoreWorld::run_until_settled() {
    while (!is_open_ && !has_stopped_ && step(Instant::max())) {
    }
}

void StoreWorld::run_until(Instant last) {
    while (step(last)) {
    }
    now_ = std::max(now_, last);
}

bool StoreWorld::step(Instant last) {
    const auto answer_at = disk_.next_answer();
    const auto deadline = journal_->deadline();
    Instant next = Instant::max();
    if (answer_at) next = std::min(next, *answer_at);
    if (deadline) next = std::min(next, *deadline);
    if (next == Instant::max() || next > last || run_.failed()) return false;
    run_.check("finite", run_.steps() < steps_max, "the journal goes round in circles");
    now_ = std::max(now_, next);
    if (answer_at && *answer_at <= now_) {
        DiskAnswer answer = *disk_.answer(now_);
        note_damage();
        take_answer(std::move(answer));
    } else {
        run_.step(now_, journal_name, "expires", {});
        journal_->expire(now_);
    }
    settle();
    return true;
}

void StoreWorld::settle() {
    for (bool is_any = true; is_any;) {
        is_any = false;
        while (const auto record = journal_->next_record()) {
            is_any = true;
            run_.step(now_, journal_name, core::formatted("tells {}", record->position),
                      record->payload);
            ledger_.tell(*record);
        }
        while (const auto event = journal_->next_event()) {
            is_any = true;
            note(*event);
        }
    }
    while (auto request = journal_->next_request(now_)) put(std::move(*request));
}

void StoreWorld::note(const JournalEvent& event) {
    std::string what(describe(event));
    if (const auto* const acknowledged = std::get_if<Acknowledged>(&event)) {
        what += core::formatted(" {}", acknowledged->up_to);
        ledger_.acknowledge(acknowledged->up_to);
    } else if (const auto* const lost = std::get_if<Lost>(&event)) {
        what += core::formatted(" from {} to {} in {}", lost->from, lost->to, lost->segment);
        ledger_.tell(*lost);
    } else if (const auto* const opened = std::get_if<Opened>(&event)) {
        what += core::formatted(" from {} to {}", opened->begin, opened->end);
        ledger_.end_opening(*opened);
        is_open_ = true;
    } else if (std::holds_alternative<Abandoned>(event)) {
        if (options_.writing.policy == SyncPolicy::none) ledger_.promise_nothing();
    } else if (const auto* const found = std::get_if<Found>(&event)) {
        ledger_.find(*found);
    } else if (const auto* const missed = std::get_if<NotFound>(&event)) {
        run_.check("told", missed->error != core::Error::checksum_wrong || ledger_.is_damaged(),
                   "a record cannot be read, and the disk is well");
    }
    run_.step(now_, journal_name, what, {});
    has_stopped_ |= std::holds_alternative<Stopped>(event);
    is_out_of_space_ |= std::holds_alternative<SpaceEnded>(event);
    is_out_of_space_ &= !std::holds_alternative<SpaceBack>(event);
}

void StoreWorld::note_damage() {
    for (const Fault fault : {Fault::rotten, Fault::unreadable, Fault::misdirected})
        if (run_.faults()[std::to_underlying(fault)] > 0) ledger_.note_damage();
}

void StoreWorld::put(DiskRequest request) {
    const auto* const write = std::get_if<WriteFile>(&request.action);
    run_.step(now_, disk_name, describe(request.action),
              write ? core::Bytes(write->bytes) : core::Bytes{});
    const auto* const found = std::get_if<SyncFile>(&request.action);
    const std::optional<SyncFile> sync = found ? std::optional(*found) : std::nullopt;
    if (sync && mutant_ == StoreMutant::retries_syncs) syncs_.emplace(request.ticket, *sync);
    if (is_skipped(request.action)) request.action = instead_of(request.action);
    disk_.put(std::move(request), now_);
    if (sync && mutant_ == StoreMutant::acknowledges_early)
        disk_.put({Ticket{++last_own_ticket_.value}, *sync}, now_);
}

bool StoreWorld::is_skipped(const DiskAction& action) const {
    const bool is_sync = std::holds_alternative<SyncFile>(action);
    switch (mutant_) {
        case StoreMutant::none:
        case StoreMutant::retries_syncs: return false;
        case StoreMutant::skips_syncs:
        case StoreMutant::acknowledges_early: return is_sync;
        case StoreMutant::skips_name_syncs: return std::holds_alternative<SyncNames>(action);
    }
    std::unreachable();
}

void StoreWorld::take_answer(DiskAnswer answer) {
    if (DiskClient::user_of(answer.ticket) != user) return;
    const auto sync = syncs_.find(answer.ticket);
    if (sync != syncs_.end()) {
        const SyncFile again = sync->second;
        syncs_.erase(sync);
        if (answer.fault != DiskFault::none) return disk_.put({answer.ticket, again}, now_);
    }
    run_.step(now_, disk_name, core::formatted("answers: {}", describe(answer.fault)), {});
    journal_->answer(std::move(answer), now_);
}

bool StoreWorld::append(RecordType type, core::Bytes payload) {
    const auto position = journal_->append(type, payload);
    if (!position) {
        run_.step(now_, journal_name, core::formatted("refuses: {}", describe(position.error())),
                  {});
        return false;
    }
    run_.step(now_, journal_name, core::formatted("appends at {}", *position), payload);
    ledger_.append(*position, type, payload);
    return true;
}

void StoreWorld::read(Position position) { static_cast<void>(journal_->read(position)); }

void StoreWorld::release(Position position) {
    journal_->release(Checkpoint(position));
    ledger_.forget_before(position);
}

}  // namespace sim
