// Two muxers and the channels between them, for tests and the fuzzer: a body that moves orders from
// one end to the other, names channels differently at both, and keeps what is told as texts.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/base/assert.h"
#include "net/webrtc/muxer.h"

namespace net::webrtc::testing {

struct MuxerEnd {
    explicit MuxerEnd(const WebrtcMuxer::Options& options) : muxer(options, core::Instant{}) {}

    WebrtcMuxer muxer;
    std::map<ChannelId, ChannelId> far{};  // The other end's names of our channels.
    std::map<StreamId, std::string> received{};
    std::vector<std::string> told{};
    bool credits = true;
};

class MuxerPair {
public:
    explicit MuxerPair(const WebrtcMuxer::Options& options = {}) : left(options), right(options) {
        for (MuxerEnd* end : {&left, &right}) end->far[handshake_channel] = handshake_channel;
    }

    void secure() {
        left.muxer.secured(now);
        right.muxer.secured(now);
        listen(left);
        listen(right);
    }

    // Takes what is told, as the user of an end does.
    void listen(MuxerEnd& end) {
        while (const auto bytes = end.muxer.next_handshake_bytes())
            end.received[{}] += core::as_text(*bytes);
        while (const auto event = end.muxer.next_event(now)) {
            if (const auto* received = core::get_if<StreamReceived>(&*event)) {
                ASSERT(!received->bytes.empty());
                end.received[received->stream] += core::as_text(received->bytes);
                if (end.credits) end.muxer.credit(received->stream, received->bytes.size());
            } else {
                end.told.push_back(text_of(*event));
            }
        }
    }

    // Carries out one order of the end; false if it has none.
    bool move_one(MuxerEnd& from, MuxerEnd& to) {
        const auto order = from.muxer.next_order();
        if (!order) return false;
        if (const auto* open = core::get_if<OpenChannel>(&*order)) {
            const auto name = to.muxer.channel_opened(now);
            if (name) {
                from.far[open->channel] = *name;
                to.far[*name] = open->channel;
                listen(to);
                from.muxer.channel_ready(open->channel);
            } else {
                from.muxer.channel_closed(open->channel, now);
            }
        } else if (const auto* send = core::get_if<SendMessage>(&*order)) {
            const core::Buffer copied(send->message.begin(), send->message.end());
            ASSERT(copied.size() <= sent_message_size_max);
            if (from.far.contains(send->channel))
                to.muxer.channel_received(from.far[send->channel], copied, now);
            listen(to);
        } else {
            close(from, to, core::get<CloseChannel>(*order).channel);
        }
        from.muxer.consume_order();
        listen(from);
        return true;
    }

    // As the association below does it: the other end is told.
    void close(MuxerEnd& from, MuxerEnd& to, ChannelId channel) {
        const auto found = from.far.find(channel);
        if (found == from.far.end()) return;
        const ChannelId name = found->second;
        from.far.erase(found);
        to.far.erase(name);
        to.muxer.channel_closed(name, now);
        listen(to);
    }

    void settle() {
        while (move_one(left, right) || move_one(right, left)) {
        }
    }

    core::Instant now{};
    MuxerEnd left;
    MuxerEnd right;

private:
    static std::string text_of(const MuxerEvent& event) {
        const auto named = [](std::string_view what, StreamId stream) {
            return std::string(what) + std::to_string(stream.value);
        };
        if (const auto* opened = core::get_if<StreamOpened>(&event))
            return named("opened ", opened->stream);
        if (const auto* finished = core::get_if<StreamFinished>(&event))
            return named("finished ", finished->stream);
        if (const auto* reset = core::get_if<StreamReset>(&event))
            return named(reset->had_no_room ? "no room " : "reset ", reset->stream);
        if (const auto* writable = core::get_if<StreamWritable>(&event))
            return named("writable ", writable->stream);
        return std::string(describe(core::get<MuxerEnded>(event).reason));
    }
};

}  // namespace net::webrtc::testing
