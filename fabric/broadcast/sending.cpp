// What leaves, and when.
#include <algorithm>
#include <utility>

#include "fabric/broadcast/broadcast.h"
#include "fabric/broadcast/rules.h"

namespace fabric::broadcast {

namespace {

// A message of deltas that grows as long as the link and its own size allow.
class DeltaBatch {
public:
    DeltaBatch(std::size_t size_max, std::size_t writable_size)
        : size_max_(size_max), writable_size_(writable_size) {}

    [[nodiscard]] bool empty() const { return message_.deltas.empty(); }
    // Whatever its size, the first goes if the link takes it.
    [[nodiscard]] bool has_room(std::size_t delta_size) const {
        const std::size_t size = size_ + delta_head_size_max + delta_size;
        if (message_.deltas.size() >= deltas_per_message_max) return false;
        return (empty() || size <= size_max_) && rules::fits(size, writable_size_);
    }
    void add(const Key& key, core::Bytes bytes) {
        size_ += delta_head_size_max + bytes.size();
        message_.deltas.push_back({key, bytes});
    }
    [[nodiscard]] const Deltas& message() const { return message_; }

private:
    std::size_t size_max_;
    std::size_t writable_size_;
    std::size_t size_ = head_size_max;
    Deltas message_;
};

void spend(std::size_t& writable_size, std::size_t size) {
    writable_size -= std::min(writable_size, size);
}

}  // namespace

std::optional<Outgoing> Broadcast::next_message() {
    for (auto& [peer, state] : peers_) {
        auto message = next_acknowledgements(state);
        if (!message) message = next_deltas(peer, state);
        if (!message) continue;
        spend(state.writable_size, message->size());
        return Outgoing{peer, *std::move(message)};
    }
    return std::nullopt;
}

std::optional<core::Buffer> Broadcast::next_acknowledgements(PeerState& state) {
    std::set<Key>& waiting = state.acknowledgements;
    const bool is_full = waiting.size() >= acknowledgements_per_message_max;
    if (waiting.empty() || (!is_full && *state.acknowledge_at > now_)) return std::nullopt;
    Acknowledgements message;
    std::size_t size = head_size_max;
    while (!waiting.empty() && message.keys.size() < acknowledgements_per_message_max) {
        size += Key::size_bytes;
        if (!rules::fits(size, state.writable_size)) break;
        message.keys.push_back(*waiting.begin());
        waiting.erase(waiting.begin());
    }
    if (waiting.empty()) state.acknowledge_at.reset();
    if (message.keys.empty()) return std::nullopt;
    return write_message(message);
}

std::optional<core::Buffer> Broadcast::next_deltas(Peer peer, PeerState& state) {
    if (!rules::may_send(state.is_reconciled)) return std::nullopt;
    // Its deadline has passed, and expire() gives it up.
    if (is_hopeless(state)) return std::nullopt;
    if (buffer_.mode(peer) == core::sync::DeltaBuffer::Mode::snapshot) {
        state.flights.clear();
        state.stalled_since.reset();
        return std::nullopt;
    }
    DeltaBatch batch(options_.message_size, state.writable_size);
    bool is_full = false;
    // What is due again goes first: it is older.
    std::vector<std::pair<Key, core::Duration>> waits;
    std::vector<Key> over;
    for (const auto& [due, key] : state.flights.due()) {
        if (is_full || !rules::is_due(due, now_)) break;
        const auto bytes = buffer_.lacked(peer, key);
        if (!bytes) {
            over.push_back(key);  // Another one took its place.
        } else if (batch.has_room(bytes->size())) {
            batch.add(key, *bytes);
            const core::Duration wait = state.flights.find(key)->wait;
            waits.emplace_back(key, rules::next_wait(wait, options_.retry_after_max));
        } else {
            is_full = true;
        }
    }
    for (const Key& key : over) state.flights.end(key);
    while (!is_full) {
        const auto size = buffer_.next_unsent_size(peer);
        if (!size) break;
        is_full = !batch.has_room(*size);
        if (is_full) break;
        for (const auto& [key, bytes] : buffer_.take_unsent(peer, *size)) {
            if (state.flights.find(key)) continue;  // Its turn comes.
            batch.add(key, bytes);
            waits.emplace_back(key, options_.retry_after_min);
        }
    }
    if (batch.empty()) {
        if (!is_full)
            state.stalled_since.reset();
        else if (!state.stalled_since)
            state.stalled_since = now_;
        return std::nullopt;
    }
    state.stalled_since.reset();
    // Up to a quarter more, the same for all that leave together.
    const auto chance = static_cast<std::int64_t>(prng_.below(256));
    for (const auto& [key, wait] : waits)
        state.flights.send(key, wait, now_ + wait + wait * chance / 1'024, now_);
    return write_message(batch.message());
}

std::optional<core::Instant> Broadcast::deadline_of(const PeerState& state) const {
    std::optional<core::Instant> first = state.again_at;
    const std::size_t least = head_size_max + Key::size_bytes;
    if (state.acknowledge_at && rules::fits(least, state.writable_size))
        first = core::earlier(first, state.acknowledge_at);
    if (!state.is_reconciled) return first;
    if (state.stalled_since) return core::earlier(first, *state.stalled_since + options_.patience);
    return core::earlier(first, state.flights.next_due());
}

std::optional<core::Instant> Broadcast::deadline() const {
    std::optional<core::Instant> first;
    for (const auto& [peer, state] : peers_) first = core::earlier(first, deadline_of(state));
    return first;
}

}  // namespace fabric::broadcast
