// Runs a WebrtcMuxer, or what has the lower half of its face, on a link: tells it what happens on
// channels, and carries out its orders. The muxer's names of channels are translated to SCTP's
// numbers and back. Rule WL5, spec/webrtc-body.md.
//
// The user of the link calls the functions of the same names from its LinkUser, and obey() after
// everything else that may have made the muxer order something. `listen` is called when the muxer
// has something to tell, and must take all of it; it may use the muxer, and calls nothing of this.
#pragma once

#include <functional>
#include <map>

#include "native/webrtc/link.h"
#include "net/webrtc/muxer.h"

namespace native::webrtc {

template <class Muxer>
class LinkMuxer {
public:
    LinkMuxer(WebrtcLink& link, Muxer& muxer, std::function<void()> listen);

    void channel_opened(SctpStream stream, core::Instant now);
    void channel_received(SctpStream stream, core::Bytes bytes, core::Instant now);
    void channel_closed(SctpStream stream, core::Instant now);

    // Also when there is room again, and after the muxer's user did something. Closes the link when
    // the muxer has ended.
    void obey(core::Instant now);

private:
    [[nodiscard]] bool carry_out(const net::webrtc::MuxerOrder& order, core::Instant now);
    void open(net::webrtc::ChannelId channel, core::Instant now);
    void bind(net::webrtc::ChannelId channel, SctpStream stream);
    void unbind(net::webrtc::ChannelId channel, SctpStream stream);

    WebrtcLink& link_;
    Muxer& muxer_;
    std::function<void()> listen_;
    std::map<net::webrtc::ChannelId, SctpStream> streams_;
    std::map<SctpStream, net::webrtc::ChannelId> channels_;
    bool paused_ = false;
};

template <class Muxer>
LinkMuxer<Muxer>::LinkMuxer(WebrtcLink& link, Muxer& muxer, std::function<void()> listen)
    : link_(link), muxer_(muxer), listen_(std::move(listen)) {
    bind(net::webrtc::handshake_channel, net::webrtc::handshake_stream);
}

template <class Muxer>
void LinkMuxer<Muxer>::bind(net::webrtc::ChannelId channel, SctpStream stream) {
    streams_[channel] = stream;
    channels_[stream] = channel;
}

template <class Muxer>
void LinkMuxer<Muxer>::unbind(net::webrtc::ChannelId channel, SctpStream stream) {
    streams_.erase(channel);
    channels_.erase(stream);
}

template <class Muxer>
void LinkMuxer<Muxer>::channel_opened(SctpStream stream, core::Instant now) {
    const auto channel = muxer_.channel_opened(now);
    if (!channel) return link_.close_channel(stream);
    bind(*channel, stream);
    listen_();
}

template <class Muxer>
void LinkMuxer<Muxer>::channel_received(SctpStream stream, core::Bytes bytes, core::Instant now) {
    const auto found = channels_.find(stream);
    if (found == channels_.end()) return;
    muxer_.channel_received(found->second, bytes, now);
    listen_();
}

template <class Muxer>
void LinkMuxer<Muxer>::channel_closed(SctpStream stream, core::Instant now) {
    const auto found = channels_.find(stream);
    if (found == channels_.end()) return;
    const net::webrtc::ChannelId channel = found->second;
    unbind(channel, stream);
    muxer_.channel_closed(channel, now);
    listen_();
}

template <class Muxer>
void LinkMuxer<Muxer>::obey(core::Instant now) {
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
template <class Muxer>
bool LinkMuxer<Muxer>::carry_out(const net::webrtc::MuxerOrder& order, core::Instant now) {
    if (const auto* opening = core::get_if<net::webrtc::OpenChannel>(&order)) {
        open(opening->channel, now);
        return true;
    }
    if (const auto* sending = core::get_if<net::webrtc::SendMessage>(&order)) {
        const auto found = streams_.find(sending->channel);
        return found == streams_.end() || link_.send(found->second, sending->message);
    }
    const auto found = streams_.find(core::get<net::webrtc::CloseChannel>(order).channel);
    if (found == streams_.end()) return true;
    const auto [channel, stream] = *found;
    unbind(channel, stream);
    link_.close_channel(stream);
    return true;
}

template <class Muxer>
void LinkMuxer<Muxer>::open(net::webrtc::ChannelId channel, core::Instant now) {
    const auto stream = link_.open_channel();
    if (!stream) return muxer_.channel_refused(channel, now);
    bind(channel, *stream);
    muxer_.channel_ready(channel);
}

}  // namespace native::webrtc
