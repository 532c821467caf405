// A server's ICE under checks, DTLS and garbage from a few addresses, and a dialer that talks to it
// through a wire which the input delays, changes and cuts. Limits hold, nothing is answered that
// was not signed, each session begins and ends once.
#include <optional>
#include <set>

#include "core/base/assert.h"
#include "core/base/reader.h"
#include "core/testing/fuzz.h"
#include "net/webrtc/ice_dialer.h"
#include "net/webrtc/ice_test_support.h"

namespace {

using namespace net::webrtc;

constexpr IceLite::Options options{
    .sessions_max = 4,
    .handshakes_max = 3,
    .addresses_per_session_max = 3,
    .contacts = {.per_ip = {.burst = 4, .interval = std::chrono::seconds{1}},
                 .all = {.burst = 6, .interval = std::chrono::seconds{1}},
                 .ips_max = 8},
};

// Made once: signing a check takes longer than all the rest.
struct Checks {
    Checks() {
        for (std::uint8_t number = 0; number < 6; ++number) {
            const auto version = number % 2 ? Version::v1 : Version::v2;
            auto check = testing::check_of(testing::credentials_of(version, number));
            check.use_candidate = number % 3 == 0;
            if (number == 4) check.unknown_attribute = 0x7f01;
            if (number == 5) check.controlled = true;
            encoded.push_back(testing::encode(check));
        }
    }
    std::vector<core::Buffer> encoded;
};

struct World {
    void take_events() {
        while (const auto event = server.next_event()) {
            if (const auto* sent = core::get_if<SendDatagram>(&*event)) {
                ASSERT(!sent->bytes.empty() && looks_like_stun(sent->bytes));
                if (sent->to == dialer_at) to_dialer = sent->bytes;
            } else if (const auto* began = core::get_if<SessionBegan>(&*event)) {
                ASSERT(live.insert(began->session).second);
                newest = began->session;
            } else if (const auto* datagram = core::get_if<SessionDatagram>(&*event)) {
                ASSERT(live.contains(datagram->session));
            } else {
                ASSERT(live.erase(core::get<SessionEnded>(*event).session) == 1);
            }
        }
        ASSERT(server.session_count() == live.size());
        ASSERT(server.session_count() <= options.sessions_max);
        ASSERT(server.handshake_count() <= options.handshakes_max);
        for (const SessionId session : live) ASSERT(server.address_of(session));
        ASSERT(server.deadline().has_value() == !live.empty());
    }

    void dial() {
        static const Credentials credentials = testing::credentials_of(Version::v2, 77);
        if (!dialer)
            dialer.emplace(IceDialer::Options{}, credentials, server_at, core::Seed{1}, now);
    }

    void run_dialer() {
        if (!dialer) return;
        while (const auto event = dialer->next_event())
            if (const auto* sent = core::get_if<SendDatagram>(&*event)) to_server = sent->bytes;
        ASSERT(!dialer->ended() || !dialer->deadline());
    }

    core::Instant now{};
    UdpAddress dialer_at = testing::address_of(99, 1);
    UdpAddress server_at = testing::address_of(98, 1);
    IceLite server{options};
    std::optional<IceDialer> dialer{};  // Made when it is wanted, for it signs a check.
    core::Buffer to_server{};
    core::Buffer to_dialer{};
    std::set<SessionId> live{};
    SessionId newest{};
};

}  // namespace

FUZZ(ice_lite) {
    static const Checks checks;
    core::Reader reader(input);
    World world;
    for (int steps = 0; steps < 24 && !reader.at_end(); ++steps) {
        const unsigned step = *reader.u8();
        const std::uint8_t argument = reader.u8().value_or(0);
        const UdpAddress from = testing::address_of(argument % 3, argument / 3 % 8);
        switch (step % 8) {
            case 0: world.server.receive(checks.encoded[step / 8 % 6], from, world.now); break;
            case 1: {
                core::Buffer changed = checks.encoded[step / 8 % 6];
                changed[argument % changed.size()] ^= std::byte{1};
                world.server.receive(changed, from, world.now);
                break;
            }
            case 2: {
                const core::Bytes raw =
                    reader.take(std::min<std::size_t>(argument, reader.remaining())).value();
                world.server.receive(raw, from, world.now);
                if (world.dialer) world.dialer->receive(raw, world.server_at, world.now);
                break;
            }
            case 3:
                world.now += std::chrono::milliseconds{argument * 200};
                world.server.expire(world.now);
                if (world.dialer) world.dialer->expire(world.now);
                break;
            case 4: world.server.established(world.newest); break;
            case 5:
                world.server.close(world.newest);
                world.live.erase(world.newest);
                break;
            case 6:
                world.dial();
                world.server.receive(world.to_server, world.dialer_at, world.now);
                break;
            case 7:
                world.dial();
                world.dialer->receive(world.to_dialer, world.server_at, world.now);
                break;
        }
        world.take_events();
        world.run_dialer();
    }
}
