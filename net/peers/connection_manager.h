// ConnectionManager decides which connections a node has: whether one more may be opened, which of
// two to the same peer is kept, and whom to let go when there are too many. It knows them only as
// it is told, and closes none itself.
//
//     if (const auto limit = manager.open(link, {.direction = …}, now)) refuse, describe(*limit)
//     manager.upgraded(link, peer, now)       heard(), streams(): as it goes on
//     while (const auto close = manager.next_event()) close the link, for close->reason
//     manager.closed(link, now)               Always, for each that was opened.
//
// After each call that is not const take next_event() until there is none, and arm one timer for
// deadline(). A link that shall be closed counts against all limits until closed() is told.
// Rules: CM1–CM15, spec/peers.md.
//
// Of two connections that two peers opened to one another at the same moment, both ends keep the
// same: the one opened by the smaller peer id. But a connection that was here before and has not
// been heard of since may have died unnoticed (the peer was restarted, say), so it wins only when
// it gives a sign of life; until then both are kept.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/base/flat_map.h"
#include "core/base/queue.h"
#include "core/base/time.h"
#include "core/codec/peer_id.h"
#include "net/base/ip_address.h"
#include "net/base/link.h"
#include "net/peers/arrival_rate.h"
#include "net/peers/peer_tags.h"

namespace net::peers {

enum class Limit : std::uint8_t {
    links,
    incoming,
    pending_incoming,
    pending_per_subscriber,
    pending_outgoing,
    links_per_address,
    links_per_subscriber,
    arrival_rate,
    links_per_peer,
    degree,
};
inline constexpr std::size_t limit_count = static_cast<std::size_t>(Limit::degree) + 1;
std::string_view describe(Limit limit);

enum class CloseReason : std::uint8_t { peer_limit, degree, duplicate, surplus };
inline constexpr std::size_t close_reason_count =
    static_cast<std::size_t>(CloseReason::surplus) + 1;
std::string_view describe(CloseReason reason);
// What the user can do about it: a sentence.
std::string_view advice(CloseReason reason);

struct Close {
    LinkId link;
    CloseReason reason;
};

struct Opening {
    Direction direction;
    Transport transport;
    std::optional<IpAddress> ip;              // Of the other end, where the body knows it.
    std::optional<core::codec::PeerId> peer;  // Who is dialled.
};

struct ConnectionManagerOptions {
    std::size_t links_max = 512;
    std::size_t incoming_max = 384;         // So that strangers leave room for whom we dial.
    std::size_t pending_incoming_max = 64;  // Not yet upgraded.
    // Of these. As many as may come at once (ArrivalRate), and so few that two do not hold all.
    std::size_t pending_per_subscriber_max = 16;
    std::size_t pending_outgoing_max = 128;  // More than the dial queue has under way.
    std::size_t links_per_address_max = 32;
    std::size_t links_per_subscriber_max = 64;
    std::size_t links_per_peer_max = 4;
    std::optional<std::size_t> degree_max = {};  // Peers, protected ones not limited.
    // When more are upgraded than the high mark, so many are let go that the low mark is left.
    std::size_t high_mark = 256;
    std::size_t low_mark = 192;
    core::Duration grace = std::chrono::seconds{30};  // Younger ones are not let go.
    ArrivalRate::Options arrival_rate = {};
    PeerTags::Options tags = {};

    // What a page can carry.
    [[nodiscard]] static ConnectionManagerOptions for_page();
};

class ConnectionManager {
public:
    using Event = Close;
    using Options = ConnectionManagerOptions;

    ConnectionManager(const core::codec::PeerId& self, const Options& options);

    // What forbids it; if nothing does, the link is known from now on.
    [[nodiscard]] std::optional<Limit> open(LinkId link, const Opening& opening, core::Instant now);
    void upgraded(LinkId link, const core::codec::PeerId& peer, core::Instant now);
    // Anything came in on it.
    void heard(LinkId link, core::Instant now);
    // So many streams are open on it.
    void streams(LinkId link, std::size_t count, core::Instant now);
    void closed(LinkId link, core::Instant now);

    [[nodiscard]] PeerTags& tags() { return tags_; }

    void expire(core::Instant now);
    [[nodiscard]] std::optional<Event> next_event() { return events_.pop(); }
    [[nodiscard]] std::optional<core::Instant> deadline() const;

    // On which of a peer's connections streams are best opened: the one that was heard last.
    [[nodiscard]] std::optional<LinkId> best_link(const core::codec::PeerId& peer) const;
    [[nodiscard]] std::size_t link_count() const { return links_.size(); }
    [[nodiscard]] std::size_t peer_count() const;  // With a connection that is not to be closed.
    // How often each limit was met since the beginning.
    [[nodiscard]] std::uint64_t refused_count(Limit limit) const;

private:
    struct Link {
        Opening opening;
        core::Instant opened_at;
        std::optional<core::codec::PeerId> peer = {};  // Since it was upgraded.
        core::Instant upgraded_at = {};
        core::Instant heard_at = {};
        core::Instant used_at = {};
        std::size_t stream_count = 0;
        bool has_twin = false;  // There is or was another to the same peer.
        bool is_closing = false;

        [[nodiscard]] bool is_established() const { return peer && !is_closing; }
    };
    using Entry = std::pair<LinkId, Link>;

    [[nodiscard]] std::optional<Limit> limit_met(const Opening& opening, core::Instant now);
    [[nodiscard]] std::optional<Limit> incoming_limit_met(const Opening& opening) const;
    [[nodiscard]] bool exceeds_degree(const core::codec::PeerId& peer) const;
    [[nodiscard]] std::vector<LinkId> links_to(const core::codec::PeerId& peer) const;
    void settle_duplicates(const core::codec::PeerId& peer);
    // The one of two established links to one peer that goes.
    [[nodiscard]] std::optional<LinkId> superfluous(const Entry& first, const Entry& second) const;
    void trim(core::Instant now);
    void close(LinkId link, CloseReason reason);

    core::codec::PeerId self_;
    Options options_;
    ArrivalRate arrival_rate_;
    PeerTags tags_;
    core::FlatMap<LinkId, Link> links_;
    std::size_t established_count_ = 0;  // Links of which is_established() says so.
    std::array<std::uint64_t, limit_count> refused_counts_{};
    core::Queue<Event> events_;
};

}  // namespace net::peers
