// Agenda is what is to happen in a simulated world, and when: a heap, in which things of the same
// time happen in the order in which they were put in.
//
// Nothing is taken back: what has become pointless by its time is passed over by who put it in.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/base/time.h"

namespace sim {

template <class Task>
class Agenda {
public:
    void add(core::Instant when, const Task& task) {
        heap_.push_back({when, ++count_, task});
        std::ranges::push_heap(heap_, is_later);
    }

    [[nodiscard]] std::optional<core::Instant> next() const {
        if (heap_.empty()) return std::nullopt;
        return heap_.front().when;
    }
    // There must be one.
    Task take() {
        std::ranges::pop_heap(heap_, is_later);
        const Task task = heap_.back().task;
        heap_.pop_back();
        return task;
    }

private:
    struct Entry {
        core::Instant when;
        std::uint64_t number;
        Task task;
    };

    static bool is_later(const Entry& left, const Entry& right) {
        return left.when != right.when ? left.when > right.when : left.number > right.number;
    }

    std::vector<Entry> heap_;
    std::uint64_t count_ = 0;
};

}  // namespace sim
