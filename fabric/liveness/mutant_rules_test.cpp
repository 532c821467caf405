// Linked in place of rules.cpp: the same decisions, of which the planted one is wrong.
#include "fabric/liveness/mutants_test.h"
#include "fabric/liveness/rules.h"

namespace fabric::liveness::rules {

using core::Duration;
using testing::Mutant;

namespace {
bool is(Mutant mutant) { return testing::planted == mutant; }
}  // namespace

bool is_newer(Sequence said, Sequence known) {
    return said > known || is(Mutant::believes_old_pulses);
}

Duration patience(Duration interval, const Options& options) {
    if (is(Mutant::misses_two_pulses_only)) return interval * 2 + options.delay_max;
    if (is(Mutant::never_misses_anybody)) return std::chrono::hours{10};
    return interval * options.missed_max + options.delay_max;
}

bool is_asked_about(StaleReason reason) {
    if (is(Mutant::asks_about_nobody)) return false;
    return reason != StaleReason::freezing || is(Mutant::asks_about_the_frozen);
}

bool says_goodbye(Activity activity) {
    return activity == Activity::closing && !is(Mutant::suspects_who_left);
}

Duration told_silence(State state, Duration silence) {
    const bool is_hearsay = state == State::unreachable_from_here;
    return is_hearsay && is(Mutant::passes_on_what_others_heard) ? Duration::zero() : silence;
}

bool vouches(Duration age, Duration patience) {
    if (is(Mutant::believes_any_age)) return true;
    return age <= patience && !is(Mutant::believes_no_witness);
}

bool is_out_of_reach(Duration silence, const Options& options) {
    return silence >= options.unreachable_max && !is(Mutant::believes_lies_for_ever);
}

bool is_asked(const MemberId& witness, const MemberId& asked) {
    return witness == asked || is(Mutant::believes_who_was_not_asked);
}

bool may_give_up(bool was_asked_about, bool has_witnesses) {
    return was_asked_about || !has_witnesses || is(Mutant::gives_up_unasked);
}

bool is_forgotten(bool is_connected) { return !is_connected && !is(Mutant::forgets_nobody); }

Duration forgiven(Duration lateness, const Options& options) {
    if (is(Mutant::blames_others_for_its_sleep)) return Duration::zero();
    return lateness >= options.lateness_max ? lateness : Duration::zero();
}

bool is_sleep(Duration lateness, const Options& options) {
    return lateness >= options.sleep_min && !is(Mutant::grants_nothing_after_a_sleep);
}

}  // namespace fabric::liveness::rules
