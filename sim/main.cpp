// The simulator's command: plays scenarios from seeds and says what happened.
//
//   sim [SCENARIO] [--seed N | --seeds N] [--json]
//
// One seed is played with a readable log; many are summed up. The same program runs as WebAssembly.
#include <charconv>
#include <cstdio>
#include <optional>
#include <string_view>
#include <vector>

#include "core/base/format.h"
#include "sim/sweep.h"

namespace {

constexpr std::uint64_t seeds_default = 1000;

struct Arguments {
    const sim::Scenario* scenario = nullptr;  // Null means all.
    std::optional<std::uint64_t> seed;
    std::uint64_t seeds = seeds_default;
    bool json = false;
};

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

std::optional<std::uint64_t> number(std::string_view text) {
    std::uint64_t value = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), value);
    if (end.ec != std::errc{} || end.ptr != text.data() + text.size()) return std::nullopt;
    return value;
}

// An error is a text that says what was wrong.
std::optional<std::string> parse(std::span<char*> words, Arguments& arguments) {
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string_view word = words[i];
        if (word == "--json") {
            arguments.json = true;
        } else if (word == "--seed" || word == "--seeds") {
            const auto value = i + 1 < words.size() ? number(words[++i]) : std::nullopt;
            if (!value) return core::formatted("{} needs a number", word);
            if (word == "--seed")
                arguments.seed = *value;
            else
                arguments.seeds = *value;
        } else if (const auto* scenario = sim::find_scenario(word)) {
            arguments.scenario = scenario;
        } else {
            return core::formatted("there is no scenario or option '{}'", word);
        }
    }
    return std::nullopt;
}

bool play_one(const sim::Scenario& scenario, core::Seed seed) {
    sim::Run run(seed);
    run.keep_log();
    scenario.play(run);
    print(run.log());
    print(core::formatted("trace: {}\n{}\n", run.trace().digest(),
                          run.failed() ? run.failure() : std::string("all invariants hold")));
    return run.failed() == (scenario.expectation == sim::Expectation::fails);
}

// A canary's failure is of interest only to whoever asks for it by name.
bool wanted(const sim::Scenario& scenario, const Arguments& arguments) {
    if (arguments.scenario) return arguments.scenario == &scenario;
    return !arguments.seed || scenario.expectation == sim::Expectation::holds;
}

}  // namespace

int main(int count, char** words) {
    Arguments arguments;
    const std::span<char*> given(words + 1, static_cast<std::size_t>(count > 0 ? count - 1 : 0));
    if (const auto wrong = parse(given, arguments)) return misused(*wrong);
    std::vector<sim::Sweep> sweeps;
    bool as_expected = true;
    for (const auto& scenario : sim::scenarios()) {
        if (!wanted(scenario, arguments)) continue;
        if (arguments.seed) {
            as_expected &= play_one(scenario, core::Seed{*arguments.seed});
            continue;
        }
        sweeps.push_back(sim::sweep(scenario, core::Seed{1}, arguments.seeds));
        as_expected &= sweeps.back().as_expected;
        if (!arguments.json) print(sim::to_text(sweeps.back()));
    }
    if (arguments.json && !arguments.seed) print(sim::to_json(sweeps) + "\n");
    return as_expected ? 0 : 1;
}
