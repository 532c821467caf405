// What is asked for, done.
#include "core/base/format.h"
#include "core/codec/qr.h"
#include "core/crdt/document/json.h"
#include "fabric/control/control.h"
#include "fabric/control/json_object.h"
#include "fabric/control/perform.h"
#include "fabric/membership/invite.h"

namespace fabric::control {

using core::Instant;
using core::crdt::Editor;

namespace {

constexpr std::string_view done = "{}";

// Of an item that was to be there.
bool is_unknown(const node::NotWritten& why) {
    const auto* const error = core::get_if<core::Error>(&why);
    return error && *error == core::Error::value_missing;
}

Problem outdated() { return {ProblemKind::outdated, "the watch told something else since then"}; }

}  // namespace

auto Control::open_document(const std::string& name, Instant now)
    -> OrProblem<node::DocumentNumber> {
    const auto number = node_.open_document(name, now);
    if (!number) return std::unexpected(problem_of(number.error()));
    return *number;
}

auto Control::read(node::DocumentNumber number, core::crdt::PathView path) const
    -> OrProblem<std::string> {
    const core::crdt::Document& document = node_.document(number)->replica().document();
    const auto tree = core::crdt::find_tree(document.root(), document.characters(), path);
    if (!tree) return std::unexpected(Problem{ProblemKind::not_found, "nothing is at this path"});
    return core::crdt::to_json(*tree);
}

auto Control::view_of(Session& session, const Edit& edit) const -> OrProblem<View*> {
    if (!edit.seen) return nullptr;
    const auto at = session.watches.find(edit.seen->in);
    if (at == session.watches.end() || !at->second.numbers_states ||
        at->second.document != edit.document || at->second.path != edit.path)
        return std::unexpected(
            Problem{ProblemKind::bad_request, "\"in\" is no watch of this place with states"});
    View* const view = at->second.views.use(edit.seen->state);
    if (!view) return std::unexpected(outdated());
    return view;
}

// One that failed is in what its asker sees, and the next may be beside it: the asker is told anew.
void Control::note_edit(Session& session, RequestId watch, RequestId edit, bool is_done) {
    Watched& watched = session.watches.at(watch);
    if (is_done) {
        watched.views.changed();
        watched.edit = edit;
    } else {
        watched.views.forget();
        watched.told.reset();
    }
    watched.is_marked = session.has_marks = true;
}

auto Control::answer(SessionId id, RequestId request, const Edit& edit, Instant now) -> Answer {
    const node::DocumentNumber number = TRY(open_document(edit.document, now));
    const core::crdt::Document& document = node_.document(number)->replica().document();
    if (writes_.size() >= options_.writes_max)
        return std::unexpected(Problem{ProblemKind::too_much, "so many writes wait already"});
    View* const view = TRY(view_of(sessions_.at(id), edit));
    const auto written = node_.write(number, edit.policy, now, [&](Editor& editor) {
        return perform(edit.act, {editor, edit.path, document, view});
    });
    if (view) note_edit(sessions_.at(id), edit.seen->in, request, written.has_value());
    if (!written && view && is_unknown(written.error())) return std::unexpected(outdated());
    if (!written) return std::unexpected(problem_of(written.error()));
    if (!*written) return std::string(done);
    writes_.emplace(quorum::Write{quorum::Document{number.value}, **written}, Waiting{id, request});
    return std::nullopt;
}

auto Control::answer(SessionId id, RequestId request, const Get& get, Instant now) -> Answer {
    const bool is_new = !node_.find_document(get.document);
    const node::DocumentNumber number = TRY(open_document(get.document, now));
    if (is_new && node_.session_count() > 0) {
        sessions_.at(id).arriving.insert_or_assign(request,
                                                   Arriving{get, now + options_.arrival_patience});
        return std::nullopt;
    }
    return TRY(read(number, get.path));
}

auto Control::answer(SessionId id, RequestId request, const Watch& watch, Instant now) -> Answer {
    static_cast<void>(TRY(open_document(watch.document, now)));
    Session& session = sessions_.at(id);
    if (session.watches.size() + session.notes.size() >= options_.watches_max)
        return std::unexpected(Problem{ProblemKind::too_much, "so much is watched already"});
    session.watches.insert_or_assign(request,
                                     Watched{watch.document, watch.path, watch.numbers_states});
    session.has_marks = true;
    return std::nullopt;
}

auto Control::answer(SessionId id, RequestId request, const WatchEvents&, Instant) -> Answer {
    Session& session = sessions_.at(id);
    if (session.hears_events.size() >= options_.watches_max)
        return std::unexpected(Problem{ProblemKind::too_much, "so much is watched already"});
    session.hears_events.insert(request);
    return std::nullopt;
}

auto Control::answer(SessionId id, RequestId, const Cancel& cancel, Instant now) -> Answer {
    Session& session = sessions_.at(id);
    const std::size_t count = session.watches.erase(cancel.of) + session.notes.erase(cancel.of) +
                              session.hears_events.erase(cancel.of) +
                              session.arriving.erase(cancel.of) + cancel_early(session, cancel.of) +
                              cancel_task_watch(id, cancel.of, now);
    if (count == 0)
        return std::unexpected(Problem{ProblemKind::not_found, "no such request goes on"});
    return std::string(done);
}

auto Control::answer(SessionId, RequestId, const MakeInvite& wanted, Instant now) -> Answer {
    const auto invite = node_.invite(wanted.role, wanted.valid_for, now);
    if (!invite)
        return std::unexpected(core::match(
            invite.error(),
            core::Cases{[](core::Error error) { return problem_of(error); },
                        [](membership::WriteRefusal refusal) { return problem_of(refusal); }}));
    const auto text = membership::to_qr_text(*invite);
    if (!text)
        return std::unexpected(
            Problem{ProblemKind::too_much, std::string(membership::describe(text.error()))});
    JsonObject json;
    json.text("text", *text);
    if (const auto link = membership::to_link(*invite, page_)) json.text("link", *link);
    const auto code = core::codec::encode_qr(*text, core::codec::QrCorrection::low);
    if (wanted.picture != Picture::none && code)
        json.text("picture", wanted.picture == Picture::svg ? core::codec::qr_as_svg(*code)
                                                            : core::codec::qr_as_blocks(*code));
    return json.finish();
}

auto Control::answer(SessionId, RequestId, const GrantRole& grant, Instant now) -> Answer {
    std::optional<membership::UnixSeconds> until;
    if (grant.valid_for)
        until = membership::UnixSeconds{
            node_.unix_now(now).value +
            static_cast<std::uint64_t>(
                std::chrono::duration_cast<std::chrono::seconds>(*grant.valid_for).count())};
    const auto written = node_.write_entry(now, [&](const membership::Author& author) {
        return membership::grant_role(author, grant.member, grant.role, until);
    });
    if (!written) return std::unexpected(problem_of(written.error()));
    return std::string(done);
}

auto Control::answer(SessionId, RequestId, const Revoke& revoke, Instant now) -> Answer {
    const auto written = node_.revoke(revoke.member, now);
    if (!written) return std::unexpected(problem_of(written.error()));
    return std::string(done);
}

auto Control::answer(SessionId id, RequestId request, const Connect& connect, Instant now)
    -> Answer {
    dials_.insert_or_assign(swarm_.dial(connect.address, now), Waiting{id, request});
    return std::nullopt;
}

auto Control::answer(SessionId, RequestId, const Stop&, Instant) -> Answer {
    static_cast<void>(orders_.push(StopNode{}));
    return std::string(done);
}

}  // namespace fabric::control
