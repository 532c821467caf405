// For tests of one session: the peer's frames, written by hand, and what the session sends and
// tells as texts that can be compared.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/base/format.h"
#include "net/yamux/session.h"

namespace net::yamux {

using Texts = std::vector<std::string>;

inline std::string describe(const Header& header) {
    std::string text;
    switch (header.type) {
        case FrameType::data: text = "data"; break;
        case FrameType::window_update: text = "window"; break;
        case FrameType::ping: text = "ping"; break;
        case FrameType::go_away: text = "go away"; break;
    }
    if (header.has(syn)) text += " SYN";
    if (header.has(ack)) text += " ACK";
    if (header.has(fin)) text += " FIN";
    if (header.has(rst)) text += " RST";
    return text + core::formatted(" {} {}", header.stream, header.length);
}

inline std::string describe(const MuxerEvent& event) {
    struct Describe {
        std::string operator()(const StreamOpened& opened) const {
            return core::formatted("{} opened", opened.stream.value);
        }
        std::string operator()(const StreamReceived& received) const {
            return core::formatted("{} received {}", received.stream.value, received.bytes.size());
        }
        std::string operator()(const StreamFinished& finished) const {
            return core::formatted("{} finished", finished.stream.value);
        }
        std::string operator()(const StreamReset& reset) const {
            return core::formatted("{} reset", reset.stream.value);
        }
        std::string operator()(const StreamWritable& writable) const {
            return core::formatted("{} writable", writable.stream.value);
        }
        std::string operator()(const MuxerEnded& ended) const {
            return core::formatted("ended: {}", net::describe(ended.reason));
        }
    };
    return core::match(event, Describe{});
}

// The frames that wait to be sent, which are then taken.
inline Texts sent_by(Session& session) {
    Texts frames;
    core::Bytes rest = session.outgoing();
    while (!rest.empty()) {
        const auto header = parse_header(rest.first<header_size>());
        frames.push_back(describe(*header));
        const bool has_payload = header->type == FrameType::data;
        rest = rest.subspan(header_size + (has_payload ? header->length : 0));
    }
    session.consume(session.outgoing().size());
    return frames;
}

inline Texts told_by(Session& session, core::Instant now = {}) {
    Texts texts;
    while (const auto event = session.next_event(now)) texts.push_back(describe(*event));
    return texts;
}

// A frame of the peer; data has as many bytes as it says.
inline core::Buffer frame(const Header& header) {
    core::Buffer bytes;
    core::append(bytes, encode(header));
    if (header.type == FrameType::data) bytes.resize(bytes.size() + header.length);
    return bytes;
}
inline core::Buffer data(std::uint32_t stream, std::uint32_t size, int flags = 0) {
    return frame({FrameType::data, static_cast<std::uint16_t>(flags), stream, size});
}
inline core::Buffer window(std::uint32_t stream, std::uint32_t delta, int flags = 0) {
    return frame({FrameType::window_update, static_cast<std::uint16_t>(flags), stream, delta});
}

// What the session tells when it receives this.
inline Texts told_after(Session& session, core::Bytes bytes, core::Instant now = {}) {
    session.receive(bytes, now);
    return told_by(session, now);
}

// Without pings of its own, so that the frames of a test are those it speaks of.
inline Options quiet(Options options = {}) {
    options.pulse.measure_interval = options.pulse.keepalive_interval = core::Duration{0};
    return options;
}

inline const Texts violated{"ended: the peer broke the rules of the stream multiplexer"};

}  // namespace net::yamux
