// Few copies: telling others what need not be sent, asking for what was told of, and choosing whose
// copies come whole (GS44–GS49).
#include <algorithm>

#include "net/gossipsub/router.h"

namespace net::gossipsub {

void Router::announce_unwanted(Topic& topic, const Peer& from, const Message& message) {
    if (message.data().size() < options_.forward.idontwant_size_min) return;
    for (const MeshLink& link : *topic.mesh) {
        Peer& peer = *link.peer;
        // Who announces first would not send it anyway.
        if (&peer == &from || peer.version < Version::gossipsub_1_2 ||
            link.choked_by_us[message.id().author_group()])
            continue;
        if (!peer.queue.idontwant(message.id())) reach(Limit::queued_ids);
        mark_dirty(peer);
    }
}

// A peer told of a message that has not come.
void Router::want(Peer& peer, Topic& topic, const MessageId& id, core::Instant now) {
    MeshLink* const link = topic.mesh->find(peer);
    const bool may_come_by_itself = link && link->choked_by_us[id.author_group()];
    if (WantedMessage* const wanted = wanted_.find(id)) {
        if (!may_come_by_itself && !wanted->is_asked) return ask(peer, id, *wanted, now);
        if (wanted->announcers.size() < options_.limits.announcers_max)
            wanted->announcers.push_back(peer.number);
        return;
    }
    WantedMessage* const wanted = wanted_.add(id, peer.number, now);
    if (!wanted) return reach(Limit::asked);
    if (!may_come_by_itself) return ask(peer, id, *wanted, now);
    wanted->announcers.push_back(peer.number);
    if (!wanted_.wait_short(id, *wanted, now + options_.forward.announced_patience))
        wanted_.remove(id);
}

void Router::ask(Peer& peer, const MessageId& id, WantedMessage& wanted, core::Instant now) {
    if (!peer.queue.iwant(id)) {
        reach(Limit::queued_ids);
        return wanted_.remove(id);
    }
    ++counters_.asked;
    mark_dirty(peer);
    wanted.is_asked = true;
    if (!wanted_.wait_long(id, wanted, now + options_.forward.asked_patience)) {
        reach(Limit::asked);
        wanted_.remove(id);
    }
}

// A message that was announced or asked for did not come in time.
void Router::ask_next(const MessageId& id, core::Instant now) {
    WantedMessage& wanted = *wanted_.find(id);
    while (!wanted.announcers.empty()) {
        Peer* const peer = find(wanted.announcers[0]);
        wanted.announcers.erase(0);
        if (peer && !peer->has_ended) return ask(*peer, id, wanted, now);
    }
    wanted_.remove(id);
}

void Router::promise(Peer& peer, const MessageId& id, core::Instant now) {
    if (!promises_.push({now + options_.promise_patience, id, peer.number})) reach(Limit::asked);
}

std::size_t Router::unchoked_count(const Mesh& mesh, std::uint8_t group) {
    return static_cast<std::size_t>(std::ranges::count_if(
        mesh, [&](const MeshLink& link) { return !link.choked_by_us[group]; }));
}

void Router::set_choked(Topic& topic, MeshLink& link, std::uint8_t group, bool choked) {
    link.choked_by_us[group] = choked;
    link.late_counts[group] = link.early_counts[group] = 0;
    link.peer->queue.choke(choked, topic.name, group);
    mark_dirty(*link.peer);
}

// A copy came that was not the first.
void Router::note_late(Topic& topic, Peer& peer, const MessageId& id) {
    MeshLink* const link = topic.mesh->find(peer);
    const std::uint8_t group = id.author_group();
    if (!link || !peer.knows_choke || link->choked_by_us[group]) return;
    if (link->late_counts[group] + 1u < options_.forward.late_count_max) {
        ++link->late_counts[group];
    } else {
        link->late_counts[group] = 0;
        if (unchoked_count(*topic.mesh, group) > options_.forward.unchoked_min)
            set_choked(topic, *link, group, true);
    }
}

// The first copy came: was somebody else quicker to tell?
void Router::note_arrival(Topic& topic, Peer& peer, const MessageId& id, core::Instant now) {
    const std::uint8_t group = id.author_group();
    if (MeshLink* const link = topic.mesh->find(peer)) link->late_counts[group] = 0;
    const WantedMessage* const wanted = wanted_.find(id);
    if (!wanted) return;
    Peer* const teller = find(wanted->first_announcer);
    MeshLink* const quicker = teller ? topic.mesh->find(*teller) : nullptr;
    if (quicker && quicker->choked_by_us[group] &&
        now - wanted->announced_at >= options_.forward.early_margin &&
        ++quicker->early_counts[group] >= options_.forward.early_count_max)
        set_choked(topic, *quicker, group, false);
    // Whoever told of it need not be sent it, and has delivered it in its way.
    SeenMessage& seen = *seen_.find(id);
    for (const PeerNumber number : wanted->announcers)
        if (number != peer.number) seen.holders.push_back(number);
    wanted_.remove(id);
}

}  // namespace net::gossipsub
