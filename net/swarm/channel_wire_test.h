// A connection of WebRTC between two ends of a test: what one orders of its channels happens at the
// other.
#pragma once

#include <array>
#include <map>

#include "net/swarm/pair_test.h"

namespace net::swarm::testing {

inline webrtc::CertificateHash hash_of(std::uint8_t number) {
    return core::crypto::sha256(core::Buffer(1, std::byte{number}));
}

class ChannelWire {
public:
    ChannelWire(std::array<End*, 2> ends, std::array<LinkId, 2> links)
        : ends_(ends), links_(links) {
        for (Far& far : far_) far[webrtc::handshake_channel] = webrtc::handshake_channel;
    }

    // One order of that end; false if there is none. `settle(end)` takes what the end tells.
    bool move(std::size_t side, core::Instant now, auto settle) {
        Swarm& from = ends_[side]->swarm;
        Swarm& to = ends_[1 - side]->swarm;
        const LinkId here = links_[side];
        const LinkId there = links_[1 - side];
        const auto order = from.next_channel_order(here);
        if (!order) return false;
        if (const auto* open = core::get_if<webrtc::OpenChannel>(&*order)) {
            const auto channel = open->channel;
            if (const auto name = to.channel_opened(there, now)) {
                far_[side][channel] = *name;
                far_[1 - side][*name] = channel;
            }
            from.consume_channel_order(here);
            from.channel_ready(here, channel);
        } else if (const auto* sent = core::get_if<webrtc::SendMessage>(&*order)) {
            const core::Buffer message(sent->message.begin(), sent->message.end());
            const auto channel = far_[side].find(sent->channel);
            from.consume_channel_order(here);
            if (channel != far_[side].end())
                to.channel_received(there, channel->second, message, now);
            settle(*ends_[1 - side]);
        } else {
            const auto channel = far_[side].find(core::get<webrtc::CloseChannel>(*order).channel);
            from.consume_channel_order(here);
            if (channel != far_[side].end()) to.channel_closed(there, channel->second, now);
        }
        return true;
    }

private:
    // The other end's names of one end's channels.
    using Far = std::map<webrtc::ChannelId, webrtc::ChannelId>;

    std::array<End*, 2> ends_;
    std::array<LinkId, 2> links_;
    std::array<Far, 2> far_;
};

}  // namespace net::swarm::testing
