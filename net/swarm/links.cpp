// Finding links, and whose turn it is.
#include "net/swarm/links.h"

#include <utility>

#include "core/base/assert.h"

namespace net::swarm {

using core::Instant;
using core::codec::PeerId;

namespace {
// Far above what limits on connections let come; a body takes all after every call.
constexpr std::size_t waiting_max = std::size_t{1} << 20;
}  // namespace

Links::Links() : active_(waiting_max), ready_(waiting_max) {}

Link& Links::add(Link link) {
    const LinkId id = link.id;
    const bool is_new = links_.insert(id, std::make_unique<Link>(std::move(link)));
    ASSERT(is_new);
    return *find(id);
}

void Links::remove(Link& link) {
    if (link.is_connected) {
        auto* const others = by_peer_.find(*link.peer);
        ASSERT(others);
        std::erase(*others, link.id);
        if (others->empty()) by_peer_.erase(*link.peer);
    }
    deadlines_.remove(link.id, link.wake);
    links_.erase(LinkId(link.id));
}

Link* Links::find(LinkId id) {
    const auto* link = links_.find(id);
    return link ? link->get() : nullptr;
}

void Links::connect(Link& link) {
    ASSERT(!std::exchange(link.is_connected, true));
    by_peer_.ensure(*link.peer).push_back(link.id);
}

const std::vector<LinkId>& Links::of(const PeerId& peer) const {
    static const std::vector<LinkId> none;
    const auto* links = by_peer_.find(peer);
    return links ? *links : none;
}

void Links::wake(Link& link) {
    if (!std::exchange(link.is_active, true)) ASSERT(active_.push(link.id));
}

void Links::touch(Link& link) {
    if (!std::exchange(link.is_ready, true)) ASSERT(ready_.push(link.id));
    deadlines_.set(link.id, link.wake, link.connection.deadline());
}

Link* Links::first_active() {
    while (!active_.empty()) {
        if (Link* const link = find(active_.front())) return link;
        active_.drop_front();
    }
    return nullptr;
}

void Links::rest(Link& link) {
    ASSERT(active_.front() == link.id);
    active_.drop_front();
    link.is_active = false;
    touch(link);
}

std::optional<LinkId> Links::next_ready() {
    while (const auto id = ready_.pop()) {
        Link* const link = find(*id);
        if (!link) continue;
        link->is_ready = false;
        return id;
    }
    return std::nullopt;
}

void Links::expire(Instant now) {
    while (const auto id = deadlines_.first_due(now)) {
        Link* const link = find(*id);
        ASSERT(link);
        deadlines_.remove(*id, link->wake);
        link->connection.expire(now);
        deadlines_.set(*id, link->wake, link->connection.deadline());
        wake(*link);
    }
}

}  // namespace net::swarm
