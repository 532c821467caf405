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

}  // namespace

Summing::Summing(const Scenario& scenario, core::Seed first_seed)
    : expectation_(scenario.expectation) {
    sweep_.scenario = scenario.name;
    sweep_.kinds = scenario.faults;
    sweep_.first_seed = first_seed;
}

void Summing::add(core::Seed seed, const Run& run) {
    traces_.record("run", run.trace().digest().view());
    ++sweep_.runs;
    sweep_.steps += run.steps();
    for (std::size_t i = 0; i < fault_count; ++i) sweep_.faults[i] += run.faults()[i];
    for (const auto& [invariant, count] : run.checks()) sweep_.checks.ensure(invariant) += count;
    for (const auto& [what, figure] : run.figures()) sweep_.figures.ensure(what).add(figure);
    if (!run.failed()) return;
    ++sweep_.failed_runs;
    if (sweep_.failures.size() < failures_shown_max)
        sweep_.failures.push_back({seed, run.failure()});
}

Sweep Summing::finish() {
    sweep_.digest = traces_.digest();
    // A canary has to be found, and its bug may keep faults away.
    if (sweep_.runs >= runs_for_all_faults && expectation_ == Expectation::holds)
        for (const Fault fault : sweep_.kinds)
            if (sweep_.faults[std::to_underlying(fault)] == 0)
                sweep_.faults_missing.push_back(describe(fault));
    const bool failed = sweep_.failed_runs > 0;
    sweep_.as_expected =
        sweep_.faults_missing.empty() && failed == (expectation_ == Expectation::fails);
    return std::move(sweep_);
}

Sweep sweep(const Scenario& scenario, core::Seed first_seed, std::uint64_t runs) {
    Summing sum(scenario, first_seed);
    for (std::uint64_t i = 0; i < runs; ++i) {
        const core::Seed seed{first_seed.value + i};
        Run run(seed);
        play(scenario, seed, run);
        sum.add(seed, run);
    }
    return sum.finish();
}

}  // namespace sim
