// A swarm and a peer that is whatever the input makes of it: before the handshake, in it, and after
// it, when it speaks frames of yamux that keep the rules more or less.
#include <array>

#include "core/base/reader.h"
#include "core/testing/fuzz.h"
#include "net/noise/toy_crypto_fuzz.h"
#include "net/swarm/joined_swarms.h"

namespace {

using namespace net::swarm;
using net::yamux::FrameType;

std::string line(std::string_view text) {
    return std::string(1, static_cast<char>(text.size() + 1)) + std::string(text) + "\n";
}

// All that a peer says until it is known.
const std::string& introduction() {
    static const std::string made = [] {
        const auto key = joined::identity_of(2).public_key();
        const net::plaintext::Exchange exchange({}, core::codec::PublicKey(key), core::Instant{});
        return line("/multistream/1.0.0") + line("/plaintext/2.0.0") +
               std::string(core::as_text(exchange.outgoing())) + line("/multistream/1.0.0") +
               line("/yamux/1.0.0");
    }();
    return made;
}

constexpr std::array<std::string_view, 8> protocols{
    "/ipfs/ping/1.0.0", "/ipfs/id/1.0.0", "/ipfs/id/push/1.0.0", "/perf/1.0.0",
    "/meshsub/1.2.0",   "/user/1",        "/floodsub/1.0.0",     "/unknown"};

class Hostile {
public:
    explicit Hostile(const Swarm::Options& options) : user_(1, options) {
        const auto from = core::codec::Multiaddr::from_text("/ip4/77.1.1.1/tcp/1");
        link_ = *user_.swarm.accept(net::Transport::tcp, *from, now_);
        settle();
    }

    void say(std::string_view bytes) {
        // In two pieces, so that none is seen whole.
        const std::size_t half = bytes.size() / 2;
        for (const auto piece : {bytes.substr(0, half), bytes.substr(half)}) {
            user_.swarm.receive(link_, core::as_bytes(piece), now_);
            settle();
        }
    }
    void say(FrameType type, std::uint16_t flags, std::uint32_t stream, std::string_view payload,
             std::uint32_t length) {
        const auto header = net::yamux::encode({type, flags, stream, length});
        say(std::string(core::as_text(header)) + std::string(payload));
    }
    void act(std::size_t choice) {
        const auto stream = user_.pick(choice);
        if (choice % 4 == 0 && user_.swarm.is_connected(peer())) {
            const auto opened = user_.swarm.open(peer(), {"/user/1"}, now_);
            if (opened) user_.streams.emplace(*opened, joined::User::Known{});
        } else if (stream != user_.streams.end()) {
            const net::swarm::StreamHandle handle = stream->first;
            if (choice % 4 == 1)
                static_cast<void>(user_.swarm.write(handle, core::as_bytes("text")));
            if (choice % 4 == 2)
                user_.swarm.credit(handle, std::exchange(stream->second.uncredited, 0));
            if (choice % 4 == 3) {
                user_.swarm.reset(handle);
                user_.streams.erase(stream);
            }
        }
        settle();
    }
    void wait(core::Duration time) {
        now_ += time;
        if (user_.swarm.deadline() && *user_.swarm.deadline() <= now_) user_.swarm.expire(now_);
        settle();
    }
    void end() {
        user_.swarm.end(link_, now_);
        settle();
        ASSERT(user_.swarm.connection_count() == 0 && user_.swarm.stream_count() == 0);
        ASSERT(user_.links.empty() && user_.streams.empty());
    }

private:
    static const core::codec::PeerId& peer() {
        static const auto id =
            core::codec::PeerId::of(core::codec::PublicKey(joined::identity_of(2).public_key()));
        return id;
    }

    void settle() {
        Swarm& swarm = user_.swarm;
        while (true) {
            while (const auto event = swarm.next_event(now_)) hear(*event);
            while (swarm.next_order()) {
            }
            const auto link = swarm.next_ready();
            if (!link) break;
            swarm.consume(*link, swarm.outgoing(*link).size());
        }
        ASSERT(swarm.stream_count() <= 64);
    }
    // What such a peer writes is no pattern.
    void hear(const Event& event) {
        const auto* told = std::get_if<StreamTold>(&event);
        const auto* received = told ? std::get_if<Received>(&told->event) : nullptr;
        if (!received) return user_.hear(event);
        auto& known = user_.streams.at({told->link, received->stream});
        ASSERT(!known.is_finished_there);
        known.uncredited += received->bytes.size();
    }

    core::Instant now_{};
    joined::User user_;
    net::LinkId link_{};
};

Swarm::Options options_of(std::uint8_t kind) {
    static const net::gossipsub::Options gossip;
    Swarm::Options options;
    options.stack.security = Security::plaintext;
    options.serves_perf = true;
    if (kind & 2) options.gossip = gossip;
    options.stack.yamux.inbound_count_max = 32;
    options.stack.yamux.stream_count_max = 64;
    return options;
}

}  // namespace

FUZZ(swarm_hostile) {
    core::Reader reader(input);
    const std::uint8_t kind = reader.u8().value_or(0);
    Hostile hostile(options_of(kind));
    if (kind & 1) {
        hostile.say(core::as_text(reader.rest()));
        return hostile.end();
    }
    hostile.say(introduction());
    std::uint32_t opened = 0;
    for (int step = 0; step < 32 && !reader.at_end(); ++step) {
        const std::uint8_t choice = *reader.u8();
        const std::uint8_t argument = reader.u8().value_or(0);
        const std::uint32_t stream = 1 + 2 * (argument % 8);
        const auto text =
            core::as_text(*reader.take(std::min<std::size_t>(argument, reader.remaining())));
        const auto size = static_cast<std::uint32_t>(text.size());
        switch (choice % 8) {
            case 0: {  // A stream for one of the protocols, and what the input says on it.
                const std::string said = line("/multistream/1.0.0") +
                                         line(protocols[choice / 8 % protocols.size()]) +
                                         std::string(text);
                hostile.say(FrameType::data, net::yamux::syn, 1 + 2 * opened++, said,
                            static_cast<std::uint32_t>(said.size()));
                break;
            }
            case 1: hostile.say(FrameType::data, 0, stream, text, size); break;
            case 2: hostile.say(FrameType::data, net::yamux::fin, stream, text, size); break;
            case 3: hostile.say(FrameType::data, net::yamux::rst, stream, {}, 0); break;
            case 4:
                hostile.say(static_cast<FrameType>(choice / 64), choice / 8 % 16, argument, text,
                            choice & 8 ? size : argument * 256u);
                break;
            case 5: hostile.act(argument); break;
            case 6: hostile.wait(std::chrono::milliseconds{argument * argument}); break;
            case 7: hostile.say(text); break;
        }
    }
    hostile.end();
}
