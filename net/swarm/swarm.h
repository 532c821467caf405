// Swarm is a libp2p node: all its connections, the protocols on them, and the one place where those
// meet. It opens no socket and asks no clock: its body does, as told.
//
//     after every call that is not const the body
//       takes next_event() until there is none (views in it are valid until the next is asked for),
//       obeys next_order() until there is none,
//       for every link of next_ready(): sends outgoing(link), tells consume(link, size),
//       sends every next_mdns_datagram() to the group, if it has joined it,
//       arms one timer for deadline(), and calls expire() when it is reached.
//
// A link that is closed (Order Close) is forgotten; what a body says of it afterwards is ignored.
//
// Beside its links stand the parts that decide about them: Dials (whom to connect to, and how),
// peers::ConnectionManager (how many there may be, and which), peers::PeerStore (who is known),
// mdns::Discovery (who is near), GossipStreams, Introducers and Introductions (who meets whom).
// Rules: spec/swarm.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/flat_map.h"
#include "core/base/prng.h"
#include "core/base/queue.h"
#include "core/base/result.h"
#include "core/base/time.h"
#include "core/codec/multiaddr.h"
#include "core/codec/peer_id.h"
#include "core/crypto/ed25519.h"
#include "core/crypto/secret_source.h"
#include "core/crypto/x25519.h"
#include "net/mdns/discovery.h"
#include "net/peers/connection_manager.h"
#include "net/peers/peer_store.h"
#include "net/swarm/connection.h"
#include "net/swarm/counters.h"
#include "net/swarm/dials.h"
#include "net/swarm/events.h"
#include "net/swarm/gossip_streams.h"
#include "net/swarm/introducers.h"
#include "net/swarm/introductions.h"
#include "net/swarm/links.h"
#include "net/swarm/parts.h"
#include "net/swarm/protocol_table.h"
#include "net/swarm/retries.h"
#include "net/swarm/wire.h"

namespace net::swarm {

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
        // Nothing for nodes by which nobody is to meet.
        std::optional<Introducers::Options> introducers{};
        // Nothing for bodies that make no connections of WebRTC by descriptions, as a page does.
        std::optional<Introductions::Options> introductions{};
        // In a page the browser does.
        bool body_frames_websockets = false;
        // The transports that the body can dial, the best first, are among these.
        dialing::DialerOptions dialing{};
        peers::ConnectionManagerOptions connections{};
        peers::PeerStoreOptions store{};
        // Nothing for nodes that do not look for others on the local network, or let none know.
        std::optional<mdns::Discovery::Options> mdns{};
        // While there are fewer connections than connections.low_mark.
        bool dials_discovered = false;
        // Streams of one connection on which each protocol of our own is served at once.
        std::size_t served_per_protocol_max = 4;
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
    [[nodiscard]] std::span<const core::codec::Multiaddr> listen_addresses() const {
        return listen_addresses_;
    }

    // A link that somebody made to us. Nothing if there are too many: then the body closes it.
    [[nodiscard]] std::optional<LinkId> accept(Transport transport,
                                               const core::codec::Multiaddr& remote,
                                               core::Instant now);
    [[nodiscard]] std::optional<LinkId> accept_channels(Transport transport,
                                                        const core::codec::Multiaddr& remote,
                                                        const CertificateHashes& certificates,
                                                        core::Instant now);
    // The link of an Order Dial is there, or is not. Early is better: who is connected is no longer
    // given up when the same peer connects to us.
    void dialed(LinkId link, core::Instant now);
    void dialed_channels(LinkId link, const CertificateHashes& certificates, core::Instant now);
    // A link that this end and a certain peer have agreed on by other ways; outgoing for whoever
    // offered it. Nothing if there are too many.
    [[nodiscard]] std::optional<LinkId> met(const signalling::Party& party,
                                            const CertificateHashes& certificates,
                                            core::Instant now);
    void dial_failed(LinkId link, DialFailure failure, core::Instant now);

