// Links is all links of a swarm: by id, by peer, by when they want to be woken, which may have
// something to tell and which may have something to send.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "core/base/deadlines.h"
#include "core/base/flat_map.h"
#include "core/base/queue.h"
#include "core/base/time.h"
#include "core/codec/peer_id.h"
#include "net/swarm/link.h"

namespace net::swarm {

class Links {
public:
    Links();

    Link& add(Link link);
    void remove(Link& link);
    [[nodiscard]] Link* find(LinkId id);

    // Whose peer is known; it is one of the peer's from now on.
    void connect(Link& link);
    // Those of the peer that are connected.
    [[nodiscard]] const std::vector<LinkId>& of(const core::codec::PeerId& peer) const;

    // It may have something to tell, and after that to send.
    void wake(Link& link);
    // It may have something to send, and another deadline.
    void touch(Link& link);

    // The next that may have something to tell, until it is put to rest.
    [[nodiscard]] Link* first_active();
    void rest(Link& link);
    [[nodiscard]] std::optional<LinkId> next_ready();

    void expire(core::Instant now);
    [[nodiscard]] std::optional<core::Instant> deadline() const { return deadlines_.earliest(); }

    [[nodiscard]] std::size_t size() const { return links_.size(); }
    [[nodiscard]] auto begin() const { return links_.begin(); }
    [[nodiscard]] auto end() const { return links_.end(); }

private:
    // Behind pointers, since connections do not move.
    core::FlatMap<LinkId, std::unique_ptr<Link>> links_;
    core::FlatMap<core::codec::PeerId, std::vector<LinkId>> by_peer_;
    core::Deadlines<LinkId> deadlines_;
    core::Queue<LinkId> active_;
    core::Queue<LinkId> ready_;
};

}  // namespace net::swarm
