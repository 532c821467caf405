// What the official interop suites ask of a program, in its environment: the transport tests of
// libp2p/unified-testing, and, if their lower-case names are there, those of libp2p/test-plans.
// README.md says more.
#pragma once

#include <chrono>
#include <expected>
#include <functional>
#include <string>

namespace interop::libp2p {

struct OfficialContract {
    // Nothing for what is not set.
    using Environment = std::function<const char*(const char*)>;
    static std::expected<OfficialContract, std::string> read(const Environment& environment);

    bool is_old = false;  // test-plans.
    bool is_dialer = false;
    std::string redis{};
    std::string key{};     // Where in Redis the listener leaves its address.
    std::string listen{};  // An address with port 0.
    std::chrono::seconds patience{180};

    // What the dialer prints.
    [[nodiscard]] std::string result(double handshake_plus_one_rtt_ms, double ping_rtt_ms) const;
};

}  // namespace interop::libp2p