    // Meetings of swarms with introductions. Orders are obeyed as those of next_order(); what the
    // browser made is said, and in the end that both have met, or that they could not. Party and
    // link are nothing for a meeting that is over: then the body lets go of it.
    [[nodiscard]] std::optional<MeetingOrder> next_meeting_order();
    [[nodiscard]] std::optional<signalling::Party> party(signalling::MeetingId meeting) const;
    void describe(signalling::MeetingId meeting, std::string_view description, core::Instant now);
    void add_candidate(signalling::MeetingId meeting, std::string_view candidate,
                       core::Instant now);
    void meeting_failed(signalling::MeetingId meeting);
    [[nodiscard]] std::optional<LinkId> met(signalling::MeetingId meeting,
                                            const CertificateHashes& certificates,
                                            core::Instant now);

    void receive(LinkId link, core::Bytes bytes, core::Instant now);
    void end(LinkId link, core::Instant now);
    [[nodiscard]] std::optional<LinkId> next_ready() { return links_.next_ready(); }
    [[nodiscard]] core::Bytes outgoing(LinkId link);
    void consume(LinkId link, std::size_t size);
    [[nodiscard]] std::optional<Order> next_order() { return orders_.pop(); }

    // Links of channels: the lower face of webrtc::WebrtcMuxer. Orders of a link of next_ready()
    // are taken while the body has room for them. A channel that is given no name is closed again.
    [[nodiscard]] std::optional<webrtc::ChannelId> channel_opened(LinkId link, core::Instant now);
    void channel_ready(LinkId link, webrtc::ChannelId channel);
    void channel_received(LinkId link, webrtc::ChannelId channel, core::Bytes bytes,
                          core::Instant now);
    void channel_refused(LinkId link, webrtc::ChannelId channel, core::Instant now);
    void channel_closed(LinkId link, webrtc::ChannelId channel, core::Instant now);
    [[nodiscard]] std::optional<webrtc::MuxerOrder> next_channel_order(LinkId link);
    void consume_channel_order(LinkId link);
    // The body should stop reading until it is so no more.
    [[nodiscard]] bool is_paused(LinkId link);

    // Of the local network, for swarms that look there; mdns::Discovery's own words.
    void receive_mdns(core::Bytes datagram, std::string_view sender, core::Instant now);
    [[nodiscard]] std::optional<core::Buffer> next_mdns_datagram();

    void expire(core::Instant now);
    [[nodiscard]] std::optional<core::Instant> deadline() const;

    // What is known of peers, to be kept across restarts whenever the body sees fit. Restored once,
    // before anything else; `away` is how long ago it was saved.
    [[nodiscard]] core::Buffer saved_peers(core::Instant now) const { return store_.to_bytes(now); }
    [[nodiscard]] core::Result<void> restore_peers(core::Bytes bytes, core::Instant now,
                                                   core::Duration away);

    // Takes back what it has announced and closes all links; the body waits until there are none.
    void shut_down(core::Instant now);

    // --- The user's side.

    // Each ends by one Dialed or one DialEnded, at once if the peer is connected already. An
    // address is tried even if it failed a moment ago. Where a peer is named, what is known of it
    // is tried as well.
    DialId dial(const core::codec::Multiaddr& address, core::Instant now);
    DialId dial(const core::codec::PeerId& peer, core::Instant now);
    DialId dial(const dialing::DialRequest& request, core::Instant now);
    void cancel(DialId dial, core::Instant now);

