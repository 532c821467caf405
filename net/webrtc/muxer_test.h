// What the tests of the muxer begin with: a stream that two ends know, or a muxer whose peer the
// test plays.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "core/base/hex.h"
#include "net/webrtc/muxer_pair.h"

namespace net::webrtc::testing {

using Texts = std::vector<std::string>;

inline constexpr core::Instant beginning{};
inline constexpr StreamId first{1};

inline void say(MuxerEnd& end, StreamId stream, std::string_view text) {
    EXPECT_EQ(end.muxer.write(stream, core::as_bytes(text)), text.size());
}

// One stream, opened at the left, of which both know.
struct OneStream : MuxerPair {
    explicit OneStream(const WebrtcMuxer::Options& options = {}) : MuxerPair(options) {
        secure();
        EXPECT_EQ(left.muxer.open(now), first);
        settle();
        EXPECT_EQ(right.told, Texts{"opened 1"});
        right.told.clear();
    }
};

// A muxer that is alone with a peer that the test plays.
struct Alone {
    explicit Alone(const WebrtcMuxer::Options& options = {}) : muxer(options, beginning) {
        muxer.secured(beginning);
        channel = *muxer.channel_opened(beginning);
        EXPECT_TRUE(core::holds_alternative<StreamOpened>(*muxer.next_event(beginning)));
        stream = {channel.value};
    }

    // What is told of it; a muxer is only asked again when it said all.
    std::vector<MuxerEvent> receive(core::Bytes bytes) {
        muxer.channel_received(channel, bytes, now);
        return events();
    }
    std::vector<MuxerEvent> receive(std::optional<Flag> flag, std::string_view text = "") {
        const core::Buffer message = encode_message(flag, core::as_bytes(text));
        return receive(message);
    }
    std::vector<MuxerEvent> events() {
        std::vector<MuxerEvent> told;
        while (const auto event = muxer.next_event(now)) told.push_back(*event);
        return told;
    }
    // What goes out, as hexadecimal, and "close".
    Texts orders() {
        Texts texts;
        while (const auto order = muxer.next_order()) {
            if (const auto* send = core::get_if<SendMessage>(&*order))
                texts.push_back(core::to_hex(send->message));
            else
                texts.emplace_back(core::holds_alternative<CloseChannel>(*order) ? "close"
                                                                                 : "open");
            muxer.consume_order();
        }
        return texts;
    }

    WebrtcMuxer muxer;
    ChannelId channel;
    StreamId stream;
    core::Instant now = beginning;
};

// Messages of a flag alone, as Alone shows what goes out.
inline const std::string fin = "020800";
inline const std::string reset_flag = "020802";
inline const std::string fin_ack = "020803";

}  // namespace net::webrtc::testing
