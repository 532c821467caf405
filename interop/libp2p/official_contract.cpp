// Two sets of names for the same things.
#include "interop/libp2p/official_contract.h"

#include <array>
#include <charconv>
#include <string_view>
#include <utility>

namespace interop::libp2p {

namespace {

// Behind the IP address. Nothing for transports that are not spoken here.
std::string_view transport_path(std::string_view transport) {
    if (transport == "tcp") return "/tcp/0";
    if (transport == "ws") return "/tcp/0/ws";
    if (transport == "webrtc-direct") return "/udp/0/webrtc-direct";
    return "";
}

std::string number_text(double number) {
    std::array<char, 32> room{};
    const auto [end, error] =
        std::to_chars(room.data(), room.data() + room.size(), number, std::chars_format::fixed, 3);
    return {room.data(), end};
}

}  // namespace

std::expected<OfficialContract, std::string> OfficialContract::read(
    const Environment& environment) {
    const bool is_old = environment("transport") != nullptr;
    const auto get = [&](const char* now, const char* before, std::string otherwise) {
        const char* const value = environment(is_old ? before : now);
        return value ? std::string(value) : std::move(otherwise);
    };
    OfficialContract contract;
    contract.is_old = is_old;
    contract.is_dialer = get("IS_DIALER", "is_dialer", "") == "true";
    contract.redis = get("REDIS_ADDR", "redis_addr", "redis:6379");
    contract.key = "listenerAddr";
    if (!is_old) {
        const char* const key = environment("TEST_KEY");
        if (!key) return std::unexpected("TEST_KEY is not set");
        contract.key = std::string(key) + "_listener_multiaddr";
    }
    const std::string transport = get("TRANSPORT", "transport", "");
    const std::string_view path = transport_path(transport);
    if (path.empty()) return std::unexpected("the transport \"" + transport + "\" is unknown");
    const std::string security = get("SECURE_CHANNEL", "security", "noise");
    if (security != "noise")
        return std::unexpected("no security \"" + security + "\" here, but noise");
    const std::string muxer = get("MUXER", "muxer", "yamux");
    if (muxer != "yamux") return std::unexpected("no muxer \"" + muxer + "\" here, but yamux");
    const std::string ip = get("LISTENER_IP", "ip", "0.0.0.0");
    contract.listen = (ip.contains(':') ? "/ip6/" : "/ip4/") + ip + std::string(path);
    const std::string patience = get("TEST_TIMEOUT_SECS", "test_timeout_seconds", "180");
    unsigned seconds = 0;
    const char* const end = patience.data() + patience.size();
    if (std::from_chars(patience.data(), end, seconds).ptr != end || seconds == 0)
        return std::unexpected("\"" + patience + "\" is no number of seconds");
    contract.patience = std::chrono::seconds{seconds};
    return contract;
}

std::string OfficialContract::result(double handshake_plus_one_rtt_ms, double ping_rtt_ms) const {
    const std::string whole = number_text(handshake_plus_one_rtt_ms);
    const std::string round = number_text(ping_rtt_ms);
    // The third l of "Milllis" is theirs.
    if (is_old)
        return R"({"handshakePlusOneRTTMillis":)" + whole + R"(,"pingRTTMilllis":)" + round + "}\n";
    return "latency:\n  handshake_plus_one_rtt: " + whole + "\n  ping_rtt: " + round +
           "\n  unit: ms\n";
}

}  // namespace interop::libp2p
