// How often strangers may begin: a rate for each IP (for IPv6 each /64, which is what one gets for
// one line) and one for all together. What is tracked is bounded by the rate for all: an IP is
// forgotten when it has its whole allowance again. Rule IL7, spec/webrtc.md.
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/base/ordered_map.h"
#include "core/base/time.h"
#include "net/webrtc/udp_address.h"

namespace net::webrtc {

struct ContactRate {
    std::int64_t burst;       // So many at once,
    core::Duration interval;  // and then one in this time.
};

class ContactLimit {
public:
    struct Options {
        // A page reload, or a house behind one address, begins a few at once.
        ContactRate per_ip{.burst = 16, .interval = std::chrono::milliseconds{500}};
        ContactRate all{.burst = 256, .interval = std::chrono::milliseconds{5}};
        // More than the rate for all lets come in the time in which an IP is forgotten.
        std::size_t ips_max = 4096;
    };

    explicit ContactLimit(const Options& options) : options_(options) {}

    [[nodiscard]] bool allow(const UdpAddress& from, core::Instant now);
    [[nodiscard]] std::size_t ip_count() const { return ips_.size(); }

private:
    void forget_rested(core::Instant now);

    Options options_;
    // When each would have its whole allowance again; earlier than now means that it has.
    core::OrderedMap<UdpAddress, core::Instant> ips_;
    core::Instant all_rested_at_{};
};

}  // namespace net::webrtc
