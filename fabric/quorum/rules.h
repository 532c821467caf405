// The decisions on which safety rests, each a function of the few values that it needs. The machine
// takes them nowhere else. Tests link other definitions in place of rules.cpp, one wrong at a time,
// and the sweep must notice each (QM18, spec/quorum.md).
#pragma once

#include <cstdint>
#include <set>

#include "core/base/time.h"
#include "fabric/quorum/types.h"

namespace fabric::quorum::rules {

struct Standing {
    bool is_certified = false;
    bool is_reachable = false;
};

// [QM2] Whose journal counts.
[[nodiscard]] bool counts(Standing standing);
// [QM2] Who is an Authority when the members have changed.
[[nodiscard]] std::set<Peer> certified(const std::set<Peer>& before, const std::set<Peer>& now);
// [QM4] Our own journal counts by itself, and once.
[[nodiscard]] bool may_acknowledge(bool is_ourselves);
// [QM6] How many journals are enough, and whether ours must be one of them, counted or not.
[[nodiscard]] std::uint32_t enough(std::uint32_t need);
[[nodiscard]] bool rests_on_own_journal();
// [QM7] Whether it can be met by those who can be reached.
[[nodiscard]] bool can_be_met(std::uint32_t have_or_reachable, std::uint32_t need);
// [QM8] [QM13] Whether what is not met, or not met any more, is looked at again.
[[nodiscard]] bool may_upgrade();
[[nodiscard]] bool may_fall();
// [QM9] Whether a strict write begins.
[[nodiscard]] bool may_begin(std::uint32_t reachable, std::uint32_t need);
// [QM7] [QM10] Whether its author has waited long enough.
[[nodiscard]] bool is_due(core::Instant deadline, core::Instant now);

}  // namespace fabric::quorum::rules
