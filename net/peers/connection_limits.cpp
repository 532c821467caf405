// Which connection may be opened, and the words for it.
#include <algorithm>
#include <utility>

#include "core/base/assert.h"
#include "net/peers/connection_manager.h"

namespace net::peers {

using core::Instant;
using core::codec::PeerId;

std::string_view describe(Limit limit) {
    switch (limit) {
        case Limit::links: return "there are as many connections as may be";
        case Limit::incoming: return "as many connections have come in as may";
        case Limit::pending_incoming:
            return "too many connections that came in have not finished their handshake";
        case Limit::pending_per_subscriber:
            return "too many connections from one network have not finished their handshake";
        case Limit::pending_outgoing: return "too many connections are being made at the same time";
        case Limit::links_per_address: return "too many connections from one address";
        case Limit::links_per_subscriber: return "too many connections from one network";
        case Limit::arrival_rate: return "too many connections from one address in a short time";
        case Limit::links_per_peer: return "too many connections of one peer";
        case Limit::degree: return "there are connections to as many peers as may be";
    }
    std::unreachable();
}

std::string_view describe(CloseReason reason) {
    switch (reason) {
        case CloseReason::peer_limit: return "the peer has as many connections as it may have";
        case CloseReason::degree: return "there are connections to as many peers as may be";
        case CloseReason::duplicate: return "there is a better connection to the same peer";
        case CloseReason::surplus: return "there were more connections than are wanted";
    }
    std::unreachable();
}

std::string_view advice(CloseReason reason) {
    switch (reason) {
        case CloseReason::peer_limit:
            return "Use the connections to the peer that there are: more are seldom needed.";
        case CloseReason::degree:
            return "Protect the peers that must stay, or raise the number of peers in the options.";
        case CloseReason::duplicate:
            return "Nothing needs to be done: the better connection is used.";
        case CloseReason::surplus:
            return "Protect or tag the peers that must stay, or raise the marks in the options.";
    }
    std::unreachable();
}

ConnectionManagerOptions ConnectionManagerOptions::for_page() {
    ConnectionManagerOptions options;
    options.links_max = 64;
    options.incoming_max = 48;
    options.pending_incoming_max = 16;
    options.pending_per_subscriber_max = 4;
    options.pending_outgoing_max = 16;
    options.degree_max = 32;
    options.high_mark = 24;
    options.low_mark = 16;
    return options;
}

std::optional<Limit> ConnectionManager::open(LinkId link, const Opening& opening, Instant now) {
    const std::optional<Limit> met = limit_met(opening, now);
    if (met) {
        ++refused_counts_[std::to_underlying(*met)];
        return met;
    }
    const bool is_new = links_.insert(link, {.opening = opening, .opened_at = now});
    ASSERT(is_new);
    return std::nullopt;
}

std::optional<Limit> ConnectionManager::limit_met(const Opening& opening, Instant now) {
    const bool is_incoming = opening.direction == Direction::incoming;
    if (is_incoming && opening.ip && !arrival_rate_.admit(*opening.ip, now))
        return Limit::arrival_rate;
    if (links_.size() >= options_.links_max) return Limit::links;
    if (is_incoming) return incoming_limit_met(opening);
    const auto is_pending = [](const Entry& entry) {
        return entry.second.opening.direction == Direction::outgoing && !entry.second.peer;
    };
    const auto pending_count = std::ranges::count_if(links_, is_pending);
    if (static_cast<std::size_t>(pending_count) >= options_.pending_outgoing_max)
        return Limit::pending_outgoing;
    if (opening.peer && exceeds_degree(*opening.peer)) return Limit::degree;
    return std::nullopt;
}

std::optional<Limit> ConnectionManager::incoming_limit_met(const Opening& opening) const {
    std::size_t incoming_count = 0;
    std::size_t pending_count = 0;
    std::size_t address_count = 0;
    std::size_t subscriber_count = 0;
    std::size_t subscriber_pending_count = 0;
    for (const auto& [id, link] : links_) {
        if (link.opening.direction != Direction::incoming) continue;
        ++incoming_count;
        if (!link.peer) ++pending_count;
        if (!opening.ip || !link.opening.ip) continue;
        if (*link.opening.ip == *opening.ip) ++address_count;
        if (link.opening.ip->subscriber() != opening.ip->subscriber()) continue;
        ++subscriber_count;
        if (!link.peer) ++subscriber_pending_count;
    }
    if (incoming_count >= options_.incoming_max) return Limit::incoming;
    if (pending_count >= options_.pending_incoming_max) return Limit::pending_incoming;
    if (subscriber_pending_count >= options_.pending_per_subscriber_max)
        return Limit::pending_per_subscriber;
    if (address_count >= options_.links_per_address_max) return Limit::links_per_address;
    if (subscriber_count >= options_.links_per_subscriber_max) return Limit::links_per_subscriber;
    return std::nullopt;
}

bool ConnectionManager::exceeds_degree(const PeerId& peer) const {
    if (!options_.degree_max || tags_.is_protected(peer)) return false;
    return links_to(peer).empty() && peer_count() >= *options_.degree_max;
}

std::uint64_t ConnectionManager::refused_count(Limit limit) const {
    return refused_counts_[std::to_underlying(limit)];
}

}  // namespace net::peers
