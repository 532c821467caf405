// BackOff remembers which addresses failed lately, and until when each is left alone: twice as long
// after every failure, shortened by chance so that those who lost the same peer do not all come
// back at once. A success makes it forget. Rules: DQ9–DQ11, spec/dialing.md.
//
// Addresses come without the peer id at their end. What only says that one peer is not there is
// kept with that peer's id, so that nobody can spoil the address of another.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

#include "core/base/bytes.h"
#include "core/base/ordered_map.h"
#include "core/base/prng.h"
#include "core/base/time.h"
#include "core/codec/multiaddr.h"
#include "core/codec/peer_id.h"
#include "net/base/dial_failure.h"

namespace net::dialing {

class BackOff {
public:
    struct Options {
        core::Duration first = std::chrono::seconds{5};
        core::Duration longest = std::chrono::minutes{5};
        std::size_t entries_max = 1024;  // Beyond it, who may be dialled soonest is forgotten.
    };

    BackOff(const Options& options, core::Seed seed);

    using Peer = std::optional<core::codec::PeerId>;

    // Until when it is left alone now; nothing if the failure says nothing about the address.
    std::optional<core::Instant> failed(const core::codec::Multiaddr& place, const Peer& peer,
                                        DialFailure failure, core::Instant now);
    void succeeded(const core::codec::Multiaddr& place, const Peer& peer);

    // Until when it is left alone, if it is.
    [[nodiscard]] std::optional<core::Instant> until(const core::codec::Multiaddr& place,
                                                     const Peer& peer, core::Instant now) const;

    [[nodiscard]] std::size_t size() const { return entries_.size(); }

private:
    using Key = std::pair<core::codec::Multiaddr, core::Buffer>;  // Of a peer id the bytes.

    struct Entry {
        std::uint32_t failure_count = 0;
        core::Instant retry_at{};
    };

    static Key key_of(const core::codec::Multiaddr& place, const Peer& peer);
    [[nodiscard]] std::optional<core::Instant> until(const Key& key, core::Instant now) const;
    [[nodiscard]] core::Duration drawn_pause(std::uint32_t failure_count);
    void make_room(core::Instant now);

    Options options_;
    core::Prng prng_;
    core::OrderedMap<Key, Entry> entries_;
};

}  // namespace net::dialing
