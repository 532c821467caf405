// The table is what the Authorities of a mesh know of its tasks: a function of the commands of the
// ordered log (rules TK1–TK6, spec/tasks.md). It decides nothing: who leads does.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "fabric/tasks/command.h"
#include "fabric/tasks/needs.h"

namespace fabric::tasks {

inline constexpr std::size_t tasks_max = std::size_t{1} << 14;
// For what has not ended; what has ended may take half as much besides.
inline constexpr std::size_t table_size_max = std::size_t{8} << 20;
inline constexpr std::size_t held_size_max = table_size_max + table_size_max / 2;
inline constexpr std::size_t attempts_kept_max = 16;
inline constexpr std::uint32_t losses_max = 16;
// A snapshot holds what is in the table, in fewer bytes than it is counted for.
inline constexpr std::size_t table_bytes_max = held_size_max + (std::size_t{1} << 20);

// Whether it was leased to this worker under this generation, as far as is remembered.
[[nodiscard]] bool was_given(const Task& task, Generation generation, const Member& worker);
// What a task counts for.
[[nodiscard]] std::size_t held_by(const Task& task);

class Table {
public:
    // Whether it had an effect.
    bool apply(const Command& command);

    [[nodiscard]] const Task* find(const TaskId& id) const;
    // By when they came.
    [[nodiscard]] const std::map<std::uint64_t, TaskId>& by_number() const { return by_number_; }
    [[nodiscard]] std::size_t size() const { return tasks_.size(); }
    // What all of them hold, roughly.
    [[nodiscard]] std::size_t held_size() const { return held_size_; }
    // What has ended gives way.
    [[nodiscard]] bool has_room_for(const Work& work) const;

    [[nodiscard]] Needs& needs() { return needs_; }

    [[nodiscard]] core::Buffer write() const;
    [[nodiscard]] static core::Result<Table> read(core::Bytes bytes);

private:
    bool take(const AddTask& add);
    bool take(const GrantLease& grant);
    bool take(const CompleteTask& complete);
    bool take(const EndAttempt& end);
    bool take(const GiveUpTask& up);
    bool take(const ForgetTask& forget);
    // Of one that has not ended.
    [[nodiscard]] Task* find_open(const TaskId& id);
    void keep(Task& task, const Attempt& attempt);
    void forget_for_room(const TaskId& but);
    void erase(const TaskId& id);
    void count(const Task& task);
    void uncount(const Task& task);
    void finish(Task& task, State state, UnixSeconds at);

    std::map<TaskId, Task> tasks_;
    std::map<std::uint64_t, TaskId> by_number_;
    std::uint64_t last_number_ = 0;
    std::size_t held_size_ = 0;
    // Of those that have not ended.
    std::size_t open_size_ = 0;
    std::size_t open_count_ = 0;
    Needs needs_;
};

}  // namespace fabric::tasks
