// A crew plays the seeds of a sweep on all cores that there are, and hands the runs on in the order
// of their seeds: so what they sum up to is the same on every machine. As WebAssembly it is one.
#pragma once

#include "sim/scenario.h"

namespace sim {

class RunTaker {
public:
    virtual void take(core::Seed seed, const Run& run) = 0;

protected:
    ~RunTaker() = default;
};

void play_all(const Scenario& scenario, core::Seed first, std::uint64_t runs, RunTaker& taker);

}  // namespace sim
