// A sweep plays one scenario from many seeds and sums up what happened, so that a green result can
// be believed: how much was run, which faults were injected, which invariants were looked at how
// often.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/blake3.h"
#include "core/base/flat_map.h"
#include "core/base/small_vector.h"
#include "core/base/trace.h"
#include "sim/scenario.h"

namespace sim {

struct Failure {
    core::Seed seed;
    std::string what;
};

struct Sweep {
    std::string_view scenario;
    std::span<const Fault> kinds;  // The faults of its world.
    core::Seed first_seed;
    std::uint64_t runs = 0;
    std::uint64_t steps = 0;
    FaultCounts faults{};
    core::FlatMap<std::string_view, std::uint64_t> checks;
    core::FlatMap<std::string_view, Figure> figures;
    std::uint64_t failed_runs = 0;
    std::vector<Failure> failures;  // The first few.
    // Faults that never came up although the sweep was long enough for all of them.
    core::SmallVector<std::string_view, 2> faults_missing;
    core::Blake3Digest digest;  // Of all traces: equal in every build.

    // Whether everything is as expected; for a canary, whether it was found.
    bool as_expected = false;
};

// Sums up runs, which are told in the order of their seeds.
class Summing {
public:
    Summing(const Scenario& scenario, core::Seed first_seed);

    void add(core::Seed seed, const Run& run);
    [[nodiscard]] const Sweep& so_far() const { return sweep_; }
    [[nodiscard]] Sweep finish();

private:
    Sweep sweep_;
    Expectation expectation_;
    core::Trace traces_;
};

Sweep sweep(const Scenario& scenario, core::Seed first_seed, std::uint64_t runs);

std::string to_text(const Sweep& sweep);
// A line for each, beneath one another.
std::string to_table(std::span<const Sweep> sweeps);
// One object for all that was swept.
std::string to_json(std::span<const Sweep> sweeps);

}  // namespace sim
