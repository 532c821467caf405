// Judging a journal.
#include "sim/store_ledger.h"

#include <algorithm>

#include "core/base/format.h"

namespace sim {

using core::Bytes;
using core::store::Position;
using core::store::RecordType;

void StoreLedger::append(Position position, RecordType type, Bytes payload) {
    run_.check("fresh", position >= end_,
               core::formatted("position {} was given out again, behind {}", position, end_));
    entries_[position] = {type, core::Buffer(payload.begin(), payload.end())};
    end_ = core::store::behind(position, 1);
}

void StoreLedger::acknowledge(Position up_to) {
    run_.check("fresh", up_to > acknowledged_,
               core::formatted("{} was acknowledged after {}", up_to, acknowledged_));
    acknowledged_ = up_to;
}

void StoreLedger::forget_before(Position position) {
    entries_.erase(entries_.begin(), entries_.lower_bound(position));
    forgotten_ = position;
}

void StoreLedger::begin_opening(Position from) {
    from_ = from;
    last_told_.reset();
    lost_.clear();
    for (auto& [position, entry] : entries_) entry.is_told = false;
}

bool StoreLedger::is_as_appended(Position position, RecordType type, Bytes payload) const {
    const auto at = entries_.find(position);
    return at != entries_.end() && at->second.type == type &&
           core::equal(at->second.payload, payload);
}

void StoreLedger::tell(const core::store::RecordView& record) {
    const bool is_in_order =
        record.position >= from_ && (!last_told_ || record.position > *last_told_);
    run_.check("nothing-else",
               is_in_order && is_as_appended(record.position, record.type, record.payload),
               core::formatted("{} bytes were told at {} that were not appended there",
                               record.payload.size(), record.position));
    last_told_ = record.position;
    const auto at = entries_.find(record.position);
    if (at != entries_.end()) at->second.is_told = true;
}

void StoreLedger::tell(const core::store::Lost& lost) {
    run_.check("no-alarm", is_damaged_,
               core::formatted("{} to {} are lost, and the disk is well", lost.from, lost.to));
    lost_.push_back(lost);
}

bool StoreLedger::is_lost(Position position) const {
    return std::ranges::any_of(lost_, [&](const core::store::Lost& lost) {
        return lost.from <= position && position < lost.to;
    });
}

void StoreLedger::end_opening(const core::store::Opened& opened) {
    for (const auto& [position, entry] : entries_) {
        if (position < from_ || entry.is_told || is_lost(position)) continue;
        const bool is_cut = position >= opened.end;
        run_.check(
            "no-gap", is_cut,
            core::formatted("{} is missing in front of the end at {}", position, opened.end));
        run_.check("durable", is_damaged_ || position >= acknowledged_,
                   core::formatted("{} was acknowledged and is not there", position));
    }
    run_.check("durable", is_damaged_ || opened.end >= acknowledged_,
               core::formatted("the end is at {}, acknowledged was {}", opened.end, acknowledged_));
    entries_.erase(entries_.lower_bound(opened.end), entries_.end());
    acknowledged_ = end_ = opened.end;
}

void StoreLedger::find(const core::store::Found& found) {
    if (found.position < forgotten_) return;
    run_.check("nothing-else", is_as_appended(found.position, found.type, found.payload),
               core::formatted("{} bytes were found at {} that were not appended there",
                               found.payload.size(), found.position));
}

bool StoreLedger::is_all_acknowledged() const {
    return entries_.empty() || entries_.rbegin()->first < acknowledged_;
}

std::optional<Position> StoreLedger::draw_acknowledged(core::Prng& prng) const {
    const auto count = static_cast<std::uint64_t>(
        std::distance(entries_.begin(), entries_.lower_bound(acknowledged_)));
    if (count == 0) return std::nullopt;
    return std::next(entries_.begin(), static_cast<std::ptrdiff_t>(prng.below(count)))->first;
}

}  // namespace sim
