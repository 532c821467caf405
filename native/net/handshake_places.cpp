// Places for all, and for each subscriber who has any.
#include "native/net/handshake_places.h"

#include "core/base/assert.h"

namespace native {

bool HandshakePlaces::take(const std::optional<net::IpAddress>& from) {
    if (count_ >= count_max) return false;
    if (const auto stranger = net::stranger(from)) {
        const net::IpAddress subscriber = stranger->subscriber();
        const auto found = subscribers_.find(subscriber);
        if (found != subscribers_.end() && found->second >= per_subscriber_max) return false;
        ++subscribers_[subscriber];
    }
    ++count_;
    return true;
}

void HandshakePlaces::give_back(const std::optional<net::IpAddress>& from) {
    ASSERT(count_ > 0);
    --count_;
    const auto stranger = net::stranger(from);
    if (!stranger) return;
    const auto found = subscribers_.find(stranger->subscriber());
    ASSERT(found != subscribers_.end());
    if (--found->second == 0) subscribers_.erase(found);
}

}  // namespace native
