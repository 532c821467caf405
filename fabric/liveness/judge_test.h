// The judge looks at what every machine of a world tells, next to what the world knows: who is up,
// what was delivered, for how long a machine was not run. It uses none of the machine's decisions.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "fabric/liveness/single_test.h"

namespace fabric::liveness::testing {

// What one member must think of another, from what was delivered to it. Times are on its clock.
struct Track {
    std::optional<State> state = {};  // By its events.
    bool is_connected = false;
    Instant disconnected_at = {};
    Instant heard_at = {};
    Duration forgiven_before = {};  // What the observer was forgiven until it heard, or was cut.
    Duration interval = {};
    Activity activity = Activity::active;
    bool was_heard = false;
    Life life = {};
    Sequence sequence = {};
    Instant stale_at = {};
    bool was_asked_about = false;
    std::map<unsigned, Instant> asked = {};  // Whom it asked about the other, and when last.
};

struct Observer {
    std::map<unsigned, Track> tracks = {};
    Duration forgiven = {};
    Instant slept_at = Instant::min();
    Duration sleep = {};  // That was not told yet.
};

using EventCounts = std::array<std::uint64_t, Event::type_count>;

class Judge {
public:
    explicit Judge(const Options& options) : options_(options) {}

    void expect(bool holds, std::string_view what) {
        if (!holds && failure_.empty()) failure_ = what;
    }
    [[nodiscard]] bool failed() const { return !failure_.empty(); }
    [[nodiscard]] const std::string& failure() const { return failure_; }
    // How often each kind of event was told, in the order of the variant.
    [[nodiscard]] const EventCounts& counts() const { return counts_; }

    void began(unsigned node) { observers_[node] = {}; }
    [[nodiscard]] Observer& observer(unsigned node) { return observers_[node]; }
    [[nodiscard]] Track& track(unsigned node, unsigned other) {
        return observers_[node].tracks[other];
    }

    // The machine is about to be run, so long after its deadline.
    void woke(unsigned node, Duration lateness, Instant now) {
        Observer& observer = observers_[node];
        if (lateness < milliseconds{250}) return;
        observer.forgiven += lateness;
        if (lateness < seconds{10}) return;
        observer.slept_at = now;
        observer.sleep = lateness;
    }
    void cut(unsigned node, unsigned other, Instant now) {
        Track& seen = track(node, other);
        seen.is_connected = false;
        seen.disconnected_at = now;
        seen.forgiven_before = observers_[node].forgiven;
    }
    void heard(unsigned node, unsigned other, const Pulse& pulse, Instant now) {
        Track& seen = track(node, other);
        expect(!seen.was_heard || pulse.life != seen.life || pulse.sequence > seen.sequence,
               "an old pulse counted");
        seen.was_heard = true;
        seen.life = pulse.life;
        seen.sequence = pulse.sequence;
        seen.heard_at = now;
        seen.forgiven_before = observers_[node].forgiven;
        seen.interval = pulse.interval;
        seen.activity = pulse.presence.activity;
    }
    void asked(unsigned node, unsigned witness, unsigned about, Instant now) {
        Track& seen = track(node, about);
        seen.asked[witness] = now;
        seen.was_asked_about = true;
    }

    void told(unsigned node, const Event& event, bool has_witnesses, Instant now);

    // For how long the other was silent, on the observer's clock, while the observer was run.
    [[nodiscard]] Duration silence(unsigned node, unsigned other, Instant now) {
        const Observer& observer = observers_[node];
        const Track& seen = track(node, other);
        const Duration whole = now - seen.heard_at - (observer.forgiven - seen.forgiven_before);
        return observer.slept_at > seen.heard_at
                   ? std::min<Duration>(whole, now - observer.slept_at)
                   : whole;
    }

private:
    void became_stale(unsigned node, unsigned other, StaleReason reason, Instant now);

    Options options_;
    std::string failure_;
    std::map<unsigned, Observer> observers_;
    EventCounts counts_{};
};

inline void Judge::became_stale(unsigned node, unsigned other, StaleReason reason, Instant now) {
    Track& seen = track(node, other);
    const Duration silent = silence(node, other, now);
    switch (reason) {
        case StaleReason::silent:
            expect(silent >= 3 * seen.interval, "someone is stale who is heard");
            break;
        case StaleReason::disconnected: {
            const Duration cut = now - seen.disconnected_at;
            const Duration forgiven = observers_[node].forgiven - seen.forgiven_before;
            expect(!seen.is_connected &&
                       (cut - forgiven >= options_.reconnect_max || silent >= 3 * seen.interval),
                   "someone is stale who was cut off just now");
            break;
        }
        case StaleReason::freezing:
            expect(seen.activity == Activity::freezing, "someone is called frozen");
            break;
    }
    seen.stale_at = now;
    seen.was_asked_about = false;
}

inline void Judge::told(unsigned node, const Event& event, bool has_witnesses, Instant now) {
    ++counts_[event.index()];
    Observer& observer = observers_[node];
    if (const auto* slept = get_if<WeSlept>(&event)) {
        expect(slept->duration == observer.sleep, "slept: wrong");
        observer.sleep = {};
        return;
    }
    const auto step = [&](const MemberId& member, std::optional<State> next,
                          std::initializer_list<std::optional<State>> before) -> Track& {
        Track& seen = track(node, number_of(member));
        if (std::ranges::find(before, seen.state) == before.end())
            expect(false, "told in a wrong order: " + text_of(event));
        seen.state = next;
        return seen;
    };
    using enum State;
    if (const auto* appeared = get_if<Appeared>(&event)) {
        const Track& seen = step(appeared->member, present, {std::nullopt});
        expect(seen.activity != Activity::closing, "who left appeared");
    } else if (const auto* back = get_if<CameBack>(&event)) {
        step(back->member, present, {stale, unreachable_from_here, suspected});
    } else if (const auto* became = get_if<BecameStale>(&event)) {
        const Track& seen =
            step(became->member, stale, {present, stale, unreachable_from_here, suspected});
        expect(seen.activity != Activity::closing, "who left became stale");
        became_stale(node, number_of(became->member), became->reason, now);
    } else if (const auto* unreachable = get_if<BecameUnreachable>(&event)) {
        const Track& seen = step(unreachable->member, unreachable_from_here, {stale, suspected});
        const auto asked = seen.asked.find(number_of(unreachable->witness));
        expect(asked != seen.asked.end(), "somebody counted who was not asked");
    } else if (const auto* suspect = get_if<BecameSuspected>(&event)) {
        const Track& seen = step(suspect->member, suspected, {stale, unreachable_from_here});
        expect(seen.activity != Activity::freezing, "somebody frozen is suspected");
    } else if (const auto* left = get_if<Left>(&event)) {
        const Track& seen =
            step(left->member, std::nullopt, {present, stale, unreachable_from_here, suspected});
        expect(seen.activity == Activity::closing, "somebody left who did not say so");
    } else if (const auto* gone = get_if<Gone>(&event)) {
        const Track& seen =
            step(gone->member, std::nullopt, {stale, unreachable_from_here, suspected, present});
        const bool is_over = now - seen.stale_at >= options_.unreachable_max;
        expect(
            gone->reason != GoneReason::silent || seen.was_asked_about || !has_witnesses || is_over,
            "somebody is gone about whom nobody was asked");
        expect(gone->reason != GoneReason::frozen || seen.activity == Activity::freezing,
               "somebody is called frozen who did not say so");
        expect(gone->reason != GoneReason::displaced, "somebody was displaced");
    }
}

}  // namespace fabric::liveness::testing
