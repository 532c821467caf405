// What tests of the dialer share: a driver that keeps count of what the dialer has under way and
// checks that it stays within its limits.
#pragma once

#include <algorithm>
#include <map>
#include <string>

#include "core/base/assert.h"
#include "net/base/numbered_test_support.h"
#include "net/dialing/dialer.h"

namespace net::dialing::twin {

using numbered::address;
using numbered::peer;
using numbered::place;

inline core::codec::Multiaddr at_peer(const core::codec::Multiaddr& place, unsigned number) {
    return place.with(core::codec::Protocol::p2p, peer(number).bytes()).value();
}

class Driver {
public:
    Driver(const DialerOptions& options, unsigned self, core::Seed seed)
        : options_(options), dialer_(peer(self), options, seed) {}

    Dialer& dialer() { return dialer_; }
    [[nodiscard]] const std::map<AttemptId, Start>& under_way() const { return under_way_; }
    [[nodiscard]] std::vector<Ended> take_ended() { return std::exchange(ended_, {}); }
    [[nodiscard]] std::size_t open_dial_count() const { return open_.size(); }

    std::optional<DialId> dial(const DialRequest& request, core::Instant now) {
        const auto id = dialer_.dial(request, now);
        if (id) open_[*id] = true;
        if (id) ASSERT(dialer_.dial_count() > 0);
        take_events();
        return id ? std::optional(*id) : std::nullopt;
    }
    bool succeeded(AttemptId attempt, core::Instant now) {
        const bool was_under_way = under_way_.erase(attempt) > 0;
        const bool wanted = dialer_.succeeded(attempt, now);
        ASSERT(wanted == was_under_way);
        take_events();
        return wanted;
    }
    void failed(AttemptId attempt, DialFailure failure, core::Instant now) {
        under_way_.erase(attempt);
        dialer_.failed(attempt, failure, now);
        take_events();
    }
    void cancel(DialId dial, core::Instant now) {
        dialer_.cancel(dial, now);
        take_events();
    }
    void connected(unsigned number, core::Instant now) {
        dialer_.connected(peer(number), now);
        ASSERT(!dialer_.under_way(peer(number)));
        take_events();
    }
    void expire(core::Instant now) {
        dialer_.expire(now);
        take_events();
        const auto deadline = dialer_.deadline();
        ASSERT(!deadline || *deadline > now);  // Else its driver would spin.
    }

private:
    void take_events() {
        while (const auto event = dialer_.next_event()) {
            if (const auto* start = core::get_if<Start>(&*event)) {
                ASSERT(under_way_.emplace(start->attempt, *start).second);
                ASSERT(transport_of(start->address));
            } else if (const auto* abandon = core::get_if<Abandon>(&*event)) {
                ASSERT(under_way_.erase(abandon->attempt) == 1);
            } else {
                take_ended(core::get<Ended>(*event));
            }
        }
        check();
    }

    void take_ended(const Ended& ended) {
        ASSERT(open_.erase(ended.dial) == 1);  // It was accepted, and has not ended before.
        if (const auto* failed = core::get_if<NotReached>(&ended.outcome)) {
            ASSERT(failed->failures.size() <= 2 * options_.addresses_max);
            ASSERT((failed->reason == EndReason::cancelled) == (ended.waiter_count == 0));
        }
        ended_.push_back(ended);
    }

    void check() const {
        ASSERT(dialer_.dial_count() == open_.size());
        ASSERT(dialer_.dial_count() <= options_.dials_max);
        ASSERT(dialer_.attempt_count() == under_way_.size());
        ASSERT(under_way_.size() <= options_.attempts_max);
        ASSERT(dialer_.back_off().size() <= options_.back_off.entries_max);
        std::map<core::codec::PeerId, std::size_t> per_peer;
        for (const auto& [id, start] : under_way_)
            if (start.peer) ASSERT(++per_peer[*start.peer] <= options_.attempts_per_peer_max);
        ASSERT(open_.empty() || dialer_.deadline());  // Every dial has an end.
    }

    DialerOptions options_;
    Dialer dialer_;
    std::map<AttemptId, Start> under_way_;
    std::map<DialId, bool> open_;
    std::vector<Ended> ended_;
};

}  // namespace net::dialing::twin
