// Which blobs are fetched, and who is asked for them.
#include <algorithm>
#include <tuple>
#include <utility>
#include <vector>

#include "core/base/assert.h"
#include "fabric/blobs/blobs.h"

namespace fabric::blobs {

using core::Instant;

// Each that waits has its turn; who finds nobody to ask rests, and lets others pass.
void Blobs::schedule() {
    for (const Hash& hash : waiting())
        if (!begin(hash, wanted_.at(hash))) break;
    look_ahead();
}

// For calls that do not know the time: who would be asked now would be found silent too soon.
void Blobs::schedule_soon() {
    look_ahead();
    if (!waiting().empty()) wake_by(now_);
}

// What is ready and has no place is not waited for: it has its turn when something else ends.
void Blobs::look_ahead() {
    wake_at_.reset();
    for (const auto& [hash, wanted] : wanted_) {
        if (shelf_.contains(hash)) continue;
        const Instant when = wanted.peer ? silent_at(wanted) : wanted.rests_until;
        if (when > now_ && when < Instant::max()) wake_by(when);
    }
}

void Blobs::wake_by(Instant when) { wake_at_ = core::earlier(wake_at_, when); }

// First what has a place already: if nobody can be asked for it, it makes place for the others.
std::vector<Hash> Blobs::waiting() const {
    std::vector<std::tuple<bool, std::uint64_t, Hash>> order;
    for (const auto& [hash, wanted] : wanted_)
        if (!wanted.peer && wanted.rests_until <= now_ && !shelf_.contains(hash))
            order.emplace_back(!wanted.is_begun(), wanted.turn, hash);
    std::ranges::sort(order);
    std::vector<Hash> hashes;
    hashes.reserve(order.size());
    for (const auto& [is_new, turn, hash] : order) hashes.push_back(hash);
    return hashes;
}

// False if it has to wait for a place.
bool Blobs::begin(const Hash& hash, Wanted& wanted) {
    const auto peer = choose(hash, wanted);
    if (!peer) {
        rest(wanted, first_to_be_asked_again(wanted));
        return true;
    }
    if (!has_place_for(wanted)) return false;
    if (!wanted.partial && !may_make_room(static_cast<std::size_t>(wanted.size))) {
        rest(wanted, now_ + options_.rest);
        return true;
    }
    ask(hash, wanted, *peer);
    return true;
}

bool Blobs::has_place_for(const Wanted& wanted) {
    return wanted.is_begun() || fetched_count() < options_.fetched_max || give_way();
}

bool Blobs::may_make_room(std::size_t size) {
    while (!shelf_.may_fit(size))
        if (!give_way()) return false;
    return true;
}

// What has come of a blob that nobody is asked for now is lost when others need its place.
bool Blobs::give_way() {
    Wanted* oldest = nullptr;
    for (auto& [hash, wanted] : wanted_)
        if (wanted.partial && !wanted.peer && wanted.rests_until > now_ &&
            (!oldest || wanted.turn < oldest->turn))
            oldest = &wanted;
    if (oldest) drop_partial(*oldest);
    return oldest != nullptr;
}

// Who was asked longest ago, or never; among those who gave something last, and then who is asked
// for the least.
std::optional<PeerId> Blobs::choose(const Hash& hash, const Wanted& wanted) const {
    std::optional<std::tuple<std::uint64_t, bool, std::size_t, PeerId>> best;
    for (const auto& [id, peer] : peers_) {
        if (!peer.is_believed || disbelieved_.contains(id, hash)) continue;
        const auto asked = wanted.asked.find(id);
        const bool was_asked = asked != wanted.asked.end();
        if (was_asked && asked->second.rests_until > now_) continue;
        const std::tuple candidate(was_asked ? asked->second.turn : 0, id != last_giver_,
                                   peer.asked_count, id);
        if (!best || candidate < *best) best = candidate;
    }
    return best ? std::optional(std::get<PeerId>(*best)) : std::nullopt;
}

void Blobs::ask(const Hash& hash, Wanted& wanted, const PeerId& id) {
    if (wanted.is_alone && wanted.partial && wanted.partial->source != id) drop_partial(wanted);
    wanted.asked[id] = {.turn = ++turn_};
    expect_from(hash, wanted, id);
    peers_.at(id).to_ask.insert(hash);
}

void Blobs::expect_from(const Hash& hash, Wanted& wanted, const PeerId& id) {
    if (wanted.peer != id) {
        stop_asking(hash, wanted);
        wanted.peer = id;
        ++peers_.at(id).asked_count;
    }
    wanted.waits_since = now_;
    wake_by(silent_at(wanted));
}

void Blobs::stop_asking(const Hash& hash, Wanted& wanted) {
    if (!wanted.peer) return;
    Peer& peer = peers_.at(*wanted.peer);
    peer.to_ask.erase(hash);
    --peer.asked_count;
    wanted.peer.reset();
    wanted.rests_until = Instant::min();
}

void Blobs::stop(const Hash& hash, Wanted& wanted) {
    stop_asking(hash, wanted);
    drop_partial(wanted);
}

void Blobs::drop_partial(Wanted& wanted) {
    if (!wanted.partial) return;
    shelf_.release(static_cast<std::size_t>(wanted.partial->whole_size));
    wanted.partial.reset();
}

void Blobs::rest(Wanted& wanted, Instant until) {
    wanted.rests_until = until;
    wanted.turn = ++turn_;
}

// Never, unless somebody comes, if nobody rests.
Instant Blobs::first_to_be_asked_again(const Wanted& wanted) const {
    Instant first = Instant::max();
    for (const auto& [id, asked] : wanted.asked)
        if (asked.rests_until > now_) first = std::min(first, *asked.rests_until);
    return first;
}

// When who is asked will have been silent for too long.
Instant Blobs::silent_at(const Wanted& wanted) const {
    const Instant at_last = wanted.waits_since + options_.ask_again_at_last_after;
    if (wanted.is_alone) return at_last;
    const Instant heard_at = std::max(wanted.waits_since, peers_.at(*wanted.peer).gave_at);
    return std::min(heard_at + options_.ask_again_after, at_last);
}

void Blobs::note_silence(const Hash& hash, Wanted& wanted) {
    ++counters_.silences;
    wanted.asked[*wanted.peer].rests_until = now_ + options_.rest;
    stop_asking(hash, wanted);
}

// It is held.
void Blobs::arrive(const Hash& hash, Wanted& wanted) {
    ASSERT(!wanted.is_begun() && shelf_.contains(hash));
    wanted.asked.clear();
    arrived_.insert(hash);
}

}  // namespace fabric::blobs
