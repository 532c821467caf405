// What a world is made of: who exists, whether it runs or not, and what can be chosen.
#pragma once

#include <map>
#include <memory>
#include <string_view>

#include "fabric/leadership/disk_test.h"
#include "fabric/ordering/journal_test.h"
#include "fabric/ordering/ordering.h"

namespace fabric::ordering::testing {

using core::Duration;
using core::Instant;
using leadership::testing::member;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

inline core::Buffer text(std::string_view words) {
    const core::Bytes bytes = core::as_bytes(words);
    return {bytes.begin(), bytes.end()};
}

struct WorldOptions {
    unsigned member_count = 3;
    unsigned authority_count = 3;  // The first of them; number 0 founds the group.
    Options ordering = {};
    Duration delay_max = milliseconds{5};
    Duration sync_max = milliseconds{5};
    Duration news_max = {};  // Until a cut link or a change of members is noticed.
    std::uint32_t journal_snapshot_percent = 0;  // After a step.
    bool keeps_founding = true;                  // Else the founder, too, begins with a new disk.
};

// One that exists, whether it runs or not.
struct Seat final : Owner {
    [[nodiscard]] bool may_order(core::Bytes command) const override {
        return command.empty() || command[0] != std::byte{'!'};
    }
    [[nodiscard]] bool holds_all(const MemberId&) const override { return *everybody_holds_all; }
    [[nodiscard]] core::Buffer applied_state() const override { return state; }

    unsigned number = 0;
    const bool* everybody_holds_all = nullptr;
    std::unique_ptr<Ordering> ordering = {};
    TestJournal journal = {};
    unsigned disk = 0;  // How many it had.
    unsigned life = 0;
    bool journal_is_full = false;
    bool storage_is_gone = false;
    Instant synced_at = {};  // The last of what was appended.
    // Of this life.
    Index applied = {};
    core::Buffer state = {};  // All commands of leaders, behind one another.
    std::vector<Place> lost = {};
    std::map<OrderNumber, core::Buffer> asked = {};
    std::map<OrderNumber, Place> places = {};
    std::map<OrderNumber, NotOrderedReason> refusals = {};
};

}  // namespace fabric::ordering::testing
