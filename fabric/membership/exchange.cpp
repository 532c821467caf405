// What is said to whom about the log.
#include "fabric/membership/exchange.h"

#include <algorithm>
#include <utility>

#include "core/base/assert.h"

namespace fabric::membership {

bool Exchange::connect(const PeerId& peer) {
    may_have_messages_ = true;
    return peers_.size() < options_.peers_max && peers_.insert(peer, {});
}

core::Result<ExchangeReceived> Exchange::receive(const PeerId& id, core::Bytes bytes) {
    Peer* const peer = peers_.find(id);
    ASSERT(peer);
    auto message = TRY(read_exchange_message(bytes));
    may_have_messages_ = true;
    ExchangeReceived received;
    if (auto* const heads_are = get_if<HeadsAre>(&message)) {
        // Whoever tells what we lack has it, and gives it to who says that it lacks it.
        const auto lacks = [&](const EntryHash& hash) { return !log_.contains(hash); };
        peer->owes_heads |= std::ranges::any_of(heads_are->hashes, lacks);
        peer->their_heads = std::move(heads_are->hashes);
    } else if (auto* const wanted = get_if<Wanted>(&message)) {
        peer->wanted_by_them = std::move(wanted->hashes);
    } else {
        take(*peer, id, get<Entries>(message), received);
    }
    return received;
}

void Exchange::take(Peer& peer, const PeerId& id, const Entries& message,
                    ExchangeReceived& received) {
    bool is_past_missing = false;
    for (const core::Bytes bytes : message.entries) {
        const auto taken = log_.take(bytes);
        if (!taken) {
            ++received.refused_count;
            if (!received.first_refusal) received.first_refusal = taken.error();
            continue;
        }
        received.is_judged_anew |= taken->is_judged_anew;
        is_past_missing |= taken->is_waiting;
        for (const EntryHash& hash : taken->added) {
            received.added.push_back(hash);
            tell_others(hash, &id);
        }
    }
    // Whoever sends the same again and again is not asked for more.
    if (message.may_have_more && !received.added.empty()) peer.owes_heads = true;
    if (!is_past_missing) return;
    peer.wanted_by_us = log_.missing();
    if (peer.wanted_by_us.size() > hashes_per_message_max)
        peer.wanted_by_us.resize(hashes_per_message_max);
}

void Exchange::tell(const EntryHash& hash) { tell_others(hash, nullptr); }

void Exchange::tell_others(const EntryHash& hash, const PeerId* from) {
    may_have_messages_ = true;
    for (std::size_t place = 0; place < peers_.size(); ++place) {
        const PeerId& id = peers_.at(place).first;
        if (from && id == *from) continue;
        Peer& peer = *peers_.find(id);
        if (peer.owes_heads) continue;  // They say it.
        if (peer.untold.size() < options_.untold_max) {
            peer.untold.push_back(hash);
        } else {
            peer.untold.clear();
            peer.owes_heads = true;
        }
    }
}

bool Exchange::has_messages() {
    may_have_messages_ = may_have_messages_ && std::ranges::any_of(peers_, [](const auto& entry) {
                             return entry.second.has_message();
                         });
    return may_have_messages_;
}

std::optional<core::Buffer> Exchange::next_message(const PeerId& id) {
    Peer* const peer = peers_.find(id);
    if (!peer) return std::nullopt;
    if (!peer->wanted_by_us.empty())
        return write_message(Wanted{std::exchange(peer->wanted_by_us, {})});
    while (!peer->wanted_by_them.empty()) {
        Entries found = entries_of(peer->wanted_by_them);
        if (!found.entries.empty()) return write_message(std::move(found));
    }
    if (const auto asked = std::exchange(peer->their_heads, std::nullopt)) {
        Entries answer = answer_to(*asked);
        if (!answer.entries.empty()) return write_message(std::move(answer));
    }
    if (!peer->untold.empty()) return write_message(entries_of(peer->untold));
    // Behind what may make them known.
    if (std::exchange(peer->owes_heads, false)) return write_message(heads());
    return std::nullopt;
}

HeadsAre Exchange::heads() const {
    HeadsAre message{log_.heads()};
    // Whoever hears less than all sends more than is lacking, which does no harm.
    if (message.hashes.size() > hashes_per_message_max)
        message.hashes.resize(hashes_per_message_max);
    return message;
}

Entries Exchange::entries_of(std::vector<EntryHash>& hashes) const {
    Entries message;
    std::size_t size = 0;
    std::size_t done = 0;
    for (; done < hashes.size() && message.entries.size() < entries_per_message_max; ++done) {
        const auto bytes = log_.bytes_of(hashes[done]);
        if (!bytes) continue;  // Nobody here has it.
        if (size + bytes->size() > entries_size_max) break;
        size += bytes->size();
        message.entries.push_back(*bytes);
    }
    hashes.erase(hashes.begin(), hashes.begin() + static_cast<std::ptrdiff_t>(done));
    return message;
}

Entries Exchange::answer_to(const std::vector<EntryHash>& heads) const {
    Entries message{log_.lacking(heads, entries_size_max)};
    std::size_t size = 0;
    for (const core::Bytes entry : message.entries) size += entry.size();
    if (message.entries.size() > entries_per_message_max)
        message.entries.resize(entries_per_message_max);
    message.may_have_more = size + entry_size_max > entries_size_max ||
                            message.entries.size() == entries_per_message_max;
    return message;
}

}  // namespace fabric::membership
