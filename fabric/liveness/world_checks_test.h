// What must hold in a world after every step, judged with what no member knows.
#pragma once

#include "fabric/liveness/world_test.h"

namespace fabric::liveness::testing {

inline Duration World::belief_max() const {
    const Options& machine = options_.machine;
    const Duration patience =
        3 * std::max(machine.interval, machine.hidden_interval) + machine.delay_max;
    const Duration round = machine.ask_interval + machine.answer_max;
    // Frozen, or silent, heard of by others, or kept by lies and for want of answers; then
    // suspected.
    const bool is_kept = options_.liar_count > 0 || !options_.asks_freely;
    const Duration silent =
        patience + (is_kept ? machine.unreachable_max : Duration{patience + round});
    const Duration all = std::max(silent, machine.frozen_max) + machine.suspicion_max + round;
    return all + options_.delay_max + all / 20;
}

inline void World::check(Node& node) {
    Judge& judge = judge_;
    Liveness& machine = *node.machine;
    const Instant at = local(node);
    judge.expect(machine.ended() || !machine.deadline() || *machine.deadline() >= at,
                 "something is due and was not done");
    judge.expect(machine.member_count() < nodes_.size(), "bounded: members");
    judge.expect(machine.asks_outstanding_count() <= options_.machine.asks_outstanding_max,
                 "bounded: questions");
    if (machine.ended()) return;
    for (unsigned other = 0; other < nodes_.size(); ++other) {
        if (other == node.number) continue;
        const Track& seen = judge.track(node.number, other);
        const auto state = machine.state(peer(other));
        const auto expected = seen.state          ? seen.state
                              : seen.is_connected ? std::optional(State::expected)
                                                  : std::nullopt;
        judge.expect(state == expected, "a state is not as it was told");
        if (!seen.state || is_up(other)) continue;
        // On the observer's clock, and without what it was forgiven since it last heard of it. What
        // came while the observer was not run it hears later.
        const Observer& observer = judge.observer(node.number);
        const Duration dead = std::min<Duration>(now_ - nodes_[other].died_at, at - seen.heard_at);
        const Duration forgiven = observer.forgiven - seen.forgiven_before;
        const Duration awake = observer.slept_at > seen.heard_at ? at - observer.slept_at : dead;
        judge.expect(std::min<Duration>(dead - forgiven, awake) <= belief_max(),
                     "somebody dead is not gone");
    }
}

// [LV60] If all who may be asked hear a member, and nothing keeps them from saying so, nobody
// suspects it.
inline void World::check_suspicion(const Node& node, unsigned about) {
    const bool is_calm = options_.lost_percent == 0 && options_.liar_count == 0 &&
                         options_.asks_freely && options_.delay_max <= milliseconds{500};
    if (!is_calm || !is_quiet(calmed_at_)) return;
    if (!runs(about) || !is_quiet(node.touched_at)) return;
    bool has_witness = false;
    for (const Present& one : node.machine->present()) {
        const unsigned number = number_of(one.member);
        if (!judge_.track(node.number, number).is_connected) continue;
        const Node& witness = nodes_[number];
        if (!hears_for_sure(witness, about)) return;
        const bool is_clear = !blocked_[number][node.number] && !blocked_[node.number][number];
        if (!is_clear || !is_quiet(link_of(number, node.number).touched_at)) return;
        has_witness = true;
    }
    judge_.expect(!has_witness, "somebody is suspected whom others hear");
}

inline bool World::hears_for_sure(const Node& witness, unsigned about) {
    return runs(witness.number) && is_quiet(witness.touched_at) &&
           is_quiet(nodes_[about].touched_at) && link_of(witness.number, about).is_up &&
           !blocked_[about][witness.number] &&
           is_quiet(link_of(witness.number, about).touched_at) &&
           witness.machine->state(peer(about)) == State::present;
}

inline void World::expect_all_present() {
    for (unsigned i = 0; i < nodes_.size(); ++i)
        for (unsigned k = 0; k < nodes_.size(); ++k)
            if (i != k && runs(i) && runs(k))
                judge_.expect(nodes_[i].machine->state(peer(k)) == State::present,
                              "somebody who is there is not present");
}

}  // namespace fabric::liveness::testing
