// A user of links that writes down what it is told, and a wire between both ends of webrtc-direct,
// for tests.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "native/platform/clock.h"
#include "native/webrtc/endpoints.h"

namespace native::webrtc::testing {

class Recorder : public LinkUser {
public:
    void link_opened(WebrtcLink& link) override {
        links.push_back(&link);
        ++opened_count;
    }
    void channel_opened(WebrtcLink&, SctpStream stream) override { channels.push_back(stream); }
    void channel_received(WebrtcLink& link, SctpStream stream, core::Bytes bytes) override {
        received[stream] += core::as_text(bytes);
        if (echoes) sent_back = link.send(stream, bytes) && sent_back;
    }
    void channel_closed(WebrtcLink&, SctpStream stream) override { closed.push_back(stream); }
    void room_available(WebrtcLink&) override { ++room_count; }
    void link_ended(WebrtcLink&, LinkEndReason reason) override { ended.push_back(reason); }

    std::vector<WebrtcLink*> links{};
    std::vector<SctpStream> channels{};
    std::vector<SctpStream> closed{};
    std::map<SctpStream, std::string> received{};
    std::vector<LinkEndReason> ended{};
    int opened_count = 0;
    int room_count = 0;
    bool echoes = false;
    bool sent_back = true;
};

}  // namespace native::webrtc::testing
