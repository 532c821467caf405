// What is wished for, who is there, and what is told.
#include "fabric/blobs/blobs.h"

#include <algorithm>
#include <utility>

#include "core/base/assert.h"
#include "core/base/blake3.h"

namespace fabric::blobs {

using core::Buffer;
using core::Bytes;
using core::Duration;
using core::Error;
using core::Instant;
using core::Result;

Hash hash_of(Bytes bytes) { return Hash{core::blake3(bytes).bytes}; }

Blobs::Blobs(const Options& options, Instant now)
    : options_(options),
      now_(now),
      shelf_(options.held_size_max, options.held_count_max),
      disbelieved_(options.disbelieved_max) {
    ASSERT(options.blob_size_max <= blob_size_most);
    ASSERT(options.blob_size_max <= options.held_size_max);
    ASSERT(options.range_pieces > 0 && options.range_pieces <= pieces_most);
    ASSERT(options.fetched_max > 0 && options.owed_max > 0 && options.held_count_max > 0);
    ASSERT(std::min({options.ask_again_after, options.ask_again_at_last_after, options.rest}) >
           Duration::zero());
}

Result<Hash> Blobs::put(Buffer bytes) {
    if (bytes.empty()) return core::fail(Error::value_missing);
    if (bytes.size() > options_.blob_size_max) return core::fail(Error::too_large);
    const Hash hash = hash_of(bytes);
    if (shelf_.contains(hash)) {
        shelf_.use(hash);
        return hash;
    }
    const auto wanted = wanted_.find(hash);
    if (wanted != wanted_.end()) stop(hash, wanted->second);
    const bool has_room = may_make_room(bytes.size()) && shelf_.reserve(bytes.size());
    if (has_room) {
        shelf_.hold(hash, std::move(bytes));
        if (wanted != wanted_.end()) arrive(hash, wanted->second);
    }
    schedule_soon();
    if (!has_room) return core::fail(Error::storage_full);
    return hash;
}

void Blobs::restore(Buffer bytes) {
    const Hash hash = hash_of(bytes);
    if (shelf_.contains(hash)) return;
    if (bytes.empty() || bytes.size() > options_.blob_size_max || !shelf_.reserve(bytes.size())) {
        shelf_.forget_kept(hash);
        return;
    }
    const auto wanted = wanted_.find(hash);
    if (wanted != wanted_.end()) stop(hash, wanted->second);
    shelf_.hold_kept(hash, std::move(bytes));
    if (wanted != wanted_.end()) arrive(hash, wanted->second);
    schedule_soon();
}

Result<void> Blobs::want(const Hash& hash, std::uint64_t size_max, Instant now) {
    run(now);
    if (size_max == 0) return core::fail(Error::value_missing);
    if (size_max > options_.blob_size_max) return core::fail(Error::too_large);
    const auto known = wanted_.find(hash);
    if (known == wanted_.end() && wanted_.size() >= options_.wanted_max)
        return core::fail(Error::backlog_full);
    Wanted& wanted = known == wanted_.end() ? wanted_[hash] : known->second;
    if (++wanted.count == 1) {
        shelf_.pin(hash);
        wanted.turn = ++turn_;
    }
    if (size_max > wanted.size) {
        // Who had a larger one may be asked again.
        wanted.size = size_max;
        for (auto& [peer, asked] : wanted.asked) asked.rests_until.reset();
        wanted.rests_until = Instant::min();
    }
    if (shelf_.contains(hash)) arrived_.insert(hash);
    schedule();
    return {};
}

void Blobs::unwant(const Hash& hash) {
    const auto at = wanted_.find(hash);
    ASSERT(at != wanted_.end());
    if (--at->second.count > 0) return;
    stop(hash, at->second);
    wanted_.erase(at);
    arrived_.erase(hash);
    shelf_.unpin(hash);
    schedule_soon();
}

void Blobs::pin(const Hash& hash) { shelf_.pin(hash); }

void Blobs::unpin(const Hash& hash) { shelf_.unpin(hash); }

bool Blobs::connected(const PeerId& id, Instant now) {
    run(now);
    if (peers_.contains(id) || peers_.size() >= options_.peers_max) return false;
    peers_.try_emplace(id, options_.owed_max);
    for (auto& [hash, wanted] : wanted_) wanted.rests_until = Instant::min();
    schedule();
    return true;
}

void Blobs::gone(const PeerId& id, Instant now) {
    run(now);
    if (!peers_.contains(id)) return;
    drop_asked(id);
    peers_.erase(id);
    misbehaved_.erase(id);
    schedule();
}

void Blobs::receive(const PeerId& from, Bytes bytes, Instant now) {
    run(now);
    const auto at = peers_.find(from);
    if (at == peers_.end() || !at->second.is_believed) return;
    Peer& peer = at->second;
    const auto message = read_message(bytes);
    if (!message) {
        misbehave(from, peer, core::describe(message.error()));
        return;
    }
    match(*message, core::Cases{
                        [&](const Ask& ask) { take_ask(peer, ask); },
                        [&](const Piece& piece) {
                            if (!take_piece(from, peer, piece)) ++counters_.pieces_ignored;
                        },
                        [&](const Lacks& lacks) { take_lacks(from, lacks.hash); },
                    });
}

void Blobs::expire(Instant now) { run(now); }

std::optional<Event> Blobs::next_event() {
    if (!misbehaved_.empty()) {
        const auto first = misbehaved_.extract(misbehaved_.begin());
        return Misbehaved{first.key(), first.mapped()};
    }
    if (!arrived_.empty()) return Arrived{arrived_.extract(arrived_.begin()).value()};
    return std::nullopt;
}

std::optional<Instant> Blobs::deadline() const { return wake_at_; }

std::size_t Blobs::fetched_count() const {
    return static_cast<std::size_t>(
        std::ranges::count_if(wanted_, [](const auto& item) { return item.second.is_begun(); }));
}

std::size_t Blobs::owed_count(const PeerId& id) const {
    const auto at = peers_.find(id);
    return at == peers_.end() ? 0 : at->second.owed.size();
}

void Blobs::run(Instant now) {
    now_ = std::max(now_, now);
    if (!wake_at_ || *wake_at_ > now_) return;
    for (auto& [hash, wanted] : wanted_)
        if (wanted.peer && silent_at(wanted) <= now_) note_silence(hash, wanted);
    schedule();
}

void Blobs::misbehave(const PeerId& id, Peer& peer, std::string_view what) {
    peer.is_believed = false;
    peer.owed.clear();
    misbehaved_.emplace(id, what);
    drop_asked(id);
    schedule();
}

// Of who is asked no more, and whose late answers count no more.
void Blobs::drop_asked(const PeerId& id) {
    for (auto& [hash, wanted] : wanted_) {
        if (wanted.peer == id) stop_asking(hash, wanted);
        wanted.asked.erase(id);
    }
}

}  // namespace fabric::blobs
