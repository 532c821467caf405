// ArrivalRate says which of the connections that come in are too many for where they come from: so
// many at once, then one per interval. Counted for a subscriber (LK5): who has one address of
// version 6 has them by the billion. Rule: CM4, spec/peers.md.
//
// It keeps one instant for each, that at which its bucket will be full again; those that are full
// are not kept.
#pragma once

#include <cstddef>

#include "core/base/ordered_map.h"
#include "core/base/time.h"
#include "net/base/ip_address.h"

namespace net::peers {

class ArrivalRate {
public:
    struct Options {
        core::Duration interval = std::chrono::milliseconds{200};
        std::size_t burst_count = 16;
        std::size_t entries_max = 1024;  // Beyond it, whose bucket is fullest is forgotten.
    };

    explicit ArrivalRate(const Options& options);

    [[nodiscard]] bool admit(const IpAddress& from, core::Instant now);

    [[nodiscard]] std::size_t size() const { return full_at_.size(); }

private:
    void make_room(core::Instant now);

    Options options_;
    core::OrderedMap<IpAddress, core::Instant> full_at_;
};

}  // namespace net::peers
