// Places for all, and for each subscriber who has any.
#include "native/net/handshake_places.h"

#include "core/base/assert.h"

namespace native {
namespace {

// Programs of this host, and what a proxy on it passes on, are not one stranger (SW25).
std::optional<net::IpAddress> stranger(const std::optional<net::IpAddress>& from) {
    if (!from || from->scope() == net::IpScope::same_host) return std::nullopt;
    return from->subscriber();
}

}  // namespace

bool HandshakePlaces::take(const std::optional<net::IpAddress>& from) {
    if (count_ >= count_max) return false;
    if (const auto subscriber = stranger(from)) {
        const auto found = subscribers_.find(*subscriber);
        if (found != subscribers_.end() && found->second >= per_subscriber_max) return false;
        ++subscribers_[*subscriber];
    }
    ++count_;
    return true;
}

void HandshakePlaces::give_back(const std::optional<net::IpAddress>& from) {
    ASSERT(count_ > 0);
    --count_;
    const auto subscriber = stranger(from);
    if (!subscriber) return;
    const auto found = subscribers_.find(*subscriber);
    ASSERT(found != subscribers_.end());
    if (--found->second == 0) subscribers_.erase(found);
}

}  // namespace native
