// How a request becomes a dial: which of its addresses are worth a try, and what speaks against the
// others.
#include <algorithm>
#include <utility>

#include "core/base/assert.h"
#include "net/dialing/dialer.h"

namespace net::dialing {

using core::Instant;
using core::codec::Component;
using core::codec::Multiaddr;
using core::codec::PeerId;
using core::codec::Protocol;

namespace {

std::optional<PeerId> wanted_peer(const DialRequest& request) {
    if (request.peer) return request.peer;
    for (const Multiaddr& address : request.addresses)
        if (const auto peer = peer_of(address)) return peer;
    return std::nullopt;
}

// Whether it could be an address of a peer at all, of whatever transport.
bool may_be_of_a_peer(const Multiaddr& place) {
    bool has_transport = false;
    for (const Component& component : place) {
        const bool has_port =
            component.protocol == Protocol::tcp || component.protocol == Protocol::udp;
        if (has_port && core::equal(component.value, core::Buffer(2))) return false;  // Port 0.
        has_transport |= has_port || component.protocol == Protocol::p2p_circuit ||
                         component.protocol == Protocol::unix_socket ||
                         component.protocol == Protocol::memory ||
                         component.protocol == Protocol::dnsaddr;
    }
    const auto ip = ip_of(place);
    return has_transport && !(ip && ip->scope() == IpScope::nowhere);
}

}  // namespace

std::optional<Instant> retry_time(const std::vector<AddressFailure>& failures) {
    std::optional<Instant> earliest;
    for (const AddressFailure& failure : failures)
        earliest = core::earlier(earliest, failure.retry_at);
    return earliest;
}

std::string_view describe(RefusalReason reason) {
    switch (reason) {
        case RefusalReason::ourselves: return "this node does not dial itself";
        case RefusalReason::no_address: return "no address of the peer is known";
        case RefusalReason::no_usable_address: return "no address of the peer can be dialled now";
        case RefusalReason::queue_full: return "too many peers are being dialled already";
    }
    std::unreachable();
}

std::string_view advice(RefusalReason reason) {
    switch (reason) {
        case RefusalReason::ourselves: return "Use the address or the id of the other peer.";
        case RefusalReason::no_address:
            return "Dial an address of the peer, or let a peer that is connected to both introduce "
                   "you.";
        case RefusalReason::no_usable_address:
            return "See what is said of each address, or wait until the first may be dialled "
                   "again.";
        case RefusalReason::queue_full:
            return "Wait for some of these dials to end, or cancel those that are not needed.";
    }
    std::unreachable();
}

void Dialer::set_own_addresses(std::span<const Multiaddr> addresses) {
    own_places_.clear();
    for (const Multiaddr& address : addresses) own_places_.push_back(without_peer(address));
    neighbourhood_.set(addresses);
}

std::expected<DialId, Refusal> Dialer::dial(const DialRequest& request, Instant now) {
    const Peer peer = wanted_peer(request);
    if (peer == self_) return std::unexpected(Refusal{RefusalReason::ourselves, {}, {}});
    if (const auto id = peer ? under_way(*peer) : std::nullopt) {
        Dial& joined = *dials_.find(*id);
        ++joined.waiter_count;
        take_addresses(joined, *id, request, now);
        start_what_may(now);
        return *id;
    }
    if (dials_.size() >= options_.dials_max)
        return std::unexpected(Refusal{RefusalReason::queue_full, {}, {}});

    const DialId id{dials_begun_ + 1};
    Dial dial;
    dial.peer = peer;
    dial.deadline = now + options_.dial_duration_max;
    dial.next_start_at = now;
    adopt(id, dial);
    take_addresses(dial, id, request, now);
    if (dial.pending.empty() && dial.in_flight_count == 0) {
        if (request.addresses.empty())
            return std::unexpected(Refusal{RefusalReason::no_address, {}, {}});
        const auto retry_at = retry_time(dial.failures);
        return std::unexpected(
            Refusal{RefusalReason::no_usable_address, std::move(dial.failures), retry_at});
    }
    ++dials_begun_;
    dials_.insert(id, std::move(dial));
    start_what_may(now);
    return id;
}

void Dialer::take_addresses(Dial& dial, DialId id, const DialRequest& request, Instant now) {
    for (const Multiaddr& address : request.addresses) {
        Multiaddr place = without_peer(address);
        if (request.back_off == BackOffUse::ignored) revive(dial, place);
        if (knows(dial, id, address, place)) continue;
        std::optional<DialFailure> failure = objection(dial, address, place);
        std::optional<Instant> retry_at;
        if (!failure && request.back_off == BackOffUse::respected) {
            retry_at = back_off_.until(place, dial.peer, now);
            if (retry_at) failure = DialFailure::backing_off;
        }
        std::size_t& count = failure ? dial.dropped_count : dial.taken_count;
        if (count >= options_.addresses_max) {
            ++dial.left_out_count;
            continue;
        }
        ++count;
        if (failure) {
            // One that names another peer keeps the name: without it, it may be this peer's as
            // well.
            const bool keeps_peer = failure == DialFailure::wrong_peer;
            dial.failures.push_back({keeps_peer ? address : std::move(place), *failure, retry_at});
        } else {
            dial.pending.push_back({std::move(place), *transport_of(address)});
        }
    }
    dial.pending = ranked(std::move(dial.pending), options_.transports, neighbourhood_);
}

void Dialer::revive(Dial& dial, const Multiaddr& place) {
    dial.dropped_count -= std::erase_if(dial.failures, [&](const AddressFailure& failure) {
        return failure.failure == DialFailure::backing_off && failure.address == place;
    });
}

bool Dialer::knows(const Dial& dial, DialId id, const Multiaddr& address,
                   const Multiaddr& place) const {
    const auto is_pending = [&](const Candidate& candidate) { return candidate.place == place; };
    const auto has_failed = [&](const AddressFailure& failure) {
        return failure.address == place || failure.address == address;
    };
    const auto is_tried = [&](const auto& entry) {
        return entry.second.dial == id && entry.second.place == place;
    };
    return std::ranges::any_of(dial.pending, is_pending) ||
           std::ranges::any_of(dial.failures, has_failed) ||
           std::ranges::any_of(attempts_, is_tried);
}

// What speaks against the address whenever it is dialled.
std::optional<DialFailure> Dialer::objection(const Dial& dial, const Multiaddr& address,
                                             const Multiaddr& place) const {
    if (!may_be_of_a_peer(place)) return DialFailure::not_a_peer_address;
    if (const auto named = peer_of(address); named && named != dial.peer)
        return DialFailure::wrong_peer;
    if (std::ranges::find(own_places_, place) != own_places_.end()) return DialFailure::ourselves;
    const auto transport = transport_of(address);
    const Transports& known = options_.transports;
    if (!transport || std::ranges::find(known, *transport) == known.end())
        return DialFailure::address_unsupported;
    const auto ip = ip_of(place);
    if (ip &&
        std::ranges::find(options_.denied_scopes, ip->scope()) != options_.denied_scopes.end())
        return DialFailure::denied;
    return std::nullopt;
}

// Attempts to the same peer that outlived an earlier dial are this one's now.
void Dialer::adopt(DialId id, Dial& dial) {
    if (!dial.peer) return;
    for (const auto& [attempt_id, unused] : attempts_) {
        Attempt& attempt = *attempts_.find(attempt_id);
        if (attempt.dial || attempt.peer != dial.peer) continue;
        attempt.dial = id;
        ++dial.in_flight_count;
        ++dial.taken_count;
    }
}

}  // namespace net::dialing
