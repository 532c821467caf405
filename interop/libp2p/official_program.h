// One run of an official interop test: a listener that leaves its address in Redis and stays, or a
// dialer that takes it from there, connects, pings once, and says how long that took.
#pragma once

#include <boost/asio/io_context.hpp>
#include <optional>
#include <string>

#include "core/crypto/ed25519.h"
#include "interop/libp2p/official_contract.h"
#include "native/net/swarm_body.h"
#include "net/swarm/swarm.h"

namespace interop::libp2p {

class OfficialProgram {
public:
    explicit OfficialProgram(const OfficialContract& contract);

    // The exit code: 0 for a dialer that has pinged, and for a listener that was told to end.
    int run();

private:
    [[nodiscard]] bool listen();
    [[nodiscard]] bool dial();
    void hear(const net::swarm::Event& event);
    void hear(const net::swarm::PingTold& told);
    void end(int code, const std::string& word = {});

    OfficialContract contract_;
    boost::asio::io_context context_{};
    core::crypto::Ed25519KeyPair identity_;
    net::swarm::Swarm swarm_;
    native::webrtc::SctpStack sctp_;
    native::SwarmBody body_;
    core::Instant began_{};
    std::optional<int> code_{};
};

}  // namespace interop::libp2p
