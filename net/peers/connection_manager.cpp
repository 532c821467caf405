// What becomes of connections once they are open: duplicates, and who is let go.
#include "net/peers/connection_manager.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "core/base/assert.h"
#include "core/base/heap_sort.h"

namespace net::peers {

using core::Instant;
using core::codec::PeerId;

// A link is told to be closed once.
ConnectionManager::ConnectionManager(const PeerId& self, const Options& options)
    : self_(self),
      options_(options),
      arrival_rate_(options.arrival_rate),
      tags_(options.tags),
      events_(options.links_max) {
    ASSERT(options.low_mark <= options.high_mark && options.links_per_peer_max > 0);
}

void ConnectionManager::upgraded(LinkId id, const PeerId& peer, Instant now) {
    Link* link = links_.find(id);
    ASSERT(link && !link->peer);
    const std::vector<LinkId> others = links_to(peer);
    const bool is_beyond_degree = exceeds_degree(peer);
    link->peer = peer;
    link->upgraded_at = link->heard_at = link->used_at = now;
    ++established_count_;
    if (others.size() >= options_.links_per_peer_max) {
        ++refused_counts_[std::to_underlying(Limit::links_per_peer)];
        return close(id, CloseReason::peer_limit);
    }
    if (is_beyond_degree) {
        ++refused_counts_[std::to_underlying(Limit::degree)];
        return close(id, CloseReason::degree);
    }
    if (!others.empty()) {
        link->has_twin = true;
        for (const LinkId other : others) links_.find(other)->has_twin = true;
        settle_duplicates(peer);
    }
    trim(now);
}

void ConnectionManager::heard(LinkId id, Instant now) {
    Link* link = links_.find(id);
    if (!link) return;
    link->heard_at = now;
    if (link->has_twin && link->is_established()) settle_duplicates(*link->peer);
}

void ConnectionManager::streams(LinkId id, std::size_t count, Instant now) {
    Link* link = links_.find(id);
    if (!link) return;
    link->stream_count = count;
    link->used_at = now;
}

void ConnectionManager::closed(LinkId id, Instant) {
    const Link* link = links_.find(id);
    if (link && link->is_established()) --established_count_;
    links_.erase(id);
}

void ConnectionManager::expire(Instant now) { trim(now); }

std::vector<LinkId> ConnectionManager::links_to(const PeerId& peer) const {
    std::vector<LinkId> found;
    for (const auto& [id, link] : links_)
        if (link.is_established() && *link.peer == peer) found.push_back(id);
    return found;
}

void ConnectionManager::settle_duplicates(const PeerId& peer) {
    const std::vector<LinkId> ids = links_to(peer);
    for (std::size_t i = 0; i < ids.size(); ++i) {
        for (std::size_t k = i + 1; k < ids.size(); ++k) {
            const Entry& first = links_.at(links_.place_of(ids[i]));
            const Entry& second = links_.at(links_.place_of(ids[k]));
            if (!first.second.is_established() || !second.second.is_established()) continue;
            if (const auto id = superfluous(first, second)) close(*id, CloseReason::duplicate);
        }
    }
    const std::vector<LinkId> left = links_to(peer);
    for (const LinkId id : left) links_.find(id)->has_twin = left.size() > 1;
}

std::optional<LinkId> ConnectionManager::superfluous(const Entry& first,
                                                     const Entry& second) const {
    const auto opener = [&](const Entry& entry) {
        return entry.second.opening.direction == Direction::outgoing ? self_ : *entry.second.peer;
    };
    // Of two that one side opened, that side decides; of ours we keep the older.
    const bool same_opener = opener(first) == opener(second);
    if (same_opener && opener(first) != self_) return std::nullopt;
    const auto rank = [&](const Entry& entry) {
        return std::tuple(opener(entry), entry.second.upgraded_at, entry.first);
    };
    const bool first_wins = rank(first) < rank(second);
    const Entry& winner = first_wins ? first : second;
    const Entry& loser = first_wins ? second : first;
    const bool is_alive = winner.second.heard_at >= loser.second.upgraded_at;
    return is_alive ? std::optional(loser.first) : std::nullopt;
}

// Whoever is worth least goes first; then who has no streams; then who was idle longest.
void ConnectionManager::trim(Instant now) {
    if (established_count_ <= options_.high_mark) return;
    using Rank = std::tuple<std::int64_t, bool, Instant, LinkId>;
    std::vector<Rank> ranks;
    for (const auto& [id, link] : links_) {
        if (!link.is_established() || tags_.is_protected(*link.peer)) continue;
        if (now - link.opened_at < options_.grace) continue;
        ranks.emplace_back(tags_.value(*link.peer), link.stream_count > 0, link.used_at, id);
    }
    core::heap_sort(ranks, [](const Rank& one, const Rank& other) { return one < other; });
    const std::size_t surplus_count =
        std::min(ranks.size(), established_count_ - options_.low_mark);
    for (std::size_t i = 0; i < surplus_count; ++i)
        close(std::get<LinkId>(ranks[i]), CloseReason::surplus);
}

// When the next of too many is old enough to be let go.
std::optional<Instant> ConnectionManager::deadline() const {
    if (established_count_ <= options_.high_mark) return std::nullopt;
    std::optional<Instant> earliest;
    for (const auto& [id, link] : links_) {
        if (!link.is_established() || tags_.is_protected(*link.peer)) continue;
        earliest = core::earlier(earliest, link.opened_at + options_.grace);
    }
    return earliest;
}

std::optional<LinkId> ConnectionManager::best_link(const PeerId& peer) const {
    const Entry* best = nullptr;
    const auto life = [](const Entry& entry) {
        return std::pair(entry.second.heard_at, entry.first);
    };
    for (const Entry& entry : links_) {
        if (!entry.second.is_established() || *entry.second.peer != peer) continue;
        if (!best || life(*best) < life(entry)) best = &entry;
    }
    return best ? std::optional(best->first) : std::nullopt;
}

std::size_t ConnectionManager::peer_count() const {
    std::vector<PeerId> peers;
    for (const auto& [id, link] : links_)
        if (link.is_established()) peers.push_back(*link.peer);
    core::heap_sort(peers, [](const PeerId& one, const PeerId& other) { return one < other; });
    const auto repeated = std::ranges::unique(peers);
    return peers.size() - repeated.size();
}

void ConnectionManager::close(LinkId id, CloseReason reason) {
    Link& link = *links_.find(id);
    ASSERT(link.is_established());
    link.is_closing = true;
    --established_count_;
    const bool told = events_.push({id, reason});
    ASSERT(told);  // Else the driver did not take events, and links were closed and opened again.
}

}  // namespace net::peers
