// The entries in memory.
#include "fabric/leadership/log.h"

#include <algorithm>

#include "core/base/assert.h"

namespace fabric::leadership {

Log::Log(Place base, Placed configuration) : base_(base) {
    configurations_.push_back(std::move(configuration));
}

Place Log::last() const {
    if (entries_.empty()) return base_;
    return {entries_.back().term, base_.index.plus(entries_.size())};
}

const Log::Entry& Log::entry(Index index) const {
    ASSERT(index > base_.index && index <= last().index);
    return entries_[static_cast<std::size_t>(index.value - first().value)];
}

std::optional<Term> Log::term_at(Index index) const {
    if (index == base_.index) return base_.term;
    if (index < base_.index || index > last().index) return std::nullopt;
    return entry(index).term;
}

EntryView Log::at(Index index) const {
    const Entry& found = entry(index);
    return {found.term, found.kind, found.bytes};
}

std::size_t Log::size_up_to(Index index) const {
    std::size_t size = 0;
    for (Index i = first(); i <= std::min(index, last().index); i = i.next())
        size += entry(i).bytes.size() + entry_overhead_size;
    return size;
}

Place Log::last_not_above(Index index, Term term) const {
    Index at = std::min(index, last().index);
    while (at > base_.index && entry(at).term > term) at = at.previous();
    return at > base_.index ? Place{entry(at).term, at} : base_;
}

void Log::append(const EntryView& added) {
    ASSERT(added.term >= last().term);
    entries_.push_back({added.term, added.kind, {added.bytes.begin(), added.bytes.end()}});
    size_ += added.bytes.size() + entry_overhead_size;
    if (added.kind != EntryKind::configuration) return;
    auto configuration = Configuration::read(added.bytes);
    ASSERT(configuration);  // Checked where it came in.
    configurations_.push_back({last().index, *std::move(configuration)});
}

void Log::truncate_from(Index index) {
    ASSERT(index > base_.index && index <= last().index);
    while (last().index >= index) {
        size_ -= entries_.back().bytes.size() + entry_overhead_size;
        entries_.pop_back();
    }
    while (configurations_.back().index >= index) configurations_.pop_back();
    ASSERT(!configurations_.empty());
}

void Log::cut(Index up_to) {
    if (up_to <= base_.index) return;
    const Place base{entry(up_to).term, up_to};
    size_ -= size_up_to(up_to);
    const auto count = static_cast<std::ptrdiff_t>(up_to.value - base_.index.value);
    entries_.erase(entries_.begin(), entries_.begin() + count);
    base_ = base;
    while (configurations_.size() > 1 && configurations_[1].index <= up_to)
        configurations_.erase(configurations_.begin());
}

void Log::reset(Place base, Placed configuration) {
    base_ = base;
    entries_.clear();
    size_ = 0;
    configurations_.clear();
    configurations_.push_back(std::move(configuration));
}

const Log::Placed& Log::configuration_at(Index index) const {
    const auto behind = std::ranges::find_if(
        configurations_, [&](const Placed& placed) { return placed.index > index; });
    ASSERT(behind != configurations_.begin());
    return *std::prev(behind);
}

}  // namespace fabric::leadership
