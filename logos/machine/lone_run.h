// A program that runs alone, in no mesh: a machine, and what it asks of its host as far as that
// needs nothing from outside, which is mail among those of the program itself. The rest is asked of
// whoever drives this: console, files, time and chance.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "logos/machine/machine.h"

namespace logos {

inline constexpr std::size_t letter_count_max = 100'000;  // That nobody has taken.

class LoneRun {
public:
    explicit LoneRun(const Program& program) : machine_(program) {}

    Progress run(std::uint64_t instructions_max, core::Instant now);

    // What the body must do, and answer.
    std::optional<HostRequest> next_request();
    void answer(TaskNumber task, Outcome<Value> value) { machine_.answer(task, std::move(value)); }

    [[nodiscard]] std::string take_output() { return machine_.take_output(); }
    [[nodiscard]] std::optional<core::Instant> deadline() const { return machine_.deadline(); }
    [[nodiscard]] const std::optional<RunFailure>& failure() const { return machine_.failure(); }

private:
    struct Inbox {
        std::string name;
        std::deque<Value> letters;
        std::deque<TaskNumber> waiting;
    };

    void serve(HostRequest& request);
    Outcome<Value> send(const Value& to, Value letter);
    void await(TaskNumber task, const Value& from);
    Inbox& inbox(std::string name);

    Machine machine_;
    std::vector<Inbox> inboxes_;
    std::size_t letters_ = 0;
    std::deque<HostRequest> outside_;
};

}  // namespace logos
