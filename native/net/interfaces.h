// The network interfaces that are up, and their addresses.
#pragma once

#include <boost/asio/ip/address.hpp>
#include <string>
#include <vector>

namespace native {

struct Interface {
    std::string name;
    unsigned index;
    std::vector<boost::asio::ip::address> addresses;  // Those of version 6 with their scope.

    [[nodiscard]] bool has(bool ip6) const;
};

// In the order of their index; none if the system does not tell.
std::vector<Interface> interfaces();

// What a socket that is bound to the address can be reached at: itself, or where it is unspecified
// the addresses of its version that all interfaces have.
std::vector<boost::asio::ip::address> reachable_at(const boost::asio::ip::address& bound);

}  // namespace native
