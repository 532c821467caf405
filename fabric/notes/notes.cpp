// Who is there, what ends with time, and what is told.
#include "fabric/notes/notes.h"

#include <algorithm>
#include <utility>

#include "core/base/assert.h"
#include "core/codec/public_key.h"

namespace fabric::notes {

using core::Bytes;
using core::Duration;
using core::Instant;

namespace {

std::optional<AuthorKey> author_behind(const PeerId& peer) {
    const auto key = peer.public_key();
    if (!key) return std::nullopt;
    const auto ed25519 = key->ed25519();
    return ed25519 ? std::optional(*ed25519) : std::nullopt;
}

bool is_validity(Duration duration) {
    return duration >= valid_for_min && duration <= valid_for_max &&
           duration == std::chrono::duration_cast<std::chrono::seconds>(duration);
}

}  // namespace

Notes::Notes(const KeyPair& self, const Owner& owner, const Options& options, Life life,
             Instant now)
    : self_(self),
      owner_(owner),
      options_(options),
      last_{.life = std::min(life, Life{number_max}), .sequence = {}},
      now_(now) {
    ASSERT(is_validity(options.valid_for) && is_validity(options.hidden_valid_for));
    ASSERT(options.renew_every * 2 <= options.valid_for);
    ASSERT(options.hidden_renew_every * 2 <= options.hidden_valid_for);
    ASSERT(std::min({options.renew_every, options.pause, options.patience, options.absent_max,
                     options.remember_for}) > Duration::zero());
    ASSERT(options.own_topics_max <= options.notes_per_author_max);
    ASSERT(options.own_topics_max < options.notes_max &&
           options.own_topics_max * (topic_size_max + note_size_max) < options.notes_size_max);
}

bool Notes::connected(const PeerId& id, Instant now) {
    run(now);
    if (peers_.contains(id) || peers_.size() >= options_.peers_max) return false;
    Peer& peer = peers_[id];
    peer.key = author_behind(id);
    if (peer.key) neighbours_.insert(*peer.key);
    // Also what it said itself: it may have begun anew, with a clock that went back.
    for (const auto& [number, record] : board_.all())
        if (may_hand_on(record, peer, now)) peer.dues.owe(number, now);
    return true;
}

void Notes::disconnected(const PeerId& id, Instant now) {
    run(now);
    const auto at = peers_.find(id);
    if (at == peers_.end()) return;
    const std::optional<AuthorKey> key = at->second.key;
    peers_.erase(at);
    misbehaved_.erase(id);
    if (!key) return;
    neighbours_.erase(*key);
    const Board::Author* author = board_.author(*key);
    if (!author || *key == self_.public_key()) return;
    for (const auto& [topic, number] : author->topics)
        if (board_.at(number).state == State::said)
            board_.end_by(number, now + options_.absent_max);
}

void Notes::author_gone(const AuthorKey& key, Instant now) {
    run(now);
    if (key == self_.public_key()) return;
    while (const Board::Author* author = board_.author(key)) erase(author->topics.begin()->second);
}

void Notes::expire(Instant now) { run(now); }

std::optional<Event> Notes::next_event() {
    if (!misbehaved_.empty()) {
        const auto first = misbehaved_.extract(misbehaved_.begin());
        return Misbehaved{first.key(), first.mapped()};
    }
    if (!gone_.empty()) {
        auto first = gone_.extract(gone_.begin());
        return NoteGone{first.value().first, std::move(first.value().second)};
    }
    while (!changed_.empty()) {
        Record& record = board_.at(changed_.extract(changed_.begin()).value());
        const bool was_told = std::exchange(record.is_told, record.state == State::said);
        if (record.is_told) return NoteSet{record.author, record.topic, record.bytes};
        if (was_told) return NoteGone{record.author, record.topic};
    }
    return std::nullopt;
}

std::optional<Instant> Notes::deadline() const {
    auto first = core::earlier(renew_at_, board_.deadline());
    for (const auto& [id, peer] : peers_) first = core::earlier(first, peer.dues.first_after(now_));
    return first;
}

std::vector<Said> Notes::all() const {
    std::vector<Said> found;
    for (const auto& [key, author] : board_.authors())
        for (const auto& [topic, number] : author.topics) {
            const Record& record = board_.at(number);
            if (record.state == State::said) found.push_back({key, record.topic, record.bytes});
        }
    return found;
}

std::vector<Said> Notes::about(std::string_view topic) const {
    std::vector<Said> found;
    for (const auto& [key, author] : board_.authors()) {
        const auto number = board_.find(key, topic);
        if (!number) continue;
        const Record& record = board_.at(*number);
        if (record.state == State::said) found.push_back({key, record.topic, record.bytes});
    }
    return found;
}

std::size_t Notes::due_count(const PeerId& id) const {
    const auto at = peers_.find(id);
    return at == peers_.end() ? 0 : at->second.dues.count();
}

void Notes::run(Instant now) {
    now_ = std::max(now_, now);
    if (renew_at_ && *renew_at_ <= now) renew(now);
    while (const auto number = board_.take_due(now)) end_state(*number, now);
}

void Notes::end_state(NoteNumber number, Instant now) {
    const Record& record = board_.at(number);
    // Of our own nothing is remembered: our versions only grow.
    if (record.state == State::over || record.author == self_.public_key()) {
        erase(number);
        return;
    }
    if (record.state == State::said) changed_.insert(number);
    for (auto& [id, peer] : peers_) peer.dues.forget(number);
    board_.end(number, now + options_.remember_for);
}

void Notes::erase(NoteNumber number) {
    const Record& record = board_.at(number);
    const AuthorKey author = record.author;
    if (record.is_told) gone_.emplace(author, record.topic);
    changed_.erase(number);
    for (auto& [id, peer] : peers_) peer.dues.forget(number);
    board_.erase(number);
    if (board_.author(author)) return;
    for (auto& [id, peer] : peers_) peer.hears.erase(author);
}

}  // namespace fabric::notes
