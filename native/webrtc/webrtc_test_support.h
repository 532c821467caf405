// A user of links that writes down what it is told, and a wire between both ends of webrtc-direct,
// for tests.
#pragma once

#include <array>
#include <concepts>
#include <deque>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "native/platform/clock.h"
#include "native/platform/random.h"
#include "native/webrtc/endpoints.h"

namespace native::webrtc::testing {

class Recorder : public LinkUser {
public:
    void link_opened(WebrtcLink& link) override {
        links.push_back(&link);
        ++opened_count;
    }
    void channel_opened(WebrtcLink&, SctpStream stream) override { channels.push_back(stream); }
    void channel_received(WebrtcLink& link, SctpStream stream, core::Bytes bytes) override {
        received[stream] += core::as_text(bytes);
        if (echoes) sent_back = link.send(stream, bytes) && sent_back;
    }
    void channel_closed(WebrtcLink&, SctpStream stream) override { closed.push_back(stream); }
    void room_available(WebrtcLink&) override { ++room_count; }
    void link_ended(WebrtcLink&, LinkEndReason reason) override { ended.push_back(reason); }

    std::vector<WebrtcLink*> links{};
    std::vector<SctpStream> channels{};
    std::vector<SctpStream> closed{};
    std::map<SctpStream, std::string> received{};
    std::vector<LinkEndReason> ended{};
    int opened_count = 0;
    int room_count = 0;
    bool echoes = false;
    bool sent_back = true;
};

inline net::webrtc::UdpAddress loopback(std::uint16_t port) {
    const std::array<std::byte, 4> ip{std::byte{127}, {}, {}, std::byte{1}};
    return net::webrtc::udp_address(ip, port);
}

inline net::webrtc::Credentials credentials(net::webrtc::Version version) {
    net::webrtc::CredentialRandomness randomness;
    fill_random(randomness.mutable_view());
    return make_credentials(version, randomness);
}

struct Identities {
    Certificate server_certificate = Certificate::make();
    Certificate client_certificate = Certificate::make();
    DtlsContext server_dtls{server_certificate};
    DtlsContext client_dtls{client_certificate};
};

// A wire whose time is the test's, between users who may be told the time.
template <class User>
struct Wire : Identities {
    explicit Wire(net::webrtc::Version version = net::webrtc::Version::v1)
        : listener({}, server_dtls, sctp, server, sink(to_client)),
          dialing({}, {server_at, server_certificate.hash()}, credentials(version), core::Seed{7},
                  client_dtls, sctp, client, sink(to_server), now) {
        settle();
    }

    static DatagramSink sink(std::deque<core::Buffer>& queue) {
        return [&queue](const net::webrtc::UdpAddress&, core::Bytes datagram) {
            queue.emplace_back(datagram.begin(), datagram.end());
        };
    }

    void settle(int ticks = 20) {
        for (int tick = 0; tick < ticks; ++tick) {
            while (!to_server.empty() || !to_client.empty()) {
                for (const core::Buffer& datagram : std::exchange(to_server, {}))
                    listener.receive(datagram, client_at, now);
                for (const core::Buffer& datagram : std::exchange(to_client, {}))
                    dialing.receive(datagram, server_at, now);
            }
            now += SctpStack::tick;
            listener.tick(now);
            dialing.tick(now);
        }
    }

    core::Instant now = steady_now();
    net::webrtc::UdpAddress server_at = loopback(4001);
    net::webrtc::UdpAddress client_at = loopback(4002);
    SctpStack sctp{now};
    User server = made();
    User client = made();
    std::deque<core::Buffer> to_server{};
    std::deque<core::Buffer> to_client{};
    WebrtcListener listener;
    WebrtcDialing dialing;

private:
    User made() {
        if constexpr (std::constructible_from<User, const core::Instant&>)
            return User(now);
        else
            return User();
    }
};

}  // namespace native::webrtc::testing
