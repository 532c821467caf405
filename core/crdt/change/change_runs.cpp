// Runs are as long as they can be, from the first change on: so the same changes are the same runs,
// and the same bytes.
#include "core/crdt/change/change_runs.h"

#include <algorithm>

#include "core/base/assert.h"
#include "core/codec/count.h"
#include "core/codec/varint.h"
#include "core/crdt/change/change.h"

namespace core::crdt {
namespace {

// Distance, events and count.
constexpr std::size_t change_run_size_min = 3;

}  // namespace

void ChangeRuns::append(Lamport lamport, std::uint64_t events) {
    ASSERT(events > 0 && lamport > last_lamport());
    ++change_count_;
    if (!runs_.empty() && runs_.back().goes_on_with(lamport.value, events)) {
        Run& run = runs_.back();
        if (run.count == 1) run.step = lamport.value - run.lamport;
        ++run.count;
    } else {
        runs_.push_back({last_counter() + 1, lamport.value, events, 0, 1});
    }
}

std::uint64_t ChangeRuns::last_counter() const {
    return runs_.empty() ? 0 : runs_.back().last_counter();
}

Lamport ChangeRuns::last_lamport() const {
    return Lamport{runs_.empty() ? 0 : runs_.back().last_lamport()};
}

Lamport ChangeRuns::first_lamport_of_last_change() const {
    return Lamport{runs_.empty() ? 0 : runs_.back().lamport_of(runs_.back().count - 1)};
}

std::optional<Lamport> ChangeRuns::lamport_at_end(std::uint64_t counter) const {
    const auto after = std::ranges::upper_bound(runs_, counter, {}, &Run::counter);
    if (after == runs_.begin()) return std::nullopt;
    const Run& run = *std::prev(after);
    const std::uint64_t size = counter - run.counter + 1;
    if (size % run.events != 0 || size / run.events > run.count) return std::nullopt;
    return Lamport{run.lamport_of(size / run.events - 1) + run.events - 1};
}

Lamport ChangeRuns::lamport_before_last_change() const {
    if (change_count_ < 2) return Lamport{};
    const auto lamport = lamport_at_end(last_counter() - runs_.back().events);
    ASSERT(lamport);
    return *lamport;
}

void ChangeRuns::write(BufferWriter& writer) const {
    codec::write_varint(writer, runs_.size());
    std::uint64_t lamport_before = 0;
    for (const Run& run : runs_) {
        codec::write_varint(writer, run.lamport - lamport_before);
        codec::write_varint(writer, run.events);
        codec::write_varint(writer, run.count);
        if (run.count > 1) codec::write_varint(writer, run.step - run.events);
        lamport_before = run.last_lamport();
    }
}

Result<ChangeRuns::Run> ChangeRuns::read_run(Reader& reader, std::uint64_t counter,
                                             std::uint64_t lamport_before) {
    const std::uint64_t distance = TRY(codec::read_varint(reader));
    const std::uint64_t events = TRY(codec::read_varint(reader));
    const std::uint64_t count = TRY(codec::read_varint(reader));
    if (distance == 0 || events == 0 || count == 0) return fail(Error::not_canonical);
    if (events > change_events_max) return fail(Error::too_large);
    if (distance > event_number_max - lamport_before) return fail(Error::too_large);
    const std::uint64_t lamport = lamport_before + distance;
    if (events - 1 > event_number_max - lamport) return fail(Error::too_large);
    Run run{counter, lamport, events, 0, count};
    if (count == 1) return run;
    const std::uint64_t pause = TRY(codec::read_varint(reader));
    if (pause > event_number_max) return fail(Error::too_large);
    run.step = events + pause;
    // Counters grow no faster than Lamport numbers: what bounds these bounds those.
    if (count - 1 > (event_number_max - (lamport + events - 1)) / run.step)
        return fail(Error::too_large);
    return run;
}

Result<ChangeRuns> ChangeRuns::read(Reader& reader) {
    const std::uint64_t count = TRY(codec::read_count(reader, change_run_size_min));
    ChangeRuns runs;
    for (std::uint64_t i = 0; i < count; ++i) {
        const Run run = TRY(read_run(reader, runs.last_counter() + 1, runs.last_lamport().value));
        if (!runs.empty() && runs.runs_.back().goes_on_with(run.lamport, run.events))
            return fail(Error::not_canonical);
        runs.runs_.push_back(run);
        runs.change_count_ += run.count;
    }
    return runs;
}

}  // namespace core::crdt
