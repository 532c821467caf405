// What those who use this node do at the moment, and what all others do (CT30–CT32).
#include "core/codec/json.h"
#include "core/codec/public_key.h"
#include "fabric/control/control.h"
#include "fabric/control/json_object.h"

namespace fabric::control {

using core::Instant;

auto Control::answer(SessionId id, RequestId, const SayNote& note, Instant now) -> Answer {
    if (!note.value) {
        said_.erase(note.topic);
        node_.clear_note(note.topic, now);
        return std::string("{}");
    }
    const auto said = node_.set_note(note.topic, core::as_bytes(*note.value), now);
    if (!said && said.error() == core::Error::storage_full)
        return std::unexpected(
            Problem{ProblemKind::too_much, "this node speaks of 64 topics already"});
    if (!said) return std::unexpected(problem_of(said.error()));
    said_.insert_or_assign(note.topic, Said{id, *note.value});
    return std::string("{}");
}

auto Control::answer(SessionId id, RequestId request, const WatchNotes& watch, Instant now)
    -> Answer {
    Session& session = sessions_.at(id);
    if (session.watches.size() + session.notes.size() >= options_.watches_max)
        return std::unexpected(Problem{ProblemKind::too_much, "so much is watched already"});
    session.notes.insert_or_assign(request, WatchedNotes{watch.topic});
    session.has_note_marks = true;
    tell_notes_at_ = now;
    return std::nullopt;
}

// Others may have said what is no JSON.
std::string Control::notes_about(const std::string& topic) const {
    std::string all = "{";
    if (node_.notes() == nullptr) return all + "}";
    for (const notes::Said& said : node_.notes()->about(topic)) {
        const auto value = core::codec::parse_json(core::as_text(said.bytes));
        const auto json = value ? core::codec::to_json(*value) : core::fail(value.error());
        if (!json) continue;
        const auto peer = core::codec::PeerId::of(core::codec::PublicKey(said.author));
        all += (all.size() > 1 ? ",\"" : "\"") + peer.to_text() + "\":" + *json;
    }
    return all + "}";
}

// Of all topics, if none is given.
void Control::mark_notes(const std::string* topic, Instant now) {
    bool is_watched = false;
    for (auto& [id, session] : sessions_)
        for (auto& [request, watched] : session.notes)
            if (topic == nullptr || watched.topic == *topic)
                is_watched = watched.is_marked = session.has_note_marks = true;
    if (is_watched && !tell_notes_at_)
        tell_notes_at_ = std::max(now, notes_told_at_ + options_.notes_pause);
}

// What is said about a topic is put together once for all who watch it.
void Control::tell_notes(Instant now) {
    if (!tell_notes_at_ || *tell_notes_at_ > now) return;
    tell_notes_at_.reset();
    notes_told_at_ = now;
    std::map<std::string, std::string> notes;
    for (auto& [id, session] : sessions_) {
        if (!std::exchange(session.has_note_marks, false)) continue;
        for (auto& [request, watched] : session.notes) {
            if (!watched.is_marked) continue;
            if (session.out.size() > options_.outgoing_size_max) {
                session.has_note_marks = true;  // When there is room again.
                break;
            }
            watched.is_marked = false;
            const auto [at, is_new] = notes.try_emplace(watched.topic);
            if (is_new) at->second = notes_about(watched.topic);
            if (watched.told == at->second) continue;
            say(session, request, "is", at->second);
            watched.told = at->second;
        }
    }
}

// In another mesh nobody has heard it.
void Control::say_notes_again(Instant now) {
    for (const auto& [topic, said] : said_)
        static_cast<void>(node_.set_note(topic, core::as_bytes(said.value), now));
    mark_notes(nullptr, now);
}

void Control::close(SessionId session, Instant now) {
    sessions_.erase(session);
    forget_tasks_of(session, now);
    for (auto at = said_.begin(); at != said_.end();) {
        const bool is_its = at->second.by == session;
        if (is_its) node_.clear_note(at->first, now);
        at = is_its ? said_.erase(at) : std::next(at);
    }
}

}  // namespace fabric::control
