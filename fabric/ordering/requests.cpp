// Who asks for a place in the log, and what is answered.
#include <algorithm>

#include "core/base/assert.h"
#include "fabric/ordering/ordering.h"

namespace fabric::ordering {

using core::Bytes;
using core::Instant;

std::optional<OrderNumber> Ordering::order(core::Buffer command, core::Duration patience,
                                           Instant now) {
    now_ = now;
    const auto number = add_request(std::move(command), std::nullopt, now + patience);
    settle();
    return number;
}

std::optional<OrderNumber> Ordering::add_request(core::Buffer command,
                                                 std::optional<Asker> asked_by,
                                                 Instant give_up_at) {
    const std::size_t size = command.size();
    if (requests_.size() >= options_.orders_max || size > options_.orders_size_max - requests_size_)
        return std::nullopt;
    last_number_ = OrderNumber{last_number_.value + 1};
    const OrderNumber number = last_number_;
    requests_size_ += size;
    requests_.emplace(number, Request{.command = std::move(command),
                                      .asked_by = std::move(asked_by),
                                      .give_up_at = give_up_at,
                                      .ask_at = now_,
                                      .asked = {}});
    if (size > command_size_max)
        end_request(number, NotOrderedReason::too_large);
    else
        ask(number);
    return number;
}

std::optional<MemberId> Ordering::whom_to_ask(const Request& request) const {
    const auto& leader = leader_.leader;
    if (leader && (leader == self_ || connected_.contains(*leader))) return leader;
    // What is asked for another goes no further.
    if (request.asked_by) return std::nullopt;
    const auto other = std::ranges::find_if(
        authorities_, [&](const MemberId& id) { return connected_.contains(id); });
    if (other == authorities_.end()) return std::nullopt;
    return *other;
}

void Ordering::ask(OrderNumber number) {
    Request& request = requests_.at(number);
    request.ask_at = now_ + options_.ask_again_after;
    request.asked = whom_to_ask(request);
    if (!request.asked) return;
    if (*request.asked == self_ && leads())
        lead({std::nullopt, number}, request.command);
    else if (*request.asked != self_)
        say(*request.asked, Order{number, request.command});
}

void Ordering::handle(const MemberId& from, const Order& order) {
    if (!raft_) return;
    const Asker asker{from, order.number};
    if (leads()) return lead(asker, order.command);
    const auto is_of_peer = [&](const auto& entry) {
        return entry.second.asked_by && entry.second.asked_by->peer == from;
    };
    const auto is_the_same = [&](const auto& entry) {
        return is_of_peer(entry) && entry.second.asked_by->number == order.number;
    };
    if (std::ranges::any_of(requests_, is_the_same)) return;
    if (std::ranges::count_if(requests_, is_of_peer) >=
        static_cast<std::ptrdiff_t>(orders_per_peer_max))
        return answer(asker, NotOrderedReason::later);
    const auto added = add_request({order.command.begin(), order.command.end()}, asker,
                                   now_ + forwarding_patience);
    if (!added) answer(asker, NotOrderedReason::later);
}

void Ordering::lead(const Asker& asker, Bytes command) {
    const CommandKey key = key_of(command);
    if (const auto place = recent_.find(key)) return answer(asker, *place);
    if (const auto at = proposed_.find(key); at != proposed_.end()) {
        std::vector<Asker>& askers = proposals_.at(at->second).askers;
        const bool is_there = std::ranges::any_of(askers, [&](const Asker& other) {
            return other.peer == asker.peer && other.number == asker.number;
        });
        if (!is_there && askers.size() < askers_max) askers.push_back(asker);
        return;
    }
    if (is_of_leader(command) || !owner_.may_order(command))
        return answer(asker, NotOrderedReason::may_not);
    if (proposals_.size() >= options_.orders_max) return answer(asker, NotOrderedReason::later);
    const auto place = raft_->propose(command, now_);
    if (!place) return answer(asker, NotOrderedReason::later);
    proposals_.emplace(*place, Proposal{key, {asker}});
    proposed_.emplace(key, *place);
}

std::optional<Place> Ordering::propose(Bytes command, Instant now) {
    ASSERT(is_of_leader(command) && command.size() <= command_size_max);
    now_ = now;
    if (!may_propose()) return std::nullopt;
    const auto place = raft_->propose(command, now);
    if (!place) return std::nullopt;
    own_proposals_.insert(*place);
    settle();
    return *place;
}

void Ordering::end_proposal(Place place, const Answer& with) {
    const auto at = proposals_.find(place);
    if (at == proposals_.end()) return;
    const Proposal ended = std::move(at->second);
    proposals_.erase(at);
    proposed_.erase(ended.key);
    for (const Asker& asker : ended.askers) answer(asker, with);
}

void Ordering::answer(const Asker& asker, const Answer& with) {
    if (!asker.peer) return end_request(asker.number, with);
    if (const auto* const place = core::get_if<Place>(&with))
        say(*asker.peer, Ordered{asker.number, *place});
    else
        say(*asker.peer, NotOrdered{asker.number, core::get<NotOrderedReason>(with)});
}

// That it may be asked again is no end.
void Ordering::end_request(OrderNumber number, const Answer& with) {
    const auto at = requests_.find(number);
    const auto* const reason = core::get_if<NotOrderedReason>(&with);
    if (at == requests_.end() || (reason && *reason == NotOrderedReason::later)) return;
    const Request ended = std::move(at->second);
    requests_.erase(at);
    requests_size_ -= ended.command.size();
    if (ended.asked_by) return answer(*ended.asked_by, with);
    if (reason) return tell(OrderRefused{number, *reason});
    tell(OrderTold{number, core::get<Place>(with)});
}

void Ordering::handle(const MemberId& from, const Ordered& ordered) {
    const auto at = requests_.find(ordered.number);
    if (at != requests_.end() && at->second.asked == from)
        end_request(ordered.number, ordered.place);
}

void Ordering::handle(const MemberId& from, const NotOrdered& told) {
    const auto at = requests_.find(told.number);
    if (at != requests_.end() && at->second.asked == from) end_request(told.number, told.reason);
}

bool Ordering::expire_requests() {
    std::vector<OrderNumber> due;
    for (const auto& [number, request] : requests_)
        if (std::min(request.ask_at, request.give_up_at) <= now_) due.push_back(number);
    for (const OrderNumber number : due) {
        const auto at = requests_.find(number);
        if (at == requests_.end()) continue;
        if (at->second.give_up_at > now_) {
            ask(number);
            continue;
        }
        requests_size_ -= at->second.command.size();
        requests_.erase(at);
    }
    return !due.empty();
}

}  // namespace fabric::ordering
