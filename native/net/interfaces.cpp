// What getifaddrs says, by interface.
#include "native/net/interfaces.h"

#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <algorithm>
#include <cstring>
#include <map>
#include <memory>
#include <optional>

namespace native {

using boost::asio::ip::address;

namespace {

std::optional<address> address_of(const sockaddr* from) {
    if (!from) return std::nullopt;
    if (from->sa_family == AF_INET) {
        sockaddr_in in;
        std::memcpy(&in, from, sizeof in);
        return boost::asio::ip::address_v4(ntohl(in.sin_addr.s_addr));
    }
    if (from->sa_family != AF_INET6) return std::nullopt;
    sockaddr_in6 in6;
    std::memcpy(&in6, from, sizeof in6);
    boost::asio::ip::address_v6::bytes_type bytes;
    std::memcpy(bytes.data(), &in6.sin6_addr, bytes.size());
    return boost::asio::ip::address_v6(bytes, in6.sin6_scope_id);
}

}  // namespace

bool Interface::has(bool ip6) const {
    return std::ranges::any_of(addresses, [&](const address& one) { return one.is_v6() == ip6; });
}

std::vector<Interface> interfaces() {
    ifaddrs* first = nullptr;
    if (getifaddrs(&first) != 0) return {};
    const std::unique_ptr<ifaddrs, decltype(&freeifaddrs)> owner(first, freeifaddrs);
    std::map<unsigned, Interface> found;
    for (const ifaddrs* one = first; one; one = one->ifa_next) {
        const auto ip = address_of(one->ifa_addr);
        const unsigned index = if_nametoindex(one->ifa_name);
        if (!ip || index == 0 || !(one->ifa_flags & IFF_UP)) continue;
        Interface& interface = found[index];
        interface.name = one->ifa_name;
        interface.index = index;
        interface.addresses.push_back(*ip);
    }
    std::vector<Interface> all;
    for (auto& [index, interface] : found) all.push_back(std::move(interface));
    return all;
}

std::vector<address> reachable_at(const address& bound) {
    if (!bound.is_unspecified()) return {bound};
    std::vector<address> all;
    for (const Interface& interface : interfaces()) {
        for (const address& one : interface.addresses) {
            const bool is_on_one_cable = one.is_v6() && one.to_v6().is_link_local();
            if (one.is_v6() == bound.is_v6() && !is_on_one_cable) all.push_back(one);
        }
    }
    return all;
}

}  // namespace native
