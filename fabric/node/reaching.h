// Reaching remembers to whom a node wants to be connected and is not, and when to try next: sooner
// first, then less and less often, and at once when the network may be another one (rules ND21 and
// ND35, spec/node.md). Why somebody is wanted is its owner's
// to say; it knows itself only whom the owner had dialled and lost.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <vector>

#include "core/base/deadlines.h"
#include "core/base/prng.h"
#include "fabric/node/events.h"
#include "net/swarm/events.h"

namespace fabric::node {

struct ReachingOptions {
    // Between two tries; doubled after each. A try whose addresses say nothing takes 15 s itself.
    core::Duration wait_min = std::chrono::seconds{1};
    core::Duration wait_max = std::chrono::seconds{20};
    // Who was not there for so long is tried less often, and what failed before is heeded.
    core::Duration eager_for = std::chrono::minutes{10};
    core::Duration later_wait_max = std::chrono::minutes{1};
    // The others of those that are due have their turn after a second.
    std::size_t at_once_max = 16;
    // Who was lost is wanted for so long.
    core::Duration lost_wanted_for = std::chrono::minutes{10};
};

class Reaching {
public:
    using DialId = net::swarm::DialId;
    using Options = ReachingOptions;

    Reaching(const Options& options, core::Seed seed) : options_(options), prng_(seed) {}

    void lost(const PeerId& peer, core::Instant now) {
        lost_.insert_or_assign(peer, now + options_.lost_wanted_for);
    }
    // It said that it goes.
    void left(const PeerId& peer) { lost_.erase(peer); }
    [[nodiscard]] bool is_lost(const PeerId& peer, core::Instant now) const {
        const auto at = lost_.find(peer);
        return at != lost_.end() && at->second > now;
    }
    [[nodiscard]] std::vector<PeerId> all_lost() const {
        std::vector<PeerId> all;
        for (const auto& [peer, until] : lost_) all.push_back(peer);
        return all;
    }

    // To be tried before long, if it is not already.
    void want(const PeerId& peer, core::Instant now) {
        if (tries_.contains(peer)) return;
        // Two that lost one another do not dial at the same moment.
        const auto half = static_cast<std::uint64_t>(options_.wait_min.count() / 2);
        const core::Duration wait = options_.wait_min / 2 + core::Duration(prng_.below(half + 1));
        tries_.emplace(peer, Try{now + wait, options_.wait_min, now});
    }
    void connected(const PeerId& peer) { tries_.erase(peer); }
    // What failed or waits has nothing to say of what is possible now: all have their turn at once,
    // as if they had just been lost, but not twice within half of the shortest wait.
    void hurry(core::Instant now) {
        // One that is put off is the one that counts, until it is due.
        const bool is_put_off = hurried_at_ && *hurried_at_ > now;
        const core::Instant next = hurried_at_ ? *hurried_at_ + options_.wait_min / 2 : now;
        const core::Instant at = is_put_off ? *hurried_at_ : std::max(now, next);
        hurried_at_ = at;
        for (auto& [peer, waiting] : tries_)
            waiting = {.at = std::min(waiting.at, at),
                       .wait = options_.wait_min,
                       .since = now,
                       .is_anew = true,
                       .dial = waiting.dial};
    }
    // As the answer to one that was due.
    void dialled(const PeerId& peer, DialId dial) {
        const auto at = tries_.find(peer);
        if (at != tries_.end()) at->second.dial = dial;
    }
    void clear() { tries_.clear(); }

    struct Due {
        PeerId peer;
        bool is_eager;  // Whatever failed before.
        // What is to be given up for it: it was begun when another network was there.
        std::optional<DialId> outdated = {};
        friend bool operator==(const Due&, const Due&) = default;
    };
    // Those to be tried now, of whom they still want.
    template <class IsWanted>
    [[nodiscard]] std::vector<Due> take_due(core::Instant now, IsWanted is_wanted) {
        std::erase_if(lost_, [&](const auto& entry) { return entry.second <= now; });
        std::erase_if(tries_, [&](const auto& entry) {
            return entry.second.at <= now && !is_wanted(entry.first);
        });
        std::vector<Due> due;
        for (auto& [peer, next] : tries_) {
            if (next.at > now) continue;
            if (due.size() == options_.at_once_max) {
                next.at = now + options_.wait_min;
                continue;
            }
            const bool is_eager = now < next.since + options_.eager_for;
            due.push_back({peer, is_eager, next.is_anew ? next.dial : std::nullopt});
            next.is_anew = false;
            // Many who lost the same do not all come back at once.
            const auto eighth = static_cast<std::uint64_t>(next.wait.count() / 8);
            next.at = now + next.wait - core::Duration(prng_.below(eighth + 1));
            next.wait =
                std::min(2 * next.wait, is_eager ? options_.wait_max : options_.later_wait_max);
        }
        return due;
    }
    [[nodiscard]] std::optional<core::Instant> deadline() const {
        std::optional<core::Instant> first;
        for (const auto& [peer, next] : tries_) first = core::earlier(first, next.at);
        return first;
    }

private:
    struct Try {
        core::Instant at;
        core::Duration wait;
        core::Instant since;
        bool is_anew = false;
        std::optional<DialId> dial = {};  // The last one.
    };

    Options options_;
    core::Prng prng_;
    std::map<PeerId, Try> tries_;
    std::optional<core::Instant> hurried_at_;
    std::map<PeerId, core::Instant> lost_;  // Whom we had dialled, and until when they are wanted.
};

}  // namespace fabric::node
