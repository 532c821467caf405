// What is right.
#include "fabric/liveness/rules.h"

namespace fabric::liveness::rules {

using core::Duration;

bool is_newer(Sequence said, Sequence known) { return said > known; }

Duration patience(Duration interval, const Options& options) {
    return interval * options.missed_max + options.delay_max;
}

bool is_asked_about(StaleReason reason) { return reason != StaleReason::freezing; }

bool says_goodbye(Activity activity) { return activity == Activity::closing; }

// Only what was heard here, never what others said, or two would keep one another's belief alive.
Duration told_silence(State, Duration silence) { return silence; }

bool vouches(Duration age, Duration patience) { return age <= patience; }

bool is_out_of_reach(Duration silence, const Options& options) {
    return silence >= options.unreachable_max;
}

bool is_asked(const MemberId& witness, const MemberId& asked) { return witness == asked; }

bool may_give_up(bool was_asked_about, bool has_witnesses) {
    return was_asked_about || !has_witnesses;
}

bool is_forgotten(bool is_connected) { return !is_connected; }

Duration forgiven(Duration lateness, const Options& options) {
    return lateness >= options.lateness_max ? lateness : Duration::zero();
}

bool is_sleep(Duration lateness, const Options& options) { return lateness >= options.sleep_min; }

}  // namespace fabric::liveness::rules
