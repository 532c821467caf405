// A swarm and a peer that is whatever the input makes of it: before the handshake, in it, and after
// it, when it speaks frames of yamux that keep the rules more or less. It may be two peers, which
// ask to be introduced to one another.
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

core::codec::PublicKey key_of(std::uint8_t peer) {
    return core::codec::PublicKey(joined::identity_of(peer).public_key());
}

// All that a peer says until it is known.
std::string first_words(std::uint8_t peer) {
    const net::plaintext::Exchange exchange({}, key_of(peer), core::Instant{});
    return line("/multistream/1.0.0") + line("/plaintext/2.0.0") +
           std::string(core::as_text(exchange.outgoing())) + line("/multistream/1.0.0") +
           line("/yamux/1.0.0");
}

// Who the two are, and what they may say of one another.
struct Hostiles {
    std::array<core::codec::PeerId, 2> ids{core::codec::PeerId::of(key_of(2)),
                                           core::codec::PeerId::of(key_of(3))};
    std::array<std::string, 2> first_words{::first_words(2), ::first_words(3)};
    std::array<std::string, 4> said{
        framed({net::signalling::IntroductionKind::want, ids[0]}),
        framed({net::signalling::IntroductionKind::want, ids[1]}),
        framed({net::signalling::IntroductionKind::asked, ids[1]}),
        framed({net::signalling::IntroductionKind::accept}),
    };

    static std::string framed(const net::signalling::Introduction& introduction) {
        core::Buffer bytes;
        net::signalling::write_frame(bytes, encode(introduction));
        return std::string(core::as_text(bytes));
    }
};
const Hostiles& hostiles() {
    static const Hostiles made;
    return made;
}

constexpr std::array<std::string_view, 10> protocols{
    "/ipfs/ping/1.0.0", "/ipfs/id/1.0.0", "/ipfs/id/push/1.0.0", "/perf/1.0.0",
    "/meshsub/1.2.0",   "/user/1",        "/introduce/1.0.0",    "/introduce/asked/1.0.0",
    "/floodsub/1.0.0",  "/unknown"};

class Hostile {
public:
    explicit Hostile(const Swarm::Options& options) : user_(1, options) {
        const auto from = core::codec::Multiaddr::from_text("/ip4/77.1.1.1/tcp/1");
        for (net::LinkId& link : links_)
            link = *user_.swarm.accept(net::Transport::tcp, *from, now_);
        settle();
    }

    // Which of both speaks from now on.
    void speak_as(std::size_t peer) { peer_ = peer; }

