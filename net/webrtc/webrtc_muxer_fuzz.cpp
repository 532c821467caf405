// Two muxers on channels that the input drives: streams opened, written, finished, reset, orders
// carried out or not, time passing; and a peer that sends what it likes. Between honest ends bytes
// arrive as they were written, in order and without a gap, none is blamed, and what both have
// finished is forgotten.
#include <set>

#include "core/base/assert.h"
#include "core/base/reader.h"
#include "core/testing/fuzz.h"
#include "net/webrtc/muxer_pair.h"

namespace {

using namespace net::webrtc;
using testing::MuxerEnd;
using testing::MuxerPair;

constexpr WebrtcMuxer::Options options{
    .streams_here_max = 4,
    .streams_by_peer_max = 3,
    .unsent_size_max = 600,
    .orders_max = 128,
    .unread_size_max = 4096,
    .unread_total_max = 8192,
    .unread_pause_size = 1000,
    .unread_pause_total = 3000,
    .early_channels_max = 2,
    .early_size_max = 300,
};

// What is written counts up, so that a gap or a change is seen at the other end.
void write(MuxerEnd& end, net::StreamId stream, std::map<net::StreamId, std::uint8_t>& next,
           std::size_t size) {
    core::Buffer bytes(size);
    std::uint8_t value = next[stream];
    for (std::byte& byte : bytes) byte = std::byte{value++};
    const std::size_t taken = end.muxer.write(stream, bytes);
    ASSERT(taken <= size);
    next[stream] = static_cast<std::uint8_t>(next[stream] + taken);
}

bool was_told(const MuxerEnd& end, net::StreamId stream) {
    return std::ranges::find(end.told, "opened " + std::to_string(stream.value)) != end.told.end();
}

void check(const MuxerEnd& end, bool honest) {
    for (const auto& [stream, text] : end.received) {
        std::uint8_t value = 0;
        for (const char character : text)
            if (honest && stream.value != 0)
                ASSERT(static_cast<std::uint8_t>(character) == value++);
    }
    ASSERT(end.muxer.unsent_size() <= options.unsent_size_max + options.orders_max * 8);
    ASSERT(end.muxer.unread_size() <= options.unread_total_max);
    ASSERT(end.muxer.stream_count() <= options.streams_here_max + options.streams_by_peer_max);
    if (honest) ASSERT(end.muxer.refusals()[net::MuxerRefusal::malformed] == 0);
    if (end.muxer.ended()) ASSERT(!end.muxer.deadline() && !end.muxer.next_order());
}

}  // namespace

FUZZ(webrtc_muxer) {
    core::Reader reader(input);
    MuxerPair pair(options);
    std::map<net::StreamId, std::uint8_t> written[2];
    std::set<net::StreamId> finished[2];
    std::set<net::StreamId> known[2];
    bool honest = true;
    if (!input.empty() && input[0] != std::byte{0}) pair.secure();
    for (int steps = 0; steps < 48 && !reader.at_end(); ++steps) {
        const unsigned step = *reader.u8();
        const std::uint8_t argument = reader.u8().value_or(0);
        const unsigned side = step & 1;
        MuxerEnd& here = side ? pair.right : pair.left;
        MuxerEnd& there = side ? pair.left : pair.right;
        const net::StreamId stream{argument % 6u + 1};
        if (was_told(here, stream)) known[side].insert(stream);
        switch (step / 2 % 12) {
            case 0:
                if (const auto opened = here.muxer.open(pair.now)) known[side].insert(*opened);
                break;
            case 1:
            case 2:
                if (known[side].contains(stream) && !finished[side].contains(stream))
                    write(here, stream, written[side], argument);
                break;
            case 3:
                here.muxer.finish(stream);
                finished[side].insert(stream);
                break;
            case 4: here.muxer.reset(stream); break;
            case 5:
            case 6: pair.move_one(here, there); break;
            case 7:
                for (int i = 0; i < argument % 32 && pair.move_one(here, there); ++i) {
                }
                break;
            case 8:
                pair.now += std::chrono::milliseconds{argument * 100};
                here.muxer.expire(pair.now);
                there.muxer.expire(pair.now);
                pair.listen(there);
                break;
            case 9: here.credits = argument % 2 == 0; break;
            case 10: {
                if (argument < 200) {
                    pair.secure();
                    break;
                }
                honest = false;
                const core::Bytes raw =
                    reader.take(std::min<std::size_t>(20, reader.remaining())).value();
                here.muxer.channel_received({argument % 6u}, raw, pair.now);
                break;
            }
            case 11:
                if (argument == 255) here.muxer.close(pair.now);
                if (argument < 16) pair.close(here, there, {argument % 6u + 1});
                break;
        }
        pair.listen(here);
        check(here, honest);
        check(there, honest);
    }
}
