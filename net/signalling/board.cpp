// Who is there, and who meets whom.
#include "net/signalling/board.h"

#include <algorithm>
#include <utility>

#include "core/base/assert.h"

namespace net::signalling {

using core::Instant;
using core::codec::PeerId;

namespace {
// Each note brings a few orders, and all are taken after it; an expiry drops what there is.
constexpr std::size_t orders_max = 4096;
}  // namespace

Board::Board(const Options& options, const PeerId& own, core::Seed seed, Instant now)
    : options_(options),
      own_(own),
      prng_(seed),
      announce_at_(now + options.announce_interval),
      orders_(orders_max) {
    announce(std::nullopt);
}

void Board::receive(core::Bytes bytes, Instant now) {
    auto note = decode_note(bytes);
    if (!note || note->author == own_ || (note->reader && *note->reader != own_)) return;
    switch (note->kind) {
        case NoteKind::here: return hear_here(*note, now);
        case NoteKind::leaving:
            if (const auto meeting = meeting_with(note->author)) drop(*meeting);
            return;
        case NoteKind::signal: return hear_signal(*std::move(note), now);
    }
    std::unreachable();
}

// Who told all may not know of us; who told us does.
void Board::hear_here(const Note& note, Instant now) {
    if (connected_.contains(note.author) || meeting_with(note.author)) return;
    if (own_ < note.author)
        begin(note.author, Role::offerer, prng_.next(), now);
    else if (!note.reader)
        announce(note.author);
}

void Board::hear_signal(Note note, Instant now) {
    auto id = meeting_with(note.author);
    const bool offers = note.signal->kind == SignalKind::offer;
    // The other end began anew: it knows of nothing that was before.
    if (offers && id && meetings_.find(*id)->number != note.meeting &&
        meetings_.find(*id)->role == Role::answerer) {
        drop(*id);
        id.reset();
    }
    if (!id && offers && note.author < own_ && !connected_.contains(note.author)) {
        begin(note.author, Role::answerer, note.meeting, now);
        id = meeting_with(note.author);
    }
    if (!id) return;
    Entry& entry = *meetings_.find(*id);
    if (entry.number != note.meeting) return;
    if (!entry.meeting.hear(*std::move(note.signal))) return drop(*id);
    settle(*id);
}

void Board::begin(const PeerId& peer, Role role, std::uint64_t number, Instant now) {
    if (meetings_.size() >= options_.meetings_max) return;
    const MeetingId id{++last_id_};
    meetings_.insert(id, Entry{.peer = peer,
                               .role = role,
                               .number = number,
                               .meeting = Meeting(options_.meeting, role),
                               .until = now + options_.meeting_patience});
    settle(id);
}

// Brings about what a meeting wants: notes to the other end, steps to the browser.
void Board::settle(MeetingId id) {
    Entry& entry = *meetings_.find(id);
    while (auto step = entry.meeting.next_step()) order(Take{id, *std::move(step)});
    while (auto signal = entry.meeting.next_signal())
        post({NoteKind::signal, own_, entry.peer, entry.number, *std::move(signal)});
}

void Board::describe(MeetingId id, std::string_view description) {
    Entry* const entry = meetings_.find(id);
    if (!entry) return;
    if (!entry->meeting.describe(description)) return drop(id);
    settle(id);
}

void Board::add_candidate(MeetingId id, std::string_view candidate) {
    Entry* const entry = meetings_.find(id);
    if (!entry) return;
    entry->meeting.add_candidate(candidate);
    settle(id);
}

void Board::finish(MeetingId id) { meetings_.erase(id); }

void Board::set_connected(const PeerId& peer, bool is_connected) {
    if (is_connected)
        connected_.insert(peer, true);
    else
        connected_.erase(peer);
}

void Board::leave() {
    post({NoteKind::leaving, own_});
    while (!meetings_.empty()) drop(MeetingId(meetings_.begin()->first));
}

void Board::expire(Instant now) {
    while (true) {
        const auto late = std::ranges::find_if(
            meetings_, [&](const auto& one) { return one.second.until <= now; });
        if (late == meetings_.end()) break;
        drop(MeetingId(late->first));
    }
    if (now < announce_at_) return;
    announce_at_ = now + options_.announce_interval;
    announce(std::nullopt);
}

std::optional<Instant> Board::deadline() const {
    Instant earliest = announce_at_;
    for (const auto& [id, entry] : meetings_) earliest = std::min(earliest, entry.until);
    return earliest;
}

std::optional<Party> Board::party(MeetingId id) const {
    const Entry* const entry = meetings_.find(id);
    if (!entry) return std::nullopt;
    return Party{entry->peer, entry->role};
}

std::optional<MeetingId> Board::meeting_with(const PeerId& peer) const {
    for (const auto& [id, entry] : meetings_)
        if (entry.peer == peer) return id;
    return std::nullopt;
}

void Board::drop(MeetingId id) {
    meetings_.erase(id);
    order(Drop{id});
}

void Board::announce(std::optional<PeerId> reader) { post({NoteKind::here, own_, reader}); }

void Board::post(const Note& note) { order(Post{encode(note)}); }

void Board::order(BoardOrder order) {
    const bool is_kept = orders_.push(std::move(order));
    ASSERT(is_kept);
}

}  // namespace net::signalling
