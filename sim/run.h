// A Run is one execution of a scenario from one seed: its trace, what it injected, what it checked.
//
// Same scenario and seed: same digest, on every machine and in WebAssembly (rules SM1–SM5,
// spec/sim.md).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/flat_map.h"
#include "core/base/id.h"
#include "core/base/prng.h"
#include "core/base/time.h"
#include "core/base/trace.h"
#include "sim/fault.h"

namespace sim {

// What was measured in runs: how often, the sum, the greatest.
struct Figure {
    std::uint64_t count = 0;
    std::uint64_t sum = 0;
    std::uint64_t greatest = 0;

    void add(const Figure& other);
};

class Run {
public:
    explicit Run(core::Seed seed) : prng_(seed) {}

    [[nodiscard]] core::Prng& prng() { return prng_; }
    [[nodiscard]] FaultCounts& faults() { return faults_; }
    [[nodiscard]] const FaultCounts& faults() const { return faults_; }
    [[nodiscard]] core::Trace& trace() { return trace_; }
    [[nodiscard]] const core::Trace& trace() const { return trace_; }

    // Something happened to somebody: into the trace, and into the log if one is kept.
    void step(core::Instant now, std::string_view who, std::string_view what, core::Bytes bytes);
    void keep_log() { keeps_log_ = true; }

    // Counts that the invariant was looked at, and notes the first time it does not hold.
    void check(std::string_view invariant, bool holds, std::string_view otherwise);

    // A whole number, since it stands beside traces that are the same everywhere.
    void measure(std::string_view what, std::uint64_t value) {
        figures_.ensure(what).add({1, value, value});
    }

    [[nodiscard]] bool failed() const { return !failure_.empty(); }
    [[nodiscard]] const std::string& failure() const { return failure_; }
    [[nodiscard]] const std::string& log() const { return log_; }
    [[nodiscard]] std::uint64_t steps() const { return steps_; }
    [[nodiscard]] const core::FlatMap<std::string_view, std::uint64_t>& checks() const {
        return checks_;
    }
    [[nodiscard]] const core::FlatMap<std::string_view, Figure>& figures() const {
        return figures_;
    }

private:
    core::Prng prng_;
    FaultCounts faults_{};
    core::Trace trace_;
    std::uint64_t steps_ = 0;
    core::FlatMap<std::string_view, std::uint64_t> checks_;
    core::FlatMap<std::string_view, Figure> figures_;
    std::string failure_;
    std::string log_;
    bool keeps_log_ = false;
};

}  // namespace sim
