// A swarm that a peer has reached over channels, and whatever the input makes of that peer and of
// the body between them: channels opened and closed, streams that keep the rules more or less,
// bytes that keep none, channels that have no room, orders that are carried out late; while the
// user opens, writes, finishes and resets streams.
#include <array>
#include <vector>

#include "core/base/reader.h"
#include "core/testing/fuzz.h"
#include "net/noise/toy_crypto_fuzz.h"
#include "net/swarm/channel_stack.h"
#include "net/swarm/joined_swarms.h"
#include "net/webrtc/message.h"

namespace {

using namespace net::swarm;
using net::webrtc::ChannelId;
using net::webrtc::Flag;

constexpr std::array<std::string_view, 8> protocols{
    "/ipfs/ping/1.0.0", "/ipfs/id/1.0.0",      "/ipfs/id/push/1.0.0", "/perf/1.0.0",
    "/meshsub/1.2.0",   joined::user_protocol, "/floodsub/1.0.0",     "/unknown"};

std::string line(std::string_view text) {
    return std::string(1, static_cast<char>(text.size() + 1)) + std::string(text) + "\n";
}

Swarm::Options options_of(std::uint8_t kind) {
    static const net::gossipsub::Options gossip;
    Swarm::Options options;
    options.serves_perf = true;
    if (kind & 2) options.gossip = gossip;
    return options;
}

net::webrtc::CertificateHash hash_of(std::uint8_t number) {
    return core::crypto::sha256(core::Buffer(1, std::byte{number}));
}

std::array<std::byte, 32> secret_of(std::uint8_t number) {
    std::array<std::byte, 32> secret{};
    secret[3] = std::byte{number};
    return secret;
}

class Hostile {
public:
    explicit Hostile(const Swarm::Options& options)
        : user_(1, options),
          stack_({.direction = net::Direction::outgoing, .expected_peer = user_.swarm.id()},
                 {hash_of(2), hash_of(1)}, identity_, core::crypto::X25519Secret(secret_of(1)),
                 core::crypto::X25519Secret(secret_of(2)), now_) {
        static const auto from =
            *core::codec::Multiaddr::from_text("/ip4/77.1.1.1/udp/1/webrtc-direct");
        link_ = *user_.swarm.accept_channels(net::Transport::webrtc_direct, from,
                                             {hash_of(1), hash_of(2)}, now_);
        settle();
    }

    // As an honest peer does, on channel 0.
    void shake_hands() {
        for (bool any = true; any;) {
            any = false;
            while (const auto order = user_.swarm.next_channel_order(link_)) {
                if (const auto* sent = core::get_if<net::webrtc::SendMessage>(&*order)) {
                    const core::Buffer copied(sent->message.begin(), sent->message.end());
                    stack_.muxer().channel_received(sent->channel, copied, now_);
                    while (stack_.next_event(now_)) {
                    }
                }
                user_.swarm.consume_channel_order(link_);
                any = true;
            }
            while (const auto order = stack_.muxer().next_order()) {
                if (const auto* sent = core::get_if<net::webrtc::SendMessage>(&*order))
                    receive(sent->channel,
                            core::Buffer(sent->message.begin(), sent->message.end()));
                stack_.muxer().consume_order();
                any = true;
            }
            settle();
        }
        ASSERT(user_.swarm.is_connected(peer()));
    }

    // With a proposal on it, or without.
    void open(std::optional<std::string_view> protocol) {
        const auto channel = user_.swarm.channel_opened(link_, now_);
        settle();
        if (!channel) return;
        channels_.push_back(*channel);
        if (protocol) say(*channel, std::nullopt, line("/multistream/1.0.0") + line(*protocol));
    }
    void say(ChannelId channel, std::optional<Flag> flag, std::string_view text) {
        receive(channel, net::webrtc::encode_message(flag, core::as_bytes(text)));
    }
    void receive(ChannelId channel, const core::Buffer& bytes) {
        user_.swarm.channel_received(link_, channel, bytes, now_);
        settle();
    }
    void close(ChannelId channel) {
        user_.swarm.channel_closed(link_, channel, now_);
        settle();
    }
    // One that either end has opened, the last ones first, or 0.
    [[nodiscard]] ChannelId pick(std::size_t choice) const {
        const std::size_t at = choice % (channels_.size() + 1);
        if (at == channels_.size()) return net::webrtc::handshake_channel;
        return channels_[channels_.size() - 1 - at];
    }

