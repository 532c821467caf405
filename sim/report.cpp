// A sweep as text for people and as JSON for machines.
#include <algorithm>

#include "core/base/assert.h"
#include "core/base/format.h"
#include "core/base/hex.h"
#include "core/codec/json_writer.h"
#include "sim/sweep.h"

namespace sim {
namespace {

using core::codec::JsonWriter;

void write_member(JsonWriter& json, std::string_view name, std::uint64_t number) {
    json.name(name);
    json.number(number);
}

void write_failures(JsonWriter& json, const Sweep& sweep) {
    json.name("failures");
    json.begin_array();
    for (const Failure& failure : sweep.failures) {
        json.begin_object();
        write_member(json, "seed", failure.seed.value);
        json.name("what");
        json.text(failure.what);
        json.name("replay");
        json.text(replay_command(sweep.scenario, failure.seed));
        json.end_object();
    }
    json.end_array();
}

void write(JsonWriter& json, const Sweep& sweep) {
    json.begin_object();
    json.name("scenario");
    json.text(sweep.scenario);
    write_member(json, "first_seed", sweep.first_seed.value);
    write_member(json, "runs", sweep.runs);
    write_member(json, "steps", sweep.steps);
    json.name("faults");
    json.begin_object();
    for (const Fault fault : sweep.kinds)
        write_member(json, describe(fault), sweep.faults[std::to_underlying(fault)]);
    json.end_object();
    json.name("invariants");
    json.begin_object();
    for (const auto& [invariant, count] : sweep.checks) write_member(json, invariant, count);
    json.end_object();
    json.name("figures");
    json.begin_object();
    for (const auto& [what, figure] : sweep.figures) {
        json.name(what);
        json.begin_object();
        write_member(json, "count", figure.count);
        write_member(json, "sum", figure.sum);
        write_member(json, "greatest", figure.greatest);
        json.end_object();
    }
    json.end_object();
    json.name("traces");
    json.text(core::to_hex(sweep.digest.view()));
    json.name("faults_missing");
    json.begin_array();
    for (const std::string_view fault : sweep.faults_missing) json.text(fault);
    json.end_array();
    write_member(json, "failed_runs", sweep.failed_runs);
    write_failures(json, sweep);
    json.name("as_expected");
    json.boolean(sweep.as_expected);
    json.end_object();
}

}  // namespace

std::string to_text(const Sweep& sweep) {
    std::string text =
        core::formatted("{}: {} runs from seed {}, {} steps\n  faults:", sweep.scenario, sweep.runs,
                        sweep.first_seed, sweep.steps);
    for (const Fault fault : sweep.kinds)
        text += core::formatted(" {} {}", describe(fault), sweep.faults[std::to_underlying(fault)]);
    text += "\n  invariants:";
    for (const auto& [invariant, count] : sweep.checks)
        text += core::formatted(" {} {}", invariant, count);
    if (!sweep.figures.empty()) text += "\n  figures:";
    for (const auto& [what, figure] : sweep.figures)
        text += core::formatted(" {}: {} (at most {})", what, figure.sum / figure.count,
                                figure.greatest);
    text += core::formatted("\n  traces: {}\n", sweep.digest);
    for (const std::string_view fault : sweep.faults_missing)
        text += core::formatted("  never injected: {} (a sweep this long should have)\n", fault);
    // Of a canary one example is enough.
    const std::size_t shown =
        sweep.as_expected ? std::min(sweep.failures.size(), 1uz) : sweep.failures.size();
    for (const Failure& failure : std::span(sweep.failures).first(shown))
        text += core::formatted("  seed {} failed: {}\n    replay: {}\n", failure.seed,
                                failure.what, replay_command(sweep.scenario, failure.seed));
    text += core::formatted("  {} of {} runs failed; {}\n", sweep.failed_runs, sweep.runs,
                            sweep.as_expected ? "as expected" : "NOT as expected");
    return text;
}

std::string to_table(std::span<const Sweep> sweeps) {
    constexpr std::size_t name_width = 20;
    const auto padded = [](std::string text, std::size_t width) {
        text.resize(std::max(text.size(), width), ' ');
        return text;
    };
    std::string table = padded("scenario", name_width) + "  runs    failed  as expected\n";
    for (const Sweep& sweep : sweeps)
        table += core::formatted("{}  {}{}{}\n", padded(std::string(sweep.scenario), name_width),
                                 padded(std::to_string(sweep.runs), 8),
                                 padded(std::to_string(sweep.failed_runs), 8),
                                 sweep.as_expected ? "yes" : "NO");
    return table;
}

std::string to_json(std::span<const Sweep> sweeps) {
    JsonWriter json;
    bool as_expected = true;
    json.begin_object();
    json.name("scenarios");
    json.begin_array();
    for (const Sweep& sweep : sweeps) {
        write(json, sweep);
        as_expected &= sweep.as_expected;
    }
    json.end_array();
    json.name("as_expected");
    json.boolean(as_expected);
    json.end_object();
    const auto text = json.finish();
    ASSERT(text);  // All texts are ours.
    return *text;
}

}  // namespace sim
