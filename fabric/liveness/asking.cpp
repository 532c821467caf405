// Rounds of questions about who is silent, and the answers, in both directions.
#include <algorithm>

#include "core/base/assert.h"
#include "fabric/liveness/liveness.h"
#include "fabric/liveness/rules.h"

namespace fabric::liveness {

using core::Duration;
using core::Instant;

OrRefused<void> Liveness::take(const MemberId& from, Member& member, const Ask& ask, Instant now) {
    if (!member.asks_from.take(options_.asks_received, now)) return refuse(Refused::too_many_asks);
    const Answer answer{ask.number, what_we_heard(ask.about, now)};
    if (!answers_out_.push({from, write_message(answer)})) return refuse(Refused::answers_full);
    ++counters_.answers_sent;
    return {};
}

std::optional<Heard> Liveness::what_we_heard(const MemberId& about, Instant now) const {
    if (about == self_) return Heard{Duration::zero(), own_interval()};
    const Member* member = members_.find(about);
    if (!member || member->state == State::expected) return std::nullopt;
    const Duration age = rules::told_silence(member->state, now - member->heard_at);
    if (age > age_max) return std::nullopt;
    return Heard{age, member->interval};
}

OrRefused<void> Liveness::take(const MemberId& from, Member&, const Answer& answer, Instant now) {
    const Asks::Ask* ask = asks_.find(answer.number);
    if (!ask || !rules::is_asked(ask->witness, from)) return refuse(Refused::not_asked);
    ++counters_.answers_received;
    const MemberId about = ask->about;
    asks_.erase(answer.number);
    Member& member = *members_.find(about);
    const auto& heard = answer.heard;
    if (heard && rules::vouches(heard->age, rules::patience(heard->interval, options_)))
        become_unreachable(about, member, from, *heard, now);
    else if (!asks_.has_about(about))
        end_round(about, member, now);
    return {};
}

bool Liveness::has_witnesses() const {
    return std::ranges::any_of(members_.all(), [](const auto& entry) {
        return entry.second.is_connected && entry.second.state == State::present;
    });
}

// Who is late itself is not asked: of many who fall silent together one is noticed first.
bool Liveness::may_be_asked(const Member& member, Instant now) const {
    return member.is_connected && member.state == State::present &&
           now - member.heard_at <= member.interval + options_.delay_max &&
           member.asks_to.has_room(options_.asks_sent, now);
}

std::vector<MemberId> Liveness::draw_witnesses(Instant now) {
    const std::size_t room = options_.asks_outstanding_max - asks_.size();
    const std::size_t wanted = std::min(options_.witnesses_max, room);
    std::vector<MemberId> drawn;
    std::uint64_t seen = 0;
    for (const auto& [id, member] : members_.all()) {
        if (!may_be_asked(member, now)) continue;
        ++seen;
        if (drawn.size() < wanted) {
            drawn.push_back(id);
            continue;
        }
        // Each of those seen stays with the same chance.
        const std::uint64_t place = prng_.below(seen);
        if (place < wanted) drawn[static_cast<std::size_t>(place)] = id;
    }
    return drawn;
}

void Liveness::begin_round(const MemberId& about, Member& member, Instant now) {
    for (const MemberId& witness : draw_witnesses(now)) {
        if (asks_out_.full()) break;
        const AskNumber number = asks_.add(about, witness);
        const bool pushed = asks_out_.push({witness, write_message(Ask{number, about})});
        const bool allowed = members_.find(witness)->asks_to.take(options_.asks_sent, now);
        ASSERT(pushed && allowed);
        ++counters_.asked;
        member.suspicion.was_asked_about = true;
    }
    if (!asks_.has_about(about)) return end_round(about, member, now);
    member.suspicion.is_asking = true;
    members_.set_due(about, member, now + options_.answer_max);
}

// Nobody vouched for it.
void Liveness::end_round(const MemberId& about, Member& member, Instant now) {
    asks_.erase_about(about);
    member.suspicion.is_asking = false;
    if (member.state != State::suspected) become_suspected(about, member, now);
    Instant next = now + options_.ask_interval;
    if (now < member.suspicion.gone_at) next = std::min(next, member.suspicion.gone_at);
    const Instant end = member.suspicion.since + options_.unreachable_max;
    members_.set_due(about, member, end > now ? std::min(next, end) : next);
}

}  // namespace fabric::liveness