    // The body carries out orders; without room it opens nothing.
    void obey(std::size_t count, bool has_room) {
        for (; count > 0; --count) {
            const auto order = user_.swarm.next_channel_order(link_);
            if (!order) return;
            const auto* open = core::get_if<net::webrtc::OpenChannel>(&*order);
            const ChannelId channel = open ? open->channel : ChannelId{};
            const bool is_opening = open != nullptr;
            user_.swarm.consume_channel_order(link_);
            if (is_opening && has_room) {
                channels_.push_back(channel);
                user_.swarm.channel_ready(link_, channel);
            } else if (is_opening) {
                user_.swarm.channel_refused(link_, channel, now_);
            }
            settle();
        }
    }

    void act(std::size_t choice, std::size_t argument) {
        const auto stream = user_.pick(argument);
        if (choice % 5 == 0) {
            const auto opened =
                user_.swarm.open(peer(), {std::string(joined::user_protocol)}, now_);
            if (opened) user_.streams.emplace(*opened, joined::User::Known{});
        } else if (stream != user_.streams.end()) {
            act_on(stream, choice % 5);
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
        ASSERT(!user_.swarm.next_channel_order(link_) && !user_.swarm.is_paused(link_));
    }

private:
    static const core::codec::PeerId& peer() {
        static const auto id =
            core::codec::PeerId::of(core::codec::PublicKey(joined::identity_of(2).public_key()));
        return id;
    }

    void act_on(std::map<StreamHandle, joined::User::Known>::iterator stream, std::size_t what) {
        const StreamHandle handle = stream->first;
        if (what == 1 && !stream->second.is_finished_here)
            std::ignore = user_.swarm.write(handle, core::Bytes(text_));
        if (what == 2) user_.swarm.credit(handle, std::exchange(stream->second.uncredited, 0));
        if (what == 3 && !stream->second.is_finished_here) {
            user_.swarm.finish(handle, now_);
            stream->second.is_finished_here = true;
            if (stream->second.is_finished_there) user_.streams.erase(stream);
        }
        if (what == 4) {
            user_.swarm.reset(handle);
            user_.streams.erase(stream);
        }
    }

    void settle() {
        Swarm& swarm = user_.swarm;
        while (const auto event = swarm.next_event(now_)) hear(*event);
        while (swarm.next_order()) {
        }
        while (swarm.next_ready()) {
        }
        ASSERT(swarm.stream_count() <= 128);
    }
    // What such a peer writes is no pattern.
    void hear(const Event& event) {
        const auto* told = core::get_if<StreamTold>(&event);
        const auto* received = told ? core::get_if<Received>(&told->event) : nullptr;
        if (!received) return user_.hear(event);
        auto& known = user_.streams.at({told->link, received->stream});
        ASSERT(!known.is_finished_there);
        known.uncredited += received->bytes.size();
    }

    core::Instant now_{};
    joined::User user_;
    core::crypto::Ed25519KeyPair identity_ = joined::identity_of(2);
    ChannelStack stack_;
    net::LinkId link_{};
    std::vector<ChannelId> channels_{};
    core::Buffer text_ = core::Buffer(700, std::byte{'x'});
};

void play(Hostile& hostile, std::uint8_t choice, std::uint8_t argument, core::Reader& reader) {
    const ChannelId channel = hostile.pick(argument);
    const auto rest = [&] {
        return *reader.take(std::min<std::size_t>(argument, reader.remaining()));
    };
    const std::size_t which = choice / 12;
    switch (choice % 12) {
        case 0:
            return hostile.open(argument & 128 ? std::nullopt
                                               : std::optional(protocols[argument % 8]));
        case 1:
            return hostile.say(channel, std::nullopt,
                               line("/multistream/1.0.0") + line(protocols[which % 8]));
        case 2: return hostile.say(channel, std::nullopt, core::as_text(rest()));
        case 3: return hostile.say(channel, static_cast<Flag>(which % 4), {});
        case 4: {
            const core::Bytes raw = rest();
            return hostile.receive(channel, core::Buffer(raw.begin(), raw.end()));
        }
        case 5: return hostile.close(channel);
        case 6: return hostile.obey(argument % 32, true);
        case 7: return hostile.obey(argument % 32, false);
        case 8:
        case 9: return hostile.act(which, argument);
        case 10: return hostile.wait(std::chrono::milliseconds{argument * argument});
        case 11:  // Much, in one message.
            return hostile.say(channel, std::nullopt, std::string(argument * std::size_t{8}, 'y'));
    }
}

}  // namespace

FUZZ(swarm_channels) {
    core::Reader reader(input);
    const std::uint8_t kind = reader.u8().value_or(0);
    Hostile hostile(options_of(kind));
    if (kind % 8 != 0) hostile.shake_hands();
    for (int step = 0; step < 64 && !reader.at_end(); ++step) {
        const std::uint8_t choice = *reader.u8();
        const std::uint8_t argument = reader.u8().value_or(0);
        play(hostile, choice, argument, reader);
    }
    hostile.end();
}
