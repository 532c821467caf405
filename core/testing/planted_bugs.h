// A sweep must notice every bug that is planted, or it proves nothing. Each plays in a process of
// its own, since an ASSERT of the machine may be what notices it:
//
//     EXPECT_EXIT(notice(400, [](core::Seed seed) { return Run(seed).play(); }), was_noticed, "");
#pragma once

#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>
#include <string>

#include "core/base/prng.h"
#include "core/testing/seeds.h"

namespace core::testing {

inline constexpr int noticed_status = 3;

// Plays one seed after the other until one tells what went wrong, and ends the process.
template <class Play>
[[noreturn]] void notice(std::uint64_t seeds_max, Play play) {
    for (const std::uint64_t seed :
         first_seeds(number_in_environment("SELVAGE_SEEDS", seeds_max))) {
        std::fprintf(stderr, "seed %llu ", static_cast<unsigned long long>(seed));
        const std::string failure = play(Seed{seed});
        if (failure.empty()) continue;
        std::fprintf(stderr, "noticed: %s\n", failure.c_str());
        std::exit(noticed_status);
    }
    std::exit(0);
}

inline bool was_noticed(int status) {
    return WIFSIGNALED(status) || (WIFEXITED(status) && WEXITSTATUS(status) == noticed_status);
}

}  // namespace core::testing
