// Connections, and the doors at which both ends find out whether they are of one mesh.
#include <algorithm>

#include "core/base/assert.h"
#include "fabric/node/node.h"

namespace fabric::node {

using core::Instant;
using membership::DoorAcceptor;
using membership::DoorEvent;
using membership::DoorOpener;
using net::swarm::StreamHandle;

namespace {

// Whether a peer that was refused so has any business with us.
bool is_stranger(membership::DoorRefusal refusal) {
    using enum membership::DoorRefusal;
    switch (refusal) {
        case malformed:
        case version_unknown:
        case proof_wrong:
        case genesis_wrong:
        case secret_wrong:
        case invite_foreign:
        case invite_expired:
        case invite_spent:
        case invite_void:
        case key_revoked:
        case key_unsupported: return true;
        case silence:
        case stream_ended:
        case mesh_unknown:
        case not_now: return false;
    }
    std::unreachable();
}

}  // namespace

void Node::note(const net::swarm::Connected& told, Instant now) {
    // Of a dial that was under way when we said that we go, or of somebody who has not heard it.
    if (is_leaving_) return swarm_.close(told.link, now);
    links_.emplace(
        told.link,
        LinkFacts{.peer = told.peer, .direction = told.direction, .binding = told.binding});
    reaching_.connected(told.peer);
    if (told.direction == net::Direction::outgoing) knock(told.peer, now);
}

void Node::note(const net::swarm::Disconnected& told, Instant now) {
    const auto link = links_.find(told.link);
    const bool did_we_dial =
        link != links_.end() && link->second.direction == net::Direction::outgoing;
    if (link != links_.end()) links_.erase(link);
    if (!told.is_last) return;
    if (did_we_dial && admitted_.contains(told.peer)) reaching_.lost(told.peer, now);
    end_session(told.peer, now);
    admitted_.erase(told.peer);
    knock_at_.erase(told.peer);
    look_whom_to_reach(now);
}

void Node::knock_everywhere(Instant now) {
    std::set<PeerId> peers;
    for (const auto& [link, facts] : links_) peers.insert(facts.peer);
    for (const PeerId& peer : peers) knock(peer, now);
}

void Node::knock(const PeerId& peer, Instant now) {
    knock_at_.erase(peer);
    if (!is_open_ || sessions_.contains(peer) || has_lost_role(peer)) return;
    const bool is_knocking = std::ranges::any_of(doors_, [&](const auto& entry) {
        const Door& door = entry.second;
        return door.peer == peer && door.is_ours() && !door.has_ended();
    });
    if (is_knocking) return;
    const auto stream = doors_.size() < options_.doors_max
                            ? swarm_.open(peer, {std::string(membership::door_protocol)}, now)
                            : std::nullopt;
    if (!stream) {
        knock_later(peer, now);
        return;
    }
    const auto nonce = draw_bytes<membership::DoorNonce>();
    membership::DoorOptions ours = door_options(peer, stream->link);
    const bool bears = options_.bearing && !mesh_;
    DoorOpener opener = bears ? DoorOpener(std::move(ours), clone_bearing(), nonce, now)
                              : DoorOpener(std::move(ours), knowledge(), nonce, now);
    doors_.emplace(*stream, Door{peer, std::move(opener), mesh_id()});
    pump_door(*stream, now);
}

void Node::knock_later(const PeerId& peer, Instant now) {
    if (swarm_.is_connected(peer)) knock_at_[peer] = now + knock_again_after;
}

void Node::answer_door(StreamHandle stream, const PeerId& peer, Instant now) {
    const auto of_peer =
        std::ranges::count_if(doors_, [&](const auto& entry) { return entry.second.peer == peer; });
    const bool has_room = doors_.size() < options_.doors_max &&
                          static_cast<std::size_t>(of_peer) < doors_per_peer_max;
    if (!is_open_ || !has_room) return swarm_.reset(stream);
    const auto nonce = draw_bytes<membership::DoorNonce>();
    DoorAcceptor acceptor(door_options(peer, stream.link), knowledge(), nonce, now);
    doors_.emplace(stream, Door{peer, std::move(acceptor), mesh_id()});
}

std::optional<membership::MeshId> Node::mesh_id() const {
    return mesh_ ? std::optional(mesh_->log.mesh()) : std::nullopt;
}

membership::DoorOptions Node::door_options(const PeerId& peer, net::LinkId link) const {
    const auto at = links_.find(link);
    ASSERT(at != links_.end());  // Streams are of links that were told.
    const core::Bytes binding = at->second.binding.view();
    return {.self = self_,
            .peer = peer,
            .binding = {binding.begin(), binding.end()},
            .genesis = mesh_ ? std::optional(mesh_->log.genesis()) : std::nullopt,
            .is_settled = is_settled(),
            .is_revoked = has_lost_role(peer)};
}

membership::Knowledge Node::knowledge() const {
    return {options_.name, membership::clone(options_.secret)};
}

membership::Bearing Node::clone_bearing() const {
    return {options_.bearing->grant,
            membership::KeyPair(options_.bearing->one_time.seed().clone())};
}

bool Node::note(const net::swarm::StreamTold& told, Instant now) {
    return core::match(told.event,
                       core::Cases{[&](const net::swarm::Accepted& event) {
                                       const StreamHandle stream{told.link, event.stream};
                                       if (event.protocol == membership::door_protocol)
                                           answer_door(stream, told.peer, now);
                                       else if (event.protocol == mesh_protocol)
                                           meet(stream, told.peer, now);
                                       else
                                           return false;
                                       return true;
                                   },
                                   [&](const auto& event) {
                                       const StreamHandle stream{told.link, event.stream};
                                       if (doors_.contains(stream)) {
                                           hear_door_stream(stream, event, now);
                                       } else if (const PeerId* const peer = peer_on(stream)) {
                                           hear_session_stream(PeerId(*peer), event, now);
                                       } else if (closing_.contains(stream)) {
                                           // Nothing is heard any more.
                                       } else {
                                           return hear_held_stream(stream, told.event);
                                       }
                                       return true;
                                   }});
}

void Node::hear_door_stream(StreamHandle stream, const net::swarm::Received& event, Instant now) {
    core::match(doors_.at(stream).machine, [&](auto& end) { end.receive(event.bytes, now); });
    swarm_.credit(stream, event.bytes.size());
    pump_door(stream, now);
}

void Node::hear_door_stream(StreamHandle stream, const net::swarm::Finished&, Instant now) {
    Door& door = doors_.at(stream);
    door.has_peer_finished = true;
    core::match(door.machine, [&](auto& end) { end.end(now); });
    pump_door(stream, now);
}

void Node::hear_door_stream(StreamHandle stream, const net::swarm::Failed&, Instant now) {
    Door door = std::move(doors_.extract(stream).mapped());
    std::optional<DoorEvent> told;
    core::match(door.machine, [&](auto& end) {
        // A stream that was not agreed upon in time fails when the door's own time is over too:
        // that is silence.
        end.expire(now);
        end.end(now);
        told = end.next_event();
    });
    if (told) hear_door(stream, door.peer, door.is_ours(), door.mesh, *std::move(told), now);
}

void Node::hear_door_stream(StreamHandle stream, const auto&, Instant now) {
    pump_door(stream, now);
}

// What the machine says goes out, and what it has come to is heard. The door is forgotten when both
// ends of its stream are closed.
void Node::pump_door(StreamHandle stream, Instant now) {
    Door& door = doors_.at(stream);
    std::optional<DoorEvent> told;
    bool has_ended = false;
    core::match(door.machine, [&](auto& end) {
        while (!end.outgoing().empty()) {
            const std::size_t size = swarm_.write(stream, end.outgoing());
            if (size == 0) break;
            end.consume(size);
        }
        told = end.next_event();
        has_ended = end.ended() && end.outgoing().empty();
    });
    const PeerId peer = door.peer;
    const bool is_ours = door.is_ours();
    const std::optional<membership::MeshId> mesh = door.mesh;
    if (has_ended && !std::exchange(door.has_finished, true)) {
        swarm_.finish(stream, now);
        door.forget_at = now + door_closing_max;
    }
    if (door.has_finished && door.has_peer_finished) doors_.erase(stream);
    if (told) hear_door(stream, peer, is_ours, mesh, *std::move(told), now);
}

void Node::expire_doors(Instant now) {
    std::vector<StreamHandle> due;
    for (const auto& [stream, door] : doors_) {
        const auto at = door.deadline();
        if (at && *at <= now) due.push_back(stream);
    }
    for (const StreamHandle stream : due) {
        const auto at = doors_.find(stream);
        if (at == doors_.end()) continue;
        if (at->second.forget_at && *at->second.forget_at <= now) {
            doors_.erase(at);
            swarm_.reset(stream);
            continue;
        }
        core::match(at->second.machine, [&](auto& end) { end.expire(now); });
        pump_door(stream, now);
    }
    std::vector<PeerId> to_knock;
    for (const auto& [peer, at] : knock_at_)
        if (at <= now) to_knock.push_back(peer);
    for (const PeerId& peer : to_knock) knock(peer, now);
}

void Node::hear_door(StreamHandle stream, const PeerId& peer, bool we_open,
                     const std::optional<membership::MeshId>& mesh, DoorEvent event, Instant now) {
    // It was about a mesh that is not ours any more, or that we had none.
    if (mesh != mesh_id() && !core::holds_alternative<membership::Refused>(event))
        return knock_later(peer, now);
    core::match(event, core::Cases{
                           [&](membership::Admitted&) { let_in(peer, we_open, now); },
                           [&](membership::Learned& learned) {
                               if (begin_mesh(std::move(learned.genesis), std::move(learned.secret),
                                              Origin::learned, now))
                                   let_in(peer, we_open, now);
                               else
                                   knock_later(peer, now);
                           },
                           [&](membership::OtherMesh& other) { hear_other_mesh(peer, other, now); },
                           [&](membership::GrantShown& shown) { show_grant(stream, shown, now); },
                           [&](membership::Refused& refused) {
                               if (we_open && refused.reason == membership::DoorRefusal::silence)
                                   hear_silence(stream.link, now);
                               hear_refusal(peer, we_open, refused, now);
                           },
                       });
}

void Node::hear_other_mesh(const PeerId& peer, membership::OtherMesh& other, Instant now) {
    const bool may_step_back = other.precedence == membership::Precedence::we_step_back &&
                               !is_settled();  // It was not when the door began.
    if (other.precedence == membership::Precedence::they_step_back) return;
    if (!may_step_back) return tell(TwoMeshes{peer, other.theirs.mesh()});
    if (!begin_mesh(std::move(other.theirs), membership::clone(options_.secret), Origin::learned,
                    now))
        knock_later(peer, now);
}

void Node::hear_refusal(const PeerId& peer, bool we_open, const membership::Refused& refused,
                        Instant now) {
    tell(NotLetIn{peer, refused});
    if (refused.reason == membership::DoorRefusal::mesh_unknown) let_found(peer);
    if (sessions_.contains(peer)) return;
    std::erase_if(held_, [&](const auto& entry) { return entry.second.peer == peer; });
    // Who bears an invite does not know the secret yet.
    if (is_stranger(refused.reason) && !options_.bearing) return close_stranger(peer, now);
    if (we_open) knock_later(peer, now);
}

// A link on which nothing comes twice in a row has probably ended without a word, and another one
// may work: the multiplexer alone would notice that a minute later.
void Node::hear_silence(net::LinkId link, Instant now) {
    const auto at = links_.find(link);
    if (at == links_.end() || at->second.direction != net::Direction::outgoing) return;
    if (!std::exchange(at->second.was_door_silent, true)) return;
    swarm_.close(link, now);
}

// Two who begin at once would found two meshes: that of the smaller id does, and the other learns.
void Node::let_found(const PeerId& peer) {
    if (!found_at_ || mesh_ || self_ < peer || std::exchange(lets_another_found_, true)) return;
    found_at_ = *found_at_ + *options_.found_after;
}

// Who has nothing to do here and came by itself takes up room.
void Node::close_stranger(const PeerId& peer, Instant now) {
    const bool did_we_dial = std::ranges::any_of(links_, [&](const auto& entry) {
        return entry.second.peer == peer && entry.second.direction == net::Direction::outgoing;
    });
    if (!did_we_dial) swarm_.close(peer, now);
}

void Node::show_grant(StreamHandle stream, const membership::GrantShown& shown, Instant now) {
    const membership::Author author{mesh_->log, identity_, unix_now(now)};
    const auto role = mesh_->log.role(shown.bearer, unix_now(now));
    if (role && *role >= shown.use.grant.grant.role)  // It has used it before.
        return answer_grant(stream, membership::LetIn{}, now);
    const auto written = membership::admit_invited(author, shown.bearer, shown.use);
    if (!written) return answer_grant(stream, membership::door_refusal_of(written.error()), now);
    if (!take_own_entry(*written, stream, now))
        answer_grant(stream, membership::DoorRefusal::not_now, now);
}

void Node::answer_grant(StreamHandle stream, const membership::GrantAnswer& answer, Instant now) {
    const auto at = doors_.find(stream);
    if (at == doors_.end()) return;
    if (auto* const acceptor = core::get_if<DoorAcceptor>(&at->second.machine))
        acceptor->answer(answer);
    pump_door(stream, now);
}

}  // namespace fabric::node
