// A store on a simulated disk, and what it tells.
#include "sim/keep_world.h"

#include <algorithm>

#include "core/base/format.h"
#include "core/base/reader.h"

namespace sim {

using namespace core::store;

namespace {

constexpr RecordType number_type{40};
constexpr WallClock wall_clock{core::Instant{}, 1'800'000'000};

}  // namespace

KeepWorld::KeepWorld(Run& run, const Store::Options& options, const DiskOptions& disk,
                     DiskMutant mutant)
    : DiskWorld(run, "store", disk, mutant), options_(options) {}

void KeepWorld::open() {
    note_begun();
    was_loss_told_ = false;
    state_.clear();
    needed_ = {};
    store_ = std::make_unique<Store>(options_, core::Seed{run().prng().next()}, now(), wall_clock);
    store_->open();
    settle();
}

void KeepWorld::end_process() {
    store_.reset();
    unacknowledged_.clear();
    unwritten_.reset();
}

void KeepWorld::take_news() {
    for (bool is_any = true; is_any;) {
        is_any = false;
        while (const auto event = store_->next_event()) {
            is_any = true;
            core::match(*event, [this](const auto& inner) { note(inner); });
        }
        while (const auto piece = store_->next_piece()) {
            is_any = true;
            core::append(loaded_, *piece);
        }
        while (const auto record = store_->next_record()) {
            is_any = true;
            const auto number = core::Reader(record->payload).u64_be();
            run().check("true", number && *number <= last_number_,
                        "a record tells what nobody said");
            if (number) state_.insert(*number);
        }
    }
    write_snapshot();
}

void KeepWorld::note(const JournalEvent& event) {
    const auto* const opened = core::get_if<Opened>(&event);
    const auto* const lost = core::get_if<Lost>(&event);
    std::string what(describe(event));
    if (opened) what += core::formatted(" from {} to {}", opened->begin, opened->end);
    if (lost) what += core::formatted(" from {} to {}", lost->from, lost->to);
    log(what);
    was_loss_told_ |= lost != nullptr;
    if (opened) may_be_gone_ = opened->begin, check_opened();
    if (const auto* const safe = core::get_if<Acknowledged>(&event)) note_acknowledged(safe->up_to);
    if (const auto* const released = core::get_if<Released>(&event)) check_released(*released);
    if (core::holds_alternative<Stopped>(event)) note_stopped();
    note_space(event);
}

// What is not acknowledged may be on its way from one segment to another.
void KeepWorld::check_released(const Released& released) {
    const Position gone = std::min(released.begin, store_->acknowledged());
    run().check("needed", gone <= std::max(needed_, may_be_gone_),
                "history is gone that others need, and nobody was told");
}

void KeepWorld::note(const SnapshotEvent& event) {
    const auto* const begun = core::get_if<SnapshotBegun>(&event);
    const auto* const stored = core::get_if<SnapshotStored>(&event);
    const Position position = begun    ? begun->position
                              : stored ? stored->checkpoint.position()
                                       : Position{};
    log(core::formatted("{} {}", describe(event), position));
    if (stored) has_room_for_snapshot_ = true;
    if (const auto* const failed = core::get_if<SnapshotFailed>(&event))
        has_room_for_snapshot_ = failed->fault != DiskFault::full;
    if (begun) loaded_.clear();
    if (core::holds_alternative<SnapshotLoaded>(event)) load_snapshot();
    if (stored || core::holds_alternative<SnapshotFailed>(event)) unwritten_.reset();
    was_loss_told_ |= core::holds_alternative<SnapshotRefused>(event);
    if (core::holds_alternative<Stopped>(event)) note_stopped();
}

void KeepWorld::note(const HistoryDropped& dropped) {
    log("drops history");
    run().check("needed", store_->pressure() == Pressure::critical, "history is dropped too early");
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
        run().check("true", number <= last_number_, "a snapshot tells what nobody said");
        state_.insert(number);
    }
}

// What is there now was told, and stays.
void KeepWorld::check_opened() {
    const bool is_kept = std::ranges::includes(state_, promised_);
    log(core::formatted("knows {} numbers, {} were promised", state_.size(), promised_.size()));
    run().check("kept", is_kept || is_damaged(), "what was acknowledged is gone");
    // Damage at the very end, of which nothing says that it was synced, looks like an end that was
    // torn (spec/journal.md, "What cannot be told").
    const auto lost = std::ranges::find_if(
        promised_, [this](std::uint64_t number) { return !state_.contains(number); });
    const bool is_end = !is_kept && (state_.empty() || *lost > *state_.rbegin());
    run().check("told", is_kept || was_loss_told_ || is_end,
                "something is lost, and nobody was told");
    promised_ = state_;
    note_opened();
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

bool KeepWorld::append(std::size_t size) {
    core::Buffer filling(size);
    run().prng().fill(filling);
    const std::uint64_t number = last_number_ + 1;
    const auto position = store_->append_encoded(number_type, [&](core::BufferWriter& writer) {
        writer.u64_be(number);
        writer.bytes(filling);
    });
    if (!position) return false;
    log(core::formatted("appends {}", number), filling);
    last_number_ = number;
    state_.insert(number);
    unacknowledged_.emplace(number, store_->end());
    return true;
}

void KeepWorld::let_go() {
    const Position everything = store_->acknowledged();
    const Position some{run().prng().below(everything.value + 1)};
    needed_ = std::max(needed_, run().prng().chance(1, 2) ? everything : some);
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
