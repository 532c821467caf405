// Flights are what was sent to one peer and not acknowledged yet: when each is to be sent again,
// and since when it has been under way (rule BR3, spec/broadcast.md). What left in one message is
// due in one message.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "core/base/time.h"
#include "core/sync/key.h"

namespace fabric::broadcast {

using core::sync::Key;

struct Flight {
    core::Duration wait;  // The last one, without what chance added.
    core::Instant due;
    core::Instant begun_at;
};

class Flights {
public:
    // Also again; `begun_at` of the first time stays.
    void send(const Key& key, core::Duration wait, core::Instant due, core::Instant now) {
        const auto [at, is_new] = flights_.try_emplace(key, Flight{wait, due, now});
        if (!is_new) {
            due_.erase({at->second.due, key});
            at->second.wait = wait;
            at->second.due = due;
        }
        due_.insert({due, key});
    }
    void end(const Key& key) {
        const auto at = flights_.find(key);
        if (at == flights_.end()) return;
        due_.erase({at->second.due, key});
        flights_.erase(at);
    }
    void clear() {
        flights_.clear();
        due_.clear();
    }

    [[nodiscard]] std::size_t size() const { return flights_.size(); }
    [[nodiscard]] const Flight* find(const Key& key) const {
        const auto at = flights_.find(key);
        return at == flights_.end() ? nullptr : &at->second;
    }
    // In the order in which they are due.
    [[nodiscard]] const std::set<std::pair<core::Instant, Key>>& due() const { return due_; }
    [[nodiscard]] std::optional<core::Instant> next_due() const {
        if (due_.empty()) return std::nullopt;
        return due_.begin()->first;
    }

private:
    std::map<Key, Flight> flights_;
    std::set<std::pair<core::Instant, Key>> due_;
};

}  // namespace fabric::broadcast
