// How somebody who is hostile comes in, and what it hears there.
#include "sim/hostile.h"

#include <algorithm>

#include "core/base/reader.h"
#include "fabric/broadcast/message.h"
#include "fabric/documents/change_record.h"
#include "fabric/membership/exchange_message.h"
#include "fabric/node/interest.h"
#include "fabric/node/node.h"

namespace sim {

using core::Bytes;
using core::Instant;
using fabric::lanes::Lane;
using net::swarm::Swarm;
namespace membership = fabric::membership;

namespace {

constexpr std::size_t heard_max = 256;
constexpr std::size_t known_authors_max = 64;
// Larger ones are not worth remembering.
constexpr std::size_t heard_size_max = 10'000;

}  // namespace

Hostile::Hostile(const membership::KeyPair& identity, Knows knows, core::Prng prng,
                 FaultCounts& faults)
    : identity_(identity),
      knows_(std::move(knows)),
      prng_(prng),
      faults_(faults),
      is_quiet_(prng_.chance(1, 3)) {}

void Hostile::hear(const net::swarm::Event& event, Swarm& swarm, Instant now) {
    if (const auto* const told = core::get_if<net::swarm::Connected>(&event)) {
        links_.emplace(told->link, Link{told->peer, told->binding});
        knock(told->peer, swarm, now);
    } else if (const auto* const gone = core::get_if<net::swarm::Disconnected>(&event)) {
        const auto is_of = [&](const auto& entry) { return entry.first.link == gone->link; };
        links_.erase(gone->link);
        std::erase_if(doors_, is_of);
        std::erase_if(sessions_, is_of);
    } else if (const auto* const stream = core::get_if<net::swarm::StreamTold>(&event)) {
        hear(*stream, swarm, now);
    }
}

void Hostile::knock(const PeerId& peer, Swarm& swarm, Instant now) {
    const auto stream = swarm.open(peer, {std::string(membership::door_protocol)}, now);
    if (!stream) return;
    const auto at = links_.find(stream->link);
    if (at == links_.end()) return swarm.reset(*stream);
    const Bytes binding = at->second.binding.view();
    membership::DoorNonce nonce;
    prng_.fill(nonce.mutable_view());
    membership::DoorOpener opener(
        membership::DoorOptions{.self = PeerId::of(core::codec::PublicKey(identity_.public_key())),
                                .peer = peer,
                                .binding = {binding.begin(), binding.end()},
                                .genesis = std::nullopt},
        membership::Knowledge{knows_.mesh_name, membership::clone(knows_.secret)}, nonce, now);
    const auto door = doors_.emplace(*stream, Door{peer, std::move(opener)}).first;
    pump(*stream, door->second, swarm, now);
}

void Hostile::hear(const net::swarm::StreamTold& told, Swarm& swarm, Instant now) {
    const auto handle = [&](net::StreamId stream) { return StreamHandle{told.link, stream}; };
    core::match(
        told.event,
        core::Cases{// It opens its streams by itself.
                    [&](const net::swarm::Accepted& event) { swarm.reset(handle(event.stream)); },
                    [&](const net::swarm::Received& event) {
                        const StreamHandle stream = handle(event.stream);
                        if (const auto door = doors_.find(stream); door != doors_.end()) {
                            door->second.opener.receive(event.bytes, now);
                            pump(stream, door->second, swarm, now);
                        } else if (const auto session = sessions_.find(stream);
                                   session != sessions_.end()) {
                            session->second.receiver.receive(event.bytes);
                            while (auto message = session->second.receiver.next_message())
                                take(session->second, *std::move(message));
                            pump(stream, session->second, swarm);
                        }
                        swarm.credit(stream, event.bytes.size());
                    },
                    [&](const net::swarm::Writable& event) {
                        const StreamHandle stream = handle(event.stream);
                        if (const auto door = doors_.find(stream); door != doors_.end())
                            pump(stream, door->second, swarm, now);
                        else if (const auto session = sessions_.find(stream);
                                 session != sessions_.end())
                            pump(stream, session->second, swarm);
                    },
                    [](const net::swarm::Agreed&) {},
                    [&](const auto& event) {
                        doors_.erase(handle(event.stream));
                        if (sessions_.erase(handle(event.stream)) > 0)
                            swarm.reset(handle(event.stream));
                    }});
}

void Hostile::pump(StreamHandle stream, Door& door, Swarm& swarm, Instant now) {
    membership::DoorOpener& opener = door.opener;
    while (!opener.outgoing().empty()) {
        const std::size_t size = swarm.write(stream, opener.outgoing());
        if (size == 0) return;
        opener.consume(size);
    }
    const auto event = opener.next_event();
    if (!event) return;
    const auto* const learned = core::get_if<membership::Learned>(&*event);
    if (learned) mesh_ = learned->genesis.mesh();
    const PeerId peer = door.peer;
    swarm.finish(stream, now);
    doors_.erase(stream);
    if (!learned) return;
    const auto opened = swarm.open(peer, {std::string(fabric::node::mesh_protocol)}, now);
    if (opened) begin(*opened, swarm);
}

// Who says that it has nothing is told all entries.
void Hostile::begin(StreamHandle stream, Swarm& swarm) {
    Session& session = sessions_[stream];
    say(session, Lane::members, membership::write_message(membership::HeadsAre{}));
    say(session, Lane::interest, fabric::node::write_interest({true, knows_.targets.names}));
    tell_tale(session);
    pump(stream, session, swarm);
}

void Hostile::pump(StreamHandle stream, Session& session, Swarm& swarm) {
    while (!session.sender.outgoing().empty()) {
        const std::size_t size = swarm.write(stream, session.sender.outgoing());
        if (size == 0) return;
        session.sender.consume(size);
    }
}

void Hostile::take(Session& session, fabric::lanes::Message message) {
    if (message.lane == Lane::changes) take_changes(session, message.bytes);
    if (message.lane == Lane::members) take_members(message.bytes);
    if (message.bytes.size() > heard_size_max) return;
    if (heard_.size() >= heard_max) heard_.pop_front();
    heard_.push_back(std::move(message));
}

// It says that it has what it does not keep, and hands nothing on.
void Hostile::take_changes(Session& session, Bytes bytes) {
    core::Reader reader(bytes);
    const auto document = reader.fixed<core::crdt::DocumentId>();
    const auto message = document ? fabric::broadcast::read_message(reader.rest())
                                  : core::fail(core::Error::truncated);
    const auto* const deltas =
        message ? core::get_if<fabric::broadcast::Deltas>(&*message) : nullptr;
    if (!deltas) return;
    count(faults_, Fault::withheld);
    fabric::broadcast::Acknowledgements lie;
    for (const fabric::broadcast::DeltaView& delta : deltas->deltas) {
        lie.keys.push_back(delta.key);
        const auto record = fabric::documents::read_change_record(delta.bytes);
        if (record && record->author != identity_.public_key() &&
            authors_.size() < known_authors_max)
            authors_.push_back(record->author);
    }
    std::ranges::sort(lie.keys);
    const auto doubles = std::ranges::unique(lie.keys);
    lie.keys.erase(doubles.begin(), doubles.end());
    say_about(session, *document, Lane::changes, fabric::broadcast::write_message(lie));
}

void Hostile::take_members(Bytes bytes) {
    const auto message = membership::read_exchange_message(bytes);
    const auto* const entries = message ? core::get_if<membership::Entries>(&*message) : nullptr;
    if (!entries) return;
    for (const Bytes entry : entries->entries) {
        auto signed_entry = membership::SignedEntry::from_bytes(entry);
        const std::uint64_t depth = last_entry_ ? last_entry_->entry().depth : 0;
        if (signed_entry && signed_entry->entry().depth > depth)
            last_entry_ = *std::move(signed_entry);
    }
}

}  // namespace sim
