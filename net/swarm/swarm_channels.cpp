// Links of channels: what their body says, and is told.

#include "core/base/assert.h"
#include "core/base/variant.h"
#include "net/swarm/swarm.h"

namespace net::swarm {

using core::Instant;

std::optional<LinkId> Swarm::met(const signalling::Party& party,
                                 const CertificateHashes& certificates, Instant now) {
    const auto direction =
        party.role == signalling::Role::offerer ? Direction::outgoing : Direction::incoming;
    // Where it is reached nobody else could use: only who it is has a meaning.
    const auto place = core::codec::Multiaddr().with(core::codec::Protocol::webrtc);
    ASSERT(place);
    const auto id = admit({direction, Transport::webrtc, std::nullopt, party.peer}, now);
    if (!id) return std::nullopt;
    links_.wake(add(*id, Transport::webrtc, direction, *place,
                    carrier_of_channels(direction, certificates, party.peer, now), now));
    return id;
}

std::optional<webrtc::ChannelId> Swarm::channel_opened(LinkId id, Instant now) {
    Link* const link = channel_link(id);
    if (!link) return std::nullopt;
    const auto channel = link->connection.carrier().channels()->channel_opened(now);
    links_.wake(*link);
    return channel;
}

void Swarm::channel_ready(LinkId id, webrtc::ChannelId channel) {
    Link* const link = channel_link(id);
    if (!link) return;
    link->connection.carrier().channels()->channel_ready(channel);
    links_.wake(*link);
}

void Swarm::channel_received(LinkId id, webrtc::ChannelId channel, core::Bytes bytes, Instant now) {
    Link* const link = channel_link(id);
    if (!link) return;
    link->received_size += bytes.size();
    link->connection.carrier().channels()->channel_received(channel, bytes, now);
    manager_.heard(id, now);
    obey_manager(now);
    links_.wake(*link);
}

void Swarm::channel_refused(LinkId id, webrtc::ChannelId channel, Instant now) {
    Link* const link = channel_link(id);
    if (!link) return;
    link->connection.carrier().channels()->channel_refused(channel, now);
    links_.wake(*link);
}

void Swarm::channel_closed(LinkId id, webrtc::ChannelId channel, Instant now) {
    Link* const link = channel_link(id);
    if (!link) return;
    link->connection.carrier().channels()->channel_closed(channel, now);
    links_.wake(*link);
}

std::optional<webrtc::MuxerOrder> Swarm::next_channel_order(LinkId id) {
    Link* const link = channel_link(id);
    return link ? link->connection.carrier().channels()->next_order() : std::nullopt;
}

void Swarm::consume_channel_order(LinkId id) {
    Link* const link = channel_link(id);
    if (!link) return;
    webrtc::WebrtcMuxer& channels = *link->connection.carrier().channels();
    const auto order = channels.next_order();
    if (const auto* sent = order ? core::get_if<webrtc::SendMessage>(&*order) : nullptr)
        link->sent_size += sent->message.size();
    channels.consume_order();
    links_.wake(*link);  // There may be room now for who waits for it.
}

bool Swarm::is_paused(LinkId id) {
    Link* const link = channel_link(id);
    return link && link->connection.carrier().channels()->paused();
}

Link* Swarm::channel_link(LinkId id) {
    Link* const link = links_.find(id);
    return link && link->connection.carrier().channels() ? link : nullptr;
}

}  // namespace net::swarm
