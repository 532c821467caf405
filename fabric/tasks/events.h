// What tasks tell their owner: what its body is to do, and what its user waits for.
#pragma once

#include "core/base/id.h"
#include "core/base/variant.h"
#include "fabric/tasks/message.h"

namespace fabric::tasks {

// Of this worker; no two runs of it have had the same.
using RunNumber = core::Id<struct RunNumberTag, std::uint64_t>;

// Code and input are here. How it ends is to be said, also if it cannot begin.
struct StartRun {
    RunNumber run;
    TaskId id;
    Generation generation;
    Work work;
};
// At once. Nothing is to be said of it any more.
struct StopRun {
    RunNumber run;
};
// Bytes are to be had.
struct WantContent {
    Elsewhere content;
};
// Of a task that was asked or waited for. Behind an end, or if it is not known, nothing more is
// told of it.
struct TaskStands {
    Standing standing;
};
struct TaskLogged {
    TaskId id;
    Generation generation;
    std::string line;
};
// It is in the table.
struct TaskTaken {
    TaskId id;
};
struct TaskRefused {
    TaskId id;
    SubmitRefusal refusal;
};

using Event =
    core::Variant<StartRun, StopRun, WantContent, TaskStands, TaskLogged, TaskTaken, TaskRefused>;

}  // namespace fabric::tasks
