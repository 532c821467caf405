// Runs of items in the order in which they are seen.
#include "fabric/control/view.h"

#include <algorithm>

#include "core/base/assert.h"

namespace fabric::control {

using core::crdt::Dot;

namespace {

Dot counted_on(Dot first, std::uint32_t by) { return {first.author, first.counter + by}; }

}  // namespace

View::View(const core::crdt::sequence::Sequence& sequence) {
    sequence.each([this](Dot first, std::uint32_t size, bool is_deleted) {
        if (!is_deleted) append({first, size});
    });
}

void View::append(const Run& run) {
    size_ += run.size;
    if (!runs_.empty() && counted_on(runs_.back().first, runs_.back().size) == run.first)
        runs_.back().size += run.size;
    else
        runs_.push_back(run);
}

Dot View::before(std::uint32_t position) const {
    ASSERT(position <= size_);
    if (position == 0) return {};
    return items(position - 1, 1).front().first;
}

std::vector<View::Run> View::items(std::uint32_t position, std::uint32_t size) const {
    ASSERT(position <= size_ && size <= size_ - position);
    std::vector<Run> found;
    for (const Run& run : runs_) {
        if (size == 0) break;
        if (position >= run.size) {
            position -= run.size;
            continue;
        }
        const std::uint32_t count = std::min(size, run.size - position);
        found.push_back({counted_on(run.first, position), count});
        size -= count;
        position = 0;
    }
    return found;
}

void View::insert(std::uint32_t position, const Run& run) {
    if (run.size == 0) return;
    const std::size_t at = split(position);
    size_ += run.size;
    Run* const front = at > 0 ? &runs_[at - 1] : nullptr;
    if (front && counted_on(front->first, front->size) == run.first)
        front->size += run.size;  // It is typed on.
    else
        runs_.insert(runs_.begin() + static_cast<std::ptrdiff_t>(at), run);
}

void View::erase(std::uint32_t position, std::uint32_t size) {
    ASSERT(position <= size_ && size <= size_ - position);
    const auto begin = static_cast<std::ptrdiff_t>(split(position));
    const auto end = static_cast<std::ptrdiff_t>(split(position + size));
    runs_.erase(runs_.begin() + begin, runs_.begin() + end);
    size_ -= size;
}

std::size_t View::split(std::uint32_t position) {
    ASSERT(position <= size_);
    std::size_t at = 0;
    for (; at < runs_.size() && position >= runs_[at].size; ++at) position -= runs_[at].size;
    if (position == 0) return at;
    const Run rest{counted_on(runs_[at].first, position), runs_[at].size - position};
    runs_[at].size = position;
    runs_.insert(runs_.begin() + static_cast<std::ptrdiff_t>(at) + 1, rest);
    return at + 1;
}

std::uint64_t Views::tell(View view) {
    std::size_t kept = 0;
    std::size_t runs = 0;
    while (kept < told_.size() && kept + 1 < options_.states_max) {
        runs += told_[told_.size() - 1 - kept].view.run_count();
        if (runs > options_.runs_max) break;
        ++kept;
    }
    told_.erase(told_.begin(), told_.end() - static_cast<std::ptrdiff_t>(kept));
    told_.push_back({++last_, std::move(view)});
    return last_;
}

View* Views::use(std::uint64_t state) {
    const auto at = std::ranges::find(told_, state, &Told::state);
    if (at == told_.end()) return nullptr;
    told_.erase(told_.begin(), at);
    return &told_.front().view;
}

void Views::changed() {
    ASSERT(!told_.empty());
    told_.erase(told_.begin() + 1, told_.end());
}

}  // namespace fabric::control
