// Runs a WebrtcListener or a WebrtcDialing on a UDP socket of its own: datagrams, and the tick
// while it asks for one. Rules WL1–WL4, spec/webrtc-body.md.
//
//     UdpDriver driver(io);
//     driver.open(local);
//     WebrtcListener listener(…, driver.sink());
//     driver.drive(listener);
//
// The driver may be destroyed whenever it is not calling the endpoint, which must live as long, or
// until close().
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <cstring>
#include <functional>
#include <memory>
#include <optional>
#include <span>

#include "native/asio/udp_socket.h"
#include "native/platform/clock.h"
#include "native/webrtc/endpoints.h"

namespace native::webrtc {

inline net::webrtc::UdpAddress address_of(const UdpSocket::Endpoint& endpoint) {
    const auto made = [&](const auto& bytes) {
        return net::webrtc::udp_address(std::as_bytes(std::span(bytes)), endpoint.port());
    };
    const boost::asio::ip::address ip = endpoint.address();
    return ip.is_v4() ? made(ip.to_v4().to_bytes()) : made(ip.to_v6().to_bytes());
}

// For a socket of IPv6 an address of IPv4 is mapped again.
inline UdpSocket::Endpoint endpoint_of(const net::webrtc::UdpAddress& address, bool socket_is_ip6) {
    namespace ip = boost::asio::ip;
    if (address.family == net::webrtc::IpFamily::ip4) {
        ip::address_v4::bytes_type bytes;
        std::memcpy(bytes.data(), address.ip.data(), bytes.size());
        const ip::address_v4 v4(bytes);
        if (!socket_is_ip6) return {v4, address.port};
        return {ip::make_address_v6(ip::v4_mapped, v4), address.port};
    }
    ip::address_v6::bytes_type bytes;
    std::memcpy(bytes.data(), address.ip.data(), bytes.size());
    return {ip::address_v6(bytes), address.port};
}

class UdpDriver {
public:
    explicit UdpDriver(boost::asio::io_context& io)
        : socket_(io, {.on_datagram =
                           [this](core::Bytes datagram, const UdpSocket::Endpoint& from) {
                               if (receive_) receive_(datagram, address_of(from));
                           },
                       .on_batch = [this] { arm(); }}),
          timer_(io) {}

    [[nodiscard]] UdpSocket::ErrorCode open(const UdpSocket::Endpoint& local) {
        is_ip6_ = local.protocol() == boost::asio::ip::udp::v6();
        return socket_.open(local);
    }
    [[nodiscard]] net::webrtc::UdpAddress local() const { return address_of(socket_.local()); }

    [[nodiscard]] DatagramSink sink() {
        return [this](const net::webrtc::UdpAddress& to, core::Bytes datagram) {
            socket_.send(datagram, endpoint_of(to, is_ip6_));
        };
    }

    template <class Endpoint>
    void drive(Endpoint& endpoint) {
        receive_ = [&endpoint](core::Bytes datagram, const net::webrtc::UdpAddress& from) {
            endpoint.receive(datagram, from, steady_now());
        };
        tick_ = [&endpoint] { endpoint.tick(steady_now()); };
        deadline_ = [&endpoint] { return endpoint.deadline(); };
        arm();
    }

    void close() {
        socket_.close();
        timer_.cancel();
        receive_ = {};
        deadline_ = {};
    }

private:
    void arm() {
        const auto deadline = deadline_ ? deadline_() : std::nullopt;
        if (!deadline || (armed_ && *armed_ <= *deadline)) return;
        armed_ = deadline;
        timer_.expires_at(steady_time(*deadline));
        timer_.async_wait([this, alive = std::weak_ptr(alive_)](UdpSocket::ErrorCode error) {
            if (error || alive.expired()) return;
            armed_.reset();
            if (deadline_) tick_();
            arm();
        });
    }

    UdpSocket socket_;
    boost::asio::steady_timer timer_;
    std::function<void(core::Bytes, const net::webrtc::UdpAddress&)> receive_;
    std::function<void()> tick_;
    std::function<std::optional<core::Instant>()> deadline_;
    std::optional<core::Instant> armed_;
    bool is_ip6_ = false;
    // Handlers that come after the driver find it gone.
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace native::webrtc
