// Runs a WebrtcMuxer on a link: tells it what happens on channels, and carries out its orders. The
// muxer's names of channels are translated to SCTP's numbers and back. Rule WL5,
// spec/webrtc-body.md.
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

class LinkMuxer {
public:
    LinkMuxer(WebrtcLink& link, net::webrtc::WebrtcMuxer& muxer, std::function<void()> listen);

    void channel_opened(SctpStream stream, core::Instant now);
    void channel_received(SctpStream stream, core::Bytes bytes, core::Instant now);
    void channel_closed(SctpStream stream, core::Instant now);
    void link_ended(LinkEndReason reason);

    // Also when there is room again, and after the muxer's user did something. Closes the link when
    // the muxer has ended.
    void obey(core::Instant now);

private:
    [[nodiscard]] bool carry_out(const net::webrtc::MuxerOrder& order, core::Instant now);
    void open(net::webrtc::ChannelId channel, core::Instant now);
    void bind(net::webrtc::ChannelId channel, SctpStream stream);
    void unbind(net::webrtc::ChannelId channel, SctpStream stream);

    WebrtcLink& link_;
    net::webrtc::WebrtcMuxer& muxer_;
    std::function<void()> listen_;
    std::map<net::webrtc::ChannelId, SctpStream> streams_;
    std::map<SctpStream, net::webrtc::ChannelId> channels_;
    bool paused_ = false;
};

}  // namespace native::webrtc
