// Sessions: one stream with each peer of the mesh, and what goes over it.
#include <algorithm>

#include "core/base/assert.h"
#include "fabric/node/node.h"

namespace fabric::node {

using core::Bytes;
using core::Instant;
using lanes::Lane;
using net::swarm::StreamHandle;

// Whoever opened the door opens the stream.
void Node::let_in(const PeerId& peer, bool we_open, Instant now) {
    if (has_lost_role(peer))  // Meanwhile.
        return hear_refusal(peer, we_open, {membership::DoorRefusal::key_revoked, false}, now);
    admitted_.insert(peer);
    if (sessions_.contains(peer)) return;
    const auto held =
        std::ranges::find_if(held_, [&](const auto& entry) { return entry.second.peer == peer; });
    // It may have begun its session with us already, and would not take another stream then.
    const bool takes_held = held != held_.end() && (!we_open || peer < self_);
    if (!takes_held) {
        if (held != held_.end()) {
            swarm_.reset(held->first);
            held_.erase(held);
        }
        if (!we_open) return;
        const auto stream = swarm_.open(peer, {std::string(mesh_protocol)}, now);
        if (!stream) return knock_later(peer, now);
        return begin_session(peer, *stream, true, now);
    }
    const StreamHandle stream = held->first;
    const core::Buffer bytes = std::move(held->second.bytes);
    held_.erase(held);
    begin_session(peer, stream, false, now);
    const auto session = sessions_.find(peer);
    if (session == sessions_.end()) return;
    receive(session->second, bytes, now);
    swarm_.credit(stream, bytes.size());
}

// A stream that the peer opened. If both opened one, that of the smaller id counts.
void Node::meet(StreamHandle stream, const PeerId& peer, Instant now) {
    if (!admitted_.contains(peer)) {
        const bool is_at_door = std::ranges::any_of(
            doors_, [&](const auto& entry) { return entry.second.peer == peer; });
        if (!is_at_door || held_.size() >= options_.doors_max) return swarm_.reset(stream);
        held_.emplace(stream, Held{peer, {}});
        return;
    }
    const auto at = sessions_.find(peer);
    if (at != sessions_.end()) {
        // Long behind its beginning the peer has lost the other one, and our link may be dead.
        const bool is_just_begun = now - at->second.begun_at < both_opening_max;
        if (at->second.is_ours && self_ < peer && is_just_begun) return swarm_.reset(stream);
        const StreamHandle before = at->second.stream;
        end_session(peer, now);
        swarm_.reset(before);
    }
    begin_session(peer, stream, false, now);
}

void Node::begin_session(const PeerId& peer, StreamHandle stream, bool is_ours, Instant now) {
    ASSERT(mesh_ && !sessions_.contains(peer));
    const bool has_room = sessions_.size() < options_.sessions_max && mesh_->exchange.connect(peer);
    if (!has_room) return swarm_.reset(stream);
    const documents::Peer number{++last_session_};
    Session& session = sessions_
                           .emplace(peer, Session{.peer = peer,
                                                  .number = number,
                                                  .stream = stream,
                                                  .is_ours = is_ours,
                                                  .begun_at = now})
                           .first->second;
    peers_by_number_.emplace(number, peer);
    const bool is_closed = mesh_->log.genesis().genesis().policy == membership::Policy::closed;
    // Whom it had dialled first, and then whoever had dialled it: one entry is enough.
    if (is_closed) session.admit_at = now + options_.admit_after * (is_ours ? 3 : 1);
    static_cast<void>(liveness_.connected(peer, now));
    quorum_.reachable(peer, true, now);
    if (ordering_) ordering_->connected(peer, true, now);
    static_cast<void>(notes_->connected(peer, now));
    working_->connected(peer, now);
    say_interest(session);
    say_places(session, now);
    if (!compare_at_) compare_at_ = now + options_.compare_after;
    tell(PeerCame{peer});
}

void Node::end_session(const PeerId& peer, Instant now) {
    const auto at = sessions_.find(peer);
    if (at == sessions_.end()) return;
    const documents::Peer number = at->second.number;
    for (const auto& [document, open] : documents_) open->shared->disconnect(number, now);
    sessions_.erase(at);
    peers_by_number_.erase(number);
    mesh_->exchange.disconnect(peer);
    liveness_.disconnected(peer, now);
    quorum_.reachable(peer, false, now);
    if (ordering_) ordering_->connected(peer, false, now);
    notes_->disconnected(peer, now);
    working_->gone(peer, now);
    tell(PeerWent{peer});
}

// It ends when whatever goes on with it now is over.
void Node::break_off(Session& session, std::string_view what) {
    if (!session.broken_off) session.broken_off = what;
}

bool Node::end_broken_sessions(Instant now) {
    std::vector<PeerId> broken;
    for (const auto& [peer, session] : sessions_)
        if (session.broken_off) broken.push_back(peer);
    for (const PeerId& peer : broken) {
        const StreamHandle stream = sessions_.at(peer).stream;
        tell(Misbehaved{peer, *sessions_.at(peer).broken_off});
        end_session(peer, now);
        swarm_.reset(stream);
    }
    return !broken.empty();
}

const PeerId* Node::peer_on(StreamHandle stream) const {
    for (const auto& [peer, session] : sessions_)
        if (session.stream == stream) return &peer;
    return nullptr;
}

void Node::hear_session_stream(const PeerId& peer, const net::swarm::Received& event, Instant now) {
    Session& session = sessions_.at(peer);
    receive(session, event.bytes, now);
    swarm_.credit(session.stream, event.bytes.size());
}

void Node::hear_session_stream(const PeerId& peer, const net::swarm::Writable&, Instant now) {
    pump(sessions_.at(peer), now);
}

void Node::hear_session_stream(const PeerId&, const net::swarm::Agreed&, Instant) {}

void Node::hear_session_stream(const PeerId& peer, const net::swarm::Finished&, Instant now) {
    lose_session_stream(peer, now);
}
void Node::hear_session_stream(const PeerId& peer, const net::swarm::Failed&, Instant now) {
    lose_session_stream(peer, now);
}

// The stream is over; if the connection is not, whoever dialled it begins anew.
void Node::lose_session_stream(const PeerId& peer, Instant now) {
    const StreamHandle stream = sessions_.at(peer).stream;
    end_session(peer, now);
    swarm_.reset(stream);
    const bool did_we_dial = std::ranges::any_of(links_, [&](const auto& entry) {
        return entry.second.peer == peer && entry.second.direction == net::Direction::outgoing &&
               entry.first != stream.link;
    });
    const bool is_link_there = links_.contains(stream.link) &&
                               links_.at(stream.link).direction == net::Direction::outgoing;
    if (did_we_dial || is_link_there) knock_later(peer, now);
}

bool Node::hear_held_stream(StreamHandle stream, const net::swarm::StreamEvent& event) {
    const auto at = held_.find(stream);
    if (at == held_.end()) return false;
    core::Buffer& bytes = at->second.bytes;
    const auto* const received = core::get_if<net::swarm::Received>(&event);
    if (received && received->bytes.size() <= held_size_max - bytes.size()) {
        core::append(bytes, received->bytes);
    } else {
        held_.erase(at);
        swarm_.reset(stream);
    }
    return true;
}

void Node::receive(Session& session, Bytes bytes, Instant now) {
    while (!bytes.empty() && !session.broken_off) {
        const Bytes piece = bytes.first(std::min(bytes.size(), core::receive_size_max));
        bytes = bytes.subspan(piece.size());
        session.receiver.receive(piece);
        while (const auto message = session.receiver.next_message())
            if (!session.broken_off) take(session, *message, now);
        if (session.receiver.failure()) break_off(session, "frames that are none");
    }
}

void Node::take(Session& session, const lanes::Message& message, Instant now) {
    switch (message.lane) {
        case Lane::presence:
            // What is refused is counted there; anybody may be late or early.
            static_cast<void>(liveness_.receive(session.peer, message.bytes, now));
            break;
        case Lane::leadership:
            if (ordering_) ordering_->receive(session.peer, message.bytes, now);
            break;
        case Lane::members: take_members(session, message.bytes, now); break;
        case Lane::interest: take_interest(session, message.bytes, now); break;
        case Lane::places: take_place(session, message.bytes, now); break;
        case Lane::tasks: take_letter(session, message.bytes, now); break;
        case Lane::blobs: working_->take_blob_message(session.peer, message.bytes, now); break;
        case Lane::notes: notes_->receive(session.peer, message.bytes, now); break;
        case Lane::sync:
        case Lane::changes:
        case Lane::bulk: take_about_document(session, message, now); break;
    }
}

void Node::pump(Session& session, Instant now) {
    lanes::Sender& sender = session.sender;
    const bool has_entries = mesh_->exchange.has_messages();
    while (true) {
        while (has_entries && sender.waiting_size(Lane::members) < options_.lane_size_max) {
            auto message = mesh_->exchange.next_message(session.peer);
            if (!message) break;
            sender.put(Lane::members, *std::move(message));
        }
        const Bytes bytes = sender.outgoing();
        if (bytes.empty()) break;
        const std::size_t size = swarm_.write(session.stream, bytes);
        sender.consume(size);
        if (size < bytes.size()) break;
    }
    const bool has_room = sender.waiting_size(Lane::changes) < options_.lane_size_max &&
                          sender.waiting_size(Lane::bulk) < options_.lane_size_max;
    if (!has_room || session.stalled.empty()) return;
    unsettled_.insert(session.stalled.begin(), session.stalled.end());
    session.stalled.clear();
    settle_documents(now);
}

}  // namespace fabric::node
