// For tests: a program run to its end, with a host that has files in memory, no console, and a
// clock that goes to the next deadline at once.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "logos/machine/compile.h"
#include "logos/machine/lone_run.h"
#include "logos/syntax/parse.h"
#include "logos/values/make.h"
#include "logos/values/printing.h"

namespace logos {

struct Ran {
    std::string shown;
    std::string failed;  // Empty if it did not.
    core::Instant ended;
};

class TestHost {
public:
    Outcome<Value> answer(const HostRequest& request) {
        if (request.call == HostCall::arguments) return make_list();
        if (request.call == HostCall::write_file)
            files_[print(request.values[1])] = print(request.values[0]);
        if (request.call != HostCall::read_file) return Value();
        const auto found = files_.find(print(request.values[0]));
        if (found == files_.end()) return failure("there is no such file");
        return make_text(found->second);
    }

private:
    std::map<std::string, std::string> files_;
};

// A few instructions at a time, so that it stops everywhere.
inline Ran run_program(const Program& program, std::uint64_t at_once = 1000,
                       std::uint64_t rounds_max = 1'000'000) {
    LoneRun run(program);
    TestHost host;
    Ran ran;
    for (std::uint64_t round = 0; round < rounds_max; ++round) {
        const Progress progress = run.run(at_once, ran.ended);
        ran.shown += run.take_output();
        bool has_answered = false;
        while (const auto request = run.next_request()) {
            run.answer(request->task, host.answer(*request));
            has_answered = true;
        }
        if (run.failure()) ran.failed = run.failure()->text;
        if (progress == Progress::finished || run.failure()) return ran;
        if (progress == Progress::waiting && !has_answered && run.deadline())
            ran.ended = *run.deadline();
    }
    ran.failed = "it did not end";
    return ran;
}

inline Ran run_source(std::string_view source, std::uint64_t at_once = 1000) {
    const Parsed parsed = parse(source);
    if (!parsed.wrong.empty())
        return {.shown = "", .failed = "wrong: " + parsed.wrong[0].text, .ended = {}};
    const Compiled compiled = compile(parsed.tree);
    if (!compiled.wrong.empty())
        return {.shown = "", .failed = "wrong: " + compiled.wrong[0].text, .ended = {}};
    return run_program(compiled.program, at_once);
}

}  // namespace logos
