// /echo/1.0.0: one end sends back what the other sends. Both keep no more than the streams' windows let
// come: what was not written yet is not credited.
#pragma once

#include <cstdint>

#include "core/base/bytes.h"
#include "core/base/prng.h"
#include "net/swarm/swarm.h"

namespace interop::libp2p {

inline constexpr std::string_view echo_protocol = "/echo/1.0.0";

class EchoServer {
public:
    EchoServer(net::swarm::Swarm& swarm, net::swarm::StreamHandle stream)
        : swarm_(swarm), stream_(stream) {}

    void receive(core::Bytes bytes);
    void go_on();
    void finish();

private:
    net::swarm::Swarm& swarm_;
    net::swarm::StreamHandle stream_;
    core::Buffer unsent_;
    bool wants_finish_ = false;
};

class EchoClient {
public:
    EchoClient(net::swarm::Swarm& swarm, net::swarm::StreamHandle stream, std::uint64_t size,
               std::uint64_t id)
        : id(id), swarm_(swarm), stream_(stream), unsent_size_(size), missing_size_(size) {}

    void go_on();
    void receive(core::Bytes bytes);
    // Whether all came back, and nothing else.
    [[nodiscard]] bool is_complete() const { return missing_size_ == 0 && !is_wrong_; }

    std::uint64_t id;

private:
    net::swarm::Swarm& swarm_;
    net::swarm::StreamHandle stream_;
    std::uint64_t unsent_size_;
    std::uint64_t missing_size_;
    core::Buffer piece_;
    core::Prng sent_{core::Seed{1}};
    core::Prng expected_{core::Seed{1}};
    core::Buffer expected_piece_;
    bool is_wrong_ = false;
    bool is_finished_ = false;
};

}  // namespace interop::libp2p
