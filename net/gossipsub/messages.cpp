// Messages: from whoever sent one first, through validation, to everybody who wants it.
#include <algorithm>
#include <utility>

#include "core/base/assert.h"
#include "net/gossipsub/message_signing.h"
#include "net/gossipsub/router.h"

namespace net::gossipsub {

void Router::handle_message(Peer& peer, const MessageView& view, core::Instant now) {
    Topic* const topic = topics_.find(view.topic);
    if (!topic || !topic->mesh) return;  // It was not asked for; it may be under way since we left.
    const auto author = check_fields(view);
    if (!author) return reject(peer, *topic, author.error());
    if (*author == own_id_) return;
    const MessageId id = MessageId::of(*author, view.seqno);
    if (SeenMessage* const seen = seen_.find(id))
        return handle_duplicate(peer, *topic, id, *seen, now);
    // Only now is it remembered: else a forgery could keep the true message away.
    const auto message = check_signature(*author, view);
    if (!message) return reject(peer, *topic, message.error());
    if (!seen_.add(id, now)) reach(Limit::seen);
    accept_first(peer, *topic, *message, now);
}

void Router::reject(Peer& peer, Topic& topic, RejectReason reason) {
    ++counters_.rejected[static_cast<std::size_t>(reason)];
    peer.score.deliver_invalid(topic.scored());
    tell(MessageRejected{peer.id, reason});
}

void Router::handle_duplicate(Peer& peer, Topic& topic, const MessageId& id, SeenMessage& seen,
                              core::Instant now) {
    ++counters_.duplicates;
    if (peer.queue.cancel(id)) ++counters_.cancelled;
    note_late(topic, peer, id);
    switch (seen.standing) {
        case Standing::unvalidated:
            if (std::ranges::find(seen.holders, peer.number) == seen.holders.end())
                seen.holders.push_back(peer.number);
            break;
        case Standing::accepted:
            if (now - seen.accepted_at <= topic.score_options->mesh_window)
                peer.score.deliver_soon_after(topic.scored());
            break;
        case Standing::rejected: peer.score.deliver_invalid(topic.scored()); break;
        case Standing::ignored: break;
    }
}

void Router::accept_first(Peer& peer, Topic& topic, const MessageRef& message, core::Instant now) {
    ++counters_.first_copies;
    announce_unwanted(topic, peer, *message);
    note_arrival(topic, peer, message->id(), now);
    if (options_.validation == Validation::by_user) return hold_for_validation(peer, message, now);
    tell(MessageReceived{message, peer.id});
    accept(topic, message, &peer, now);
}

void Router::hold_for_validation(Peer& peer, const MessageRef& message, core::Instant now) {
    const LimitOptions& limits = options_.limits;
    const std::size_t size = message->encoded().size();
    if (unvalidated_.size() >= limits.unvalidated_max ||
        size > limits.unvalidated_size_max - unvalidated_size_) {
        reach(Limit::unvalidated);
        seen_.find(message->id())->standing = Standing::ignored;
        return;
    }
    unvalidated_size_ += size;
    unvalidated_.insert(message->id(), {message, peer.number, now + limits.seen_life});
    tell(MessageReceived{message, peer.id});
}

bool Router::validate(const MessageId& id, Verdict verdict, core::Instant now) {
    const Unvalidated* const found = unvalidated_.find(id);
    if (!found) return false;
    const Unvalidated waiting = *found;
    unvalidated_.erase(id);
    unvalidated_size_ -= waiting.message->encoded().size();
    Topic* const topic = topics_.find(waiting.message->topic());
    SeenMessage* const seen = seen_.find(id);
    if (!topic || !topic->mesh || !seen) return true;  // It took too long.
    Peer* const from = find(waiting.from);
    switch (verdict) {
        case Verdict::accept: accept(*topic, waiting.message, from, now); break;
        case Verdict::reject:
            seen->standing = Standing::rejected;
            ++counters_.rejected[static_cast<std::size_t>(RejectReason::refused)];
            if (from) from->score.deliver_invalid(topic->scored());
            settle_holders(*topic, *seen, verdict);
            break;
        case Verdict::ignore:
            seen->standing = Standing::ignored;
            seen->holders = {};
            break;
    }
    return true;
}

void Router::settle_holders(Topic& topic, SeenMessage& seen, Verdict verdict) {
    for (const PeerNumber number : seen.holders) {
        Peer* const holder = find(number);
        if (!holder) continue;
        verdict == Verdict::accept ? holder->score.deliver_soon_after(topic.scored())
                                   : holder->score.deliver_invalid(topic.scored());
    }
    seen.holders = {};
}

void Router::accept(Topic& topic, const MessageRef& message, Peer* from, core::Instant now) {
    ++counters_.accepted;
    SeenMessage& seen = *seen_.find(message->id());
    seen.standing = Standing::accepted;
    seen.accepted_at = now;
    if (from) from->score.deliver_first(topic.scored());
    cache_.add(message);
    forward(topic, message, from, seen);
    settle_holders(topic, seen, Verdict::accept);
}

void Router::forward(Topic& topic, const MessageRef& message, const Peer* from,
                     const SeenMessage& seen) {
    const auto has_it = [&](const Peer& peer) {
        return &peer == from || peer.id == message->author() ||
               std::ranges::find(seen.holders, peer.number) != seen.holders.end();
    };
    for (const MeshLink& link : *topic.mesh) {
        Peer& peer = *link.peer;
        if (has_it(peer) || topic.always_served.contains(peer)) continue;
        if (!link.of_peer.of(message->id().author_group()))
            send_forwarded(peer, message);
        else if (!peer.unwanted.contains(message->id()) &&
                 !peer.queue.ihave(topic.name, message->id()))
            reach(Limit::queued_ids);
        mark_dirty(peer);
    }
    for (Peer* const peer : topic.always_served)
        if (!has_it(*peer)) send_forwarded(*peer, message);
}

void Router::send_forwarded(Peer& peer, const MessageRef& message) {
    if (peer.has_ended) return;
    if (peer.unwanted.contains(message->id())) {
        ++counters_.cancelled;
    } else if (!peer.queue.forward(message)) {
        ++peer.dropped_count;
        reach(Limit::queued);
    }
    mark_dirty(peer);
}

void Router::send_own(Peer& peer, const MessageRef& message) {
    if (peer.has_ended) return;
    const auto made_room = peer.queue.publish(message);
    const std::size_t dropped = made_room.value_or(1);
    peer.dropped_count += dropped;
    if (dropped > 0) reach(Limit::queued);
    mark_dirty(peer);
}

std::expected<MessageId, PublishError> Router::publish(std::string_view name, core::Bytes data,
                                                       core::Instant now) {
    const LimitOptions& limits = options_.limits;
    if (name.empty() || name.size() > limits.topic_size_max)
        return std::unexpected(PublishError::topic_size_wrong);
    // More than any RPC; the exact size is known when it is encoded.
    if (data.size() > limits.rpc_size_max) return std::unexpected(PublishError::message_too_large);
    const MessageRef message = sign_message(key_pair_, own_id_, seqno_, name, data);
    if (message_rpc_size(message->encoded().size()) > limits.rpc_size_max)
        return std::unexpected(PublishError::message_too_large);
    ++seqno_;
    ++counters_.published;
    if (!seen_.add(message->id(), now)) reach(Limit::seen);
    SeenMessage& seen = *seen_.find(message->id());
    seen.standing = Standing::accepted;
    seen.accepted_at = now;
    cache_.add(message);
    Topic& topic = topics_.ensure(name);
    serve_own(topic, message, now);
    topics_.release(topic);
    return message->id();
}

void Router::serve_own(Topic& topic, const MessageRef& message, core::Instant now) {
    const double threshold = options_.score.thresholds.publish;
    if (options_.mesh.flood_publish) {
        for (Peer* const peer : topic.peers)
            if (peer->is_direct || score_of(*peer) >= threshold) send_own(*peer, message);
        // They may have grafted us and not said that they are subscribed.
        if (topic.mesh)
            for (const MeshLink& link : *topic.mesh)
                if (!topic.peers.contains(*link.peer)) send_own(*link.peer, message);
        return;
    }
    for (Peer* const peer : topic.always_served)
        if (peer->is_direct || score_of(*peer) >= threshold) send_own(*peer, message);
    if (topic.mesh) {
        for (const MeshLink& link : *topic.mesh)
            if (!topic.always_served.contains(*link.peer)) send_own(*link.peer, message);
        return;
    }
    Fanout& fanout = fanout_of(topic);
    fanout.published_at = now;
    for (Peer* const peer : fanout.peers) send_own(*peer, message);
}

Fanout& Router::fanout_of(Topic& topic) {
    if (topic.fanout) return *topic.fanout;
    topic.fanout = std::make_unique<Fanout>();
    activate(topic);
    const auto is_eligible = [&](const Peer& peer) {
        return !topic.always_served.contains(peer) &&
               score_of(peer) >= options_.score.thresholds.publish;
    };
    for (Peer* const peer : draw(topic.peers.where(is_eligible), options_.mesh.degree))
        topic.fanout->peers.add(*peer);
    return *topic.fanout;
}

void Router::expire_unvalidated(core::Instant now) {
    std::vector<MessageId> forgotten;
    for (const auto& [id, waiting] : unvalidated_)
        if (waiting.until <= now) forgotten.push_back(id);
    for (const MessageId& id : forgotten) {
        unvalidated_size_ -= unvalidated_.find(id)->message->encoded().size();
        unvalidated_.erase(id);
    }
}

}  // namespace net::gossipsub
