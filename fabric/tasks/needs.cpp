// What a table needs, as its tasks come and go.
#include "fabric/tasks/needs.h"

#include <algorithm>

#include "core/base/assert.h"

namespace fabric::tasks {

namespace {

std::vector<Elsewhere> needed_by(const Work& work) {
    std::vector<Elsewhere> all{work.code};
    if (const auto* const input = core::get_if<Elsewhere>(&work.input)) all.push_back(*input);
    return all;
}

const Elsewhere* result_of(const Task& task) {
    return task.state == State::completed ? core::get_if<Elsewhere>(&task.output) : nullptr;
}

std::uint64_t largest(const std::multiset<std::uint64_t>& sizes) {
    return sizes.empty() ? 0 : *sizes.rbegin();
}

}  // namespace

void Needs::add(const Task& task) {
    if (!has_ended(task.state)) {
        for (const Elsewhere& content : needed_by(task.work)) add_open(content);
    } else if (const Elsewhere* const output = result_of(task)) {
        add_result({task.ended_at.value, task.number}, *output);
    }
}

void Needs::remove(const Task& task) {
    if (!has_ended(task.state)) {
        for (const Elsewhere& content : needed_by(task.work)) remove_open(content);
        return;
    }
    const auto result = results_.find({task.ended_at.value, task.number});
    if (result != results_.end()) remove_result(result);
}

std::uint64_t Needs::open_size_of(const ContentHash& hash) const {
    const auto at = uses_.find(hash);
    return at == uses_.end() ? 0 : largest(at->second.open);
}

void Needs::add_open(const Elsewhere& content) {
    open_size_ -= open_size_of(content.hash);
    uses_[content.hash].open.insert(content.size);
    open_size_ += open_size_of(content.hash);
    note(content.hash);
}

void Needs::remove_open(const Elsewhere& content) {
    open_size_ -= open_size_of(content.hash);
    auto& open = uses_.at(content.hash).open;
    open.erase(open.find(content.size));
    open_size_ += open_size_of(content.hash);
    note(content.hash);
}

// Those that ended first make room.
void Needs::add_result(const ResultKey& key, const Elsewhere& content) {
    const bool is_new = results_.emplace(key, content).second;
    ASSERT(is_new);
    results_size_ += content.size;
    uses_[content.hash].results.insert(content.size);
    note(content.hash);
    while (results_size_ > results_size_max) remove_result(results_.begin());
}

void Needs::remove_result(Results::iterator result) {
    const Elsewhere content = result->second;
    results_.erase(result);
    results_size_ -= content.size;
    auto& sizes = uses_.at(content.hash).results;
    sizes.erase(sizes.find(content.size));
    note(content.hash);
}

void Needs::note(const ContentHash& hash) {
    changed_.insert(hash);
    const auto at = uses_.find(hash);
    if (at->second.open.empty() && at->second.results.empty()) uses_.erase(at);
}

bool Needs::has_room_for(const Work& work) const {
    std::uint64_t size = open_size_;
    for (const Elsewhere& content : needed_by(work))
        size += content.size - std::min(content.size, open_size_of(content.hash));
    return size <= needed_size_max;
}

std::optional<NeedChange> Needs::next_change() {
    while (!changed_.empty()) {
        const ContentHash hash = changed_.extract(changed_.begin()).value();
        const auto uses = uses_.find(hash);
        if (uses == uses_.end()) {
            if (told_.erase(hash) > 0) return NeedChange{{hash, 0}, false};
            continue;
        }
        const std::uint64_t size =
            std::max(largest(uses->second.open), largest(uses->second.results));
        const auto [told, is_new] = told_.try_emplace(hash, size);
        if (is_new || std::exchange(told->second, size) < size)
            return NeedChange{{hash, size}, true};
    }
    return std::nullopt;
}

void Needs::follow(const Needs& before) {
    told_ = before.told_;
    for (const auto& [hash, size] : told_) changed_.insert(hash);
}

}  // namespace fabric::tasks
