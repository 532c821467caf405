// Times and bounds of tasks.
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/base/time.h"

namespace fabric::tasks {

struct Options {
    // Of leases (TK10).
    core::Duration pulse_every = std::chrono::seconds{5};
    core::Duration silence_max = std::chrono::seconds{15};
    core::Duration lease = std::chrono::seconds{30};
    // How often who leads looks for what is due.
    core::Duration look_every = std::chrono::milliseconds{250};
    core::Duration look_idly_every = std::chrono::minutes{1};
    // What had no answer is said again.
    core::Duration say_again_after = std::chrono::seconds{2};
    core::Duration ask_again_after = std::chrono::seconds{10};
    // Between two words of how far a run is.
    core::Duration progress_every = std::chrono::milliseconds{250};
    // What has ended is forgotten.
    std::uint64_t keep_seconds = std::uint64_t{24} * 3'600;
    // A run that takes so many times what was expected is given back.
    int throttled_factor = 10;

    std::size_t waiting_per_task_max = 256;  // Members that wait for its end.
    std::size_t held_messages_max = 256;     // Until bytes are there that they name.
    std::size_t held_per_member_max = 32;
    // For who leads, of what a member said: so long it is theirs.
    core::Duration fetched_for = std::chrono::minutes{2};
    std::size_t own_max = 4'096;  // That a member asks or waits for at once.
    std::size_t commands_under_way_max = 8'192;
};

}  // namespace fabric::tasks
