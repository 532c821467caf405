// The decisions on which everything rests, each a function of the few values that it needs. The
// machine takes them nowhere else. Tests link other definitions in place of rules.cpp, one wrong at
// a time, and the sweep must notice each (LV61, spec/liveness.md).
#pragma once

#include "core/base/time.h"
#include "fabric/liveness/events.h"
#include "fabric/liveness/options.h"

namespace fabric::liveness::rules {

// [LV4] Whether a pulse says more than what is known of the same life.
[[nodiscard]] bool is_newer(Sequence said, Sequence known);
// [LV11] For how long a member may be silent.
[[nodiscard]] core::Duration patience(core::Duration interval, const Options& options);
// [LV13] Whether others are asked about who is stale for this reason.
[[nodiscard]] bool is_asked_about(StaleReason reason);
// [LV14] Whether a member goes without suspicion.
[[nodiscard]] bool says_goodbye(Activity activity);

// [LV21] What others are told of a member's silence here.
[[nodiscard]] core::Duration told_silence(State state, core::Duration silence);
// [LV22] Whether a witness heard a member so lately that it would not call it stale itself.
[[nodiscard]] bool vouches(core::Duration age, core::Duration patience);
// [LV25] Whether the word of others counts no more.
[[nodiscard]] bool is_out_of_reach(core::Duration silence, const Options& options);
// [LV27] Whose answer counts.
[[nodiscard]] bool is_asked(const MemberId& witness, const MemberId& asked);
// [LV28] Whether it is time to give up a member on which suspicion has rested for long enough.
[[nodiscard]] bool may_give_up(bool was_asked_about, bool has_witnesses);
// [LV24] [LV46] Whether nothing is kept of who is gone.
[[nodiscard]] bool is_forgotten(bool is_connected);

// [LV30] How much of the time behind a deadline nobody is blamed for.
[[nodiscard]] core::Duration forgiven(core::Duration lateness, const Options& options);
// [LV31] Whether we slept.
[[nodiscard]] bool is_sleep(core::Duration lateness, const Options& options);

}  // namespace fabric::liveness::rules
