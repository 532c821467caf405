// Streams of the user.
#include <utility>

#include "net/swarm/swarm_link.h"

namespace net::swarm {

using core::Instant;
using core::codec::PeerId;

void Swarm::add_protocol(std::string name) {
    if (protocols_.add(std::move(name), ProtocolUse::user)) has_new_identity_ = true;
}

void Swarm::remove_protocol(const std::string& name) {
    protocols_.remove(name);
    has_new_identity_ = true;
}

std::optional<StreamHandle> Swarm::open(const PeerId& peer, std::vector<std::string> protocols,
                                        Instant now) {
    return open_with(std::move(protocols), peer, UserStream{}, now);
}

std::optional<StreamHandle> Swarm::open_with(std::vector<std::string> protocols, const PeerId& peer,
                                             Machine machine, Instant now) {
    Link* const link = link_of(peer);
    if (!link) return std::nullopt;
    const auto stream = link->connection.open(std::move(protocols), std::move(machine), now);
    wake(*link);
    if (!stream) return std::nullopt;
    return StreamHandle{link->id, *stream};
}

std::size_t Swarm::stream_count() const {
    std::size_t count = 0;
    for (const auto& [id, link] : connections_) count += link->connection.stream_count();
    return count;
}

std::size_t Swarm::write(StreamHandle stream, core::Bytes bytes) {
    Link* const link = find(stream.link);
    if (!link) return 0;
    const std::size_t taken = link->connection.write(stream.stream, bytes);
    touch(*link);
    return taken;
}

void Swarm::credit(StreamHandle stream, std::size_t size) {
    Link* const link = find(stream.link);
    if (!link) return;
    link->connection.credit(stream.stream, size);
    touch(*link);
}

void Swarm::finish(StreamHandle stream, Instant now) {
    Link* const link = find(stream.link);
    if (!link) return;
    link->connection.finish(stream.stream, now);
    touch(*link);
}

void Swarm::reset(StreamHandle stream) {
    Link* const link = find(stream.link);
    if (!link) return;
    link->connection.reset(stream.stream);
    touch(*link);
}

}  // namespace net::swarm
