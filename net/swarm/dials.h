// Dials is a swarm's dial queue (net/dialing), in the swarm's own words: attempts are links, and
// each call of dial() has an id and an end of its own, also where two are one dial to the queue.
//
//     dials.begin({.peer = peer, .addresses = addresses}, now)
//     while (const auto step = dials.next_step()) …   // After every call that is not const.
//     dials.connecting(link); then dials.succeeded(link, now) or dials.failed(link, why, now)
//
// Rules SW20–SW24, spec/swarm.md.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/base/flat_map.h"
#include "core/base/prng.h"
#include "core/base/queue.h"
#include "core/base/time.h"
#include "core/base/variant.h"
#include "core/codec/multiaddr.h"
#include "core/codec/peer_id.h"
#include "net/dialing/dialer.h"
#include "net/swarm/events.h"

namespace net::swarm {

class Dials {
public:
    // To be given to connect_as() or refuse(), before the next step is asked for.
    struct Connect {
        dialing::AttemptId attempt;
        core::codec::Multiaddr address;
        std::optional<core::codec::PeerId> peer;
    };
    struct Abandon {
        LinkId link;
    };
    // The peer is connected: by this link, or by one that came in.
    struct Reached {
        std::vector<DialId> dials;
        std::optional<core::codec::PeerId> peer;
        std::optional<LinkId> link;
    };
    using Step = core::Variant<Connect, Abandon, Reached, DialEnded>;

    Dials(const core::codec::PeerId& self, const dialing::DialerOptions& options, core::Seed seed);

    void set_own_addresses(std::span<const core::codec::Multiaddr> addresses) {
        dialer_.set_own_addresses(addresses);
    }

    // An id for a dial that needs no queue.
    [[nodiscard]] DialId new_id() { return DialId{++last_id_}; }
    DialId begin(const dialing::DialRequest& request, core::Instant now);
    // One whose end nobody waits for.
    void begin_quietly(const dialing::DialRequest& request, core::Instant now);
    void cancel(DialId dial, core::Instant now);

    struct Attempt {
        dialing::AttemptId id;
        core::codec::Multiaddr address;
        std::optional<core::codec::PeerId> peer;
        bool is_upgrading = false;
    };
    void connect_as(LinkId link, const Connect& connect);
    void refuse(const Connect& connect, DialFailure failure, core::Instant now) {
        dialer_.failed(connect.attempt, failure, now);
    }
    [[nodiscard]] const Attempt* find(LinkId link) const { return attempts_.find(link); }
    void upgrading(LinkId link);
    void succeeded(LinkId link, core::Instant now);
    void failed(LinkId link, DialFailure failure, core::Instant now);
    // The link is no more. (Until then it is known what it was dialled for.)
    void forget(LinkId link) { attempts_.erase(link); }
    // By a link that came in.
    void connected(const core::codec::PeerId& peer, core::Instant now) {
        dialer_.connected(peer, now);
    }

    [[nodiscard]] std::optional<Step> next_step();
    void expire(core::Instant now) { dialer_.expire(now); }
    [[nodiscard]] std::optional<core::Instant> deadline() const { return dialer_.deadline(); }

    [[nodiscard]] std::size_t dial_count() const { return dialer_.dial_count(); }

private:
    [[nodiscard]] std::optional<LinkId> link_of(dialing::AttemptId attempt) const;
    [[nodiscard]] std::optional<Step> read(dialing::Start start);
    [[nodiscard]] std::optional<Step> read(dialing::Abandon abandoned);
    [[nodiscard]] std::optional<Step> read(dialing::Ended ended);

    dialing::Dialer dialer_;
    std::uint64_t last_id_ = 0;  // Of a dial in the swarm's words.
    // Who waits for a dial of the queue.
    core::FlatMap<dialing::DialId, std::vector<DialId>> waiters_;
    core::FlatMap<LinkId, Attempt> attempts_;
    core::Queue<Step> steps_;
};

}  // namespace net::swarm
