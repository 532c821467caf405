// Exchange keeps the log equal to those of all members that are connected (rules ME1–ME8,
// spec/membership.md). It is a state machine without a clock: messages come in whole and in order,
// as a stream has them, and go out when a link takes one.
//
//     exchange.connect(peer);
//     while (link takes a message) if (auto bytes = exchange.next_message(peer)) send(*bytes);
//     const auto received = exchange.receive(peer, bytes);   // what is new goes into the journal
//     exchange.tell(hash);                                   // our own, once it is journaled
//
// After every call that is not const, all peers of next_ready() may have something to be sent.
#pragma once

#include <expected>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "core/base/flat_map.h"
#include "core/codec/peer_id.h"
#include "fabric/membership/exchange_message.h"
#include "fabric/membership/log.h"

namespace fabric::membership {

struct ExchangeOptions {
    std::size_t peers_max = 1'024;
    // Beyond it a peer is told our heads instead, and asks for what it lacks.
    std::size_t untold_max = 256;
};

// What one message brought.
struct ExchangeReceived {
    // In the order in which they took their places, for the journal.
    std::vector<EntryHash> added;
    bool is_judged_anew = false;
    std::size_t refused_count = 0;
    std::optional<LogRefusal> first_refusal;
};

class Exchange {
public:
    using PeerId = core::codec::PeerId;

    // The log outlives it. It is changed by receive(), and by its owner who then calls tell().
    Exchange(Log& log, const ExchangeOptions& options) : log_(log), options_(options) {}

    // False if it is connected, or there are too many.
    bool connect(const PeerId& peer);
    void disconnect(const PeerId& peer) { peers_.erase(peer); }
    [[nodiscard]] std::size_t peer_count() const { return peers_.size(); }

    // Of a connected peer. An error if it is no message: then it does not speak as we do.
    [[nodiscard]] core::Result<ExchangeReceived> receive(const PeerId& peer, core::Bytes bytes);
    // To all that are connected. The log has it.
    void tell(const EntryHash& hash);

    // For anybody. Of many peers with nothing to say to them it costs nothing to ask.
    [[nodiscard]] bool has_messages();
    [[nodiscard]] std::optional<core::Buffer> next_message(const PeerId& peer);

private:
    struct Peer {
        bool owes_heads = true;                             // We owe them ours.
        std::optional<std::vector<EntryHash>> their_heads;  // To be answered.
        std::vector<EntryHash> wanted_by_us;
        std::vector<EntryHash> wanted_by_them;
        std::vector<EntryHash> untold;
        [[nodiscard]] bool has_message() const {
            return owes_heads || their_heads || !wanted_by_us.empty() || !wanted_by_them.empty() ||
                   !untold.empty();
        }
    };

    void tell_others(const EntryHash& hash, const PeerId* from);
    void take(Peer& peer, const PeerId& id, const Entries& message, ExchangeReceived& received);
    [[nodiscard]] HeadsAre heads() const;
    // As many as fit into a message are taken off the front.
    [[nodiscard]] Entries entries_of(std::vector<EntryHash>& hashes) const;
    [[nodiscard]] Entries answer_to(const std::vector<EntryHash>& heads) const;

    Log& log_;
    ExchangeOptions options_;
    bool may_have_messages_ = false;  // Since it was asked last.
    core::FlatMap<PeerId, Peer> peers_;
};

}  // namespace fabric::membership
