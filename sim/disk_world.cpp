// Driving a machine on a simulated disk.
#include "sim/disk_world.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/base/format.h"
#include "core/store/disk_client.h"

namespace sim {

using core::Instant;
using namespace core::store;

namespace {

constexpr std::string_view disk_name = "disk";
// No machine has it.
constexpr std::uint64_t own_user = 255;
constexpr std::uint64_t first_own_ticket = own_user << 56;

// Reading nothing takes its turn among the requests about a file, and measuring among those about
// names; neither does anything.
DiskAction instead_of(const DiskAction& action) {
    if (const auto* const sync = core::get_if<SyncFile>(&action)) return ReadFile{sync->file, 0, 0};
    return MeasureSpace{};
}

}  // namespace

DiskWorld::DiskWorld(Run& run, std::string_view machine, const DiskOptions& disk, DiskMutant mutant)
    : run_(run),
      machine_(machine),
      mutant_(mutant),
      disk_(disk, run.prng().fork(), run.faults()),
      last_own_ticket_{first_own_ticket} {}

void DiskWorld::log(std::string_view what, core::Bytes bytes) {
    run_.step(now_, machine_, what, bytes);
}

void DiskWorld::crash() {
    run_.step(now_, disk_name, "the process ends", {});
    is_open_ = false;
    syncs_.clear();
    end_process();
    disk_.crash();
}

void DiskWorld::lose_power() {
    run_.step(now_, disk_name, "the power is lost", {});
    is_open_ = false;
    syncs_.clear();
    end_process();
    disk_.lose_power();
}

void DiskWorld::run_until_settled() {
    while (!is_open_ && !has_stopped_ && step(Instant::max())) {
    }
}

void DiskWorld::run_until(Instant last) {
    while (step(last)) {
    }
    now_ = std::max(now_, last);
}

bool DiskWorld::step(Instant last) {
    const auto answer_at = disk_.next_answer();
    const auto due = deadline();
    const Instant next = std::min(answer_at.value_or(Instant::max()), due.value_or(Instant::max()));
    if (next == Instant::max() || next > last || run_.failed()) return false;
    run_.check("finite", run_.steps() < steps_max, "the machine goes round in circles");
    now_ = std::max(now_, next);
    if (answer_at && *answer_at <= now_) {
        take_answer(*disk_.answer(now_));
    } else {
        log("expires");
        expire();
    }
    settle();
    return true;
}

// Asking for requests can bring news, and news lead to requests.
void DiskWorld::settle() {
    for (bool is_any = true; is_any;) {
        is_any = false;
        take_news();
        while (auto request = next_request()) {
            is_any = true;
            put(std::move(*request));
        }
    }
}

void DiskWorld::put(DiskRequest request) {
    const auto* const write = core::get_if<WriteFile>(&request.action);
    run_.step(now_, disk_name, describe(request.action),
              write ? core::Bytes(write->bytes) : core::Bytes{});
    const auto* const found = core::get_if<SyncFile>(&request.action);
    const std::optional<SyncFile> sync = found ? std::optional(*found) : std::nullopt;
    if (sync && mutant_ == DiskMutant::retries_syncs) syncs_.emplace(request.ticket, *sync);
    if (is_skipped(request.action)) request.action = instead_of(request.action);
    disk_.put(std::move(request), now_);
    if (sync && mutant_ == DiskMutant::acknowledges_early)
        disk_.put({Ticket{++last_own_ticket_.value}, *sync}, now_);
}

bool DiskWorld::is_skipped(const DiskAction& action) const {
    const bool is_sync = core::holds_alternative<SyncFile>(action);
    switch (mutant_) {
        case DiskMutant::none:
        case DiskMutant::retries_syncs: return false;
        case DiskMutant::skips_syncs:
        case DiskMutant::acknowledges_early: return is_sync;
        case DiskMutant::skips_name_syncs: return core::holds_alternative<SyncNames>(action);
    }
    std::unreachable();
}

void DiskWorld::take_answer(DiskAnswer answered) {
    if (DiskClient::user_of(answered.ticket) == DiskUser{own_user}) return;
    const auto sync = syncs_.find(answered.ticket);
    if (sync != syncs_.end()) {
        const SyncFile again = sync->second;
        syncs_.erase(sync);
        if (answered.fault != DiskFault::none) return disk_.put({answered.ticket, again}, now_);
    }
    run_.step(now_, disk_name, core::formatted("answers: {}", describe(answered.fault)), {});
    answer(std::move(answered));
}

void DiskWorld::note_space(const JournalEvent& event) {
    is_out_of_space_ |= core::holds_alternative<SpaceEnded>(event);
    is_out_of_space_ &= !core::holds_alternative<SpaceBack>(event);
}

bool DiskWorld::is_damaged() const {
    return std::ranges::any_of(
        std::array{Fault::rotten, Fault::unreadable, Fault::misdirected},
        [this](Fault fault) { return run_.faults()[std::to_underlying(fault)] > 0; });
}

}  // namespace sim
