// Tasks that are asked for, waited for and listed, and the bytes of theirs (CT36-CT39).
#include <algorithm>
#include <ranges>

#include "core/base/hex.h"
#include "core/codec/multibase.h"
#include "core/codec/public_key.h"
#include "fabric/control/control.h"
#include "fabric/control/task_json.h"

namespace fabric::control {

using core::Instant;
using node::Working;
using tasks::TaskId;

namespace {

constexpr std::size_t content_piece_max = std::size_t{1} << 20;
constexpr std::size_t tasks_shown_max = 1'000;

Problem task_refused(tasks::SubmitRefusal refusal) {
    const bool is_full = refusal == tasks::SubmitRefusal::no_room;
    return {is_full ? ProblemKind::too_much : ProblemKind::not_allowed,
            std::string(tasks::describe(refusal))};
}

}  // namespace

auto Control::answer(SessionId id, RequestId, const HoldBytes& hold, Instant now) -> Answer {
    Session& session = sessions_.at(id);
    if (session.held.size() + hold.bytes.size() > tasks::content_size_max) {
        session.held = {};
        return std::unexpected(Problem{ProblemKind::too_much, "more than 16 MiB"});
    }
    core::append(session.held, hold.bytes);
    if (hold.has_more) return std::string("{}");
    std::optional<core::Result<tasks::Elsewhere>> held;
    node_.work(now, [&](Working& work) { held = work.hold(std::exchange(session.held, {})); });
    if (!*held) return std::unexpected(problem_of(held->error()));
    return to_json(**held);
}

auto Control::answer(SessionId id, RequestId request, const ShowContent& show, Instant now)
    -> Answer {
    if (const core::Buffer* const bytes = node_.work()->find(show.content.hash))
        return piece_of(*bytes, show.offset, content_piece_max);
    if (contents_.size() >= options_.contents_max)
        return std::unexpected(Problem{ProblemKind::too_much, "so many bytes are waited for"});
    core::Result<void> wanted;
    node_.work(now, [&](Working& work) { wanted = work.want(show.content, now); });
    if (!wanted) return std::unexpected(problem_of(wanted.error()));
    contents_.push_back({{id, request}, show, now + options_.content_patience});
    return std::nullopt;
}

void Control::answer_content(Instant now) {
    const auto is_over = [&](const WantedContent& wanted) {
        const core::Buffer* const bytes =
            node_.work() ? node_.work()->find(wanted.show.content.hash) : nullptr;
        if (bytes)
            finish(wanted.who, piece_of(*bytes, wanted.show.offset, content_piece_max));
        else if (wanted.until <= now)
            finish(wanted.who, std::unexpected(Problem{ProblemKind::not_found,
                                                       "nobody who is here has these bytes"}));
        return bytes || wanted.until <= now;
    };
    std::erase_if(contents_, is_over);
}

auto Control::answer(SessionId id, RequestId request, const SubmitTask& submit, Instant now)
    -> Answer {
    const TaskId task = submit.id.value_or(node_.draw_task());
    core::Result<void> asked;
    submits_.emplace(task, Waiting{id, request});
    node_.work(now, [&](Working& work) { asked = work.asking().submit(task, submit.work, now); });
    if (asked) return std::nullopt;
    submits_.erase(task);
    return std::unexpected(problem_of(asked.error()));
}

auto Control::answer(SessionId id, RequestId request, const WatchTask& watch, Instant now)
    -> Answer {
    if (task_watches_.size() >= options_.task_watches_max)
        return std::unexpected(Problem{ProblemKind::too_much, "so many tasks are watched"});
    task_watches_.emplace(watch.id, Waiting{id, request});
    core::Result<void> asked;
    node_.work(now, [&](Working& work) { asked = work.asking().await(watch.id, now); });
    if (!asked) return std::unexpected(problem_of(asked.error()));
    return std::nullopt;
}

auto Control::answer(SessionId, RequestId, const CancelTask& cancel, Instant now) -> Answer {
    core::Result<void> asked;
    node_.work(now, [&](Working& work) { asked = work.asking().cancel(cancel.id, now); });
    if (!asked) return std::unexpected(problem_of(asked.error()));
    return std::string("{}");
}

auto Control::answer(SessionId, RequestId, const ShowTasks&, Instant now) -> Answer {
    const tasks::Tasks& all = node_.work()->tasks();
    if (node_.role_of(node_.self(), now) != membership::Role::authority)
        return std::unexpected(
            Problem{ProblemKind::not_allowed, "the table of tasks is with the Authorities"});
    std::vector<std::string> shown;
    for (const auto& [number, id] : all.table().by_number() | std::views::reverse) {
        if (shown.size() == tasks_shown_max) break;
        shown.push_back(to_json(*all.table().find(id), all.dispatcher().progress(id)));
    }
    return json_array(shown);
}

void Control::hear_task(const tasks::Event& event, Instant now) {
    const auto answer_submits = [&](const TaskId& task, const OrProblem<std::string>& with) {
        const auto [begin, end] = submits_.equal_range(task);
        const std::vector<std::pair<TaskId, Waiting>> all(begin, end);
        submits_.erase(task);
        for (const auto& [_, who] : all) finish(who, with);
    };
    core::match(
        event,
        core::Cases{[&](const tasks::TaskTaken& told) {
                        answer_submits(told.id, name_as_json(told.id));
                        leave_unwatched(told.id, now);
                    },
                    [&](const tasks::TaskRefused& told) {
                        answer_submits(told.id, std::unexpected(task_refused(told.refusal)));
                    },
                    [&](const tasks::TaskStands& told) { tell_standing(told.standing, now); },
                    [&](const tasks::TaskLogged& told) {
                        const auto [begin, end] = task_watches_.equal_range(told.id);
                        for (auto at = begin; at != end; ++at)
                            say(sessions_.at(at->second.session), at->second.request, "log",
                                quoted(told.line));
                    },
                    [&](const tasks::StartRun& told) { tell_run(told); },
                    [&](const tasks::StopRun& told) {
                        if (body_)
                            say(sessions_.at(body_->session), body_->request, "stop-run",
                                std::to_string(told.run.value));
                    },
                    [&](const tasks::WantContent&) {}});
    answer_content(now);
}

void Control::tell_standing(const tasks::Standing& standing, Instant) {
    const auto [begin, end] = task_watches_.equal_range(standing.id);
    for (auto at = begin; at != end; ++at) {
        const Waiting& who = at->second;
        if (standing.is_known)
            say(sessions_.at(who.session), who.request, "is", to_json(standing));
        else
            fail(sessions_.at(who.session), who.request,
                 {ProblemKind::not_found, "no such task is known any more"});
    }
    if (!standing.is_known || tasks::has_ended(standing.state)) task_watches_.erase(standing.id);
}

// Of a task that nobody watches nothing more has to be told.
void Control::leave_unwatched(const TaskId& task, Instant now) {
    if (task_watches_.contains(task) || submits_.contains(task)) return;
    node_.work(now, [&](Working& work) { work.asking().leave(task); });
}

std::size_t Control::cancel_task_watch(SessionId id, RequestId request, Instant now) {
    const auto is_it = [&](const auto& entry) {
        return entry.second.session == id && entry.second.request == request;
    };
    if (body_ && body_->session == id && body_->request == request) {
        end_work(now);
        return 1;
    }
    const auto at = std::ranges::find_if(task_watches_, is_it);
    if (at == task_watches_.end()) return 0;
    const TaskId task = at->first;
    task_watches_.erase(at);
    leave_unwatched(task, now);
    return 1;
}

void Control::forget_tasks_of(SessionId session, Instant now) {
    const auto is_its = [&](const auto& entry) { return entry.second.session == session; };
    std::vector<TaskId> left;
    for (const auto& entry : task_watches_)
        if (is_its(entry)) left.push_back(entry.first);
    std::erase_if(task_watches_, is_its);
    std::erase_if(submits_, is_its);
    std::erase_if(contents_, [&](const auto& wanted) { return wanted.who.session == session; });
    for (const TaskId& task : left) leave_unwatched(task, now);
    if (body_ && body_->session == session) end_work(now);
}

}  // namespace fabric::control
