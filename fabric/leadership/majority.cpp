// What a majority of the voters has reached.
#include <algorithm>

#include "core/base/assert.h"
#include "fabric/leadership/raft.h"
#include "fabric/leadership/rules.h"

namespace fabric::leadership {

using core::Instant;

std::vector<MemberId> Raft::counting() const {
    std::vector<MemberId> ids;
    for (const auto& [id, role] : members().members())
        if (rules::counts(role)) ids.push_back(id);
    return ids;
}

// The greatest value that each of some majority has reached.
template <class Value, class ValueOf>
Value Raft::reached_by_majority(Value own, ValueOf value_of) const {
    std::vector<Value> values;
    for (const MemberId& id : counting())
        values.push_back(id == self_ ? own : value_of(*leading_->followers.find(id)));
    ASSERT(!values.empty());
    std::ranges::sort(values);
    return values[values.size() - rules::majority(values.size())];
}

Instant Raft::majority_heard_at() const {
    return reached_by_majority(now_, [](const Progress& follower) { return follower.heard_at; });
}

Index Raft::majority_match() const {
    return reached_by_majority(persistence_.stable(),
                               [](const Progress& follower) { return follower.match(); });
}

Round Raft::majority_round() const {
    return reached_by_majority(leading_->rounds.last(), [](const Progress& follower) {
        return follower.acknowledged_round;
    });
}

bool Raft::holds_lease(Instant now) const {
    if (!leading_) return false;
    if (!rules::may_hold_lease(leading_->transfer.has_value(), leading_->has_told_to_time_out))
        return false;
    const auto begun_at = leading_->rounds.begun_at(majority_round());
    const core::Duration duration =
        rules::lease_duration(options_.election_timeout_min, options_.clock_drift_max_ppm);
    return begun_at && now < *begun_at + duration;
}

}  // namespace fabric::leadership
