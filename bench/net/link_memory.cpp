// What a link of webrtc-direct takes in memory at the listener's end, below the swarm: ICE, DTLS,
// SCTP and channels, while nothing is said. The dialers are in the same process, and the wire is a
// queue; the allocator says what the listener's calls left behind.
#include <malloc.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "bench/frame/measure.h"
#include "native/platform/clock.h"
#include "native/platform/random.h"
#include "native/webrtc/endpoints.h"

namespace {

using namespace native::webrtc;
using net::webrtc::UdpAddress;

// Until all have connected, and what was sent and allocated meanwhile is acknowledged and gone.
constexpr int ticks = 100;

std::size_t in_use() {
    const struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

class Idle : public LinkUser {
public:
    void link_opened(WebrtcLink&) override { ++opened_count; }
    void channel_opened(WebrtcLink&, SctpStream) override {}
    void channel_received(WebrtcLink&, SctpStream, core::Bytes) override {}
    void channel_closed(WebrtcLink&, SctpStream) override {}
    void room_available(WebrtcLink&) override {}
    void link_ended(WebrtcLink&, LinkEndReason) override { ++ended_count; }

    std::uint32_t opened_count = 0;
    std::uint32_t ended_count = 0;
};

UdpAddress address(std::uint32_t number) {
    const std::array ip{std::byte{10}, static_cast<std::byte>(number >> 16),
                        static_cast<std::byte>(number >> 8), static_cast<std::byte>(number)};
    return net::webrtc::udp_address(ip, 4000);
}

net::webrtc::Credentials credentials() {
    net::webrtc::CredentialRandomness randomness;
    native::fill_random(randomness.mutable_view());
    return make_credentials(net::webrtc::Version::v1, randomness);
}

struct Datagram {
    UdpAddress remote;  // Whoever is not the listener.
    core::Buffer bytes;
};

class Star {
public:
    void connect(std::uint32_t count) {
        for (std::uint32_t i = 1; i <= count; ++i) {
            const UdpAddress here = address(i);
            dialings_.push_back(std::make_unique<WebrtcDialing>(
                net::webrtc::IceDialer::Options{},
                net::webrtc::DirectTarget{address(0), listener_certificate_.hash()}, credentials(),
                core::Seed{i}, dialer_dtls_, sctp_, dialers_user_,
                [this, here](const UdpAddress&, core::Bytes bytes) {
                    to_listener_.push_back({here, {bytes.begin(), bytes.end()}});
                },
                now_));
            settle();
        }
        for (int tick = 0; tick < ticks; ++tick) pass();
        if (listeners_user_.opened_count != count || dialers_user_.opened_count != count ||
            listeners_user_.ended_count + dialers_user_.ended_count > 0) {
            std::fprintf(stderr, "not all are connected\n");
            std::exit(1);
        }
    }

    [[nodiscard]] std::size_t listener_grew() const { return listener_grew_; }

private:
    // What waits for the dialers is nobody's.
    void metered(auto&& call) {
        const std::size_t before = in_use();
        call();
        std::size_t held = 0;
        for (const Datagram& datagram : to_dialers_)
            held += malloc_usable_size(const_cast<std::byte*>(datagram.bytes.data()));
        listener_grew_ += in_use() - before - held;
        for (Datagram& datagram : to_dialers_) under_way_.push_back(std::move(datagram));
        to_dialers_.clear();
    }

    void settle() {
        while (!to_listener_.empty() || !under_way_.empty()) {
            for (const Datagram& datagram : std::exchange(to_listener_, {}))
                metered([&] { listener_.receive(datagram.bytes, datagram.remote, now_); });
            for (const Datagram& datagram : std::exchange(under_way_, {}))
                dialing_at(datagram.remote).receive(datagram.bytes, address(0), now_);
        }
    }

    // The stack's timers are those of both ends: what they leave behind is counted with the
    // listener.
    void pass() {
        now_ += SctpStack::tick;
        metered([this] { listener_.tick(now_); });
        for (const auto& dialing : dialings_) dialing->tick(now_);
        settle();
    }

    WebrtcDialing& dialing_at(const UdpAddress& remote) {
        for (std::size_t i = 0; i < dialings_.size(); ++i)
            if (address(static_cast<std::uint32_t>(i + 1)) == remote) return *dialings_[i];
        std::abort();
    }

    core::Instant now_ = native::steady_now();
    SctpStack sctp_{now_};
    Certificate listener_certificate_ = Certificate::make();
    Certificate dialer_certificate_ = Certificate::make();
    DtlsContext listener_dtls_{listener_certificate_};
    DtlsContext dialer_dtls_{dialer_certificate_};
    Idle listeners_user_;
    Idle dialers_user_;
    std::deque<Datagram> to_listener_;
    std::vector<Datagram> to_dialers_;
    std::deque<Datagram> under_way_;
    std::size_t listener_grew_ = 0;
    WebrtcListener listener_{{},
                             listener_dtls_,
                             sctp_,
                             listeners_user_,
                             [this](const UdpAddress& to, core::Bytes bytes) {
                                 to_dialers_.push_back({to, {bytes.begin(), bytes.end()}});
                             }};
    std::vector<std::unique_ptr<WebrtcDialing>> dialings_;
};

}  // namespace

int main(int count, char** words) {
    const bench::Measure bench(count, words);
    const std::uint32_t links = bench.is_smoke() ? 4 : 64;
    Star star;
    star.connect(links);
    bench::Measure::figure("a webrtc-direct link below its swarm", "selvage native", "B",
                           static_cast<double>(star.listener_grew()) / links);
}
