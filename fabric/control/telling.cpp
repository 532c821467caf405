// What comes later: how writes and dials ended, what is watched, what the node tells.
#include <algorithm>

#include "core/base/format.h"
#include "fabric/control/control.h"
#include "fabric/control/json_object.h"

namespace fabric::control {

using core::Instant;

namespace {

struct EventName {
    std::string_view operator()(const node::Opened&) { return "opened"; }
    std::string_view operator()(const node::KeptUnreadable&) { return "kept-unreadable"; }
    std::string_view operator()(const node::WorkTold&) { return "task"; }
    std::string_view operator()(const node::InviteElsewhere&) { return "invite-elsewhere"; }
    std::string_view operator()(const node::MeshIs&) { return "mesh"; }
    std::string_view operator()(const node::TwoMeshes&) { return "two-meshes"; }
    std::string_view operator()(const node::NotLetIn&) { return "not-let-in"; }
    std::string_view operator()(const node::PeerCame&) { return "peer-came"; }
    std::string_view operator()(const node::PeerWent&) { return "peer-went"; }
    std::string_view operator()(const node::MembersChanged&) { return "members-changed"; }
    std::string_view operator()(const node::OwnRole&) { return "own-role"; }
    std::string_view operator()(const node::DocumentsNotKept&) { return "documents-not-kept"; }
    std::string_view operator()(const node::DocumentAppeared&) { return "document-appeared"; }
    std::string_view operator()(const node::DocumentChanged&) { return "document-changed"; }
    std::string_view operator()(const node::QuorumTold&) { return "write"; }
    std::string_view operator()(const node::PresenceTold&) { return "presence"; }
    std::string_view operator()(const node::ChangeNotTaken&) { return "change-not-taken"; }
    std::string_view operator()(const node::TwoTales&) { return "two-tales"; }
    std::string_view operator()(const node::LeaderIs&) { return "leader"; }
    std::string_view operator()(const node::InOrder&) { return "in-order"; }
    std::string_view operator()(const node::Misbehaved&) { return "misbehaved"; }
    std::string_view operator()(const node::StorageTold&) { return "storage"; }
    std::string_view operator()(const node::NotesChanged&) { return "notes-changed"; }
};

constexpr std::string_view unreachable_remedy =
    "Look whether it runs and listens at this address; `selvage doctor` looks at this machine.";

// Whom an event is about, if it is about somebody.
const core::codec::PeerId* peer_of(const node::Event& event) {
    const auto of = [&]<class... E>(core::codec::PeerId E::*... members) {
        const core::codec::PeerId* found = nullptr;
        ((found = core::get_if<E>(&event) ? &(core::get_if<E>(&event)->*members) : found), ...);
        return found;
    };
    return of(&node::TwoMeshes::peer, &node::NotLetIn::peer, &node::PeerCame::peer,
              &node::PeerWent::peer, &node::Misbehaved::peer);
}

// How a write ended, for programs.
std::string_view name_of(quorum::State state) {
    switch (state) {
        case quorum::State::pending: return "pending";
        case quorum::State::local: return "local";
        case quorum::State::replicated: return "replicated";
        case quorum::State::durable: return "durable";
        case quorum::State::degraded: return "degraded";
        case quorum::State::failed: return "failed";
    }
    std::unreachable();
}

}  // namespace

void Control::finish(const Waiting& waiting, const OrProblem<std::string>& outcome) {
    const auto session = sessions_.find(waiting.session);
    if (session == sessions_.end()) return;
    if (outcome)
        say(session->second, waiting.request, "ok", *outcome);
    else
        fail(session->second, waiting.request, outcome.error());
}

void Control::hear(const node::Event& event, Instant now) {
    if (const auto* const told = core::get_if<node::QuorumTold>(&event)) {
        const auto* const status = core::get_if<quorum::Told>(&told->event);
        if (status) hear_status(*status);
    }
    if (const auto* const changed = core::get_if<node::DocumentChanged>(&event))
        if (node_.document(changed->document)) mark(node_.name_of(changed->document));
    // Documents have other numbers from now on.
    if (core::holds_alternative<node::MeshIs>(event)) {
        end_writes();
        for (auto& [id, session] : sessions_)
            for (auto& [request, watched] : session.watches) {
                static_cast<void>(node_.open_document(watched.document, now));
                watched.views.forget();
                if (watched.numbers_states) watched.told.reset();
                watched.is_marked = session.has_marks = true;
            }
        say_notes_again(now);
    }
    if (const auto* const told = core::get_if<node::WorkTold>(&event)) {
        hear_task(told->event, now);
        return;
    }
    // There are many of these: who wants to know of them watches a topic.
    if (const auto* const changed = core::get_if<node::NotesChanged>(&event))
        mark_notes(&changed->topic, now);
    else
        tell_event(event);
    for (auto& [id, session] : sessions_) {
        carry_out_early(session, id, now);
        give_up_early(session, now);
        tell_watches(session);
        answer_arrived(session, now);
    }
    tell_notes(now);
}

void Control::hear(const net::swarm::Event& event, Instant) {
    const auto take = [this](net::swarm::DialId dial) -> std::optional<Waiting> {
        const auto at = dials_.find(dial);
        if (at == dials_.end()) return std::nullopt;
        return dials_.extract(at).mapped();
    };
    if (const auto* const dialed = core::get_if<net::swarm::Dialed>(&event)) {
        if (const auto waiting = take(dialed->dial))
            finish(*waiting, "{\"peer\":\"" + dialed->peer.to_text() + "\"}");
    } else if (const auto* const ended = core::get_if<net::swarm::DialEnded>(&event)) {
        if (const auto waiting = take(ended->dial))
            finish(*waiting, std::unexpected(Problem{ProblemKind::not_found, describe(event),
                                                     unreachable_remedy}));
    }
}

void Control::hear_status(const quorum::Told& told) {
    using enum quorum::State;
    const quorum::Status& status = told.status;
    if (status.state == pending || status.state == local || status.state == replicated) return;
    const auto answer = answer_of(told);
    while (auto joined = writes_.extract(told.write)) finish(joined.mapped(), answer);
}

auto Control::answer_of(const quorum::Told& told) -> OrProblem<std::string> {
    const quorum::Status& status = told.status;
    if (status.state == quorum::State::failed)
        return std::unexpected(Problem{
            ProblemKind::not_durable,
            core::formatted("{}: {} of {}", describe(status.reason), status.have, status.need)});
    JsonObject json;
    json.number("sequence", told.write.sequence.value);
    json.text("state", name_of(status.state));
    json.number("have", status.have);
    json.number("need", status.need);
    if (status.reason != quorum::Reason::none) json.text("reason", describe(status.reason));
    return json.finish();
}

// What was written into a mesh that was given up has gone with it.
void Control::end_writes() {
    for (const auto& [write, waiting] : std::exchange(writes_, {}))
        if (!node_.document(node::DocumentNumber{write.document.value}))
            finish(waiting, std::unexpected(Problem{
                                ProblemKind::not_durable,
                                "the node gave up its own mesh for an older one of that name"}));
        else
            writes_.emplace(write, waiting);
}

void Control::mark(std::string_view document) {
    for (auto& [id, session] : sessions_)
        for (auto& [request, watched] : session.watches)
            if (watched.document == document) watched.is_marked = session.has_marks = true;
}

void Control::tell_watches(Session& session) {
    if (!session.has_marks) return;
    for (auto& [request, watched] : session.watches) {
        if (session.out.size() > options_.outgoing_size_max) return;
        if (!std::exchange(watched.is_marked, false)) continue;
        const auto number = node_.find_document(watched.document);
        if (!number) continue;
        tell_watch(session, request, watched, *number);
    }
    session.has_marks = false;
}

void Control::tell_watch(Session& session, RequestId request, Watched& watched,
                         node::DocumentNumber number) {
    std::string json = read(number, watched.path).value_or("null");
    // That an edit is in it is told even if it shows nothing else.
    if (watched.told == json && watched.told_edit == watched.edit) return;
    std::string more;
    if (watched.numbers_states) {
        const core::crdt::Document& document = node_.document(number)->replica().document();
        const auto* const items = core::crdt::find_sequence(document.root(), watched.path);
        more = ",\"state\":" + std::to_string(watched.views.tell(items ? View(*items) : View()));
        if (watched.edit) more += ",\"after\":" + std::to_string(watched.edit->value);
    }
    say(session, request, "is", json + more);
    watched.told = std::move(json);
    watched.told_edit = watched.edit;
}

void Control::answer_arrived(Session& session, Instant now) {
    std::erase_if(session.arriving, [&](const auto& entry) {
        const auto& [request, arriving] = entry;
        const auto number = node_.find_document(arriving.get.document);
        // What was lacking may still be on its way when both know what that is.
        const bool is_there =
            number && node_.is_reconciled(*number) && read(*number, arriving.get.path).has_value();
        if (!is_there && arriving.until > now && node_.session_count() > 0) return false;
        const auto json =
            number ? read(*number, arriving.get.path)
                   : std::unexpected(Problem{ProblemKind::not_found, "there is no such document"});
        if (json)
            say(session, request, "ok", *json);
        else
            fail(session, request, json.error());
        return true;
    });
}

void Control::tell_event(const node::Event& event) {
    const bool is_heard = std::ranges::any_of(
        sessions_, [](const auto& entry) { return !entry.second.hears_events.empty(); });
    if (!is_heard) return;
    JsonObject json;
    json.text("event", core::match(event, EventName{}));
    json.text("text", describe(event));
    if (const auto* const peer = peer_of(event)) json.text("peer", peer->to_text());
    if (const auto* const appeared = core::get_if<node::DocumentAppeared>(&event))
        json.text("document", appeared->name);
    const std::string line = json.finish();
    for (auto& [id, session] : sessions_)
        for (const RequestId request : session.hears_events)
            if (session.out.size() <= options_.outgoing_size_max) say(session, request, "is", line);
}

}  // namespace fabric::control
