// Each rate is a leaky bucket, kept as the instant at which it would be empty.
#include "net/webrtc/contact_limit.h"

#include <algorithm>
#include <vector>

namespace net::webrtc {
namespace {

// For IPv6 the first half: who has one line has all the rest.
UdpAddress tracked_ip(UdpAddress address) {
    address.port = 0;
    if (address.family == IpFamily::ip6)
        std::fill(address.ip.begin() + 8, address.ip.end(), std::byte{0});
    return address;
}

// The leaky bucket as one instant: each use moves it on by an interval, and it may be so far ahead.
core::Instant after_one(core::Instant rested_at, const ContactRate& rate, core::Instant now) {
    return std::max(rested_at, now) + rate.interval;
}
bool is_too_far(core::Instant rested_at, const ContactRate& rate, core::Instant now) {
    return rested_at - now > rate.interval * rate.burst;
}

}  // namespace

bool ContactLimit::allow(const UdpAddress& from, core::Instant now) {
    const UdpAddress ip = tracked_ip(from);
    core::Instant* const known = ips_.find(ip);
    const core::Instant rested_at = after_one(known ? *known : now, options_.per_ip, now);
    // The IP first, so that one that comes too often does not use up what is for all.
    if (is_too_far(rested_at, options_.per_ip, now)) return false;
    const core::Instant all_rested_at = after_one(all_rested_at_, options_.all, now);
    if (is_too_far(all_rested_at, options_.all, now)) return false;
    if (!known && ips_.size() >= options_.ips_max) {
        forget_rested(now);
        if (ips_.size() >= options_.ips_max) return false;
    }
    all_rested_at_ = all_rested_at;
    ips_.ensure(ip) = rested_at;
    return true;
}

void ContactLimit::forget_rested(core::Instant now) {
    core::OrderedMap<UdpAddress, core::Instant> kept;
    for (const auto& [ip, rested_at] : ips_)
        if (rested_at > now) kept.insert(ip, rested_at);
    ips_ = std::move(kept);
}

}  // namespace net::webrtc
