// GossipStreams is a swarm's gossip: the router decides, here its bytes find their way.
//
// Each end opens one stream to the other and writes on it; the two may lie on different links. A
// peer is the router's from the moment that either stream is there, until it has no link left that
// could carry ours. One of ours that came to nothing is opened anew later. The swarm hands over
// what is heard of streams for which is_ours() says so. Rules SW31, SW32, SW47, spec/swarm.md.
#pragma once

#include <array>
#include <cstdint>
#include <expected>
#include <optional>
#include <string_view>

#include "core/base/flat_map.h"
#include "core/base/time.h"
#include "core/codec/peer_id.h"
#include "core/crypto/ed25519.h"
#include "net/gossipsub/router.h"
#include "net/swarm/events.h"
#include "net/swarm/links.h"
#include "net/swarm/retries.h"

namespace net::swarm {

// All of them, the best first.
inline constexpr std::array<std::string_view, 4> gossip_protocols{
    "/meshsub/1.2.0", "/meshsub/1.1.0", "/meshsub/1.0.0", "/floodsub/1.0.0"};

class GossipStreams {
public:
    // The key pair and the links outlive it.
    GossipStreams(const gossipsub::Options& options, const core::crypto::Ed25519KeyPair& identity,
                  std::uint64_t seqno, core::Seed seed, Links& links, core::Instant now);

    [[nodiscard]] gossipsub::Router& router() { return router_; }
    [[nodiscard]] const gossipsub::Router& router() const { return router_; }
    // What the router has to send goes as far as the streams take it; after each of its calls.
    void pump();

    // Opens our stream, if the peer speaks any of the protocols and has none yet.
    void begin(Link& link, core::Instant now);
    // What the peer said ended it for the router; it may begin again after the longest pause.
    void shut_out(const core::codec::PeerId& peer, core::Instant now);
    void accept(Link& link, const Accepted& accepted, core::Instant now);
    [[nodiscard]] bool is_ours(const Link& link, StreamId stream) const;
    void hear(Link& link, const StreamEvent& event, core::Instant now);
    // The link is gone, and all streams on it.
    void lose(const Link& link, core::Instant now);

    void expire(core::Instant now);
    [[nodiscard]] std::optional<core::Instant> deadline() const;

    struct MeshChange {
        core::codec::PeerId peer;
        std::uint32_t topic_count;  // In so many meshes the peer is now.
    };
    // If the event is one.
    [[nodiscard]] std::optional<MeshChange> mesh_change(const gossipsub::Event& event);

private:
    struct Peer {
        std::optional<StreamHandle> incoming;
        std::optional<StreamHandle> outgoing;
    };

    void receive(Link& link, const Received& received, core::Instant now);
    void end_stream(Link& link, StreamId stream, core::Instant now);
    void end_ours(const core::codec::PeerId& peer, core::Instant now);
    void follow(Link& newer, core::Instant now);
    void reset(const StreamHandle& stream);
    void join(Link& link, core::Instant now);
    [[nodiscard]] std::optional<StreamHandle> open(Link& link, core::Instant now);
    void replace_outgoing(const core::codec::PeerId& peer, LinkId lost, core::Instant now);
    void leave(const core::codec::PeerId& peer, core::Instant now);
    void send(const core::codec::PeerId& peer);

    Links& links_;
    gossipsub::Options options_;
    gossipsub::Router router_;
    core::FlatMap<core::codec::PeerId, Peer> peers_;
    Retries<core::codec::PeerId> retries_;  // Of connected peers, whose stream of ours failed.
    core::FlatMap<core::codec::PeerId, std::uint32_t> mesh_counts_;
};

}  // namespace net::swarm
