// HandshakePlaces says who may begin a handshake that costs us more than them: so many at once in
// all, and of one subscriber few, so that none keeps the others out. Rule TL15, spec/tls.md.
#pragma once

#include <cstddef>
#include <map>
#include <optional>

#include "net/base/ip_address.h"

namespace native {

class HandshakePlaces {
public:
    static constexpr std::size_t count_max = 128;
    static constexpr std::size_t per_subscriber_max = 16;

    // False if there is none. What was taken is given back under the same address.
    [[nodiscard]] bool take(const std::optional<net::IpAddress>& from);
    void give_back(const std::optional<net::IpAddress>& from);

    [[nodiscard]] std::size_t count() const { return count_; }

private:
    std::size_t count_ = 0;
    std::map<net::IpAddress, std::size_t> subscribers_;
};

}  // namespace native
