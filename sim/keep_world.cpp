// Driving a store on a simulated disk.
#include "sim/keep_world.h"

#include <algorithm>

#include "core/base/format.h"
#include "core/base/reader.h"

namespace sim {

using core::Instant;
using namespace core::store;

namespace {

constexpr std::string_view store_name = "store";
constexpr std::string_view disk_name = "disk";
constexpr RecordType number_type{40};
constexpr WallClock wall_clock{Instant{}, 1'800'000'000};

}  // namespace

KeepWorld::KeepWorld(Run& run, const Store::Options& options, const DiskOptions& disk,
                     KeepMutant mutant)
    : run_(run), options_(options), mutant_(mutant), disk_(disk, run.prng().fork(), run.faults()) {}

void KeepWorld::open() {
    is_open_ = has_stopped_ = is_out_of_space_ = was_loss_told_ = false;
    state_.clear();
    unwritten_.reset();
    needed_ = {};
    store_ = std::make_unique<Store>(options_, core::Seed{run_.prng().next()}, now_, wall_clock);
    store_->open();
    settle();
}

void KeepWorld::crash() {
    run_.step(now_, disk_name, "the process ends", {});
    end_process();
    disk_.crash();
}

void KeepWorld::lose_power() {
    run_.step(now_, disk_name, "the power is lost", {});
    end_process();
    disk_.lose_power();
}

void KeepWorld::end_process() {
    store_.reset();
    unacknowledged_.clear();
    is_open_ = false;
}

void KeepWorld::run_until_settled() {
    while (!is_open_ && !has_stopped_ && step(Instant::max())) {
    }
}

void KeepWorld::run_until(Instant last) {
    while (step(last)) {
    }
    now_ = std::max(now_, last);
}

bool KeepWorld::step(Instant last) {
    const auto answer_at = disk_.next_answer();
    const auto deadline = store_->deadline();
    Instant next = Instant::max();
    if (answer_at) next = std::min(next, *answer_at);
    if (deadline) next = std::min(next, *deadline);
    if (next == Instant::max() || next > last || run_.failed()) return false;
    run_.check("finite", run_.steps() < steps_max, "the store goes round in circles");
    now_ = std::max(now_, next);
    if (answer_at && *answer_at <= now_) {
        DiskAnswer answer = *disk_.answer(now_);
        run_.step(now_, disk_name, describe(answer.fault), {});
        store_->answer(std::move(answer), now_);
    } else {
        run_.step(now_, store_name, "expires", {});
        store_->expire(now_);
    }
    settle();
    return true;
}

void KeepWorld::settle() {
    for (bool is_any = true; is_any;) {
        is_any = false;
        take();
        write_snapshot();
        while (auto request = store_->next_request(now_)) {
            is_any = true;
            put(std::move(*request));
        }
    }
}

void KeepWorld::take() {
    for (bool is_any = true; is_any;) {
        is_any = false;
        while (const auto event = store_->next_event()) {
            is_any = true;
            std::visit([this](const auto& inner) { note(inner); }, *event);
        }
        while (const auto piece = store_->next_piece()) {
            is_any = true;
            core::append(loaded_, *piece);
        }
        while (const auto record = store_->next_record()) {
            is_any = true;
            const auto number = core::Reader(record->payload).u64_be();
            run_.check("true", number && *number <= last_number_,
                       "a record tells what nobody said");
            if (number) state_.insert(*number);
        }
    }
}

void KeepWorld::note(const JournalEvent& event) {
    std::string what(describe(event));
    if (const auto* const opened = std::get_if<Opened>(&event))
        what += core::formatted(" from {} to {}", opened->begin, opened->end);
    if (const auto* const lost = std::get_if<Lost>(&event))
        what += core::formatted(" from {} to {}", lost->from, lost->to);
    run_.step(now_, store_name, what, {});
    if (const auto* const acknowledged = std::get_if<Acknowledged>(&event))
        note_acknowledged(acknowledged->up_to);
    else if (const auto* const opened = std::get_if<Opened>(&event)) {
        may_be_gone_ = opened->begin;
        check_opened();
    } else if (const auto* const released = std::get_if<Released>(&event))
        // What is not acknowledged may be on its way from one segment to another.
        run_.check(
            "needed",
            std::min(released->begin, store_->acknowledged()) <= std::max(needed_, may_be_gone_),
            "history is gone that others need, and nobody was told");
    was_loss_told_ |= std::holds_alternative<Lost>(event);
    has_stopped_ |= std::holds_alternative<Stopped>(event);
    is_out_of_space_ |= std::holds_alternative<SpaceEnded>(event);
    is_out_of_space_ &= !std::holds_alternative<SpaceBack>(event);
}

void KeepWorld::note(const SnapshotEvent& event) {
    const auto* const begun = std::get_if<SnapshotBegun>(&event);
    const auto* const stored = std::get_if<SnapshotStored>(&event);
    const Position position = begun    ? begun->position
                              : stored ? stored->checkpoint.position()
                                       : Position{};
    run_.step(now_, store_name, core::formatted("{} {}", describe(event), position), {});
    if (stored) has_room_for_snapshot_ = true;
    if (const auto* const failed = std::get_if<SnapshotFailed>(&event))
        has_room_for_snapshot_ = failed->fault != DiskFault::full;
    if (std::holds_alternative<SnapshotBegun>(event)) loaded_.clear();
    if (std::holds_alternative<SnapshotLoaded>(event)) load_snapshot();
    const bool is_over = std::holds_alternative<SnapshotStored>(event) ||
                         std::holds_alternative<SnapshotFailed>(event);
    if (is_over) unwritten_.reset();
    was_loss_told_ |= std::holds_alternative<SnapshotRefused>(event);
    has_stopped_ |= std::holds_alternative<Stopped>(event);
}

void KeepWorld::note(const HistoryDropped& dropped) {
    run_.step(now_, store_name, "drops history", {});
    run_.check("needed", store_->pressure() == Pressure::critical, "history is dropped too early");
    may_be_gone_ = std::max(may_be_gone_, dropped.to);
}

void KeepWorld::note_acknowledged(Position up_to) {
    std::erase_if(unacknowledged_, [&](const auto& one) {
        const auto& [number, end] = one;
        if (end > up_to) return false;
        promised_.insert(number);
        return true;
    });
}

void KeepWorld::load_snapshot() {
    core::Reader reader(loaded_);
    while (reader.remaining() >= sizeof(std::uint64_t)) {
        const std::uint64_t number = *reader.u64_be();
        run_.check("true", number <= last_number_, "a snapshot tells what nobody said");
        state_.insert(number);
    }
}

// What is there now was told, and stays.
void KeepWorld::check_opened() {
    const bool is_kept = std::ranges::includes(state_, promised_);
    run_.step(
        now_, store_name,
        core::formatted("knows {} numbers, {} were promised", state_.size(), promised_.size()), {});
    run_.check("kept", is_kept || is_damaged(), "what was acknowledged is gone");
    // Damage at the very end, of which nothing says that it was synced, looks like an end that was
    // torn (spec/journal.md, "What cannot be told").
    const auto lost = std::ranges::find_if(
        promised_, [this](std::uint64_t number) { return !state_.contains(number); });
    const bool is_end = !is_kept && (state_.empty() || *lost > *state_.rbegin());
    run_.check("told", is_kept || was_loss_told_ || is_end,
               "something is lost, and nobody was told");
    promised_ = state_;
    is_open_ = true;
}

bool KeepWorld::is_damaged() const {
    return std::ranges::any_of(
        std::array{Fault::rotten, Fault::unreadable, Fault::misdirected},
        [this](Fault fault) { return run_.faults()[std::to_underlying(fault)] > 0; });
}

void KeepWorld::write_snapshot() {
    if (store_->begin_snapshot()) {
        unwritten_.emplace();
        core::BufferWriter writer(*unwritten_, SIZE_MAX);
        for (const std::uint64_t number : state_) writer.u64_be(number);
    }
    if (!unwritten_) return;
    const std::size_t size = std::min(unwritten_->size(), store_->snapshot_room());
    store_->write_snapshot(core::Bytes(*unwritten_).first(size));
    unwritten_->erase(unwritten_->begin(), unwritten_->begin() + static_cast<std::ptrdiff_t>(size));
    if (!unwritten_->empty()) return;
    store_->finish_snapshot();
    unwritten_.reset();
}

void KeepWorld::put(DiskRequest request) {
    run_.step(now_, disk_name, describe(request.action), {});
    const bool is_skipped =
        (mutant_ == KeepMutant::skips_syncs && std::holds_alternative<SyncFile>(request.action)) ||
        (mutant_ == KeepMutant::skips_name_syncs &&
         std::holds_alternative<SyncNames>(request.action));
    if (const auto* const sync = std::get_if<SyncFile>(&request.action); is_skipped && sync)
        request.action = ReadFile{sync->file, 0, 0};
    else if (is_skipped)
        request.action = MeasureSpace{};
    disk_.put(std::move(request), now_);
}

bool KeepWorld::append(std::size_t size) {
    core::Buffer filling(size);
    run_.prng().fill(filling);
    const std::uint64_t number = last_number_ + 1;
    const auto position = store_->append_encoded(number_type, [&](core::BufferWriter& writer) {
        writer.u64_be(number);
        writer.bytes(filling);
    });
    if (!position) return false;
    run_.step(now_, store_name, core::formatted("appends {}", number), filling);
    last_number_ = number;
    state_.insert(number);
    unacknowledged_.emplace(number, store_->end());
    return true;
}

void KeepWorld::let_go() {
    const Position everything = store_->acknowledged();
    const Position some{run_.prng().below(everything.value + 1)};
    needed_ = std::max(needed_, run_.prng().chance(1, 2) ? everything : some);
    store_->note_needs(needed_, needed_);
}

void KeepWorld::let_all_go() {
    needed_ = store_->end();
    store_->note_needs(needed_, needed_);
}

void KeepWorld::abandon_snapshot() {
    unwritten_.reset();
    store_->abandon_snapshot();
}

}  // namespace sim
