// Retries says when what has failed is tried anew: after a second, then after twice as long each
// time. Who last failed long ago begins with the shortest pause again.
#pragma once

#include <algorithm>
#include <optional>
#include <vector>

#include "core/base/flat_map.h"
#include "core/base/time.h"

namespace net::swarm {

template <class Key>
class Retries {
public:
    static constexpr core::Duration pause_min = std::chrono::seconds{1};
    static constexpr core::Duration pause_max = std::chrono::seconds{64};

    void failed(const Key& key, core::Instant now) {
        Retry& retry = retries_.ensure(key);
        const bool is_new = retry.pause == core::Duration{} || now - retry.since > 2 * pause_max;
        wait(retry, is_new ? pause_min : std::min(retry.pause * 2, pause_max), now);
    }
    // The longest pause, which only its end ends.
    void shut_out(const Key& key, core::Instant now) {
        Retry& retry = retries_.ensure(key);
        wait(retry, pause_max, now);
        retry.is_shut_out = true;
    }
    void forget(const Key& key) { retries_.erase(key); }

    [[nodiscard]] bool is_waiting(const Key& key) const {
        const Retry* const retry = retries_.find(key);
        return retry && retry->is_waiting;
    }
    [[nodiscard]] bool is_shut_out(const Key& key) const {
        const Retry* const retry = retries_.find(key);
        return retry && retry->is_waiting && retry->is_shut_out;
    }

    // Those to be tried now, which wait no more.
    [[nodiscard]] std::vector<Key> take_due(core::Instant now) {
        std::vector<Key> due;
        if (!earliest_ || now < *earliest_) return due;
        earliest_.reset();
        for (const auto& [key, retry] : retries_) {
            if (!retry.is_waiting) continue;
            if (now < retry.due())
                note(retry.due());
            else
                due.push_back(key);
        }
        for (const Key& key : due) retries_.find(key)->is_waiting = false;
        return due;
    }
    // No later than the first is due.
    [[nodiscard]] std::optional<core::Instant> deadline() const { return earliest_; }

private:
    struct Retry {
        core::Instant since;
        core::Duration pause;
        bool is_waiting;
        bool is_shut_out;
        [[nodiscard]] core::Instant due() const { return since + pause; }
    };

    void wait(Retry& retry, core::Duration pause, core::Instant now) {
        retry = {now, pause, true, false};
        note(retry.due());
    }
    void note(core::Instant due) { earliest_ = core::earlier(earliest_, due); }

    core::FlatMap<Key, Retry> retries_;
    std::optional<core::Instant> earliest_;
};

}  // namespace net::swarm
