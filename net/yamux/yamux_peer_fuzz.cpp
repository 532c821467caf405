// A session against a peer that sends whatever the input says: whole frames with chosen fields, or
// bytes as they are, while its user does things too. Nothing may crash; what is told must be of
// streams that are open; memory stays within its limits; and what is sent are frames.
#include "core/base/assert.h"
#include "core/base/reader.h"
#include "core/testing/fuzz.h"
#include "net/yamux/session.h"

namespace {

using namespace net;
using namespace net::yamux;

struct User {
    Session& session;
    core::FlatMap<std::uint32_t, std::size_t> held;  // Bytes not credited, for each open stream.
    core::FlatMap<std::uint32_t, std::uint8_t> finished;  // 1: here, 2: there.
    core::Buffer sent;

    void forget(StreamId stream) {
        held.erase(stream.value);
        finished.erase(stream.value);
    }
    void finish(StreamId stream, std::uint8_t side) {
        ASSERT((finished.ensure(stream.value) & side) == 0);
        finished.ensure(stream.value) |= side;
        if (*finished.find(stream.value) == 3) forget(stream);
    }

    void operator()(const StreamOpened& opened) { ASSERT(held.insert(opened.stream.value, 0)); }
    void operator()(const StreamReceived& received) {
        ASSERT(!received.bytes.empty());
        *held.find(received.stream.value) += received.bytes.size();
        ASSERT(*held.find(received.stream.value) <= initial_window_size);
    }
    void operator()(const StreamFinished& ending) { finish(ending.stream, 2); }
    void operator()(const StreamReset& reset) {
        ASSERT(held.contains(reset.stream.value));
        forget(reset.stream);
    }
    void operator()(const StreamWritable& writable) {
        ASSERT(held.contains(writable.stream.value));
    }
    void operator()(const MuxerEnded& ended) {
        ASSERT((ended.reason == MuxerEndReason::protocol_violated) ==
               session.violation().has_value());
        held.clear();
        finished.clear();
    }

    void send(std::size_t size) {
        const core::Bytes bytes =
            session.outgoing().first(std::min(size, session.outgoing().size()));
        core::append(sent, bytes);
        session.consume(bytes.size());
    }

    void act(std::uint8_t choice, std::size_t size, core::Instant now) {
        if (choice % 8 == 0) {
            if (const auto stream = session.open(now)) held.ensure(stream->value);
            return;
        }
        if (held.empty()) return;
        const auto& [number, waiting] = held.at(choice / 8 % held.size());
        const StreamId stream{number};
        const std::uint8_t* const sides = finished.find(number);
        const bool may_write = !sides || (*sides & 1) == 0;
        switch (choice % 8) {
            case 1:
            case 2:
                if (may_write) ASSERT(session.write(stream, core::Buffer(size)) <= size);
                break;
            case 3:
            case 4:
                session.credit(stream, std::min(waiting, size * 700));
                *held.find(number) -= std::min(waiting, size * 700);
                break;
            case 5:
                if (!may_write) break;
                session.finish(stream);
                finish(stream, 1);
                break;
            case 6:
                session.reset(stream);
                forget(stream);
                break;
            case 7: send(size); break;
        }
    }
};

core::Buffer input_frame(core::Reader& reader) {
    const std::uint8_t kind = reader.u8().value_or(0);
    const std::uint8_t number = reader.u8().value_or(0);
    const std::uint8_t length = reader.u8().value_or(0);
    // Numbers and lengths near those that matter.
    const Header header{.type = static_cast<FrameType>(kind & 3),
                        .flags = static_cast<std::uint16_t>(kind >> 4),
                        .stream = kind & 2 ? 0u : number,
                        .length = length < 128 ? length : (length - 127u) << 11};
    core::Buffer bytes;
    core::append(bytes, encode(kind & 4 ? Header{FrameType::window_update, header.flags, number,
                                                 length * 0x01'01'01'01u}
                                        : header));
    if ((kind & 7) == 0) bytes.resize(bytes.size() + header.length);
    return bytes;
}

// What was sent, however it was taken, is a row of frames.
void check_frames(core::Bytes rest) {
    while (rest.size() >= header_size) {
        const auto header = parse_header(rest.first<header_size>());
        ASSERT(header);
        const std::size_t payload_size = header->type == FrameType::data ? header->length : 0;
        rest = rest.subspan(std::min(rest.size(), header_size + payload_size));
    }
}

}  // namespace

FUZZ(yamux_peer) {
    core::Reader reader(input);
    const std::uint8_t kind = reader.u8().value_or(0);
    const Options options{.sent_size_max = 1'000,
                          .control_size_max = 200,
                          .payload_size_max = 300,
                          .inbound_count_max = 6,
                          .stream_count_max = 10,
                          .backlog_count_max = 4,
                          .window_size_max = initial_window_size};
    core::Instant now;
    Session session(options, kind & 1 ? Role::dialer : Role::listener, now);
    User user{session, {}, {}, {}};
    for (int step = 0; step < 48 && !reader.at_end(); ++step) {
        const std::uint8_t choice = *reader.u8();
        core::Buffer bytes;
        switch (choice % 4) {
            case 0:
            case 1: bytes = input_frame(reader); break;
            case 2: {
                const auto raw = reader.take(std::min<std::size_t>(choice / 4, reader.remaining()));
                bytes.assign(raw->begin(), raw->end());
                break;
            }
            case 3: user.act(choice / 4, reader.u8().value_or(0), now); break;
        }
        session.receive(bytes, now);
        while (const auto event = session.next_event(now)) core::match(*event, user);
        ASSERT(session.stream_count() == user.held.size());
        ASSERT(session.outgoing().size() <= 1'200 + header_size);
        if (choice % 16 == 15) {
            now += std::chrono::seconds{choice / 16};
            session.expire(now);
        }
        if (choice % 64 == 11) user.send(SIZE_MAX);
    }
    if (kind & 2) session.close(now);
    while (const auto event = session.next_event(now)) core::match(*event, user);
    if (session.ended()) ASSERT(session.stream_count() == 0 && !session.deadline());
    user.send(SIZE_MAX);
    check_frames(user.sent);
}
