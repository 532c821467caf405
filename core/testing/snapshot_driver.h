// SnapshotDriver joins snapshots and a disk in memory, for tests: it carries out what is asked for
// until there is nothing left, and keeps what is told. A test can look at each request, and let
// some fail.
#pragma once

#include <deque>
#include <functional>
#include <vector>

#include "core/store/memory_disk.h"
#include "core/store/snapshot/snapshots.h"
#include "core/testing/disk_faults.h"

namespace core::testing {

class SnapshotDriver {
public:
    explicit SnapshotDriver(store::MemoryDisk& disk, const store::Snapshots::Options& options,
                            std::uint64_t seed = 1)
        : disk_(disk), snapshots_(options, store::DiskUser{2}, Seed{seed}) {
        disk.close_all();
    }
    store::Snapshots* operator->() { return &snapshots_; }

    SnapshotDriver& load() {
        snapshots_.load();
        run();
        return *this;
    }
    // Writes all of it, in pieces as there is room.
    void store(Bytes rest, store::Position position) {
        snapshots_.begin(position);
        while (!rest.empty() && !snapshots_.is_idle()) {
            const std::size_t size = std::min({rest.size(), snapshots_.room(), std::size_t{333}});
            snapshots_.write(rest.first(size));
            rest = rest.subspan(size);
            largest_queue = std::max(largest_queue, carry_out_all_but_answers());
            if (!carry_out_next() && size == 0) break;
        }
        if (rest.empty()) snapshots_.finish();
        run();
    }
    void run() {
        take();
        while (carry_out_next()) {
        }
    }

    std::function<store::DiskFault(const store::DiskAction&)> intercept;
    Buffer content;  // Of what was begun last.
    std::vector<store::SnapshotEvent> events;
    std::size_t largest_queue = 0;

    template <class Event>
    [[nodiscard]] std::vector<Event> events_of() const {
        return those_of<Event>(events);
    }

private:
    std::size_t carry_out_all_but_answers() {
        while (auto request = snapshots_.next_request()) requests_.push_back(std::move(*request));
        return requests_.size();
    }
    bool carry_out_next() {
        if (carry_out_all_but_answers() == 0) return false;
        store::DiskRequest request = std::move(requests_.front());
        requests_.pop_front();
        const auto fault = intercept ? intercept(request.action) : store::DiskFault::none;
        snapshots_.answer(carried_out(disk_, std::move(request), fault));
        take();
        return true;
    }
    void take() {
        for (bool is_any = true; is_any;) {
            is_any = false;
            while (auto event = snapshots_.next_event()) {
                is_any = true;
                if (holds_alternative<store::SnapshotBegun>(*event)) content.clear();
                events.push_back(std::move(*event));
            }
            while (const auto piece = snapshots_.next_piece()) {
                is_any = true;
                append(content, *piece);
            }
        }
    }

    store::MemoryDisk& disk_;
    store::Snapshots snapshots_;
    std::deque<store::DiskRequest> requests_;
};

}  // namespace core::testing
