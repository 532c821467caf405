// Streams that the user opens, and the words of gossip.
#include <utility>

#include "net/swarm/swarm.h"

namespace net::swarm {

using core::Instant;
using core::codec::PeerId;

void Swarm::add_protocol(std::string name) {
    if (protocols_.add(std::move(name), ProtocolUse::user)) has_new_identity_ = true;
}

void Swarm::remove_protocol(const std::string& name) {
    const ProtocolUse* const use = protocols_.find(name);
    if (!use || *use != ProtocolUse::user) return;
    protocols_.remove(name);
    has_new_identity_ = true;
}

std::optional<StreamHandle> Swarm::open(const PeerId& peer, std::vector<std::string> protocols,
                                        Instant now) {
    return open_with(std::move(protocols), peer, UserStream{}, now);
}

std::optional<StreamHandle> Swarm::ping(const PeerId& peer, const ping::Pinger::Options& options,
                                        Instant now) {
    return open_with({std::string(ping::protocol)}, peer,
                     ping::Pinger(options, core::Seed{prng_.next()}, now), now);
}

std::optional<StreamHandle> Swarm::perf(const PeerId& peer, const perf::Client::Options& options,
                                        Instant now) {
    return open_with({std::string(perf::protocol)}, peer, perf::Client(options, now), now);
}

std::optional<StreamHandle> Swarm::open_with(std::vector<std::string> protocols, const PeerId& peer,
                                             Machine machine, Instant now) {
    Link* const link = link_of(peer);
    if (!link || protocols.empty()) return std::nullopt;
    const std::string first = protocols.front();
    const auto stream = link->connection.open(std::move(protocols), std::move(machine), now);
    links_.wake(*link);
    if (!stream) return std::nullopt;
    count_stream(first, &ProtocolCounters::outgoing);
    return StreamHandle{link->id, *stream};
}

std::size_t Swarm::write(StreamHandle stream, core::Bytes bytes) {
    Link* const link = links_.find(stream.link);
    if (!link) return 0;
    const std::size_t taken = link->connection.write(stream.stream, bytes);
    links_.touch(*link);
    return taken;
}

void Swarm::credit(StreamHandle stream, std::size_t size) {
    Link* const link = links_.find(stream.link);
    if (!link) return;
    link->connection.credit(stream.stream, size);
    links_.touch(*link);
}

void Swarm::finish(StreamHandle stream, Instant now) {
    Link* const link = links_.find(stream.link);
    if (!link) return;
    link->connection.finish(stream.stream, now);
    links_.touch(*link);
}

void Swarm::reset(StreamHandle stream) {
    Link* const link = links_.find(stream.link);
    if (!link) return;
    link->connection.reset(stream.stream);
    links_.touch(*link);
}

bool Swarm::subscribe(std::string_view topic, Instant now) {
    const bool is_new = gossip_->router().subscribe(topic, now);
    gossip_->pump();
    return is_new;
}

void Swarm::unsubscribe(std::string_view topic, Instant now) {
    gossip_->router().unsubscribe(topic, now);
    gossip_->pump();
}

std::expected<gossipsub::MessageId, gossipsub::PublishError> Swarm::publish(std::string_view topic,
                                                                            core::Bytes data,
                                                                            Instant now) {
    auto published = gossip_->router().publish(topic, data, now);
    gossip_->pump();
    return published;
}

bool Swarm::validate(const gossipsub::MessageId& message, gossipsub::Verdict verdict, Instant now) {
    const bool waited = gossip_->router().validate(message, verdict, now);
    gossip_->pump();
    return waited;
}

}  // namespace net::swarm
