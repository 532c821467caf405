// Sorts by what kind of address a candidate is, and how many of that kind stand before it.
#include "net/dialing/ranking.h"

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

#include "core/base/assert.h"
#include "core/base/heap_sort.h"

namespace net::dialing {

namespace {

enum class Nearness : std::uint8_t { next_door, anywhere, elsewhere };  // As they are dialled.
constexpr std::size_t nearness_count = 3;

enum class Family : std::uint8_t { ip6, ip4, name };
constexpr std::size_t family_count = 3;

Nearness nearness_of(const std::optional<IpAddress>& ip, const Neighbourhood& neighbourhood) {
    if (!ip || ip->scope() == IpScope::everywhere) return Nearness::anywhere;
    return neighbourhood.contains(*ip) ? Nearness::next_door : Nearness::elsewhere;
}

Family family_of(const std::optional<IpAddress>& ip) {
    if (!ip) return Family::name;
    return ip->is_version_4() ? Family::ip4 : Family::ip6;
}

std::size_t preference_of(Transport transport, const Transports& transports) {
    const auto* found = std::find(transports.begin(), transports.end(), transport);
    ASSERT(found != transports.end());
    return static_cast<std::size_t>(found - transports.begin());
}

struct Ranked {
    std::tuple<Nearness, std::size_t, std::size_t, Family>
        rank;  // Second its turn, then transport.
    Candidate candidate;
};

}  // namespace

void Neighbourhood::set(std::span<const core::codec::Multiaddr> own_addresses) {
    scopes_.clear();
    for (const core::codec::Multiaddr& address : own_addresses) {
        const auto ip = ip_of(address);
        if (!ip || ip->scope() == IpScope::everywhere || contains(*ip)) continue;
        scopes_.push_back(ip->scope());
    }
}

bool Neighbourhood::contains(const IpAddress& address) const {
    return std::find(scopes_.begin(), scopes_.end(), address.scope()) != scopes_.end();
}

std::vector<Candidate> ranked(std::vector<Candidate> candidates, const Transports& transports,
                              const Neighbourhood& neighbourhood) {
    std::array<std::size_t, nearness_count * transport_count * family_count> turns{};
    std::vector<Ranked> list;
    list.reserve(candidates.size());
    for (Candidate& candidate : candidates) {
        const auto ip = ip_of(candidate.place);
        const Nearness nearness = nearness_of(ip, neighbourhood);
        const Family family = family_of(ip);
        const std::size_t preference = preference_of(candidate.transport, transports);
        const std::size_t kind =
            (std::to_underlying(nearness) * transport_count + preference) * family_count +
            std::to_underlying(family);
        list.push_back({{nearness, turns[kind]++, preference, family}, std::move(candidate)});
    }
    // No two have the same turn of the same kind, so this order is total.
    core::heap_sort(list,
                    [](const Ranked& one, const Ranked& other) { return one.rank < other.rank; });
    candidates.clear();
    for (Ranked& entry : list) candidates.push_back(std::move(entry.candidate));
    return candidates;
}

}  // namespace net::dialing
