// Swarm is a libp2p node: all its connections, the protocols on them, and the one place where those
// meet. It opens no socket and asks no clock: its body does, as told.
//
//     after every call that is not const the body
//       takes next_event() until there is none (views in it are valid until the next is asked for),
//       obeys next_order() until there is none,
//       for every link of next_ready(): sends outgoing(link), tells consume(link, size),
//       arms one timer for deadline(), and calls expire() when it is reached.
//
// A link that is closed (Order Close) is forgotten; what a body says of it afterwards is ignored.
// Rules: spec/swarm.md.
#pragma once

#include <array>
#include <cstddef>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/deadlines.h"
#include "core/base/flat_map.h"
#include "core/base/prng.h"
#include "core/base/queue.h"
#include "core/base/time.h"
#include "core/codec/multiaddr.h"
#include "core/codec/peer_id.h"
#include "core/crypto/ed25519.h"
#include "core/crypto/secret_source.h"
#include "core/crypto/x25519.h"
#include "net/gossipsub/router.h"
#include "net/swarm/connection.h"
#include "net/swarm/events.h"
#include "net/swarm/protocol_table.h"
#include "net/swarm/wire.h"

namespace net::swarm {

// All of them, the best first.
inline constexpr std::array<std::string_view, 4> gossip_protocols{
    "/meshsub/1.2.0", "/meshsub/1.1.0", "/meshsub/1.0.0", "/floodsub/1.0.0"};

class Swarm {
public:
    struct Options {
        ByteStack::Options stack{};
        ChannelStack::Options channel_stack{};
        Connection::Options connection{};
        std::string agent = "selvage";
        std::string protocol_version = "ipfs/0.1.0";
        // Of the first record of our addresses that we sign: more than any that was signed before.
        std::uint64_t record_sequence = 1;
        // Answers whoever wants to measure: not for nodes that anybody can reach.
        bool serves_perf = false;
        // Nothing for nodes without it. The number is more than any that was used with this key.
        std::optional<gossipsub::Options> gossip{};
        std::uint64_t gossip_seqno = 1;
        // In a page the browser does.
        bool body_frames_websockets = false;
    };

    // The identity must outlive the swarm. The root is fresh chance: all secrets come from it.
    Swarm(const Options& options, const core::crypto::Ed25519KeyPair& identity,
          core::crypto::SecretRoot root, core::Seed seed, core::Instant now);
    ~Swarm();

    [[nodiscard]] const core::codec::PeerId& id() const { return id_; }

    // --- The body's side.

    // Where others can dial us, as they would write it.
    void listening(const core::codec::Multiaddr& address);
    void not_listening(const core::codec::Multiaddr& address);

    // A link that somebody made to us. Nothing if there are too many: then the body closes it.
    [[nodiscard]] std::optional<LinkId> accept(Transport transport,
                                               const core::codec::Multiaddr& remote,
                                               core::Instant now);
    [[nodiscard]] std::optional<LinkId> accept_channels(Transport transport,
                                                        const core::codec::Multiaddr& remote,
                                                        const CertificateHashes& certificates,
                                                        core::Instant now);
    // The link of an Order Dial is there, or is not.
    void dialed(LinkId link, core::Instant now);
    void dialed_channels(LinkId link, const CertificateHashes& certificates, core::Instant now);
    // A link that this end and a certain peer have agreed on by other ways; outgoing for whoever
    // offered it.
    [[nodiscard]] LinkId met(Direction direction, const core::codec::PeerId& peer,
                             const CertificateHashes& certificates, core::Instant now);
    void dial_failed(LinkId link, DialFailure failure, core::Instant now);

    void receive(LinkId link, core::Bytes bytes, core::Instant now);
    void end(LinkId link, core::Instant now);
    [[nodiscard]] std::optional<LinkId> next_ready();
    [[nodiscard]] core::Bytes outgoing(LinkId link);
    void consume(LinkId link, std::size_t size);
    [[nodiscard]] std::optional<Order> next_order() { return orders_.pop(); }

    // Links of channels: the lower face of webrtc::WebrtcMuxer. Orders of a link of next_ready()
    // are taken while the body has room for them. A channel that is given no name is closed again.
    [[nodiscard]] std::optional<webrtc::ChannelId> channel_opened(LinkId link, core::Instant now);
    void channel_ready(LinkId link, webrtc::ChannelId channel);
    void channel_received(LinkId link, webrtc::ChannelId channel, core::Bytes bytes,
                          core::Instant now);
    void channel_closed(LinkId link, webrtc::ChannelId channel, core::Instant now);
    [[nodiscard]] std::optional<webrtc::MuxerOrder> next_channel_order(LinkId link);
    void consume_channel_order(LinkId link);
    // The body should stop reading until it is so no more.
    [[nodiscard]] bool is_paused(LinkId link);

    void expire(core::Instant now);
    [[nodiscard]] std::optional<core::Instant> deadline() const;

    // --- The user's side.

    DialId dial(const core::codec::Multiaddr& address, core::Instant now);
    void close(LinkId link, core::Instant now);
    void close(const core::codec::PeerId& peer, core::Instant now);

    // Streams with this protocol are accepted from now on, and are the user's.
    void add_protocol(std::string name);
    void remove_protocol(const std::string& name);

    // Nothing if the peer is not connected, or has as many streams as may be.
    [[nodiscard]] std::optional<StreamHandle> open(const core::codec::PeerId& peer,
                                                   std::vector<std::string> protocols,
                                                   core::Instant now);
    [[nodiscard]] std::size_t write(StreamHandle stream, core::Bytes bytes);
    void credit(StreamHandle stream, std::size_t size);
    void finish(StreamHandle stream, core::Instant now);
    void reset(StreamHandle stream);