    // Believed until it is told otherwise: what a user has written down.
    void add_address(const core::codec::PeerId& peer, const core::codec::Multiaddr& address,
                     core::Instant now);
    // Where a peer says that it is, signed by itself, from whomever it came. False if it is not
    // that peer's, is old, or has no room.
    bool learn_record(core::Bytes envelope, const core::codec::PeerId& peer, core::Instant now);
    // Its connections are not let go because there are too many, and it is not forgotten. False if
    // as many are protected as may be.
    [[nodiscard]] bool protect(const core::codec::PeerId& peer, std::string_view reason,
                               core::Instant now);
    void unprotect(const core::codec::PeerId& peer, std::string_view reason, core::Instant now);
    // What a peer is worth when some are let go is the sum of its tags. False if it has too many.
    [[nodiscard]] bool tag(const core::codec::PeerId& peer, std::string_view name,
                           std::int32_t value) {
        return manager_.tags().tag(peer, name, value);
    }
    void untag(const core::codec::PeerId& peer, std::string_view name) {
        manager_.tags().untag(peer, name);
    }

    // For swarms with introductions: a connection of WebRTC to a peer that another is connected to.
    // Ends by one IntroductionTold, at once if there is a connection already.
    signalling::MeetingId introduce(const core::codec::PeerId& via,
                                    const core::codec::PeerId& wanted, core::Instant now);

    // Of an IntroductionAsked. False if it is over, or decided.
    bool accept_introduction(signalling::MeetingId introduction, core::Instant now);
    bool refuse_introduction(signalling::MeetingId introduction, core::Instant now);

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
    [[nodiscard]] const gossipsub::Router& gossip() const { return gossip_->router(); }
    [[nodiscard]] std::vector<core::codec::PeerId> mesh(std::string_view topic) {
        return gossip_->router().mesh(topic);
    }

    [[nodiscard]] std::optional<Event> next_event(core::Instant now);

    [[nodiscard]] bool is_connected(const core::codec::PeerId& peer) const {
        return !links_.of(peer).empty();
    }
    [[nodiscard]] std::size_t stream_count() const;
    [[nodiscard]] std::size_t connection_count() const { return links_.size(); }
    // Here and in the middle.
    [[nodiscard]] std::size_t introduction_count() const;
    [[nodiscard]] const peers::PeerStore& store() const { return store_; }

    [[nodiscard]] Counters counters() const;
    // In the order of their age, for people.
    [[nodiscard]] std::vector<ConnectionFacts> connections(core::Instant now) const;

private:
    // swarm.cpp
    [[nodiscard]] Link* link_of(const core::codec::PeerId& peer);
    void obey_manager(core::Instant now);
    [[nodiscard]] std::optional<Event> hear_gossip(gossipsub::Event event, core::Instant now);
    [[nodiscard]] std::optional<Event> hear(Link& link, ConnectionEvent event, core::Instant now);
    [[nodiscard]] std::optional<Event> hear_stream(Link& link, StreamEvent event,
                                                   core::Instant now);

    // swarm_connecting.cpp
    // The id of a link that is made otherwise than by a dial, if it may be.
    [[nodiscard]] std::optional<LinkId> admit(const peers::Opening& opening, core::Instant now);
    // An attempt for which there is no link yet.
    [[nodiscard]] const Dials::Attempt* connecting(LinkId id);
    Link& add(LinkId id, Transport transport, Direction direction,
              const core::codec::Multiaddr& remote, Carrier carrier, core::Instant now);
    void begin_dialed(LinkId id, Carrier carrier, core::Instant now);
    [[nodiscard]] Carrier carrier_of_bytes(Transport transport, Direction direction,
                                           const core::codec::Multiaddr& remote,
                                           std::optional<core::codec::PeerId> expected_peer,
                                           core::Instant now);
    [[nodiscard]] Carrier carrier_of_channels(Direction direction,
                                              const CertificateHashes& certificates,
                                              std::optional<core::codec::PeerId> expected_peer,
                                              core::Instant now);
    [[nodiscard]] Wire wire_of(Transport transport, Direction direction,
                               const core::codec::Multiaddr& remote, core::Instant now);
    void follow_dials(core::Instant now);
    void follow(const Dials::Connect& connect, core::Instant now);
    void follow(const Dials::Abandon& abandoned, core::Instant now);
    void follow(const Dials::Reached& reached, core::Instant now);
    void follow(DialEnded& ended, core::Instant now);
    [[nodiscard]] std::optional<Event> hear_established(Link& link, const Established& established,
                                                        core::Instant now);
    void judge(Link& link, core::Instant now);
    [[nodiscard]] std::optional<Event> hear_ended(Link& link, const LinkEnded& ended,
                                                  core::Instant now);
    [[nodiscard]] Event lose_peer(Link& link, const LinkEnd& reason, core::Instant now);
    void close_link(Link& link, core::Instant now);

