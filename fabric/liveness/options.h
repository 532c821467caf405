// What can be chosen, and every bound. Who meets one learns of it: a refusal, an event, or a round
// of asking that reaches fewer.
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/base/allowance.h"
#include "core/base/time.h"

namespace fabric::liveness {

struct Options {
    // Ours, which others learn from our pulses. Browsers let a hidden page run once a minute.
    core::Duration interval = std::chrono::seconds{5};
    core::Duration hidden_interval = std::chrono::seconds{60};
    // Between two pulses, however often the activity changes.
    core::Duration pulse_spacing = std::chrono::milliseconds{500};

    // So many missed pulses make a member stale; what is under way for longer counts as missed.
    std::uint32_t missed_max = 3;
    core::Duration delay_max = std::chrono::seconds{1};
    // Who was disconnected is stale after this time, unless it comes back.
    core::Duration reconnect_max = std::chrono::seconds{5};
    core::Duration frozen_max = std::chrono::hours{1};

    std::size_t witnesses_max = 3;  // Who are asked about one member at once.
    core::Duration answer_max = std::chrono::seconds{2};
    core::Duration ask_interval = std::chrono::seconds{10};  // Until others are asked again.
    // From the first suspicion until a member is given up, unless it is heard of.
    core::Duration suspicion_max = std::chrono::seconds{60};
    // From the last pulse being missed, whatever others say: who lies gains no more than this.
    core::Duration unreachable_max = std::chrono::minutes{10};

    // Waking later than this is no driver's habit: the machine was not run.
    core::Duration lateness_max = std::chrono::milliseconds{250};
    core::Duration sleep_min = std::chrono::seconds{10};  // From here on it is told.

    std::size_t members_max = 1'024;        // Beyond: the longest gone goes, or Refused::full.
    std::size_t asks_outstanding_max = 64;  // Beyond: a round asks fewer.
    std::size_t answers_waiting_max = 256;  // Beyond: Refused::answers_full.
    // What gathers in an hour and more while we sleep is heard when we wake.
    core::Rate pulses_received = {1'024, std::chrono::milliseconds{250}};
    // Ours to one member are half as many, so that those that arrive close together are allowed.
    core::Rate asks_received = {32, std::chrono::milliseconds{100}};
    core::Rate asks_sent = {16, std::chrono::milliseconds{200}};
};

}  // namespace fabric::liveness
