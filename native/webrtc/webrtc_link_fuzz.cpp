// A link whose peer has done DTLS and SCTP, and then sends what the input says: messages of any
// kind on any stream, resets, packets that are none; while the user of the link opens, writes,
// closes and pauses. What the user is told fits together, and the end comes once.
#include <algorithm>
#include <deque>
#include <set>

#include "core/base/assert.h"
#include "core/base/reader.h"
#include "core/testing/fuzz.h"
#include "native/webrtc/link.h"

namespace {

using namespace native::webrtc;
using core::Buffer;
using net::webrtc::SctpStream;

constexpr std::uint16_t streams_max = 16;

// Knows which channels are open, and that nothing is told of others.
class User : public LinkUser {
public:
    void link_opened(WebrtcLink&) override { ASSERT(!std::exchange(is_up, true)); }
    void channel_opened(WebrtcLink&, SctpStream stream) override {
        ASSERT(is_up && !is_over && open.insert(stream).second);
    }
    void channel_received(WebrtcLink&, SctpStream stream, core::Bytes bytes) override {
        ASSERT(is_up && !is_over && !bytes.empty());
        ASSERT(stream == net::webrtc::handshake_stream || open.contains(stream));
    }
    void channel_closed(WebrtcLink&, SctpStream stream) override {
        ASSERT(!is_over && open.erase(stream) == 1);
    }
    void room_available(WebrtcLink&) override { ASSERT(!is_over); }
    void link_ended(WebrtcLink&, LinkEndReason reason) override {
        ASSERT(!std::exchange(is_over, true) && !describe(reason).empty());
    }

    std::set<SctpStream> open{};
    bool is_up = false;
    bool is_over = false;
};

// What all inputs share: an identity costs more than all else.
struct Shared {
    Certificate certificate = Certificate::make();
    DtlsContext link_dtls{certificate};
    DtlsContext peer_dtls{certificate};
    core::Instant now{};
    SctpStack sctp{now};
};

class World {
public:
    explicit World(Shared& shared)
        : shared_(shared),
          link_(shared.link_dtls, shared.sctp, user_, DtlsRole::server, {}, sink(from_link_)),
          session_(shared.peer_dtls, DtlsRole::client, sink(to_link_)) {
        settle();
        association_.emplace(
            shared.sctp, [this](core::Bytes packet) { session_.send(packet); }, streams_max);
        settle();
        ASSERT(user_.is_up && association_->is_up());
    }

    void settle() {
        while (!to_link_.empty() || !from_link_.empty()) {
            for (const Buffer& datagram : std::exchange(to_link_, {})) link_.receive(datagram);
            for (const Buffer& datagram : std::exchange(from_link_, {})) {
                session_.receive(datagram);
                while (const auto packet = session_.next_packet())
                    if (association_) association_->receive(*packet);
                while (association_ && association_->next_event()) {
                }
            }
        }
        ASSERT(link_.ended() == user_.is_over);
    }

    void wait(int ticks) {
        for (int tick = 0; tick < ticks; ++tick) {
            shared_.now += SctpStack::tick;
            shared_.sctp.advance(shared_.now);
            link_.poll(shared_.now);
            while (association_->next_event()) {
            }
            settle();
        }
    }

    void say(SctpStream stream, std::uint32_t ppid, core::Bytes message) {
        if (!message.empty()) std::ignore = association_->send(stream, ppid, message);
    }
    void reset(SctpStream stream) { association_->reset(stream); }
    void throw_packet(core::Bytes packet) { session_.send(packet); }

    void open() {
        if (const auto stream = link_.open_channel()) {
            ASSERT(stream->value < streams_max && stream->value % 2 == 1);
            ASSERT(user_.open.insert(*stream).second);
        }
    }
    void close(SctpStream stream) {
        if (user_.open.erase(stream) > 0) link_.close_channel(stream);
    }
    void write(SctpStream stream) {
        if (user_.open.contains(stream)) std::ignore = link_.send(stream, core::as_bytes("text"));
    }
    WebrtcLink& link() { return link_; }

private:
    static DtlsSession::Sink sink(std::deque<Buffer>& queue) {
        return [&queue](core::Bytes bytes) { queue.emplace_back(bytes.begin(), bytes.end()); };
    }

    Shared& shared_;
    User user_;
    std::deque<Buffer> to_link_{};
    std::deque<Buffer> from_link_{};
    WebrtcLink link_;
    DtlsSession session_;
    std::optional<SctpAssociation> association_{};
};

core::Bytes rest(core::Reader& reader, std::size_t size) {
    return *reader.take(std::min(size, reader.remaining()));
}

void play(World& world, std::uint8_t choice, std::uint8_t argument, core::Reader& reader) {
    const SctpStream stream{static_cast<std::uint16_t>(argument % streams_max)};
    static const Buffer opening = net::webrtc::encode_dcep_open();
    switch (choice % 12) {
        case 0: return world.say(stream, 50, opening);
        case 1: return world.say(stream, 50, rest(reader, argument / 8));
        case 2: return world.say(stream, 53, core::as_bytes("message"));
        case 3: return world.say(stream, 49 + choice / 12 % 10, rest(reader, argument));
        case 4: return world.reset(stream);
        case 5: return world.throw_packet(rest(reader, argument));
        case 6:
            for (int count = 0; count <= argument % streams_max; ++count) world.open();
            return;
        case 7: return world.close(stream);
        case 8: return world.write(stream);
        case 9: return world.link().set_paused(argument % 2 == 0);
        case 10: return world.wait(argument % 8 + 1);
        case 11:
            if (argument == 255) world.link().close();
            return;
    }
}

}  // namespace

FUZZ(webrtc_link) {
    static Shared shared;
    core::Reader reader(input);
    World world(shared);
    for (int step = 0; step < 256 && !reader.at_end(); ++step) {
        const std::uint8_t choice = *reader.u8();
        const std::uint8_t argument = reader.u8().value_or(0);
        play(world, choice, argument, reader);
        if (choice & 128) world.settle();
    }
    world.settle();
    world.wait(2);
}
