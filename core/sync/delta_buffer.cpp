// Who lacks what. A delta that nobody lacks is not held.
#include "core/sync/delta_buffer.h"

#include <algorithm>
#include <set>

#include "core/base/assert.h"

namespace core::sync {

bool DeltaBuffer::connect(Peer peer) {
    if (peers_.size() >= options_.peers_max) return false;
    return peers_.try_emplace(peer).second;
}

void DeltaBuffer::disconnect(Peer peer) {
    const auto at = peers_.find(peer);
    if (at == peers_.end()) return;
    forget_lacking(at->second);
    peers_.erase(at);
}

void DeltaBuffer::add(Delta delta, std::optional<Peer> from) {
    if (numbers_.contains(delta.key)) {
        if (from) acknowledge(*from, delta.key);
        return;
    }
    const Number number = hold(std::move(delta));
    for (auto& [peer, state] : peers_)
        if (peer != from) lack(state, number);
    release(number);
}

void DeltaBuffer::add_for(Peer peer, Delta delta) {
    const auto at = peers_.find(peer);
    if (at == peers_.end()) return;
    const Number number = hold(std::move(delta));
    lack(at->second, number);
    at->second.sent = std::min(at->second.sent, number - 1);
    release(number);
}

DeltaBuffer::Number DeltaBuffer::hold(Delta delta) {
    if (const Number* const known = numbers_.find(delta.key)) {
        ++deltas_.find(*known)->lacking_peers;
        return *known;
    }
    if (delta.replaces)
        if (const Number* const replaced = numbers_.find(*delta.replaces)) drop(*replaced);
    const Number number = ++last_;
    size_ += delta.bytes.size();
    numbers_.insert(delta.key, number);
    deltas_.insert(number, {std::move(delta), 1});
    return number;
}

void DeltaBuffer::release(Number number) {
    if (--deltas_.find(number)->lacking_peers == 0) drop(number);
    limit_size();
}

std::vector<const Delta*> DeltaBuffer::receive(const Index& index, std::span<const Delta> group,
                                               Peer from) {
    std::vector<const Delta*> added;
    std::set<Key> seen;
    for (const Delta& delta : group) {
        if (!seen.insert(delta.key).second) continue;
        acknowledge(from, delta.key);
        if (index.tree().contains(delta.key)) continue;
        add(delta, from);
        added.push_back(&delta);
    }
    return added;
}

void DeltaBuffer::acknowledge(Peer peer, const Key& key) {
    const auto at = peers_.find(peer);
    const Number* const number = numbers_.find(key);
    if (at != peers_.end() && number) have(at->second, *number);
}

std::vector<DeltaBuffer::Unsent> DeltaBuffer::take_unsent(Peer peer, std::size_t size_max) {
    PeerState& state = peers_.at(peer);
    std::vector<Unsent> unsent;
    if (state.mode == Mode::snapshot) return unsent;
    std::size_t size = 0;
    for (auto at = std::ranges::upper_bound(state.lacking, state.sent); at != state.lacking.end();
         ++at) {
        const Delta& delta = deltas_.find(*at)->delta;
        size += delta.bytes.size();
        if (!unsent.empty() && size > size_max) break;
        unsent.push_back({delta.key, delta.bytes});
        state.sent = *at;
    }
    return unsent;
}

std::optional<std::size_t> DeltaBuffer::next_unsent_size(Peer peer) const {
    const PeerState& state = peers_.at(peer);
    if (state.mode == Mode::snapshot) return std::nullopt;
    const auto at = std::ranges::upper_bound(state.lacking, state.sent);
    if (at == state.lacking.end()) return std::nullopt;
    return deltas_.find(*at)->delta.bytes.size();
}

std::optional<Bytes> DeltaBuffer::lacked(Peer peer, const Key& key) const {
    const PeerState& state = peers_.at(peer);
    const Number* const number = numbers_.find(key);
    if (state.mode == Mode::snapshot || !number) return std::nullopt;
    if (!std::ranges::binary_search(state.lacking, *number)) return std::nullopt;
    return deltas_.find(*number)->delta.bytes;
}

void DeltaBuffer::send_again(Peer peer) {
    PeerState& state = peers_.at(peer);
    state.sent = 0;
    if (state.mode == Mode::snapshot) switch_to_snapshot(state);
}

bool DeltaBuffer::wants_snapshot(Peer peer) const {
    const PeerState& state = peers_.at(peer);
    return state.mode == Mode::snapshot && !state.is_snapshot_sent;
}

void DeltaBuffer::begin_snapshot(Peer peer) {
    ASSERT(wants_snapshot(peer));
    peers_.at(peer).is_snapshot_sent = true;
}

void DeltaBuffer::acknowledge_snapshot(Peer peer) {
    const auto at = peers_.find(peer);
    if (at == peers_.end() || !at->second.is_snapshot_sent) return;
    PeerState& state = at->second;
    const bool is_near = !state.has_overflowed && state.lacking.size() < options_.resumed_count;
    if (!is_near) return switch_to_snapshot(state);
    state.mode = Mode::deltas;
    state.is_snapshot_sent = false;
    state.sent = 0;
}

void DeltaBuffer::lack(PeerState& peer, Number number) {
    // The snapshot that is still to be made will contain it.
    if (peer.mode == Mode::snapshot && (!peer.is_snapshot_sent || peer.has_overflowed)) return;
    const auto place = std::ranges::lower_bound(peer.lacking, number);
    if (place != peer.lacking.end() && *place == number) return;
    peer.lacking.insert(place, number);
    Held& held = *deltas_.find(number);
    ++held.lacking_peers;
    peer.lacking_size += held.delta.bytes.size();
    if (peer.lacking.size() <= options_.lacking_count_max &&
        peer.lacking_size <= options_.lacking_size_max)
        return;
    if (peer.mode == Mode::deltas) return switch_to_snapshot(peer);
    forget_lacking(peer);
    peer.has_overflowed = true;
}

void DeltaBuffer::have(PeerState& peer, Number number) {
    const auto at = std::ranges::lower_bound(peer.lacking, number);
    if (at == peer.lacking.end() || *at != number) return;
    peer.lacking.erase(at);
    Held& held = *deltas_.find(number);
    peer.lacking_size -= held.delta.bytes.size();
    if (--held.lacking_peers == 0) drop(number);
}

void DeltaBuffer::forget_lacking(PeerState& peer) {
    const std::vector<Number> lacking = std::exchange(peer.lacking, {});
    peer.lacking_size = 0;
    for (const Number number : lacking)
        if (--deltas_.find(number)->lacking_peers == 0) drop(number);
}

void DeltaBuffer::switch_to_snapshot(PeerState& peer) {
    forget_lacking(peer);
    peer.mode = Mode::snapshot;
    peer.is_snapshot_sent = false;
    peer.has_overflowed = false;
}

// From everybody who lacks it, too.
void DeltaBuffer::drop(Number number) {
    Held& held = *deltas_.find(number);
    const std::size_t size = held.delta.bytes.size();
    for (auto& [peer, state] : peers_) {
        if (held.lacking_peers == 0) break;
        const auto at = std::ranges::lower_bound(state.lacking, number);
        if (at == state.lacking.end() || *at != number) continue;
        state.lacking.erase(at);
        state.lacking_size -= size;
        --held.lacking_peers;
    }
    size_ -= size;
    numbers_.erase(held.delta.key);
    deltas_.erase(number);
}

void DeltaBuffer::limit_size() {
    while (size_ > options_.size_max) {
        const auto most = std::ranges::max_element(
            peers_, {}, [](const auto& entry) { return entry.second.lacking_size; });
        ASSERT(most != peers_.end() && most->second.lacking_size > 0);
        PeerState& state = most->second;
        if (state.mode == Mode::snapshot) {
            forget_lacking(state);
            state.has_overflowed = true;
        } else {
            switch_to_snapshot(state);
        }
    }
}

}  // namespace core::sync
