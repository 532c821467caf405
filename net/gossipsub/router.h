// Router is one node's gossipsub 1.2 (/meshsub/1.2.0, and all before it): it forwards signed
// messages of the topics it is subscribed to through a mesh of a few peers for each, and tells
// others which messages it has. There is one for a node; the swarm gives it the streams.
//
// Drive it: a peer that speaks one of the protocols is added once; receive() takes the bytes of its
// stream in any pieces, of at most core::receive_size_max. After every call that is not const
//   1. next_dirty_peer() says to whom there is something new to send: send outgoing(peer), say with
//      consume() how much of it went, until it is empty or the stream takes no more,
//   2. take next_event() until there is none,
//   3. arm one timer for deadline(), and call expire() when it is reached.
// Calls for peers that are not there do nothing, as streams may outlive a peer by a little.
//
// What a peer can make it hold is bounded by options.h, and when all peers have gone and the time
// of what is kept of them has passed, nothing of them is left. Options and key pair outlive the
// router. Rules: GS1–GS51, spec/gossipsub.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/flat_map.h"
#include "core/base/ordered_map.h"
#include "core/base/prng.h"
#include "core/base/queue.h"
#include "core/base/time.h"
#include "core/codec/peer_id.h"
#include "core/crypto/ed25519.h"
#include "net/gossipsub/events.h"
#include "net/gossipsub/message_cache.h"
#include "net/gossipsub/options.h"
#include "net/gossipsub/peers.h"
#include "net/gossipsub/rpc.h"
#include "net/gossipsub/seen_cache.h"
#include "net/gossipsub/wanted.h"

namespace net::gossipsub {

[[nodiscard]] std::string_view protocol_of(Version version);
[[nodiscard]] std::optional<Version> version_of(std::string_view protocol);

enum class PublishError : std::uint8_t { topic_size_wrong, message_too_large };
inline constexpr std::size_t publish_error_count =
    static_cast<std::size_t>(PublishError::message_too_large) + 1;
std::string_view describe(PublishError error);
// What the user can do about it: a sentence.
std::string_view advice(PublishError error);

enum class Verdict : std::uint8_t {
    accept,  // It is forwarded.
    reject,  // Whoever sent it is blamed.
    ignore,  // Neither.
};

class Router {
public:
    using Event = gossipsub::Event;

    // Numbers of messages count up from `seqno`, which must be above all that were used before with
    // this key: a time in nanoseconds will do.
    Router(const Options& options, const core::crypto::Ed25519KeyPair& key_pair,
           std::uint64_t seqno, core::Seed seed, core::Instant now);
    Router(const Router&) = delete;
    Router& operator=(const Router&) = delete;

    // False if there are too many, or it is there. The address, if known, is that by which
    // many peers of one owner would be recognised.
    bool add_peer(const core::codec::PeerId& peer, Version version, Direction direction,
                  core::Bytes address, core::Instant now);
    void remove_peer(const core::codec::PeerId& peer, core::Instant now);
    void receive(const core::codec::PeerId& peer, core::Bytes bytes, core::Instant now);
    // The peer's stream ended; it may open another.
    void stream_ended(const core::codec::PeerId& peer);
    // Our stream to the peer was lost and there is another: what waited is dropped, and the peer is
    // told anew what we are subscribed to and in which meshes it is.
    void start_over(const core::codec::PeerId& peer);

    [[nodiscard]] std::optional<core::codec::PeerId> next_dirty_peer();
    [[nodiscard]] core::Bytes outgoing(const core::codec::PeerId& peer);
    void consume(const core::codec::PeerId& peer, std::size_t size);

    // False if the name is empty or too long.
    bool subscribe(std::string_view topic, core::Instant now);
    void unsubscribe(std::string_view topic, core::Instant now);
    std::expected<MessageId, PublishError> publish(std::string_view topic, core::Bytes data,
                                                   core::Instant now);
    // False if it does not wait for validation (any more).
    bool validate(const MessageId& message, Verdict verdict, core::Instant now);
    // P5 of the score.
    void set_user_score(const core::codec::PeerId& peer, double score);

    void expire(core::Instant now);
    [[nodiscard]] std::optional<core::Instant> deadline() const;
    [[nodiscard]] std::optional<Event> next_event() { return events_.pop(); }

