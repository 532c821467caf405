// What is known of each member, and when something is due about it. A member is here while it is
// connected, and after that until it is given up.
#pragma once

#include <optional>

#include "core/base/deadlines.h"
#include "core/base/ordered_map.h"
#include "fabric/liveness/options.h"
#include "fabric/liveness/types.h"

namespace fabric::liveness {

// Of who is not present, though it was.
struct Suspicion {
    core::Instant since = {};    // When it became stale.
    core::Instant gone_at = {};  // Once it is suspected.
    bool is_asking = false;      // A round is under way.
    bool was_asked_about = false;
    bool is_frozen = false;
};

struct Member {
    State state = State::expected;
    bool is_connected = false;
    bool owes_pulse = false;  // We owe it one.

    // Of its newest pulse; nobody was heard whose state is expected. What was is kept while it is
    // connected, so that an older pulse does not bring it back.
    Life life = {};
    Sequence sequence = {};
    core::Duration interval = {};
    core::Instant heard_at = {};
    Presence presence = {};

    // The next step of its state, if it has one.
    std::optional<core::Instant> due_at = {};
    Suspicion suspicion = {};

    core::Allowance pulses_from = {};
    core::Allowance asks_from = {};
    core::Allowance asks_to = {};
    core::Deadlines<MemberId>::Place place = {};  // Of due_at, no later than it.
};

class Members {
public:
    [[nodiscard]] std::size_t size() const { return members_.size(); }
    [[nodiscard]] std::size_t connected_count() const { return connected_count_; }
    [[nodiscard]] const core::OrderedMap<MemberId, Member>& all() const { return members_; }
    [[nodiscard]] Member* find(const MemberId& id) { return members_.find(id); }
    [[nodiscard]] const Member* find(const MemberId& id) const { return members_.find(id); }

    // Its record, which is new if it is not known. Records move when others come or go.
    Member& connect(const MemberId& id);
    void disconnect(Member& member);
    void erase(const MemberId& id);
    // Who was heard longest ago of those that are not connected.
    [[nodiscard]] std::optional<MemberId> longest_gone() const;

    void set_due(const MemberId& id, Member& member, std::optional<core::Instant> when);
    [[nodiscard]] std::optional<core::Instant> deadline() const { return due_.earliest(); }
    // The next whose step is due. It has no next one then.
    [[nodiscard]] std::optional<MemberId> take_due(core::Instant now);
    // [LV30] Time in which the machine was not run counts for nobody.
    void postpone(core::Duration duration);
    // [LV31] Who is present has all its patience anew.
    void grant_anew(const Options& options, core::Instant now);

    // Nobody is watched any more.
    void end();

    void owe_pulse(Member& member);
    void owe_pulses();
    // The next connected member that is owed a pulse, in their order and then from the first again.
    [[nodiscard]] std::optional<MemberId> take_owed();

private:
    [[nodiscard]] std::optional<MemberId> owed_behind(const MemberId* last) const;

    core::OrderedMap<MemberId, Member> members_;
    core::Deadlines<MemberId> due_;
    std::size_t connected_count_ = 0;
    std::size_t owed_count_ = 0;
    std::optional<MemberId> last_owed_;
};

}  // namespace fabric::liveness
