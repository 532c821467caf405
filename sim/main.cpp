// The simulator's command: plays scenarios from seeds and says what happened.
//
//   sim [SCENARIO] [--seed N | --seeds N] [--json]
//
// One seed is played with a readable log, many are summed up, on all cores; JSON is of a sweep,
// also of one seed. The same program runs as WebAssembly.
#include <algorithm>
#include <cstdio>
#include <string_view>
#include <vector>

#include "core/base/format.h"
#include "sim/arguments.h"
#include "sim/progress.h"

namespace {

// It has to be found, and need not be counted.
constexpr std::uint64_t canary_runs_max = 200;

void print(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stdout); }

int misused(std::string_view why) {
    std::string names;
    for (const auto& scenario : sim::scenarios())
        names += core::formatted("  {}: {}\n", scenario.name, scenario.about);
    print(core::formatted(
        "{}\nusage: ./dev sim [SCENARIO] [--seed N | --seeds N] [--json]\nscenarios:\n{}", why,
        names));
    return 2;
}

bool play_one(const sim::Scenario& scenario, core::Seed seed) {
    sim::Run run(seed);
    run.keep_log();
    sim::play(scenario, seed, run);
    print(run.log());
    print(core::formatted("trace: {}\n{}\n", run.trace().digest(),
                          run.failed() ? run.failure() : std::string("all invariants hold")));
    return run.failed() == (scenario.expectation == sim::Expectation::fails);
}

// A canary's failure is of interest only to whoever asks for it by name.
bool wanted(const sim::Scenario& scenario, const sim::Arguments& arguments) {
    if (arguments.scenario) return arguments.scenario == &scenario;
    return !arguments.seed || scenario.expectation == sim::Expectation::holds;
}

}  // namespace

int main(int count, char** words) {
    const std::vector<std::string_view> given(words + 1, words + std::max(count, 1));
    const auto arguments = sim::parse(given);
    if (!arguments) return misused(arguments.error());
    std::vector<sim::Sweep> sweeps;
    bool as_expected = true;
    for (const auto& scenario : sim::scenarios()) {
        if (!wanted(scenario, *arguments)) continue;
        const core::Seed first{arguments->seed.value_or(1)};
        if (arguments->seed && !arguments->json) {
            as_expected &= play_one(scenario, first);
            continue;
        }
        const std::uint64_t share = arguments->scenario ? 1 : scenario.weight;
        const bool is_canary = scenario.expectation == sim::Expectation::fails;
        const std::uint64_t wanted_runs = std::max<std::uint64_t>(arguments->seeds / share, 1);
        const std::uint64_t runs = is_canary && !arguments->scenario
                                       ? std::min(wanted_runs, canary_runs_max)
                                       : wanted_runs;
        sim::Progress progress(scenario, first, runs);
        sim::play_all(scenario, first, runs, progress);
        sweeps.push_back(progress.finish());
        as_expected &= sweeps.back().as_expected;
        if (!arguments->json) print(sim::to_text(sweeps.back()));
    }
    if (arguments->json) print(sim::to_json(sweeps) + "\n");
    if (!arguments->json && sweeps.size() > 1) print("\n" + sim::to_table(sweeps));
    return as_expected ? 0 : 1;
}
