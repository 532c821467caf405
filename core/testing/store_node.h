// StoreNode is a node of tests: a store on a disk in memory, under a state that is no more than the
// list of its records. It carries out what is asked for until there is nothing left, and writes the
// snapshots that are wanted. A test can hold requests back, and let some fail.
#pragma once

#include <gtest/gtest.h>

#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "core/store/memory_disk.h"
#include "core/store/store.h"
#include "core/testing/disk_faults.h"

namespace core::testing {

inline constexpr store::RecordType text_type{40};

// So small that a few records fill a segment.
inline store::Store::Options small_store_options() {
    store::Store::Options options;
    options.journal.writing.segment_size_max = store::segment_data_begin + 2000;
    options.journal.writing.growth_size = 500;
    options.journal.writing.large_batch_size = options.journal.writing.growth_size / 4;
    options.journal.slice_size = 4096;
    options.journal.read_slice_size = 4096;
    options.snapshots.block_size = 1000;
    options.snapshots.slice_size = 4096;
    return options;
}

inline std::string numbered_text(std::size_t number) {
    return "record " + std::to_string(number) + std::string(100, 'x');
}

class StoreNode {
public:
    StoreNode(store::MemoryDisk& disk, Instant now,
              const store::Store::Options& options = small_store_options())
        : disk_(disk),
          now_(now),
          store_(options, Seed{1}, now, store::WallClock{Instant{}, 1'800'000'000}) {
        disk.close_all();
        store_.open();
        run();
    }
    store::Store* operator->() { return &store_; }

    void append(std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) {
            const std::string record = numbered_text(state.size());
            ASSERT_TRUE(store_.append(text_type, as_bytes(record)));
            state.push_back(record);
            run();
        }
    }
    // Everything that was appended is there for everybody.
    void let_all_go() {
        store_.note_needs(store_.end(), store_.end());
        pass(std::chrono::minutes{2});
    }
    void pass(Duration time) {
        now_ += time;
        store_.expire(now_);
        run();
    }
    // Asking for requests can bring news, and news lead to requests.
    void run() {
        do take();
        while (fetch() || carry_out_next());
    }

    // What is asked for while it says so waits.
    std::function<bool(const store::DiskRequest&)> holds_back = [](const store::DiskRequest&) {
        return false;
    };
    std::function<store::DiskFault(const store::DiskAction&)> faults =
        [](const store::DiskAction&) { return store::DiskFault::none; };
    bool writes_snapshots = true;
    std::vector<std::string> state;
    std::vector<store::StoreEvent> events;

    template <class Inner, class Event>
    [[nodiscard]] std::vector<Event> events_in() const {
        std::vector<Event> found;
        for (const store::StoreEvent& event : events)
            if (const auto* const inner = get_if<Inner>(&event))
                if (const auto* const wanted = get_if<Event>(inner)) found.push_back(*wanted);
        return found;
    }
    template <class Event>
    [[nodiscard]] std::vector<Event> events_of() const {
        return those_of<Event>(events);
    }
    [[nodiscard]] std::size_t stored() const {
        return events_in<store::SnapshotEvent, store::SnapshotStored>().size();
    }

private:
    bool fetch() {
        if (writes_snapshots) write_snapshot();
        const std::size_t before = requests_.size();
        while (auto request = store_.next_request(now_)) requests_.push_back(std::move(*request));
        return take() || requests_.size() > before;
    }
    bool carry_out_next() {
        const auto may_go = [&](const store::DiskRequest& request) { return !holds_back(request); };
        const auto next = std::ranges::find_if(requests_, may_go);
        if (next == requests_.end()) return false;
        store::DiskRequest request = std::move(*next);
        requests_.erase(next);
        const store::DiskFault fault = faults(request.action);
        store_.answer(carried_out(disk_, std::move(request), fault), now_);
        return true;
    }
    // Whether there was anything.
    bool take() {
        bool was_any = false;
        for (bool is_any = true; is_any; was_any |= is_any) {
            is_any = false;
            while (const auto event = store_.next_event()) {
                is_any = true;
                note(*event);
            }
            while (const auto piece = store_.next_piece()) {
                is_any = true;
                loaded_ += as_text(*piece);
            }
            while (const auto record = store_.next_record()) {
                is_any = true;
                state.emplace_back(as_text(record->payload));
            }
        }
        return was_any;
    }
    void note(const store::StoreEvent& event) {
        events.push_back(event);
        const auto* const snapshot = get_if<store::SnapshotEvent>(&event);
        if (snapshot && holds_alternative<store::SnapshotBegun>(*snapshot)) loaded_.clear();
        if (!snapshot || !holds_alternative<store::SnapshotLoaded>(*snapshot)) return;
        for (std::size_t at = 0; at < loaded_.size();) {
            const std::size_t end = loaded_.find('\n', at);
            state.push_back(loaded_.substr(at, end - at));
            at = end + 1;
        }
    }
    void write_snapshot() {
        if (store_.begin_snapshot()) {
            unwritten_.emplace();
            for (const std::string& record : state) *unwritten_ += record + '\n';
        }
        if (!unwritten_) return;
        const std::size_t size = std::min(unwritten_->size(), store_.snapshot_room());
        store_.write_snapshot(as_bytes(unwritten_->substr(0, size)));
        unwritten_->erase(0, size);
        if (!unwritten_->empty()) return;
        store_.finish_snapshot();
        unwritten_.reset();
    }

    store::MemoryDisk& disk_;
    Instant now_;
    store::Store store_;
    std::deque<store::DiskRequest> requests_;
    std::string loaded_;
    std::optional<std::string> unwritten_;
};

}  // namespace core::testing
