// What is asked for about tasks (rules CT36–CT40, spec/control.md).
#pragma once

#include <expected>
#include <optional>
#include <string>

#include "fabric/tasks/message.h"

namespace fabric::control {

// Bytes that tasks can name; they come in parts.
struct HoldBytes {
    core::Buffer bytes;
    bool has_more = false;
};
struct ShowContent {
    tasks::Elsewhere content;
    std::uint64_t offset = 0;
};
struct SubmitTask {
    std::optional<tasks::TaskId> id;
    tasks::Work work;
};
struct WatchTask {
    tasks::TaskId id;
};
struct CancelTask {
    tasks::TaskId id;
};
struct ShowTasks {};
// The session's program runs units from now on.
struct OfferWork {
    tasks::Capacity capacity;
};

struct RunProgress {
    std::uint16_t permille = 0;
};
struct RunLog {
    std::string line;
};
struct RunDone {
    tasks::Content output;
};
struct RunFailed {
    tasks::Ending why = tasks::Ending::unit_failed;
    std::string text;
};
struct SayOfRun {
    std::uint64_t run = 0;
    core::Variant<RunProgress, RunLog, RunDone, RunFailed> what;
};

}  // namespace fabric::control
