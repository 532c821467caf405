// Between the names of a muxer and the numbers of a link.
#include "native/webrtc/link_muxer.h"

#include <utility>

namespace native::webrtc {

using net::webrtc::ChannelId;

LinkMuxer::LinkMuxer(WebrtcLink& link, net::webrtc::WebrtcMuxer& muxer,
                     std::function<void()> listen)
    : link_(link), muxer_(muxer), listen_(std::move(listen)) {
    bind(net::webrtc::handshake_channel, net::webrtc::handshake_stream);
}

void LinkMuxer::bind(ChannelId channel, SctpStream stream) {
    streams_[channel] = stream;
    channels_[stream] = channel;
}

void LinkMuxer::unbind(ChannelId channel, SctpStream stream) {
    streams_.erase(channel);
    channels_.erase(stream);
}

void LinkMuxer::channel_opened(SctpStream stream, core::Instant now) {
    const auto channel = muxer_.channel_opened(now);
    if (!channel) return link_.close_channel(stream);
    bind(*channel, stream);
    listen_();
}

void LinkMuxer::channel_received(SctpStream stream, core::Bytes bytes, core::Instant now) {
    const auto found = channels_.find(stream);
    if (found == channels_.end()) return;
    muxer_.channel_received(found->second, bytes, now);
    listen_();
}

void LinkMuxer::channel_closed(SctpStream stream, core::Instant now) {
    const auto found = channels_.find(stream);
    if (found == channels_.end()) return;
    const ChannelId channel = found->second;
    unbind(channel, stream);
    muxer_.channel_closed(channel, now);
    listen_();
}

void LinkMuxer::link_ended(LinkEndReason reason) {
    using net::MuxerEndReason;
    const auto reason_above = [&] {
        switch (reason) {
            case LinkEndReason::closed_here: return MuxerEndReason::closed_here;
            case LinkEndReason::closed_by_peer: return MuxerEndReason::closed_by_peer;
            case LinkEndReason::silence: return MuxerEndReason::silence;
            case LinkEndReason::handshake_failed: return MuxerEndReason::connection_lost;
            case LinkEndReason::protocol_violated: return MuxerEndReason::protocol_violated;
        }
        std::unreachable();
    };
    muxer_.lost(reason_above());
    listen_();
}

void LinkMuxer::obey(core::Instant now) {
    if (link_.ended()) return;
    if (muxer_.ended()) return link_.close();
    while (const auto order = muxer_.next_order()) {
        if (!carry_out(*order, now)) break;
        muxer_.consume_order();
        listen_();
    }
    if (paused_ == muxer_.paused()) return;
    paused_ = !paused_;
    link_.set_paused(paused_);
}

// False if it must wait for room.
bool LinkMuxer::carry_out(const net::webrtc::MuxerOrder& order, core::Instant now) {
    if (const auto* opening = std::get_if<net::webrtc::OpenChannel>(&order)) {
        open(opening->channel, now);
        return true;
    }
    if (const auto* sending = std::get_if<net::webrtc::SendMessage>(&order)) {
        const auto found = streams_.find(sending->channel);
        return found == streams_.end() || link_.send(found->second, sending->message);
    }
    const auto found = streams_.find(std::get<net::webrtc::CloseChannel>(order).channel);
    if (found == streams_.end()) return true;
    const auto [channel, stream] = *found;
    unbind(channel, stream);
    link_.close_channel(stream);
    return true;
}

void LinkMuxer::open(ChannelId channel, core::Instant now) {
    const auto stream = link_.open_channel();
    if (!stream) return muxer_.channel_closed(channel, now);
    bind(channel, *stream);
    muxer_.channel_ready(channel);
}

}  // namespace native::webrtc
