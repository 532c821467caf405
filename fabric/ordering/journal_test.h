// A journal for tests: what is appended is synced late, in its order, and a loss of power keeps all
// that was synced and of the rest any beginning. As in a journal that is compacted, what was
// appended may be replaced by the state that it came to.
#pragma once

#include <deque>
#include <vector>

#include "core/base/assert.h"
#include "core/base/prng.h"
#include "fabric/ordering/kept.h"

namespace fabric::ordering::testing {

class TestJournal {
public:
    void begin(std::vector<core::Buffer> records) {
        records_ = {records.begin(), records.end()};
        synced_count_ = records_.size();
        snapshot_.reset();
        all_ = read();
    }
    void append(core::Bytes record) {
        records_.emplace_back(record.begin(), record.end());
        ASSERT(all_.take(record));
    }
    void sync_next() {
        ASSERT(synced_count_ < records_.size());
        ++synced_count_;
        if (snapshot_ && snapshot_->covered_count <= synced_count_) replace();
    }
    // Of all that was appended by now. It counts when that is synced.
    void take_snapshot(std::vector<core::Buffer> records) {
        snapshot_ = Snapshot{records_.size(), std::move(records)};
        if (synced_count_ == records_.size()) replace();
    }
    void lose_power(core::Prng& prng) {
        const std::size_t more = records_.size() - synced_count_;
        synced_count_ += static_cast<std::size_t>(prng.below(more + 1));
        records_.resize(synced_count_);
        snapshot_.reset();
        all_ = read();
    }

    // What a restart finds.
    [[nodiscard]] Kept read() const {
        Kept kept;
        for (const core::Buffer& record : records_) ASSERT(kept.take(record));
        return kept;
    }
    [[nodiscard]] const std::deque<core::Buffer>& records() const { return records_; }
    // What all that was appended comes to.
    [[nodiscard]] const Kept& all() const { return all_; }

private:
    struct Snapshot {
        std::size_t covered_count;
        std::vector<core::Buffer> records;
    };

    void replace() {
        const auto covered = static_cast<std::ptrdiff_t>(snapshot_->covered_count);
        records_.erase(records_.begin(), records_.begin() + covered);
        synced_count_ -= snapshot_->covered_count;
        records_.insert(records_.begin(), snapshot_->records.begin(), snapshot_->records.end());
        synced_count_ += snapshot_->records.size();
        snapshot_.reset();
    }

    std::deque<core::Buffer> records_;
    std::size_t synced_count_ = 0;
    std::optional<Snapshot> snapshot_;
    Kept all_;
};

}  // namespace fabric::ordering::testing
