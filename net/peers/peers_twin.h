// What tests of this folder share: drivers that check after every step what must always hold.
#pragma once

#include <map>
#include <string>

#include "core/base/assert.h"
#include "core/base/format.h"
#include "net/base/numbered_test_support.h"
#include "net/peers/connection_manager.h"
#include "net/peers/peer_store.h"

namespace net::peers::twin {

using numbered::address;
using numbered::peer;
using numbered::place;

inline IpAddress ip(std::string_view text) {
    const auto found = ip_of(address(
        core::formatted("/{}/{}/tcp/1", text.find(':') == text.npos ? "ip4" : "ip6", text)));
    ASSERT(found);
    return *found;
}

// Tells a ConnectionManager of links and closes what is to be closed, but not at once.
class ManagerDriver {
public:
    ManagerDriver(const ConnectionManagerOptions& options, unsigned self)
        : options_(options), manager_(peer(self), options) {}

    ConnectionManager& manager() { return manager_; }

    struct Known {
        Opening opening;
        std::optional<core::codec::PeerId> peer;
        bool is_closing = false;
    };
    [[nodiscard]] const std::map<LinkId, Known>& links() const { return links_; }

    std::optional<LinkId> open(const Opening& opening, core::Instant now) {
        const LinkId link{++opened_};
        const auto limit = manager_.open(link, opening, now);
        if (!limit) links_[link] = {opening, {}};
        check();
        return limit ? std::nullopt : std::optional(link);
    }
    void upgraded(LinkId link, unsigned number, core::Instant now) {
        const auto known = links_.find(link);
        if (known == links_.end() || known->second.peer) return;
        known->second.peer = peer(number);
        manager_.upgraded(link, peer(number), now);
        check();
    }
    void heard(LinkId link, core::Instant now) {
        manager_.heard(link, now);
        check();
    }
    void closed(LinkId link, core::Instant now) {
        links_.erase(link);
        manager_.closed(link, now);
        check();
    }
    void expire(core::Instant now) {
        manager_.expire(now);
        check();
        const auto deadline = manager_.deadline();
        ASSERT(!deadline || *deadline > now);  // Else its driver would spin.
    }
    [[nodiscard]] std::vector<Close> take_closes() { return std::exchange(closes_, {}); }

private:
    void check() {
        while (const auto close = manager_.next_event()) {
            Known& known = links_.at(close->link);
            ASSERT(known.peer && !known.is_closing);  // Only once.
            const bool is_protected = manager_.tags().is_protected(*known.peer);
            ASSERT(!is_protected || close->reason == CloseReason::duplicate ||
                   close->reason == CloseReason::peer_limit);
            known.is_closing = true;
            closes_.push_back(*close);
        }
        ASSERT(links_.size() == manager_.link_count() && links_.size() <= options_.links_max);
        std::size_t incoming_count = 0;
        std::size_t pending_count = 0;
        std::map<IpAddress, std::size_t> per_address;
        std::map<IpAddress, std::size_t> pending_per_subscriber;
        std::map<core::codec::PeerId, std::size_t> per_peer;
        for (const auto& [id, link] : links_) {
            if (link.peer && !link.is_closing)
                ASSERT(++per_peer[*link.peer] <= options_.links_per_peer_max);
            if (link.opening.direction == Direction::outgoing) continue;
            ++incoming_count;
            pending_count += !link.peer;
            if (!link.opening.ip) continue;
            ASSERT(++per_address[*link.opening.ip] <= options_.links_per_address_max);
            if (!link.peer)
                ASSERT(++pending_per_subscriber[link.opening.ip->subscriber()] <=
                       options_.pending_per_subscriber_max);
        }
        ASSERT(incoming_count <= options_.incoming_max);
        ASSERT(pending_count <= options_.pending_incoming_max);
        ASSERT(per_peer.size() == manager_.peer_count());
        for (const auto& [id, count] : per_peer) ASSERT(manager_.best_link(id));
    }

    ConnectionManagerOptions options_;
    ConnectionManager manager_;
    std::map<LinkId, Known> links_;
    std::uint64_t opened_ = 0;
    std::vector<Close> closes_;
};

// What must hold of a store at every moment.
inline void check_store(const PeerStore& store, const PeerStoreOptions& options) {
    std::size_t unconnected_count = 0;
    for (const auto& [id, peer] : store.all()) {
        unconnected_count += peer.connection_count == 0;
        std::size_t size = 0;
        for (const auto& [known, facts] : peer.addresses.all()) size += known.bytes().size();
        ASSERT(size <= options.addresses.addresses_size_max);
        ASSERT(peer.addresses.all().size() <= options.addresses.addresses_max);
        ASSERT(!peer.record || peer.record->envelope.size() <= options.record_size_max);
        ASSERT(peer.protocols.size() <= options.protocols_max);
        ASSERT(peer.agent.size() <= options.agent_size_max);
    }
    ASSERT(unconnected_count <= options.peers_max);
}

}  // namespace net::peers::twin
