// A program at the socket, or a page, that runs units for the node (CT40).
#include "fabric/control/control.h"
#include "fabric/control/path_text.h"
#include "fabric/control/task_json.h"

namespace fabric::control {

using core::Instant;
using node::Working;

// What another program had begun is given back: this one knows nothing of it. One that says it
// again changes what it lends.
auto Control::answer(SessionId id, RequestId request, const OfferWork& offer, Instant now)
    -> Answer {
    if (body_ && body_->session != id) end_work(now);
    body_ = Waiting{id, request};
    node_.work(now, [&](Working& work) { work.worker().offer(offer.capacity, now); });
    return std::nullopt;
}

void Control::end_work(Instant now) {
    body_.reset();
    node_.work(now, [&](Working& work) {
        work.worker().offer({}, now);
        work.worker().give_back_all("the program that ran it has gone", now);
    });
}

auto Control::answer(SessionId id, RequestId, const SayOfRun& said, Instant now) -> Answer {
    if (!body_ || body_->session != id)
        return std::unexpected(Problem{ProblemKind::bad_request, "this program runs no units"});
    const tasks::RunNumber run{said.run};
    node_.work(now, [&](Working& work) {
        core::match(
            said.what,
            core::Cases{
                [&](const RunProgress& told) { work.worker().progress(run, told.permille, now); },
                [&](const RunLog& told) { work.worker().logged(run, told.line); },
                [&](const RunDone& told) { work.worker().done(run, told.output, now); },
                [&](const RunFailed& told) {
                    work.worker().not_done(run, told.why, told.text, now);
                }});
    });
    return std::nullopt;
}

auto Control::state_for(const tasks::Work& work) const -> StateOfRun {
    StateOfRun state;
    for (const std::string& name : work.reads) {
        const std::size_t space = name.find(' ');
        const auto path = parse_path(space == name.npos ? "" : name.substr(space + 1));
        const auto number = node_.find_document(name.substr(0, space));
        if (!path || !number) continue;
        if (auto value = read(*number, *path)) state.emplace_back(name, *std::move(value));
    }
    return state;
}

void Control::tell_run(const tasks::StartRun& start) {
    if (!body_) return;
    std::vector<std::string> state;
    for (const auto& [name, value] : state_for(start.work))
        state.push_back(json_array({quoted(name), value}));
    say(sessions_.at(body_->session), body_->request, "run", to_json(start, json_array(state)));
}

}  // namespace fabric::control
