// Where there are no threads.
#include "sim/crew.h"

namespace sim {

void play_all(const Scenario& scenario, core::Seed first, std::uint64_t runs, RunTaker& taker) {
    for (std::uint64_t i = 0; i < runs; ++i) {
        const core::Seed seed{first.value + i};
        Run run(seed);
        play(scenario, seed, run);
        taker.take(seed, run);
    }
}

}  // namespace sim
