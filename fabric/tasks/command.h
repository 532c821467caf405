// Commands are what the ordered log has of tasks (rule TK2): who leads writes them, and the table
// of every Authority follows from them. Several travel as one batch.
#pragma once

#include <span>
#include <vector>

#include "core/base/result.h"
#include "core/base/variant.h"
#include "fabric/tasks/types.h"

namespace fabric::tasks {

struct AddTask {
    TaskId id{};
    Member asker{};
    UnixSeconds at{};
    Work work;
    friend bool operator==(const AddTask&, const AddTask&) = default;
};
struct GrantLease {
    TaskId id{};
    Generation generation{};
    Member worker{};
    friend bool operator==(const GrantLease&, const GrantLease&) = default;
};
struct CompleteTask {
    TaskId id{};
    Generation generation{};
    Member worker{};
    UnixSeconds at{};
    Content output = core::Buffer{};
    friend bool operator==(const CompleteTask&, const CompleteTask&) = default;
};
// The lease is over, without a result.
struct EndAttempt {
    TaskId id{};
    UnixSeconds at{};
    Attempt attempt;
    friend bool operator==(const EndAttempt&, const EndAttempt&) = default;
};
// Cancelled, or too late.
struct GiveUpTask {
    TaskId id{};
    UnixSeconds at{};
    State state = State::cancelled;
    friend bool operator==(const GiveUpTask&, const GiveUpTask&) = default;
};
struct ForgetTask {
    TaskId id{};
    friend bool operator==(const ForgetTask&, const ForgetTask&) = default;
};

using Command =
    core::Variant<AddTask, GrantLease, CompleteTask, EndAttempt, GiveUpTask, ForgetTask>;

inline constexpr std::size_t batch_size_max = std::size_t{240} << 10;
// How much of a batch it takes.
[[nodiscard]] std::size_t size_of(const Command& command);
// At least one, together no larger than a batch may be.
[[nodiscard]] core::Buffer write_batch(std::span<const Command> commands);
[[nodiscard]] core::Result<std::vector<Command>> read_batch(core::Bytes bytes);

}  // namespace fabric::tasks
