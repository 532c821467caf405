// Inputs to links, events from them, and whose turn it is.
#include "net/swarm/swarm.h"

#include <algorithm>
#include <utility>

#include "core/base/assert.h"
#include "core/base/variant.h"

namespace net::swarm {

using core::Instant;
using core::codec::PeerId;

namespace {
// Far above what limits on connections let come; a body takes all after every call.
constexpr std::size_t queue_size_max = std::size_t{1} << 20;
// For what is unmasked: a frame of noise and a little more.
constexpr std::size_t scratch_size = std::size_t{128} * 1024;
}  // namespace

Swarm::Swarm(const Options& options, const core::crypto::Ed25519KeyPair& identity,
             core::crypto::SecretRoot root, core::Seed seed, Instant now)
    : options_(options),
      identity_(identity),
      id_(PeerId::of(core::codec::PublicKey(identity.public_key()))),
      secrets_(std::move(root)),
      noise_secret_(secrets_.draw<core::crypto::X25519Secret>()),
      prng_(seed),
      record_sequence_(options.record_sequence),
      scratch_(scratch_size),
      dials_(id_, options.dialing, core::Seed{prng_.next()}),
      manager_(id_, options.connections),
      store_(id_, options.store, now),
      events_(queue_size_max),
      orders_(queue_size_max) {
    protocols_.add(std::string(ping::protocol), ProtocolUse::ping);
    protocols_.add(std::string(identify::protocol), ProtocolUse::identify);
    protocols_.add(std::string(identify::push_protocol), ProtocolUse::identify_push);
    if (options.serves_perf) protocols_.add(std::string(perf::protocol), ProtocolUse::perf);
    ASSERT(parts.local_discovery || !options.mdns);
    if (parts.local_discovery && options.mdns)
        mdns_.emplace(*options.mdns, id_, core::Seed{prng_.next()}, now);
    if (options.introducers) {
        introducers_.emplace(*options.introducers, links_);
        protocols_.add(std::string(signalling::introduce_protocol), ProtocolUse::introduce);
    }
    if (options.introductions) {
        introductions_.emplace(*options.introductions, id_, links_);
        protocols_.add(std::string(signalling::asked_protocol), ProtocolUse::introduce_asked);
    }
    if (!options.gossip) return;
    gossip_.emplace(*options.gossip, identity, options.gossip_seqno, core::Seed{prng_.next()},
                    links_, now);
    for (const std::string_view name : gossip_protocols)
        protocols_.add(std::string(name), ProtocolUse::gossip);
    for (const PeerId& peer : options.gossip->direct_peers)
        static_cast<void>(manager_.tags().protect(peer, "gossip"));
}

Swarm::~Swarm() = default;

void Swarm::receive(LinkId id, core::Bytes bytes, Instant now) {
    Link* const link = links_.find(id);
    if (!link || bytes.empty()) return;
    link->received_size += bytes.size();
    link->connection.carrier().receive(bytes, now);
    manager_.heard(id, now);
    obey_manager(now);
    links_.wake(*link);
}

void Swarm::end(LinkId id, Instant now) {
    if (Link* const link = links_.find(id)) {
        link->connection.carrier().end(now);
        links_.wake(*link);
    } else {
        dial_failed(id, DialFailure::connection_lost, now);
    }
}

core::Bytes Swarm::outgoing(LinkId id) {
    Link* const link = links_.find(id);
    return link ? link->connection.carrier().outgoing() : core::Bytes();
}

void Swarm::consume(LinkId id, std::size_t size) {
    Link* const link = links_.find(id);
    if (!link || size == 0) return;
    link->sent_size += size;
    link->connection.carrier().consume(size);
    links_.wake(*link);  // There may be room now for who waits for it.
}

void Swarm::expire(Instant now) {
    links_.expire(now);
    ask_identities_anew(now);
    if (gossip_) gossip_->expire(now);
    if (introducers_) introducers_->expire(now);
    if (auto* const local = local_discovery();
        local && local->deadline() && *local->deadline() <= now) {
        local->expire(now);
        follow_mdns(now);
    }
    if (store_.deadline() && *store_.deadline() <= now) store_.expire(now);
    if (dials_.deadline() && *dials_.deadline() <= now) {
        dials_.expire(now);
        follow_dials(now);
    }
    manager_.expire(now);
    obey_manager(now);
}

std::optional<Instant> Swarm::deadline() const {
    std::optional<Instant> first = links_.deadline();
    const auto take = [&](std::optional<Instant> other) { first = core::earlier(first, other); };
    take(identify_retries_.deadline());
    take(dials_.deadline());
    take(manager_.deadline());
    take(store_.deadline());
    if (gossip_) take(gossip_->deadline());
    if (introducers_) take(introducers_->deadline());
    if (const auto* const local = local_discovery()) take(local->deadline());
    return first;
}

void Swarm::close(LinkId id, Instant now) {
    Link* const link = links_.find(id);
    if (!link) return;
    link->connection.carrier().close(now);
    links_.wake(*link);
}

void Swarm::close(const PeerId& peer, Instant now) {
    for (const LinkId id : links_.of(peer)) close(id, now);
}

void Swarm::shut_down(Instant now) {
    if (auto* const local = local_discovery()) local->close(now);
    for (const auto& [id, link] : links_) close(id, now);
}

// Whoever it wants closed has its reason, which nobody else knows.
void Swarm::obey_manager(Instant now) {
    while (const auto surplus = manager_.next_event()) {
        Link* const link = links_.find(surplus->link);
        if (!link) continue;
        if (!link->verdict) link->verdict = surplus->reason;
        close(link->id, now);
    }
}

Link* Swarm::link_of(const PeerId& peer) {
    const std::vector<LinkId>& all = links_.of(peer);
    if (all.empty()) return nullptr;
    if (all.size() == 1) return links_.find(all.front());
    return links_.find(manager_.best_link(peer).value_or(all.front()));
}

std::optional<Event> Swarm::next_event(Instant now) {
    while (true) {
        if (auto event = events_.pop()) return event;
        if (introductions_) {
            if (auto event = introductions_->next_event())
                return core::match(*event, [](auto& told) { return Event(std::move(told)); });
        }
        if (gossip_) {
            if (auto event = gossip_->router().next_event())
                return hear_gossip(*std::move(event), now);
        }
        if (Link* const link = links_.first_active()) {
            auto told = link->connection.next_event(now);
            if (!told) {
                const std::size_t count = link->connection.stream_count();
                if (std::exchange(link->counted_streams, count) != count)
                    manager_.streams(link->id, count, now);
                links_.rest(*link);
            } else if (auto event = hear(*link, *std::move(told), now)) {
                return event;
            }
            continue;
        }
        if (!std::exchange(has_new_identity_, false)) return std::nullopt;
        announce(now);
    }
}

std::optional<Event> Swarm::hear_gossip(gossipsub::Event event, Instant now) {
    if (const auto change = gossip_->mesh_change(event)) {
        constexpr std::int32_t worth_of_mesh = 20;
        if (change->topic_count == 0)
            untag(change->peer, "mesh");
        else
            static_cast<void>(tag(change->peer, "mesh",
                                  worth_of_mesh * static_cast<std::int32_t>(change->topic_count)));
    }
    if (const auto* exchanged = core::get_if<gossipsub::PeersExchanged>(&event))
        learn(*exchanged, now);
    if (const auto* ended = core::get_if<gossipsub::PeerEnded>(&event))
        gossip_->shut_out(ended->peer, now);
    return GossipTold{std::move(event)};
}

std::optional<Event> Swarm::hear(Link& link, ConnectionEvent event, Instant now) {
    return core::match(event, [&](auto& told) -> std::optional<Event> {
        using Told = std::remove_cvref_t<decltype(told)>;
        if constexpr (std::is_same_v<Told, Established>)
            return hear_established(link, told, now);
        else if constexpr (std::is_same_v<Told, LinkEnded>)
            return hear_ended(link, told, now);
        else if (!link.is_connected)
            return std::nullopt;  // It is being closed.
        else if constexpr (std::is_same_v<Told, Accepted>)
            return hear_accepted(link, told, now);
        else if constexpr (std::is_same_v<Told, MachineTold>)
            return hear_machine(link, std::move(told), now);
        else
            return hear_stream(link, std::move(told), now);
    });
}

std::optional<Event> Swarm::hear_stream(Link& link, StreamEvent event, Instant now) {
    const StreamId stream = core::match(event, [](const auto& told) { return told.stream; });
    if (!gossip_ || !gossip_->is_ours(link, stream))
        return StreamTold{*link.peer, link.id, std::move(event)};
    gossip_->hear(link, event, now);
    return std::nullopt;
}

}  // namespace net::swarm