    void say(std::string_view bytes) {
        // In two pieces, so that none is seen whole.
        const std::size_t half = bytes.size() / 2;
        for (const auto piece : {bytes.substr(0, half), bytes.substr(half)}) {
            user_.swarm.receive(links_[peer_], core::as_bytes(piece), now_);
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
    // The user's own: with the peer that speaks, or what its browser has made.
    void introduce(std::size_t choice) {
        switch (choice % 6) {
            case 0:
                last_meeting_ = user_.swarm.introduce(peer(), hostiles().ids[choice / 6 % 2], now_);
                break;
            case 1: user_.swarm.describe(last_meeting_, "description", now_); break;
            case 2: user_.swarm.add_candidate(last_meeting_, "candidate", now_); break;
            case 3: user_.swarm.meeting_failed(last_meeting_); break;
            case 4: static_cast<void>(user_.swarm.accept_introduction(last_asked_, now_)); break;
            case 5: static_cast<void>(user_.swarm.refuse_introduction(last_asked_, now_)); break;
        }
        settle();
    }
    void end() {
        for (const net::LinkId link : links_) {
            user_.swarm.end(link, now_);
            settle();
        }
        ASSERT(user_.swarm.introduction_count() == 0);
        ASSERT(user_.swarm.connection_count() == 0 && user_.swarm.stream_count() == 0);
        ASSERT(user_.links.empty() && user_.streams.empty());
    }

private:
    [[nodiscard]] const core::codec::PeerId& peer() const { return hostiles().ids[peer_]; }

    void settle() {
        Swarm& swarm = user_.swarm;
        while (true) {
            while (const auto event = swarm.next_event(now_)) hear(*event);
            while (swarm.next_order()) {
            }
            while (const auto order = swarm.next_meeting_order())
                if (const auto* take = core::get_if<net::signalling::Take>(&*order))
                    last_meeting_ = take->meeting;
            const auto link = swarm.next_ready();
            if (!link) break;
            const std::size_t size = swarm.outgoing(*link).size();
            if (size > 0) swarm.consume(*link, size);
        }
        ASSERT(swarm.stream_count() <= 128 && swarm.introduction_count() <= 64);
    }
    // What such a peer writes is no pattern.
    void hear(const Event& event) {
        ASSERT(!describe(event).empty());
        if (const auto* asked = core::get_if<net::swarm::IntroductionAsked>(&event))
            last_asked_ = asked->introduction;
        const auto* told = core::get_if<StreamTold>(&event);
        const auto* received = told ? core::get_if<Received>(&told->event) : nullptr;
        if (!received) return user_.hear(event);
        auto& known = user_.streams.at({told->link, received->stream});
        ASSERT(!known.is_finished_there);
        known.uncredited += received->bytes.size();
    }

    core::Instant now_{};
    joined::User user_;
    std::array<net::LinkId, 2> links_{};
    std::size_t peer_ = 0;
    net::signalling::MeetingId last_meeting_{};
    net::signalling::MeetingId last_asked_{};
};

Swarm::Options options_of(std::uint8_t kind) {
    static const net::gossipsub::Options gossip;
    Swarm::Options options;
    options.stack.security = Security::plaintext;
    options.serves_perf = true;
    if (kind & 2) options.gossip = gossip;
    options.introducers.emplace();
    options.introductions.emplace();
    if (kind & 8) options.introductions->consent = net::swarm::Consent::by_user;
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
    const bool are_two = kind & 4;
    for (const std::size_t peer : {1u, 0u}) {
        hostile.speak_as(peer);
        if (peer == 0 || are_two) hostile.say(hostiles().first_words[peer]);
    }
    std::array<std::uint32_t, 2> opened{};
    for (int step = 0; step < 32 && !reader.at_end(); ++step) {
        const std::uint8_t choice = *reader.u8();
        const std::uint8_t argument = reader.u8().value_or(0);
        const std::uint32_t stream = 1 + 2 * (argument % 8);
        const std::size_t peer = are_two ? argument / 8 % 2 : 0;
        hostile.speak_as(peer);
        const auto text =
            core::as_text(*reader.take(std::min<std::size_t>(argument, reader.remaining())));
        const auto size = static_cast<std::uint32_t>(text.size());
        switch (choice % 8) {
            case 0: {  // A stream for one of the protocols, and what the input says on it.
                std::string said =
                    line("/multistream/1.0.0") + line(protocols[choice / 8 % protocols.size()]);
                said += argument & 64 ? hostiles().said[argument % 4] : std::string(text);
                hostile.say(FrameType::data, net::yamux::syn, 1 + 2 * opened[peer]++, said,
                            static_cast<std::uint32_t>(said.size()));
                break;
            }
            case 1: {  // Our streams have even numbers.
                const auto& said =
                    argument & 64 ? hostiles().said[argument % 4] : std::string(text);
                hostile.say(FrameType::data, 0, stream + (choice / 8 % 2), said,
                            static_cast<std::uint32_t>(said.size()));
                break;
            }
            case 2: hostile.say(FrameType::data, net::yamux::fin, stream, text, size); break;
            case 3: hostile.say(FrameType::data, net::yamux::rst, stream, {}, 0); break;
            case 4:
                hostile.say(static_cast<FrameType>(choice / 64), choice / 8 % 16, argument, text,
                            choice & 8 ? size : argument * 256u);
                break;
            case 5: choice & 8 ? hostile.introduce(choice / 16) : hostile.act(argument); break;
            case 6: hostile.wait(std::chrono::milliseconds{argument * argument}); break;
            case 7: hostile.say(text); break;
        }
    }
    hostile.end();
}
