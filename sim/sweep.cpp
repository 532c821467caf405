// Playing many seeds.
#include "sim/sweep.h"

#include <algorithm>

namespace sim {
namespace {

// [named-limit]
constexpr std::size_t failures_shown_max = 10;
// [/named-limit]

// With fewer runs a fault may fairly not have been drawn.
constexpr std::uint64_t runs_for_all_faults = 100;

void add(Sweep& sweep, const Run& run, core::Seed seed) {
    ++sweep.runs;
    sweep.steps += run.steps();
    for (std::size_t i = 0; i < fault_count; ++i) sweep.faults[i] += run.faults()[i];
    for (const auto& [invariant, count] : run.checks()) sweep.checks.ensure(invariant) += count;
    for (const auto& [what, figure] : run.figures()) sweep.figures.ensure(what).add(figure);
    if (!run.failed()) return;
    ++sweep.failed_runs;
    if (sweep.failures.size() < failures_shown_max) sweep.failures.push_back({seed, run.failure()});
}

}  // namespace

Sweep sweep(const Scenario& scenario, core::Seed first_seed, std::uint64_t runs) {
    Sweep sweep;
    sweep.scenario = scenario.name;
    sweep.kinds = scenario.faults;
    sweep.first_seed = first_seed;
    core::Trace traces;
    for (std::uint64_t i = 0; i < runs; ++i) {
        const core::Seed seed{first_seed.value + i};
        Run run(seed);
        play(scenario, seed, run);
        traces.record("run", run.trace().digest().view());
        add(sweep, run, seed);
    }
    sweep.digest = traces.digest();
    // A canary has to be found, and its bug may keep faults away.
    if (runs >= runs_for_all_faults && scenario.expectation == Expectation::holds)
        for (const Fault fault : scenario.faults)
            if (sweep.faults[std::to_underlying(fault)] == 0)
                sweep.faults_missing.push_back(describe(fault));
    const bool failed = sweep.failed_runs > 0;
    sweep.as_expected =
        sweep.faults_missing.empty() && failed == (scenario.expectation == Expectation::fails);
    return sweep;
}

}  // namespace sim
