// What is told, and where that leads.
#include "fabric/quorum/quorum.h"

#include <algorithm>
#include <utility>

#include "core/base/assert.h"

namespace fabric::quorum {

namespace {
// More than one call can bring about: some steps of each open write, some pieces of each range.
std::size_t events_max(const Options& options) {
    return 8 * (options.open_max + options.ranges_max) + concern_count;
}
}  // namespace

Quorum::Quorum(const Peer& self, const Options& options, core::Instant now)
    : self_(self), options_(options), now_(now), events_(events_max(options)) {}

void Quorum::tell(Event event) {
    const bool has_room = events_.push(std::move(event));
    ASSERT(has_room);  // Else the driver did not take events.
}

std::uint32_t Quorum::reachable_count() const {
    return static_cast<std::uint32_t>(std::ranges::count_if(
        authorities_, [this](const Peer& peer) { return is_reachable(peer); }));
}

core::Result<void> Quorum::authorities(std::span<const Peer> peers, core::Instant now) {
    now_ = now;
    if (peers.size() > options_.authorities_max) return core::fail(core::Error::too_large);
    authorities_ = rules::certified(authorities_, {peers.begin(), peers.end()});
    knows_authorities_ = true;
    look_at_all();
    warn();
    return {};
}

void Quorum::reachable(const Peer& peer, bool is_reachable, core::Instant now) {
    now_ = now;
    if (!is_reachable) {
        if (reachable_.erase(peer) == 0) return;
    } else {
        const bool is_full = reachable_.size() >= options_.authorities_max + options_.others_max;
        if (is_full && !is_authority(peer)) return;
        // An Authority takes the place of somebody else, of whom it matters less.
        if (is_full)
            reachable_.erase(std::ranges::find_if_not(
                reachable_, [this](const Peer& other) { return is_authority(other); }));
        if (!reachable_.insert(peer).second) return;
    }
    if (!is_authority(peer)) return;
    look_at_all();
    warn();
}

void Quorum::warn() {
    if (!knows_authorities_) return;
    const std::size_t reachable = reachable_count();
    const std::array<bool, concern_count> concerns{
        reachable == 0,
        reachable < authorities_.size() / 2 + 1,
        authorities_.size() == 1,
        authorities_.size() == 1 && is_authority(self_),
    };
    for (std::size_t i = 0; i < concern_count; ++i) {
        const auto bit = static_cast<std::uint8_t>(1u << i);
        if (concerns[i] == ((warned_ & bit) != 0)) continue;
        warned_ ^= bit;
        tell(Warned{static_cast<Concern>(i), concerns[i]});
    }
}

std::expected<void, Refusal> Quorum::check(const Policy& policy) const {
    const auto refuse = [&](Refused reason, std::size_t have) {
        return std::unexpected(Refusal{reason, static_cast<std::uint32_t>(have), policy.need});
    };
    if (policy.has_quorum() && policy.need == 0) return refuse(Refused::quorum_empty, 0);
    if (policy.kind == Policy::Kind::strict_quorum) {
        if (policy.need > authorities_.size())
            return refuse(Refused::too_few_authorities, authorities_.size());
        if (!rules::may_begin(reachable_count(), policy.need))
            return refuse(Refused::too_few_reachable, reachable_count());
    }
    return {};
}

std::expected<void, Refusal> Quorum::begin(Write write, const Policy& policy, core::Instant now) {
    now_ = now;
    TRY(check(policy));
    if (open_count() >= options_.open_max || !make_room())
        return std::unexpected(Refusal{Refused::busy});
    ASSERT(!status(write));  // A sequence number is of one change.
    const core::Instant deadline = now + policy.patience;
    Open open{policy, deadline};
    if (!policy.has_quorum()) open.policy.need = 0;
    documents_[write.document].open.insert({write.sequence, open});
    deadlines_.insert({deadline, write});
    return {};
}

void Quorum::withdraw(Write write) {
    const auto at = documents_.find(write.document);
    if (at == documents_.end()) return;
    const auto open = at->second.open.find(write.sequence);
    if (open == at->second.open.end()) return;
    ASSERT(open->second.state == State::pending);
    deadlines_.erase({open->second.deadline, write});
    at->second.open.erase(open);
    trim(at->second);
    recount(write.document);
}

std::expected<void, Refusal> Quorum::resume(Writes writes, const Policy& policy,
                                            core::Instant now) {
    now_ = now;
    ASSERT(policy.has_quorum() && policy.need > 0);
    if (!make_room()) return std::unexpected(Refusal{Refused::busy});
    DocumentState& document = documents_[writes.document];
    core::RangeSet resumed(writes.sequences);
    resumed.subtract(tracked(document, writes.sequences));
    document.settled[{State::degraded, policy.kind, policy.need, Reason::none, false}].unite(
        resumed);
    document.journaled.unite(resumed);
    look(writes.document, writes.sequences);
    return {};
}

void Quorum::journaled(Writes writes, core::Instant now) {
    now_ = now;
    const auto at = documents_.find(writes.document);
    if (at == documents_.end()) return;
    at->second.journaled.unite(tracked(at->second, writes.sequences));
    look(writes.document, writes.sequences);
}

bool Quorum::acknowledged(const Peer& peer, Writes writes, core::Instant now) {
    now_ = now;
    if (!rules::may_acknowledge(peer == self_)) return true;
    if (!documents_.contains(writes.document)) return true;
    const bool has_room = make_room();
    // Making room may have left nothing of it.
    const auto at = documents_.find(writes.document);
    if (at == documents_.end()) return true;
    if (!has_room) return false;
    at->second.had[peer].unite(tracked(at->second, writes.sequences));
    look(writes.document, writes.sequences);
    return true;
}

void Quorum::lost(const Peer& peer, Writes writes, core::Instant now) {
    now_ = now;
    const auto at = documents_.find(writes.document);
    if (at == documents_.end()) return;
    const auto had = at->second.had.find(peer);
    if (had == at->second.had.end()) return;
    had->second.remove(writes.sequences);
    look(writes.document, writes.sequences);
}

void Quorum::expire(core::Instant now) {
    now_ = now;
    while (!deadlines_.empty() && rules::is_due(deadlines_.begin()->first, now))
        end_patience(deadlines_.begin()->second);
    if (age_at_ && *age_at_ <= now) age();
}

std::optional<core::Instant> Quorum::deadline() const {
    if (deadlines_.empty()) return age_at_;
    return core::earlier(deadlines_.begin()->first, age_at_);
}

std::string_view describe(State state) {
    switch (state) {
        case State::pending: return "not in our own journal yet";
        case State::local: return "in our own journal";
        case State::replicated: return "in the journals of some";
        case State::durable: return "in as many journals as were asked for";
        case State::degraded: return "in fewer journals than were asked for";
        case State::failed: return "not as was asked for in time";
    }
    std::unreachable();
}

std::string_view describe(Reason reason) {
    switch (reason) {
        case Reason::none: return "nothing is wrong";
        case Reason::too_few_authorities: return "the mesh has fewer Authorities than that";
        case Reason::too_few_reachable: return "too few Authorities can be reached";
        case Reason::not_acknowledged: return "too few Authorities have said that they have it";
        case Reason::not_journaled: return "our own disk has not synced it";
        case Reason::not_ordered: return "no leader has ordered it";
        case Reason::order_unknown: return "it is unknown whether it was ordered";
        case Reason::order_refused: return "it was not ordered, and will not be";
    }
    std::unreachable();
}

std::string_view describe(Refused refused) {
    switch (refused) {
        case Refused::quorum_empty: return "a quorum has one Authority at least";
        case Refused::too_few_authorities: return "the mesh has fewer Authorities than that";
        case Refused::too_few_reachable: return "too few Authorities can be reached";
        case Refused::busy: return "too many writes are on their way";
    }
    std::unreachable();
}

std::string_view describe(Concern concern) {
    switch (concern) {
        case Concern::no_authority_reachable: return "no Authority can be reached";
        case Concern::minority_reachable: return "less than a majority can be reached";
        case Concern::one_authority: return "the mesh has one Authority only";
        case Concern::ours_is_the_only: return "we are the only Authority";
    }
    std::unreachable();
}

}  // namespace fabric::quorum
