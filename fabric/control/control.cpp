// Sessions: lines in, lines out.
#include "fabric/control/control.h"

#include <algorithm>

#include "core/codec/json_writer.h"

namespace fabric::control {

using core::Instant;

std::optional<SessionId> Control::open() {
    if (sessions_.size() >= options_.sessions_max) return std::nullopt;
    const SessionId id{++last_session_};
    sessions_.try_emplace(id);
    return id;
}

void Control::receive(SessionId id, core::Bytes bytes, Instant now) {
    Session& session = sessions_.at(id);
    if (session.has_ended) return;
    core::append(session.in, bytes);
    read_lines(session, id, now);
}

void Control::read_lines(Session& session, SessionId id, Instant now) {
    carry_out_early(session, id, now);
    session.has_more = false;
    std::size_t begin = 0;
    std::size_t count = 0;
    while (!session.has_ended && session.out.size() <= options_.outgoing_size_max) {
        const std::string_view text = core::as_text(session.in);
        const std::size_t end = text.find('\n', begin);
        if (end == text.npos) break;
        session.has_more = count++ == options_.requests_at_once_max;
        if (session.has_more) break;
        const std::string line(text.substr(begin, end - begin));
        begin = end + 1;
        auto request = read_request(line);
        if (!request)
            fail(session, request.error().id, {ProblemKind::bad_request, request.error().why});
        else if (is_early(session, *request))
            put_off(session, std::move(*request), line.size(), now);
        else
            carry_out(session, id, *request, now);
    }
    session.in.erase(session.in.begin(), session.in.begin() + static_cast<std::ptrdiff_t>(begin));
    if (session.in.size() <= options_.line_size_max || session.has_ended) return;
    session.has_ended = true;
    fail(session, {},
         {ProblemKind::too_much,
          "a line, or all that waits behind unread answers, is longer than 4 MiB"});
}

void Control::carry_out(Session& session, SessionId id, const Request& request, Instant now) {
    const Answer answered = core::match(
        request.what, [&](const auto& what) { return answer(id, request.id, what, now); });
    if (!answered)
        fail(session, request.id, answered.error());
    else if (*answered)
        say(session, request.id, "ok", **answered);
    tell_watches(session);
    tell_notes(now);
}

void Control::say(Session& session, RequestId id, std::string_view name, std::string_view json) {
    session.out += "{\"id\":" + std::to_string(id.value) + ",\"";
    session.out += name;
    session.out += "\":";
    session.out += json;
    session.out += "}\n";
}

void Control::fail(Session& session, std::optional<RequestId> id, const Problem& problem) {
    core::codec::JsonWriter writer;
    writer.begin_object();
    writer.name("id");
    if (id)
        writer.number(id->value);
    else
        writer.null();
    writer.name("error");
    writer.text(name_of(problem.kind));
    writer.name("cause");
    writer.text(problem.cause);
    writer.name("remedy");
    writer.text(problem.remedy.empty() ? advice(problem.kind) : problem.remedy);
    writer.end_object();
    // A cause may repeat what was asked, and that may be no text.
    session.out += writer.finish().value_or(R"({"id":null,"error":"bad-request"})");
    session.out += '\n';
}

void Control::consume(SessionId id, std::size_t size, Instant now) {
    Session& session = sessions_.at(id);
    const bool was_full = session.out.size() > options_.outgoing_size_max;
    session.out.erase(0, size);
    if (!was_full || session.out.size() > options_.outgoing_size_max) return;
    read_lines(session, id, now);
    tell_watches(session);
    if (session.has_note_marks) tell_notes_at_ = now;
    tell_notes(now);
}

bool Control::owes(SessionId id) const {
    const auto is_its = [id](const auto& entry) { return entry.second.session == id; };
    const Session& session = sessions_.at(id);
    const auto ends = [](const Early& early) { return early.until.has_value(); };
    return !session.arriving.empty() || std::ranges::any_of(session.early, ends) ||
           std::ranges::any_of(writes_, is_its) || std::ranges::any_of(dials_, is_its) ||
           std::ranges::any_of(submits_, is_its);
}

void Control::expire(Instant now) {
    for (auto& [id, session] : sessions_) {
        answer_arrived(session, now);
        give_up_early(session, now);
        if (session.has_more) read_lines(session, id, now);
    }
    tell_notes(now);
    answer_content(now);
}

std::optional<Instant> Control::deadline() const {
    std::optional<Instant> first = tell_notes_at_;
    for (const WantedContent& wanted : contents_) first = core::earlier(first, wanted.until);
    for (const auto& [id, session] : sessions_) {
        if (session.has_more) return Instant{};
        for (const auto& [request, arriving] : session.arriving)
            first = core::earlier(first, arriving.until);
        if (!is_ready())
            for (const Early& early : session.early) first = core::earlier(first, early.until);
    }
    return first;
}

}  // namespace fabric::control
