// Links of channels: what their body says, and is told.
#include <utility>

#include "core/base/assert.h"
#include "net/swarm/swarm_link.h"

namespace net::swarm {

using core::Instant;

LinkId Swarm::met(Direction direction, const core::codec::PeerId& peer,
                  const CertificateHashes& certificates, Instant now) {
    const LinkId id{++last_id_};
    // Where it is reached nobody else could use: only who it is has a meaning.
    const auto place = core::codec::Multiaddr().with(core::codec::Protocol::webrtc);
    ASSERT(place);
    wake(add(id, Transport::webrtc, direction, *place,
             carrier_of_channels(direction, certificates, peer, now)));
    return id;
}

std::optional<webrtc::ChannelId> Swarm::channel_opened(LinkId id, Instant now) {
    webrtc::WebrtcMuxer* const channels = channels_of(id);
    return channels ? channels->channel_opened(now) : std::nullopt;
}

void Swarm::channel_ready(LinkId id, webrtc::ChannelId channel) {
    if (webrtc::WebrtcMuxer* const channels = channels_of(id)) channels->channel_ready(channel);
}

void Swarm::channel_received(LinkId id, webrtc::ChannelId channel, core::Bytes bytes, Instant now) {
    if (webrtc::WebrtcMuxer* const channels = channels_of(id))
        channels->channel_received(channel, bytes, now);
}

void Swarm::channel_closed(LinkId id, webrtc::ChannelId channel, Instant now) {
    if (webrtc::WebrtcMuxer* const channels = channels_of(id))
        channels->channel_closed(channel, now);
}

std::optional<webrtc::MuxerOrder> Swarm::next_channel_order(LinkId id) {
    Link* const link = find(id);
    webrtc::WebrtcMuxer* const channels = link ? link->connection.carrier().channels() : nullptr;
    return channels ? channels->next_order() : std::nullopt;
}

void Swarm::consume_channel_order(LinkId id) {
    if (webrtc::WebrtcMuxer* const channels = channels_of(id)) channels->consume_order();
}

bool Swarm::is_paused(LinkId id) {
    Link* const link = find(id);
    webrtc::WebrtcMuxer* const channels = link ? link->connection.carrier().channels() : nullptr;
    return channels && channels->paused();
}

// For a call after which it may have something to tell.
webrtc::WebrtcMuxer* Swarm::channels_of(LinkId id) {
    Link* const link = find(id);
    if (!link) return nullptr;
    wake(*link);
    return link->connection.carrier().channels();
}

}  // namespace net::swarm
