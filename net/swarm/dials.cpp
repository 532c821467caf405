// Who waits for what, and which link is which attempt.
#include "net/swarm/dials.h"

#include <algorithm>
#include <utility>

#include "core/base/assert.h"
#include "core/base/variant.h"

namespace net::swarm {

using core::Instant;
using core::codec::PeerId;

namespace {
// Of one dial, each who waits has an end. Steps are taken after every call.
constexpr std::size_t steps_max = std::size_t{1} << 20;
}  // namespace

Dials::Dials(const PeerId& self, const dialing::DialerOptions& options, core::Seed seed)
    : dialer_(self, options, seed), steps_(steps_max) {}

DialId Dials::begin(const dialing::DialRequest& request, Instant now) {
    const DialId id = new_id();
    auto begun = dialer_.dial(request, now);
    if (begun) {
        waiters_.ensure(*begun).push_back(id);
        return id;
    }
    dialing::Refusal& refusal = begun.error();
    const bool told =
        steps_.push(DialEnded{id, refusal.reason, std::move(refusal.failures), refusal.retry_at});
    ASSERT(told);
    return id;
}

void Dials::begin_quietly(const dialing::DialRequest& request, Instant now) {
    static_cast<void>(dialer_.dial(request, now));
}

void Dials::cancel(DialId id, Instant now) {
    for (const auto& [queued, unused] : waiters_) {
        std::vector<DialId>& waiting = *waiters_.find(queued);
        const auto found = std::ranges::find(waiting, id);
        if (found == waiting.end()) continue;
        // The last one hears what the attempts came to, from the queue. Others may wait quietly.
        if (dialer_.cancel(queued, now)) return;
        waiting.erase(found);
        const bool told =
            steps_.push(DialEnded{id, dialing::EndReason::cancelled, {}, std::nullopt});
        ASSERT(told);
        return;
    }
}

void Dials::connect_as(LinkId link, const Connect& connect) {
    const bool is_new = attempts_.insert(link, {connect.attempt, connect.address, connect.peer});
    ASSERT(is_new);
}

void Dials::upgrading(LinkId link) {
    Attempt& attempt = *attempts_.find(link);
    attempt.is_upgrading = true;
    dialer_.upgrading(attempt.id);
}

void Dials::succeeded(LinkId link, Instant now) {
    if (const Attempt* const attempt = attempts_.find(link)) dialer_.succeeded(attempt->id, now);
}

void Dials::failed(LinkId link, DialFailure failure, Instant now) {
    const Attempt* const found = attempts_.find(link);
    if (!found) return;
    dialer_.failed(found->id, failure, now);
}

std::optional<LinkId> Dials::link_of(dialing::AttemptId id) const {
    for (const auto& [link, attempt] : attempts_)
        if (attempt.id == id) return link;
    return std::nullopt;
}

std::optional<Dials::Step> Dials::next_step() {
    while (true) {
        if (auto step = steps_.pop()) return step;
        auto event = dialer_.next_event();
        if (!event) return std::nullopt;
        auto step = core::match(*event, [this](auto& told) { return read(std::move(told)); });
        if (step) return step;
    }
}

std::optional<Dials::Step> Dials::read(dialing::Start start) {
    return Connect{start.attempt, std::move(start.address), std::move(start.peer)};
}

std::optional<Dials::Step> Dials::read(dialing::Abandon abandoned) {
    const auto link = link_of(abandoned.attempt);
    if (!link) return std::nullopt;
    attempts_.erase(*link);
    return Abandon{*link};
}

std::optional<Dials::Step> Dials::read(dialing::Ended ended) {
    std::vector<DialId> waiting;
    if (auto* const found = waiters_.find(ended.dial)) waiting = std::move(*found);
    waiters_.erase(ended.dial);
    if (const auto* reached = core::get_if<dialing::Reached>(&ended.outcome)) {
        const auto link = link_of(reached->attempt);
        return Reached{std::move(waiting), std::move(ended.peer), link};
    }
    if (core::holds_alternative<dialing::AlreadyConnected>(ended.outcome))
        return Reached{std::move(waiting), std::move(ended.peer), std::nullopt};
    auto& failed = core::get<dialing::NotReached>(ended.outcome);
    const auto retry_at = dialing::retry_time(failed.failures);
    for (const DialId id : waiting) {
        const bool told = steps_.push(
            DialEnded{id, failed.reason, failed.failures, retry_at, failed.left_out_count});
        ASSERT(told);
    }
    return steps_.pop();
}

}  // namespace net::swarm
