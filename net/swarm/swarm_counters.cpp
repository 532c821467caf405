// Sums of what was counted where it happened: each link counts for itself.
#include "net/swarm/swarm.h"

namespace net::swarm {

using core::Instant;

namespace {
// Users name protocols; those beyond are not counted.
constexpr std::size_t counted_protocols_max = 256;
}  // namespace

void Swarm::count_stream(const std::string& protocol, std::uint64_t ProtocolCounters::* counter) {
    auto& all = counters_.protocols;
    if (all.size() < counted_protocols_max || all.contains(protocol))
        ++(all.ensure(protocol).*counter);
}

void Swarm::add_link(Counters& counters, const Link& link) {
    TransportCounters& sums = counters.transports[static_cast<std::size_t>(link.transport)];
    sums.received_size += link.received_size;
    sums.sent_size += link.sent_size;
    counters.unknown_protocols += link.connection.refusals().here;
    counters.refused_streams += link.connection.refusals().there;
    counters.muxer_refusals.add(link.connection.carrier().refusals());
}

Counters Swarm::counters() const {
    Counters all = counters_;
    for (const auto& [id, link] : links_) {
        add_link(all, *link);
        ++(link->is_connected ? all.connections : all.upgrading);
        all.streams += link->connection.stream_count();
    }
    for (std::size_t i = 0; i < peers::limit_count; ++i)
        all.limits[i] = manager_.refused_count(static_cast<peers::Limit>(i));
    all.known_peers = store_.all().size();
    all.dials = dials_.dial_count();
    return all;
}

std::size_t Swarm::stream_count() const {
    std::size_t count = 0;
    for (const auto& [id, link] : links_) count += link->connection.stream_count();
    return count;
}

std::vector<ConnectionFacts> Swarm::connections(Instant now) const {
    std::vector<ConnectionFacts> all;
    for (const auto& [id, link] : links_) {
        all.push_back({
            .link = id,
            .peer = link->peer,
            .remote = link->remote,
            .direction = link->direction,
            .transport = link->transport,
            .streams = link->connection.stream_count(),
            .age = now - link->opened_at,
            .received_size = link->received_size,
            .sent_size = link->sent_size,
            .round_trip = link->connection.carrier().round_trip(),
        });
    }
    return all;
}

}  // namespace net::swarm
