// Meetings are what comes of boards and of introductions, up to the link of each: whose turn it is
// in the page's browser, and the certificates that both descriptions of a meeting name. The board,
// if the page has joined one, is that of the tabs of its origin; introductions are the swarm's.
#pragma once

#include <optional>

#include "core/base/flat_map.h"
#include "net/signalling/board.h"
#include "net/swarm/channel_stack.h"
#include "net/swarm/swarm.h"

namespace wasm {

class Meetings {
public:
    using MeetingId = net::signalling::MeetingId;

    explicit Meetings(net::swarm::Swarm& swarm) : swarm_(swarm) {}

    // To be told of all that the swarm tells.
    void hear(const net::swarm::Event& event);

    // The board knows from the beginning who is connected.
    void join_board(core::Seed seed, core::Instant now);
    void forget_board() { board_.reset(); }
    [[nodiscard]] net::signalling::Board* board() { return board_ ? &*board_ : nullptr; }

    [[nodiscard]] std::optional<net::signalling::BoardOrder> next_order();

    // Of the page's browser, for a meeting that may be over.
    void describe(MeetingId meeting, std::string_view description, core::Instant now);
    void add_candidate(MeetingId meeting, std::string_view candidate, core::Instant now);
    void fail(MeetingId meeting);
    // Channel 0 is open. Nothing if the meeting is over.
    [[nodiscard]] std::optional<net::LinkId> meet(MeetingId meeting, core::Instant now);

private:
    struct Certificates {
        std::optional<net::webrtc::CertificateHash> here{};
        std::optional<net::webrtc::CertificateHash> there{};
    };

    void note_their_certificate(MeetingId meeting, const net::signalling::Step& step);
    [[nodiscard]] std::optional<net::LinkId> meet_by_board(
        MeetingId meeting, const net::swarm::CertificateHashes& certificates, core::Instant now);

    net::swarm::Swarm& swarm_;
    std::optional<net::signalling::Board> board_;
    core::FlatMap<MeetingId, Certificates> certificates_;
};

}  // namespace wasm
