// Meetings are the peers that tabs of one origin find by their board, up to the link that comes of
// each: a board, and the certificates that both descriptions of a meeting name.
#pragma once

#include "core/base/flat_map.h"
#include "net/signalling/board.h"
#include "net/swarm/channel_stack.h"
#include "net/swarm/swarm.h"

namespace wasm {

class Meetings {
public:
    Meetings(net::swarm::Swarm& swarm, core::Seed seed, core::Instant now);

    // To be told of all that the swarm tells.
    void hear(const net::swarm::Event& event);

    [[nodiscard]] net::signalling::Board& board() { return board_; }
    [[nodiscard]] std::optional<net::signalling::BoardOrder> next_order();

    void describe(net::signalling::MeetingId meeting, std::string_view description);
    void finish(net::signalling::MeetingId meeting);
    // Channel 0 is open. Nothing if the meeting is over.
    [[nodiscard]] std::optional<net::LinkId> meet(net::signalling::MeetingId meeting,
                                                  core::Instant now);

private:
    struct Certificates {
        std::optional<net::webrtc::CertificateHash> here{};
        std::optional<net::webrtc::CertificateHash> there{};
    };

    void note_their_certificate(net::signalling::MeetingId meeting, std::string_view description);

    net::swarm::Swarm& swarm_;
    net::signalling::Board board_;
    core::FlatMap<net::signalling::MeetingId, Certificates> certificates_;
};

}  // namespace wasm
