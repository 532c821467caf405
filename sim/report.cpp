// A sweep as text for people and as JSON for machines.
#include "core/base/format.h"
#include "sim/sweep.h"

namespace sim {
namespace {

std::string replay_command(const Sweep& sweep, core::Seed seed) {
    return core::format("./dev sim {} --seed {}", sweep.scenario, seed);
}

}  // namespace

std::string to_text(const Sweep& sweep) {
    std::string text = core::format("{}: {} runs from seed {}, {} steps\n  faults:", sweep.scenario,
                                    sweep.runs, sweep.first_seed, sweep.steps);
    for (std::size_t i = 0; i < fault_count; ++i)
        text += core::format(" {} {}", describe(static_cast<Fault>(i)), sweep.faults[i]);
    text += "\n  invariants:";
    for (const auto& [invariant, count] : sweep.checks)
        text += core::format(" {} {}", invariant, count);
    text += core::format("\n  traces: {}\n", sweep.digest);
    for (const std::string_view fault : sweep.faults_missing)
        text += core::format("  never injected: {} (a sweep this long should have)\n", fault);
    for (const Failure& failure : sweep.failures)
        text += core::format("  seed {} failed: {}\n    replay: {}\n", failure.seed, failure.what,
                             replay_command(sweep, failure.seed));
    text += core::format("  {} of {} runs failed; {}\n", sweep.failed_runs, sweep.runs,
                         sweep.as_expected ? "as expected" : "NOT as expected");
    return text;
}

std::string to_json(const Sweep&) { return {}; }

}  // namespace sim
