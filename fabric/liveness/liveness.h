// Liveness says who of a mesh's members is there (rules LV1–LV61, spec/liveness.md). It is a state
// machine: connections, messages and the time come in; messages and events go out. Members pulse;
// who is silent for too long is stale, and others are asked whether they hear it before it is taken
// for dead. What others say makes nobody stale, and keeps nobody for longer than a bound.
//
// Drive it so: after every call that is not const,
//   1. send each next_message(), whole, until there is none;
//   2. take next_event() until there is none;
//   3. arm one timer for deadline(), and call expire() when it is reached.
// Messages to who is connected may be lost, repeated and reordered.
//
//     expected --pulse--> present --silence--> stale --nobody hears it--> suspected --> gone
//                            ^                   |  \                     ^  |
//                            |__ its pulse ______|   \_ somebody hears it |  |
//                                                      unreachable_from_here
//
// A machine that is asleep with its page knows nothing of the others. It notices that it was woken
// later than it asked to be, and blames nobody for that time.
#pragma once

#include <expected>
#include <vector>

#include "core/base/prng.h"
#include "core/base/queue.h"
#include "fabric/liveness/asks.h"
#include "fabric/liveness/events.h"
#include "fabric/liveness/members.h"
#include "fabric/liveness/message.h"
#include "fabric/liveness/options.h"

namespace fabric::liveness {

struct Outgoing {
    MemberId to;
    core::Buffer bytes;
};

// A member that is there, as it says of itself.
struct Present {
    MemberId member;
    Presence presence;
    core::Instant heard_at;
    core::Duration interval;
};

template <class T>
using OrRefused = std::expected<T, Refused>;

class Liveness {
public:
    // Nothing is taken from the presence's activity when it begins: a machine begins active.
    Liveness(const MemberId& self, const Presence& own, const Options& options, core::Seed seed);

    // The first connection to a peer that is known for a member, and the end of the last one.
    [[nodiscard]] OrRefused<void> connected(const MemberId& member, core::Instant now);
    void disconnected(const MemberId& member, core::Instant now);
    // What is refused changed nothing, and is counted.
    OrRefused<void> receive(const MemberId& from, core::Bytes bytes, core::Instant now);
    void expire(core::Instant now);

    // Goes out with the next pulse.
    void set_load(Load load) { own_.load = load; }
    // Goes out at once. Who freezes pulses no more until it says something else; who closes says
    // so to all, and the machine has ended.
    void set_activity(Activity activity, core::Instant now);

    [[nodiscard]] std::optional<Outgoing> next_message();
    [[nodiscard]] std::optional<Event> next_event() { return events_.pop(); }
    [[nodiscard]] std::optional<core::Instant> deadline() const;
    [[nodiscard]] bool ended() const { return own_.activity == Activity::closing; }

    // Nothing if it is not known, as nobody is who is neither connected nor missed.
    [[nodiscard]] std::optional<State> state(const MemberId& member) const;
    // Who may be scheduled and waited for, in the order of their ids.
    [[nodiscard]] std::vector<Present> present() const;
    // As it last said itself, present or not; nothing if it has not been heard.
    [[nodiscard]] std::optional<Presence> last_said(const MemberId& member) const;
    [[nodiscard]] std::size_t member_count() const { return members_.size(); }
    [[nodiscard]] std::size_t asks_outstanding_count() const { return asks_.size(); }
    [[nodiscard]] const Counters& counters() const { return counters_; }

private:
    [[nodiscard]] core::Duration own_interval() const;
    [[nodiscard]] std::unexpected<Refused> refuse(Refused reason);
    void tell(Event event);

    // What was late, then what is due: both in each call, or time is forgiven twice.
    void forgive(core::Instant now);
    void run(core::Instant now);
    void take_step(const MemberId& id, core::Instant now);

    void pulse_all(core::Instant now);
    void pulse_after(core::Duration least, core::Duration most, core::Instant now);
    [[nodiscard]] core::Buffer write_pulse();

    [[nodiscard]] OrRefused<void> take(const MemberId& from, core::Bytes bytes, core::Instant now);
    [[nodiscard]] OrRefused<void> take(const MemberId& from, Member& member, const Pulse& pulse,
                                       core::Instant now);
    [[nodiscard]] OrRefused<void> take(const MemberId& from, Member& member, const Ask& ask,
                                       core::Instant now);
    [[nodiscard]] OrRefused<void> take(const MemberId& from, Member& member, const Answer& answer,
                                       core::Instant now);
    void become_present(const MemberId& id, Member& member, core::Instant now);
    void become_stale(const MemberId& id, Member& member, StaleReason reason, core::Instant now);
    void become_suspected(const MemberId& id, Member& member, core::Instant now);
    void become_unreachable(const MemberId& id, Member& member, const MemberId& witness,
                            const Heard& heard, core::Instant now);
    void give_up(const MemberId& id, Member& member, GoneReason reason);
    void forget(const MemberId& id, Member& member);

    [[nodiscard]] std::optional<Heard> what_we_heard(const MemberId& about,
                                                     core::Instant now) const;
    [[nodiscard]] bool has_witnesses() const;
    [[nodiscard]] bool may_be_asked(const Member& member, core::Instant now) const;
    [[nodiscard]] std::vector<MemberId> draw_witnesses(core::Instant now);
    void begin_round(const MemberId& about, Member& member, core::Instant now);
    void end_round(const MemberId& about, Member& member, core::Instant now);

    MemberId self_;
    Presence own_;
    Options options_;
    core::Prng prng_;
    Life life_;
    Sequence sequence_ = {};
    std::optional<core::Instant> pulse_at_ = {};
    core::Instant pulsed_at_ = core::Instant::min();  // To all, not only to who came anew.

    Members members_;
    Asks asks_;
    core::Queue<Outgoing> asks_out_;
    core::Queue<Outgoing> answers_out_;
    core::Queue<Event> events_;
    Counters counters_ = {};
};

}  // namespace fabric::liveness