    // swarm_channels.cpp
    [[nodiscard]] Link* channel_link(LinkId id);

    // swarm_protocols.cpp
    [[nodiscard]] std::optional<Event> hear_accepted(Link& link, const Accepted& accepted,
                                                     core::Instant now);
    template <class M>
    void serve(Link& link, const Accepted& accepted, M machine, core::Instant now);
    [[nodiscard]] std::optional<Event> hear_machine(Link& link, MachineTold told,
                                                    core::Instant now);
    [[nodiscard]] std::optional<Event> hear_identify(Link& link, identify::Event event,
                                                     core::Instant now);
    [[nodiscard]] identify::Identity identity_for(const Link& link);
    void ask_identity(Link& link, core::Instant now);
    // Those who have not yet said who they are.
    void ask_identities_anew(core::Instant now);
    // To all who said that they would listen, and to the local network.
    void announce(core::Instant now);

    // swarm_streams.cpp
    [[nodiscard]] std::optional<StreamHandle> open_with(std::vector<std::string> protocols,
                                                        const core::codec::PeerId& peer,
                                                        Machine machine, core::Instant now);

    // swarm_peers.cpp
    [[nodiscard]] mdns::Discovery* local_discovery() {
        return parts.local_discovery && mdns_ ? &*mdns_ : nullptr;
    }
    [[nodiscard]] const mdns::Discovery* local_discovery() const {
        return parts.local_discovery && mdns_ ? &*mdns_ : nullptr;
    }
    void learn(const core::codec::PeerId& peer, const identify::Identified& identified,
               core::Instant now);
    void learn(const gossipsub::PeersExchanged& exchanged, core::Instant now);
    void follow_mdns(core::Instant now);

    // swarm_counters.cpp
    void count_stream(const std::string& protocol, std::uint64_t ProtocolCounters::* counter);
    [[nodiscard]] TransportCounters& counters_of(Transport transport) {
        return counters_.transports[static_cast<std::size_t>(transport)];
    }
    static void add_link(Counters& counters, const Link& link);

    Options options_;
    const core::crypto::Ed25519KeyPair& identity_;
    core::codec::PeerId id_;
    core::crypto::SecretSource secrets_;
    core::crypto::X25519Secret noise_secret_;
    core::Prng prng_;
    ProtocolTable protocols_;
    std::vector<core::codec::Multiaddr> listen_addresses_;
    std::uint64_t record_sequence_;
    std::optional<core::Buffer> sealed_record_;  // Of our addresses as they are; empty if too many.
    bool has_new_identity_ = false;              // That connected peers were not told yet.

    std::uint64_t last_id_ = 0;
    core::Buffer scratch_;
    core::FreshBuffer spare_;  // Of what is to be sent.
    Links links_;
    Dials dials_;
    peers::ConnectionManager manager_;
    peers::PeerStore store_;
    std::optional<mdns::Discovery> mdns_;
    std::optional<GossipStreams> gossip_;
    std::optional<Introducers> introducers_;
    std::optional<Introductions> introductions_;
    Retries<LinkId> identify_retries_;
    Counters counters_;  // Of what has ended; what goes on is added when they are asked for.
    core::Queue<Event> events_;
    core::Queue<Order> orders_;
};

}  // namespace net::swarm
