// Progress sums up a sweep as it goes, and says on standard error how far it is: often to a person
// at a terminal, now and then to a log.
#pragma once

#include <chrono>

#include "sim/crew.h"
#include "sim/sweep.h"

namespace sim {

class Progress final : public RunTaker {
public:
    Progress(const Scenario& scenario, core::Seed first, std::uint64_t runs);

    void take(core::Seed seed, const Run& run) override;
    [[nodiscard]] Sweep finish();

private:
    using Clock = std::chrono::steady_clock;

    void say();

    Summing sum_;
    std::uint64_t runs_;
    bool is_terminal_;
    Clock::time_point begun_ = Clock::now();
    Clock::time_point said_ = begun_;
    bool has_said_ = false;
};

}  // namespace sim
