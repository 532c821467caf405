// In which order the addresses of one peer are dialled: those in our own networks first, one of
// each kind before the second of any, our preferred transport and IPv6 before others of that turn.
// Rules: DQ4, DQ5, spec/dialing.md.
//
// Taking one of each kind first is what RFC 8305 does with the versions of IP, done with transports
// as well: where a firewall swallows one kind, nine dead addresses of it do not hold up the one of
// another kind that works.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "core/base/small_vector.h"
#include "core/codec/multiaddr.h"
#include "net/base/ip_address.h"
#include "net/base/link.h"

namespace net::dialing {

// The transports that a body can dial, the one it likes best first.
using Transports = core::SmallVector<Transport, transport_count>;

struct Candidate {
    core::codec::Multiaddr place;  // Without the peer id at its end.
    Transport transport;
};

// How far each of a node's own addresses reaches.
class Neighbourhood {
public:
    void set(std::span<const core::codec::Multiaddr> own_addresses);

    // Whether it is a private address where we have one of the same reach, so that it may be next
    // door. (It may also be in a network like ours elsewhere: then it costs one turn.)
    [[nodiscard]] bool contains(const IpAddress& address) const;

private:
    std::vector<IpScope> scopes_;
};

// Of candidates that are alike, the one given earlier stays in front.
[[nodiscard]] std::vector<Candidate> ranked(std::vector<Candidate> candidates,
                                            const Transports& transports,
                                            const Neighbourhood& neighbourhood);

}  // namespace net::dialing
