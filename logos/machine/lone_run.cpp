// A program that runs alone: see lone_run.h.
#include "logos/machine/lone_run.h"

#include <algorithm>

#include "core/base/format.h"
#include "logos/values/make.h"
#include "logos/values/printing.h"

namespace logos {

Progress LoneRun::run(std::uint64_t instructions_max, core::Instant now) {
    for (;;) {
        const Progress progress = machine_.run(instructions_max, now);
        bool served = false;
        while (std::optional<HostRequest> request = machine_.next_request()) {
            serve(*request);
            served = true;
        }
        if (progress == Progress::paused || progress == Progress::finished || machine_.failure() ||
            !served || !outside_.empty())
            return machine_.failure() ? Progress::failed : progress;
    }
}

std::optional<HostRequest> LoneRun::next_request() {
    if (outside_.empty()) return std::nullopt;
    HostRequest request = std::move(outside_.front());
    outside_.pop_front();
    return request;
}

void LoneRun::serve(HostRequest& request) {
    switch (request.call) {
        case HostCall::read_console:
        case HostCall::read_file:
        case HostCall::write_file:
        case HostCall::arguments:
        case HostCall::calendar_time:
        case HostCall::today:
        case HostCall::random_integer:
        case HostCall::random_real:
        case HostCall::random_id: outside_.push_back(std::move(request)); return;
        case HostCall::send:
            return machine_.answer(request.task,
                                   send(request.values[0], std::move(request.values[1])));
        case HostCall::await: return await(request.task, request.values[0]);
        case HostCall::listen:
        case HostCall::connect:
        case HostCall::discovery:
        case HostCall::heartbeat:
        case HostCall::pulse:
        case HostCall::skip:
        case HostCall::written: return machine_.answer(request.task, Value());
        case HostCall::mount:
        case HostCall::sync: return machine_.answer(request.task, std::move(request.values.back()));
        case HostCall::platform:
            return machine_.answer(request.task,
                                   Value::truth(text_of(request.values[0]) == "authority"));
        case HostCall::quorum_available: return machine_.answer(request.task, Value::truth(false));
        case HostCall::enable_mesh:
        case HostCall::invite:
        case HostCall::reconcile:
            return machine_.answer(
                request.task,
                logos::failure(
                    "this program runs alone: start it with `selvage run` to give it a mesh"));
    }
}

LoneRun::Inbox& LoneRun::inbox(std::string name) {
    const auto found = std::ranges::find(inboxes_, name, &Inbox::name);
    if (found != inboxes_.end()) return *found;
    return inboxes_.emplace_back(Inbox{.name = std::move(name), .letters = {}, .waiting = {}});
}

Outcome<Value> LoneRun::send(const Value& to, Value letter) {
    Inbox& box = inbox(print(to));
    if (!box.waiting.empty()) {
        const TaskNumber task = box.waiting.front();
        box.waiting.pop_front();
        machine_.answer(task, std::move(letter));
        return Value();
    }
    if (letters_ == letter_count_max) return logos::failure("too many messages that nobody takes");
    ++letters_;
    box.letters.push_back(std::move(letter));
    return Value();
}

void LoneRun::await(TaskNumber task, const Value& from) {
    Inbox& box = inbox(print(from));
    if (box.letters.empty()) return box.waiting.push_back(task);
    Value letter = std::move(box.letters.front());
    box.letters.pop_front();
    --letters_;
    machine_.answer(task, std::move(letter));
}

}  // namespace logos
