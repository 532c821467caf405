// What can be chosen about gossipsub, and every limit. The defaults are those of go-libp2p and
// js-libp2p where both agree. One set of options may serve many routers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/base/time.h"
#include "core/codec/peer_id.h"
#include "net/gossipsub/score_options.h"

namespace net::gossipsub {

// The overlay: how many peers of a topic a router sends whole messages to, and how many it tells
// only which messages it has.
struct MeshOptions {
    std::size_t degree = 6;
    std::size_t degree_low = 4;
    std::size_t degree_high = 12;
    // Of the peers kept when there are too many, so many are the best; the others are drawn.
    std::size_t best_kept = 4;
    std::size_t outbound_min = 2;
    std::size_t gossip_degree = 6;
    // Gossip goes to this part of the others, when that is more.
    std::uint32_t gossip_percent = 25;
    std::size_t opportunistic_count = 2;
    std::uint32_t opportunistic_heartbeats = 60;

    core::Duration heartbeat = std::chrono::seconds{1};
    core::Duration prune_backoff = std::chrono::seconds{60};
    core::Duration unsubscribe_backoff = std::chrono::seconds{10};
    // Whatever a peer says.
    core::Duration backoff_max = std::chrono::hours{1};
    // Who grafts again within this time of a prune pays twice.
    core::Duration graft_flood_threshold = std::chrono::seconds{10};
    core::Duration fanout_life = std::chrono::seconds{60};

    bool flood_publish = true;
    bool peer_exchange = false;
};

// How messages are forwarded so that few come twice. See GS44–GS51.
struct ForwardOptions {
    // Messages of so many bytes of data or more are announced as not wanted when they come.
    std::size_t idontwant_size_min = 512;
    // Whether our extension is offered: to be sent whole messages by the fastest peers alone.
    bool choke = true;
    // Peers of a mesh that are not choked at least: with two, what is lost on the way from one
    // costs no time, and comes twice.
    std::size_t unchoked_min = 1;
    // The same where a peer that we choke does not choke us, for it depends on us; and in so many
    // of the other cases.
    std::size_t unchoked_min_of_servers = 2;
    std::uint32_t second_percent = 30;
    // So many messages later than the first copy, in a row or nearly so, and a peer is choked.
    std::uint8_t late_count_max = 2;
    // So often so much earlier told of than any copy came, and a peer is choked no more.
    std::uint8_t early_count_max = 2;
    core::Duration early_margin = std::chrono::milliseconds{20};
    // The same for authors of whom nothing is known: these change, and so more ways are kept open.
    std::size_t unchoked_min_of_others = 2;
    std::uint8_t count_max_of_others = 3;
    // How long a message that was announced may yet come by itself: so much longer than it took
    // lately after that peer's announcements, and no longer than this.
    core::Duration announced_slack = std::chrono::milliseconds{5};
    core::Duration announced_patience = std::chrono::milliseconds{40};
    // How long an answer to IWANT may take before another peer is asked.
    core::Duration asked_patience = std::chrono::milliseconds{500};
};

struct LimitOptions {
    std::size_t peers_max = 1024;
    std::size_t rpc_size_max = std::size_t{1} << 20;
    std::size_t topic_size_max = 256;
    std::size_t topics_per_peer_max = 1024;
    std::size_t topic_bytes_per_peer_max = std::size_t{64} << 10;
    std::size_t topics_max = 16'384;  // All that anybody is known to be subscribed to.
    std::size_t subscriptions_per_rpc_max = 5000;
    std::size_t control_items_per_rpc_max = 5000;
    std::size_t ids_per_rpc_max = 5000;
    std::size_t exchanged_peers_max = 16;
    std::size_t exchanged_record_size_max = 4096;
    std::size_t backoffs_per_topic_max = 4096;

    // Per peer and heartbeat.
    std::size_t ihaves_max = 10;
    std::size_t ihave_ids_max = 5000;
    std::size_t idontwant_ids_max = 512;
    std::size_t iwant_ids_max = 5000;
    // How often one message is sent to one peer that asks for it.
    std::uint8_t iwant_repeats_max = 3;

    std::size_t seen_max = 65'536;
    core::Duration seen_life = std::chrono::seconds{120};
    std::size_t cached_size_max = std::size_t{32} << 20;
    std::size_t asked_max = 4096;    // Messages asked for or announced that have not come.
    std::size_t announcers_max = 4;  // Peers remembered for each of those.
    std::size_t unvalidated_max = 1024;
    std::size_t unvalidated_size_max = std::size_t{32} << 20;

    // Waiting to be sent to one peer.
    std::size_t queued_size_max = std::size_t{4} << 20;
    std::size_t queued_max = 2048;
    std::size_t queued_ids_max = 5000;  // Of each kind of control message.
    std::size_t retained_scores_max = 1024;
};

enum class Validation : std::uint8_t {
    by_user,  // Messages wait until validate() was called.
    none,     // Messages with a good signature are forwarded at once.
};

struct Options {
    MeshOptions mesh;
    ForwardOptions forward;
    LimitOptions limits;
    ScoreOptions score;
    Validation validation = Validation::by_user;
    std::uint32_t history_windows = 5;  // Heartbeats for which a message can be asked for.
    std::uint32_t gossip_windows = 3;   // Of these, those that are told about.
    std::uint32_t idontwant_heartbeats = 3;
    // How long a peer that told of a message may take to send it when asked.
    core::Duration promise_patience = std::chrono::seconds{3};
    // Who is always sent everything, whatever its score.
    std::vector<core::codec::PeerId> direct_peers;
};

}  // namespace net::gossipsub
