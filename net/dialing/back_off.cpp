// Pauses between dials of one address, and what is forgotten of them.
#include "net/dialing/back_off.h"

#include "core/base/assert.h"

namespace net::dialing {

using core::Instant;
using core::codec::Multiaddr;

BackOff::BackOff(const Options& options, core::Seed seed) : options_(options), prng_(seed) {
    ASSERT(options.entries_max > 0 && options.first <= options.longest);
    ASSERT(options.first > core::Duration::zero());
}

std::optional<Instant> BackOff::failed(const Multiaddr& place, const Peer& peer,
                                       DialFailure failure, Instant now) {
    const Blame blamed = blame(failure);
    if (blamed == Blame::nobody) return std::nullopt;
    const Key key = key_of(place, blamed == Blame::peer ? peer : std::nullopt);
    if (!entries_.contains(key)) make_room(now);
    Entry& entry = entries_.ensure(key);
    // What failed long ago and not since is as good as new.
    if (now - entry.retry_at >= options_.longest) entry.failure_count = 0;
    ++entry.failure_count;
    entry.retry_at = now + drawn_pause(entry.failure_count);
    return entry.retry_at;
}

void BackOff::succeeded(const Multiaddr& place, const Peer& peer) {
    entries_.erase(key_of(place, std::nullopt));
    if (peer) entries_.erase(key_of(place, peer));
}

std::optional<Instant> BackOff::until(const Multiaddr& place, const Peer& peer, Instant now) const {
    const auto any_peer = until(key_of(place, std::nullopt), now);
    const auto this_peer = peer ? until(key_of(place, peer), now) : std::nullopt;
    return std::max(any_peer, this_peer);
}

BackOff::Key BackOff::key_of(const Multiaddr& place, const Peer& peer) {
    if (!peer) return {place, {}};
    return {place, core::Buffer(peer->bytes().begin(), peer->bytes().end())};
}

std::optional<Instant> BackOff::until(const Key& key, Instant now) const {
    const Entry* entry = entries_.find(key);
    return entry && now < entry->retry_at ? std::optional(entry->retry_at) : std::nullopt;
}

// Evenly between three quarters of the pause and all of it.
core::Duration BackOff::drawn_pause(std::uint32_t failure_count) {
    core::Duration pause = options_.first;
    for (std::uint32_t i = 1; i < failure_count && pause < options_.longest; ++i) pause *= 2;
    pause = std::min(pause, options_.longest);
    const auto quarter = static_cast<std::uint64_t>(pause.count()) / 4;
    return pause - core::Duration(static_cast<core::Duration::rep>(prng_.between(0, quarter)));
}

void BackOff::make_room(Instant now) {
    if (entries_.size() < options_.entries_max) return;
    std::optional<Key> soonest;
    Instant soonest_at = Instant::max();
    for (const auto& [key, entry] : entries_) {
        if (entry.retry_at >= soonest_at) continue;
        soonest = key;
        soonest_at = entry.retry_at;
        if (soonest_at <= now) break;  // It would not hold anybody up.
    }
    ASSERT(soonest);
    entries_.erase(*soonest);
}

}  // namespace net::dialing