    [[nodiscard]] std::optional<StreamHandle> ping(const core::codec::PeerId& peer,
                                                   const ping::Pinger::Options& options,
                                                   core::Instant now);

    [[nodiscard]] std::optional<StreamHandle> perf(const core::codec::PeerId& peer,
                                                   const perf::Client::Options& options,
                                                   core::Instant now);

    // Gossip, for swarms that have it: gossipsub::Router's own words.
    bool subscribe(std::string_view topic, core::Instant now);
    void unsubscribe(std::string_view topic, core::Instant now);
    std::expected<gossipsub::MessageId, gossipsub::PublishError> publish(std::string_view topic,
                                                                         core::Bytes data,
                                                                         core::Instant now);
    bool validate(const gossipsub::MessageId& message, gossipsub::Verdict verdict,
                  core::Instant now);
    [[nodiscard]] const gossipsub::Router& gossip() const { return *gossip_; }
    [[nodiscard]] std::vector<core::codec::PeerId> mesh(std::string_view topic) {
        return gossip_->mesh(topic);
    }

    [[nodiscard]] std::optional<Event> next_event(core::Instant now);

    [[nodiscard]] bool is_connected(const core::codec::PeerId& peer) const {
        return peers_.contains(peer);
    }
    [[nodiscard]] std::size_t stream_count() const;
    [[nodiscard]] std::size_t connection_count() const { return connections_.size(); }

private:
    struct Link;

    Link* find(LinkId id);
    Link* link_of(const core::codec::PeerId& peer);
    Link& add(LinkId id, Transport transport, Direction direction,
              const core::codec::Multiaddr& remote, Carrier carrier);
    void begin_dialed(LinkId id, Carrier carrier);
    [[nodiscard]] Carrier carrier_of_bytes(Transport transport, Direction direction,
                                           const core::codec::Multiaddr& remote,
                                           std::optional<core::codec::PeerId> expected_peer,
                                           core::Instant now);
    [[nodiscard]] Carrier carrier_of_channels(Direction direction,
                                              const CertificateHashes& certificates,
                                              std::optional<core::codec::PeerId> expected_peer,
                                              core::Instant now);
    [[nodiscard]] webrtc::WebrtcMuxer* channels_of(LinkId id);
    [[nodiscard]] Wire wire_of(Transport transport, Direction direction,
                               const core::codec::Multiaddr& remote, core::Instant now);
    [[nodiscard]] std::optional<StreamHandle> open_with(std::vector<std::string> protocols,
                                                        const core::codec::PeerId& peer,
                                                        Machine machine, core::Instant now);
    void wake(Link& link);
    void touch(Link& link);

    [[nodiscard]] std::optional<Event> hear(Link& link, ConnectionEvent event, core::Instant now);
    [[nodiscard]] std::optional<Event> hear_established(Link& link, const Established& established,
                                                        core::Instant now);
    [[nodiscard]] std::optional<Event> hear_accepted(Link& link, const Accepted& accepted,
                                                     core::Instant now);
    [[nodiscard]] std::optional<Event> hear_ended(Link& link, const LinkEnded& ended,
                                                  core::Instant now);
    [[nodiscard]] std::optional<Event> hear_stream(Link& link, StreamEvent event,
                                                   core::Instant now);
    void close_link(Link& link);
    [[nodiscard]] std::optional<Event> hear_machine(Link& link, MachineTold told,
                                                    core::Instant now);

    // A peer's stream to us and ours to it.
    struct GossipPeer {
        LinkId link;
        std::optional<StreamId> incoming;
        std::optional<StreamId> outgoing;
        bool is_agreed = false;
    };
    void accept_gossip(Link& link, const Accepted& accepted, core::Instant now);
    void begin_gossip(Link& link, core::Instant now);
    [[nodiscard]] bool is_gossip(const Link& link, StreamId stream);
    [[nodiscard]] std::optional<Event> hear_gossip(Link& link, StreamEvent event,
                                                   core::Instant now);
    void receive_gossip(Link& link, const Received& received, core::Instant now);
    void end_gossip(Link& link, StreamId stream, core::Instant now);
    void leave_gossip(const Link& link, core::Instant now);
    void pump_gossip();
    void send_gossip(const core::codec::PeerId& peer);

    [[nodiscard]] identify::Identity identity_for(const Link& link) const;
    void ask_identity(Link& link, core::Instant now);
    void push_identity(core::Instant now);

    Options options_;
    const core::crypto::Ed25519KeyPair& identity_;
    core::codec::PeerId id_;
    core::crypto::SecretSource secrets_;
    core::crypto::X25519Secret noise_secret_;
    core::Prng prng_;
    ProtocolTable protocols_;
    std::vector<core::codec::Multiaddr> listen_addresses_;
    std::uint64_t record_sequence_;
    bool has_new_identity_ = false;  // That connected peers were not told yet.

    struct PendingDial {
        DialId dial;
        core::codec::Multiaddr address;
    };
    std::optional<gossipsub::Router> gossip_;
    core::FlatMap<core::codec::PeerId, GossipPeer> gossip_peers_;
    std::uint64_t last_id_ = 0;
    core::FlatMap<LinkId, PendingDial> dials_;
    core::FlatMap<LinkId, std::unique_ptr<Link>> connections_;
    core::FlatMap<core::codec::PeerId, std::vector<LinkId>> peers_;
    core::Deadlines<LinkId> deadlines_;
    core::Buffer scratch_;
    core::Queue<LinkId> active_;  // May have something to tell.
    core::Queue<LinkId> ready_;   // May have something to send.
    core::Queue<Event> events_;
    core::Queue<Order> orders_;
};

}  // namespace net::swarm