    [[nodiscard]] const core::codec::PeerId& own_id() const { return own_id_; }
    [[nodiscard]] const Counters& counters() const { return counters_; }
    [[nodiscard]] std::optional<double> score(const core::codec::PeerId& peer) const;
    [[nodiscard]] std::vector<core::codec::PeerId> mesh(std::string_view topic);
    [[nodiscard]] std::vector<core::codec::PeerId> subscribers(std::string_view topic);
    // For tests: everything that is held because of peers, in items.
    struct Holdings {
        std::size_t peers, topics, backoffs, retained, seen, cached, unvalidated, wanted, promises;
        friend bool operator==(const Holdings&, const Holdings&) = default;
    };
    [[nodiscard]] Holdings holdings() const;

private:
    // What of an RPC was used up.
    struct RpcBudget {
        std::size_t subscriptions;
        std::size_t control_items;
        std::size_t ids;
    };
    struct Unvalidated {
        MessageRef message;
        PeerNumber from;
        core::Instant until;
    };
    struct RetainedScore {
        PeerScore score;
        core::Instant until;
    };
    // When it told of it, or because whoever was asked before did not send it.
    enum class Asked : std::uint8_t { at_once, in_turn };
    // To send a message that it was asked for.
    struct Promise {
        core::Instant until;
        MessageId message;
        PeerNumber peer;
        Asked asked;
    };
    enum class MayExchange : std::uint8_t { no, yes };

    // router.cpp
    [[nodiscard]] Peer* find(const core::codec::PeerId& peer) const;
    [[nodiscard]] Peer* find(PeerNumber number) const;
    void tell(Event event);
    void reach(Limit limit) { ++counters_.limits[static_cast<std::size_t>(limit)]; }
    void mark_dirty(Peer& peer);
    [[nodiscard]] double score_of(const Peer& peer) const;
    void penalize(Peer& peer, double penalty);
    void count_address(const Peer& peer, bool is_there);
    void end_peer(Peer& peer, EndReason reason);
    void retain_score(Peer& peer, core::Instant now);
    void greet(Peer& peer);
    // From now on heartbeats see to the topic.
    void activate(Topic& topic);

    // receiving.cpp
    [[nodiscard]] bool read_frame(Peer& peer, core::Bytes& bytes, core::Instant now);
    void receive_rpc(Peer& peer, core::Bytes rpc, core::Instant now);
    [[nodiscard]] bool is_graylisted(const Peer& peer) const;
    // False if the item is malformed.
    [[nodiscard]] bool handle(Peer& peer, const RpcItem& item, RpcBudget& budget,
                              core::Instant now);
    void handle_subscription(Peer& peer, const Subscription& item, core::Instant now);
    void add_subscription(Peer& peer, std::string_view name);
    void remove_subscription(Peer& peer, Topic& topic, PruneReason reason, core::Instant now);

    // messages.cpp
    void handle_message(Peer& peer, const MessageView& view, core::Instant now);
    void handle_duplicate(Peer& peer, Topic& topic, const MessageId& id, SeenMessage& seen,
                          core::Instant now);
    void reject(Peer& peer, Topic& topic, RejectReason reason);
    void accept_first(Peer& peer, Topic& topic, const MessageRef& message, core::Instant now);
    void hold_for_validation(Peer& peer, const MessageRef& message, core::Instant now);
    void settle_holders(Topic& topic, SeenMessage& seen, Verdict verdict);
    void accept(Topic& topic, const MessageRef& message, Peer* from, core::Instant now);
    void forward(Topic& topic, const MessageRef& message, const Peer* from,
                 const SeenMessage& seen);
    void send_forwarded(Peer& peer, const MessageRef& message);
    void send_own(Peer& peer, const MessageRef& message);
    void serve_own(Topic& topic, const MessageRef& message, core::Instant now);
    Fanout& fanout_of(Topic& topic);
    void expire_unvalidated(core::Instant now);

    // control.cpp
    // Whether one more id may be named: in this RPC, and of this kind until the next heartbeat.
    [[nodiscard]] bool take_id(RpcBudget& budget, std::size_t& count, std::size_t count_max,
                               Limit limit);
    [[nodiscard]] bool handle_ihave(Peer& peer, IHave item, RpcBudget& budget, core::Instant now);
    void note_announced_again(Peer& peer, Topic& topic, const MessageId& id, SeenMessage& seen,
                              bool is_invited, core::Instant now);
    [[nodiscard]] bool handle_iwant(Peer& peer, IWant item, RpcBudget& budget);
    [[nodiscard]] bool handle_idontwant(Peer& peer, IDontWant item, RpcBudget& budget);
    void handle_graft(Peer& peer, const Graft& item, core::Instant now);
    [[nodiscard]] bool handle_prune(Peer& peer, Prune item, core::Instant now);
    [[nodiscard]] bool exchange_peers(Peer& peer, const Topic& topic, Prune& item);
    void punish_early_graft(Peer& peer, const Backoff& backoff, core::Instant now);
    void handle_choke(Peer& peer, const Choke& item);

