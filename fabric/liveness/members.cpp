// Records by id, and the steps that are due by their time.
#include "fabric/liveness/members.h"

#include <utility>

#include "core/base/assert.h"
#include "fabric/liveness/rules.h"

namespace fabric::liveness {

using core::Duration;
using core::Instant;

Member& Members::connect(const MemberId& id) {
    Member& member = members_.ensure(id);
    ASSERT(!member.is_connected);
    member.is_connected = true;
    ++connected_count_;
    return member;
}

void Members::disconnect(Member& member) {
    ASSERT(member.is_connected);
    member.is_connected = false;
    --connected_count_;
    if (member.owes_pulse) --owed_count_;
    member.owes_pulse = false;
}

void Members::erase(const MemberId& id) {
    Member& member = *members_.find(id);
    ASSERT(!member.is_connected);
    due_.remove(id, member.place);
    members_.erase(id);
}

std::optional<MemberId> Members::longest_gone() const {
    const std::pair<MemberId, Member>* longest = nullptr;
    for (const auto& entry : members_)
        if (!entry.second.is_connected &&
            (!longest || entry.second.heard_at < longest->second.heard_at))
            longest = &entry;
    return longest ? std::optional(longest->first) : std::nullopt;
}

void Members::set_due(const MemberId& id, Member& member, std::optional<Instant> when) {
    member.due_at = when;
    due_.set(id, member.place, when);
}

std::optional<MemberId> Members::take_due(Instant now) {
    while (const auto id = due_.first_due(now)) {
        Member& member = *members_.find(*id);
        due_.remove(*id, member.place);
        if (member.due_at <= now) {
            member.due_at.reset();
            return id;
        }
        due_.set(*id, member.place, member.due_at);
    }
    return std::nullopt;
}

void Members::postpone(Duration duration) {
    for (auto& [id, member] : members_) {
        if (member.due_at) *member.due_at += duration;
        member.suspicion.since += duration;
        member.suspicion.gone_at += duration;
    }
}

void Members::grant_anew(const Options& options, Instant now) {
    for (auto& [id, member] : members_)
        if (member.state == State::present)
            set_due(id, member, now + rules::patience(member.interval, options));
}

void Members::end() {
    while (const auto id = longest_gone()) erase(*id);
    for (auto& [id, member] : members_) {
        set_due(id, member, std::nullopt);
        member.state = State::expected;
    }
}

void Members::owe_pulse(Member& member) {
    ASSERT(member.is_connected);
    if (!member.owes_pulse) ++owed_count_;
    member.owes_pulse = true;
}

void Members::owe_pulses() {
    for (auto& [id, member] : members_) member.owes_pulse = member.is_connected;
    owed_count_ = connected_count_;
}

std::optional<MemberId> Members::take_owed() {
    if (owed_count_ == 0) return std::nullopt;
    auto id = owed_behind(last_owed_ ? &*last_owed_ : nullptr);
    if (!id) id = owed_behind(nullptr);
    ASSERT(id);
    members_.find(*id)->owes_pulse = false;
    --owed_count_;
    last_owed_ = id;
    return id;
}

std::optional<MemberId> Members::owed_behind(const MemberId* last) const {
    for (auto at = last ? members_.lower_bound(*last) : members_.begin(); at != members_.end();
         ++at)
        if (at->second.owes_pulse && !(last && at->first == *last)) return at->first;
    return std::nullopt;
}

}  // namespace fabric::liveness
