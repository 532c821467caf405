// Runs a compiled program, a bounded number of instructions at a time. It can stop behind any of
// them, so that tasks, pipes and what is asked of a host need one thread only. What the program
// shows is collected until somebody takes it; what it asks comes out as requests and is answered
// when there is an answer; what it waits for is a deadline. The same program, answers and times
// give the same run everywhere.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/time.h"
#include "logos/machine/code.h"
#include "logos/machine/host.h"
#include "logos/machine/intrinsic.h"
#include "logos/values/failure.h"

namespace logos {

inline constexpr std::size_t frame_count_max = 50'000;    // Of one task.
inline constexpr std::size_t stack_size_max = 4'000'000;  // Of one task, in registers.
inline constexpr std::size_t task_count_max = 100'000;    // That have not ended.
inline constexpr std::size_t pipe_count_max = 1'000'000;
inline constexpr std::size_t pipe_item_count_max = 32;
inline constexpr std::size_t output_size_max = std::size_t{1} << 20;  // Until somebody takes it.

inline constexpr std::uint16_t no_field_position = 0xffff;

using TaskNumber = std::uint32_t;

struct HostRequest {
    TaskNumber task = 0;
    HostCall call{};
    std::vector<Value> values;
};

struct RunFailure {
    std::string text;
    Span span;
};

enum class Progress : std::uint8_t {
    paused,   // Its instructions are used up, or there is output to be taken.
    waiting,  // For answers, or for its deadline.
    finished,
    failed,
};

class Machine {
public:
    // The program outlives its machine.
    explicit Machine(const Program& program);

    Progress run(std::uint64_t instructions_max, core::Instant now);

    [[nodiscard]] std::string take_output() { return std::exchange(output_, {}); }
    [[nodiscard]] std::optional<HostRequest> next_request();
    void answer(TaskNumber task, Outcome<Value> value);
    [[nodiscard]] std::optional<core::Instant> deadline() const;
    [[nodiscard]] const std::optional<RunFailure>& failure() const { return failure_; }

private:
    enum class State : std::uint8_t { ready, on_pipe, asleep, asking, joining, ended, stopped };
    enum class Step : std::uint8_t { next, yield, blocked, ended, failed };

    struct Frame {
        const Function* function = nullptr;
        std::size_t next = 0;  // Instruction.
        std::size_t base = 0;  // Its first register.
    };
    struct Arm {
        std::optional<std::size_t> pipe;
        core::Instant at;  // When it has no pipe.
    };
    struct Task {
        std::vector<Value> stack;
        std::vector<Frame> frames;
        State state = State::ready;
        std::optional<core::Instant> wake_at;
        std::vector<Arm> arms;
        std::vector<TaskNumber> joiners;
        std::uint16_t answer_to = 0;
        Value result;
    };
    struct Pipe {
        std::deque<Value> items;
        std::vector<TaskNumber> waiting;
    };

    TaskNumber add_task(std::uint32_t function, std::span<Value> arguments,
                        std::span<const Value> captured);
    Step execute(TaskNumber number, std::uint64_t& instructions);
    Step fail(Task& task, std::string text);
    Step fail(Task& task, Failure failure) { return fail(task, std::move(failure.text)); }
    Step no_field(Task& task, const Value& record, std::uint16_t name);

    bool enter(Task& task, const Function& called, std::size_t base, std::size_t count);
    Step call_value(Task& task, const Instruction& at);
    Step start(Task& task, TaskNumber number, const Instruction& at);
    Step stop(Task& task, TaskNumber number, const Value& handle);
    Step leave(Task& task, TaskNumber number, Value result);
    Step send(Task& task, TaskNumber number, const Instruction& at);
    Step receive(Task& task, TaskNumber number, const Instruction& at);
    Step select(Task& task, TaskNumber number, const Instruction& at);
    Step sleep(Task& task, const Value& time);
    Step add_arm(Task& task, const Instruction& at, const Value& watched);
    void finish_select(Task& task, const Instruction& at, std::size_t arm, Value received);
    Step join(Task& task, TaskNumber number, const Instruction& at);
    Step ask(Task& task, TaskNumber number, const Instruction& at);
    Step rare(Task& task, TaskNumber number, const Instruction& at, Value* registers);
    void end_task(TaskNumber number, State state);
    void wake_waiting(Pipe& pipe);
    void make_ready(TaskNumber number);
    void wake_sleepers();
    [[nodiscard]] Progress when_none_is_ready();
    Value& global_cell(std::uint32_t number);
    Step make_from_registers(Task& task, const Instruction& at, Value* registers);
    Outcome<core::Duration> duration_of(const Value& value) const;
    Pipe* pipe_of(const Value& value);
    Value get_field(const Value& record, std::uint16_t name, bool& found) const;
    std::uint16_t position_of(const Shape* shape, std::uint16_t name) const;
    Step write_field(Task& task, Value& record, std::uint16_t name, const Value& value);
    Step change_field(Task& task, const Instruction& at, Value* registers);
    Outcome<void> change_shared(Value& record, std::size_t field, Intrinsic which,
                                const Value& value);
    Outcome<void> merge_into(Value& into, const Value& from);
    Step set_item_of_field(Task& task, const Instruction& at, Value* registers);
    Value* field_place(Value& record, std::uint16_t name);
    [[nodiscard]] std::string_view state_of(const Value& handle) const;
    [[nodiscard]] std::optional<TaskNumber> task_of(const Value& handle) const;

    const Program& program_;
    std::vector<std::vector<std::uint16_t>> field_positions_;  // By shape and name.
    std::deque<Task> tasks_;  // References into it stay when one is added.
    std::deque<TaskNumber> ready_;
    std::deque<HostRequest> requests_;
    std::vector<Pipe> pipes_;
    std::vector<Value> globals_;  // Cells, made when they are first used.
    Replica replicas_ = 0;        // The last number given to a shared record.
    std::size_t running_count_ = 0;
    std::string output_;
    core::Instant now_;
    std::optional<RunFailure> failure_;
};

}  // namespace logos