    // announcing.cpp
    void announce_unwanted(Topic& topic, const Peer& from, const Message& message);
    bool want(Peer& peer, Topic& topic, const MessageId& id, core::Instant now);
    bool ask(Peer& peer, const MessageId& id, WantedMessage& wanted, core::Instant now);
    void ask_next(const MessageId& id, core::Instant now);
    void promise(Peer& peer, const MessageId& id, Asked asked, core::Instant now);
    [[nodiscard]] std::size_t unchoked_min(const Mesh& mesh, std::uint8_t group) const;
    [[nodiscard]] core::Duration patience_with(const MeshLink& link, std::uint8_t group) const;
    void learn_lead(MeshLink& link, std::uint8_t group, core::Duration lead);
    void open_if_needed(Topic& topic, MeshLink& link, std::uint8_t group);
    void note_late(Topic& topic, Peer& peer, const MessageId& id);
    void note_arrival(Topic& topic, Peer& peer, const MessageId& id, core::Instant now);
    void set_choked(Topic& topic, MeshLink& link, std::uint8_t group, bool choked);
    void choke_of_others(Topic& topic, MeshLink& link, bool choked);
    void know_group(Topic& topic, std::uint8_t group);
    void note_early(Topic& topic, MeshLink& link, std::uint8_t group, bool was_known);

    // mesh.cpp
    void graft(Topic& topic, Peer& peer, core::Instant now);
    void add_to_mesh(Topic& topic, Peer& peer, core::Instant now);
    void remove_from_mesh(Topic& topic, Peer& peer, PruneReason reason, core::Instant now);
    void prune(Topic& topic, Peer& peer, PruneReason reason, MayExchange exchange,
               core::Instant now);
    void refuse_graft(Topic& topic, Peer& peer, MayExchange exchange, core::Instant now);
    void set_backoff(Topic& topic, const Peer& peer, core::Duration backoff, core::Instant now);
    [[nodiscard]] std::vector<core::codec::PeerId> peers_to_exchange(const Topic& topic,
                                                                     const Peer& peer);
    [[nodiscard]] bool may_graft(const Topic& topic, const Peer& peer) const;
    [[nodiscard]] std::vector<Peer*> draw(std::vector<Peer*> eligible, std::size_t count_max);

    // heartbeat.cpp
    void beat(core::Instant now);
    void forget_heartbeat_counts(Peer& peer);
    void expire_promises(core::Instant now);
    void expire_backoffs(Topic& topic, core::Instant now);
    void maintain_mesh(Topic& topic, core::Instant now);
    void prune_negative(Topic& topic, core::Instant now);
    void prune_excess(Topic& topic, core::Instant now);
    void graft_missing(Topic& topic, core::Instant now);
    void graft_outbound(Topic& topic, core::Instant now);
    void graft_opportunistically(Topic& topic, core::Instant now);
    void maintain_fanout(Topic& topic, core::Instant now);
    void gossip(Topic& topic);
    void decay_scores(core::Instant now);

    const Options& options_;
    const core::crypto::Ed25519KeyPair& key_pair_;
    core::codec::PeerId own_id_;
    std::uint64_t seqno_;
    core::Prng prng_;

    core::FlatMap<core::codec::PeerId, std::unique_ptr<Peer>> peers_;
    core::FlatMap<PeerNumber, Peer*> peers_by_number_;
    std::uint32_t numbers_used_ = 0;
    core::FlatMap<core::Buffer, std::size_t> address_counts_;
    core::OrderedMap<core::codec::PeerId, RetainedScore> retained_;
    TopicTable topics_;
    std::vector<Topic*>
        active_topics_;  // With a mesh, a fanout or backoffs: what a heartbeat sees.

    SeenCache seen_;
    MessageCache cache_;
    core::OrderedMap<MessageId, Unvalidated> unvalidated_;
    std::size_t unvalidated_size_ = 0;
    WantedMessages wanted_;
    core::Queue<Promise> promises_;

    core::Queue<PeerNumber> dirty_;
    core::Queue<Event> events_;
    Counters counters_;

    std::uint64_t heartbeats_ = 0;
    core::Instant next_heartbeat_;
    core::Instant next_decay_;
};

}  // namespace net::gossipsub
