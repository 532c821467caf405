// What a router tells its user, and what it counts.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/variant.h"
#include "core/codec/peer_id.h"
#include "net/gossipsub/message.h"

namespace net::gossipsub {

// By user validation: it must be answered by Router::validate().
struct MessageReceived {
    MessageRef message;
    core::codec::PeerId from;
};
struct MessageRejected {
    core::codec::PeerId from;
    RejectReason reason;
};
struct PeerSubscribed {
    core::codec::PeerId peer;
    std::string topic;
};
struct PeerUnsubscribed {
    core::codec::PeerId peer;
    std::string topic;
};

struct Grafted {
    core::codec::PeerId peer;
    std::string topic;
};
enum class PruneReason : std::uint8_t {
    asked_by_peer,
    peer_unsubscribed,
    peer_gone,
    unsubscribed_here,
    score_negative,
    mesh_full,
};
std::string_view describe(PruneReason reason);
struct Pruned {
    core::codec::PeerId peer;
    std::string topic;
    PruneReason reason;
};

// Others who are in the topic, by what `from` says. The record, if there is one, is a signed
// envelope that was not opened.
struct ExchangedPeer {
    core::codec::PeerId peer;
    core::Buffer record;
};
struct PeersExchanged {
    core::codec::PeerId from;
    std::string topic;
    std::vector<ExchangedPeer> peers;
};

// The peer reads slower than it would have to; told once per heartbeat.
struct MessagesDropped {
    core::codec::PeerId peer;
    std::size_t count;
};

enum class EndReason : std::uint8_t { size_malformed, rpc_too_large, rpc_malformed };
inline constexpr std::size_t end_reason_count =
    static_cast<std::size_t>(EndReason::rpc_malformed) + 1;
std::string_view describe(EndReason reason);
// What the user can do about it: a sentence.
std::string_view advice(EndReason reason);
// Nothing that the peer sends is heard any more, nothing is sent to it: it is to be removed.
struct PeerEnded {
    core::codec::PeerId peer;
    EndReason reason;
};

using Event = core::Variant<MessageReceived, MessageRejected, PeerSubscribed, PeerUnsubscribed,
                            Grafted, Pruned, PeersExchanged, MessagesDropped, PeerEnded>;

// For people.
std::string describe(const Event& event);

// Limits that were reached. What was beyond them was not done.
enum class Limit : std::uint8_t {
    topic_size,
    topics_per_peer,
    topic_bytes_per_peer,
    topics,
    subscriptions_per_rpc,
    control_items_per_rpc,
    ids_per_rpc,
    exchanged_peers,
    ihaves,
    ihave_ids,
    idontwant_ids,
    iwant_ids,
    iwant_repeats,
    seen,
    asked,
    promises,
    unvalidated,
    queued,
    queued_ids,
    backoffs,
    retained_scores,
};
inline constexpr std::size_t limit_count = 21;
std::string_view describe(Limit limit);

struct Counters {
    std::uint64_t published = 0;
    std::uint64_t accepted = 0;
    // Copies of messages that came, by being the first or not. Those we would not take do not
    // count.
    std::uint64_t first_copies = 0;
    std::uint64_t duplicates = 0;
    std::uint64_t cancelled = 0;  // Not sent, because the peer turned out to have it.
    std::uint64_t asked = 0;      // Ids asked for with IWANT.
    std::uint64_t penalties = 0;
    std::uint64_t graylisted_rpcs = 0;
    std::array<std::uint64_t, reject_reason_count> rejected{};
    std::array<std::uint64_t, limit_count> limits{};
};

}  // namespace net::gossipsub
