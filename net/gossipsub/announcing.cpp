// Few copies: telling others what need not be sent, asking for what was told of, and choosing whose
// copies come whole (GS44–GS49, GS51).
#include <algorithm>

#include "net/gossipsub/router.h"

namespace net::gossipsub {

void Router::announce_unwanted(Topic& topic, const Peer& from, const Message& message) {
    if (message.data().size() < options_.forward.idontwant_size_min) return;
    for (const MeshLink& link : *topic.mesh) {
        Peer& peer = *link.peer;
        // Who announces first would not send it anyway.
        if (&peer == &from || peer.version < Version::gossipsub_1_2 ||
            link.of_ours.of(message.id().author_group()))
            continue;
        if (!peer.queue.idontwant(message.id())) reach(Limit::queued_ids);
        mark_dirty(peer);
    }
}

// A peer told of a message that has not come. True if it is asked for it at once.
bool Router::want(Peer& peer, Topic& topic, const MessageId& id, core::Instant now) {
    MeshLink* const link = topic.mesh->find(peer);
    const bool may_come_by_itself = link && link->of_ours.of(id.author_group());
    if (WantedMessage* const wanted = wanted_.find(id)) {
        if (!may_come_by_itself && !wanted->is_asked) return ask(peer, id, *wanted, now);
        const bool is_new =
            std::ranges::find(wanted->announcers, peer.number) == wanted->announcers.end();
        if (is_new && wanted->announcers.size() < options_.limits.announcers_max)
            wanted->announcers.push_back(peer.number);
        return false;
    }
    WantedMessage* const wanted = wanted_.add(id, peer.number, now);
    if (!wanted) {
        reach(Limit::asked);
        return false;
    }
    if (!may_come_by_itself) return ask(peer, id, *wanted, now);
    wanted->announcers.push_back(peer.number);
    if (!wanted_.wait_short(id, *wanted, now + patience_with(*link, id.author_group())))
        wanted_.remove(id);
    return false;
}

// What took no longer than usual is not missing yet.
core::Duration Router::patience_with(const MeshLink& link, std::uint8_t group) const {
    const core::Duration usual = std::chrono::milliseconds{link.counts[group].lead};
    return std::min(usual + options_.forward.announced_slack, options_.forward.announced_patience);
}

// One that was lost on the way says little: the usual moves by a quarter.
void Router::learn_lead(MeshLink& link, std::uint8_t group, core::Duration lead) {
    const core::Duration counted = std::min(lead, options_.forward.announced_patience);
    const auto milliseconds =
        std::chrono::duration_cast<std::chrono::milliseconds>(counted).count();
    std::uint8_t& usual = link.counts[group].lead;
    usual = static_cast<std::uint8_t>((3 * usual + std::min<std::int64_t>(milliseconds, 255)) / 4);
}

bool Router::ask(Peer& peer, const MessageId& id, WantedMessage& wanted, core::Instant now) {
    if (!peer.queue.iwant(id)) {
        reach(Limit::queued_ids);
        wanted_.remove(id);
        return false;
    }
    ++counters_.asked;
    mark_dirty(peer);
    wanted.is_asked = true;
    if (!wanted_.wait_long(id, wanted, now + options_.forward.asked_patience)) {
        reach(Limit::asked);
        wanted_.remove(id);
    }
    return true;
}

// A message that was announced or asked for did not come in time.
void Router::ask_next(const MessageId& id, core::Instant now) {
    WantedMessage& wanted = *wanted_.find(id);
    while (!wanted.announcers.empty()) {
        Peer* const peer = find(wanted.announcers[0]);
        wanted.announcers.erase(0);
        if (!peer || peer->has_ended) continue;
        if (ask(*peer, id, wanted, now)) promise(*peer, id, Asked::in_turn, now);
        return;
    }
    wanted_.remove(id);
}

void Router::promise(Peer& peer, const MessageId& id, Asked asked, core::Instant now) {
    if (!promises_.push({now + options_.promise_patience, id, peer.number, asked}))
        reach(Limit::promises);
}

void Router::set_choked(Topic& topic, MeshLink& link, std::uint8_t group, bool choked) {
    link.of_ours.say(group, choked);
    link.counts[group].late = link.counts[group].early = 0;
    link.peer->queue.choke(choked, topic.name, group);
    mark_dirty(*link.peer);
}

void Router::choke_of_others(Topic& topic, MeshLink& link, bool choked) {
    link.of_ours.say_of_others(choked);
    link.counts_of_others = {};
    link.peer->queue.choke(choked, topic.name, std::nullopt);
    mark_dirty(*link.peer);
}

// From now on what changes for others does not change for this group.
void Router::know_group(Topic& topic, std::uint8_t group) {
    topic.mesh->known_groups[group] = true;
    topic.mesh->doubled_groups[group] = prng_.chance(options_.forward.second_percent, 100);
    for (MeshLink& link : *topic.mesh)
        if (link.peer->knows_choke) set_choked(topic, link, group, link.of_ours.of(group));
}

// Who does not choke us, and whom we choke, depends on us.
std::size_t Router::unchoked_min(const Mesh& mesh, std::uint8_t group) const {
    const bool serves = std::ranges::any_of(mesh, [&](const MeshLink& link) {
        return link.of_ours.of(group) && !link.of_peer.of(group);
    });
    const ForwardOptions& options = options_.forward;
    return serves || mesh.doubled_groups[group] ? options.unchoked_min_of_servers
                                                : options.unchoked_min;
}

// It has told of a message, as the first of those whom we choke.
void Router::open_if_needed(Topic& topic, MeshLink& link, std::uint8_t group) {
    const auto open = std::ranges::count_if(
        *topic.mesh, [&](const MeshLink& one) { return !one.of_ours.of(group); });
    if (link.of_ours.of(group) && static_cast<std::size_t>(open) < unchoked_min(*topic.mesh, group))
        set_choked(topic, link, group, false);
}

// A copy came that was not the first.
void Router::note_late(Topic& topic, Peer& peer, const MessageId& id) {
    MeshLink* const link = topic.mesh->find(peer);
    const std::uint8_t group = id.author_group();
    if (!link || !peer.knows_choke) return;
    const ForwardOptions& options = options_.forward;
    const auto count = [&](auto is_open) {
        return static_cast<std::size_t>(std::ranges::count_if(*topic.mesh, is_open));
    };
    const auto is_open = [&](const MeshLink& l) { return !l.of_ours.of(group); };
    if (is_open(*link) && ++link->counts[group].late >= options.late_count_max) {
        link->counts[group].late = 0;
        if (count(is_open) > unchoked_min(*topic.mesh, group))
            set_choked(topic, *link, group, true);
    }
    const auto is_open_for_others = [](const MeshLink& l) { return !l.of_ours.of_others(); };
    if (is_open_for_others(*link) && ++link->counts_of_others.late >= options.count_max_of_others) {
        link->counts_of_others.late = 0;
        if (count(is_open_for_others) > options.unchoked_min_of_others)
            choke_of_others(topic, *link, true);
    }
}

// It told of a message long before a copy came.
void Router::note_early(Topic& topic, MeshLink& link, std::uint8_t group, bool was_known) {
    const ForwardOptions& options = options_.forward;
    if (link.of_ours.of(group) && ++link.counts[group].early >= options.early_count_max)
        set_choked(topic, link, group, false);
    if (!was_known && link.of_ours.of_others() &&
        ++link.counts_of_others.early >= options.count_max_of_others)
        choke_of_others(topic, link, false);
}

// The first copy came: was somebody else quicker to tell?
void Router::note_arrival(Topic& topic, Peer& peer, const MessageId& id, core::Instant now) {
    const std::uint8_t group = id.author_group();
    const bool was_known = topic.mesh->known_groups[group];
    if (!was_known) know_group(topic, group);
    if (MeshLink* const link = topic.mesh->find(peer))
        link->counts[group].late = link->counts_of_others.late = 0;
    const WantedMessage* const wanted = wanted_.find(id);
    if (!wanted) return;
    Peer* const teller = find(wanted->first_announcer);
    MeshLink* const quicker = teller ? topic.mesh->find(*teller) : nullptr;
    if (quicker) learn_lead(*quicker, group, now - wanted->announced_at);
    if (quicker && now - wanted->announced_at >= options_.forward.early_margin)
        note_early(topic, *quicker, group, was_known);
    if (quicker) open_if_needed(topic, *quicker, group);
    // Whoever told of it need not be sent it, and has delivered it in its way.
    SeenMessage& seen = *seen_.find(id);
    for (const PeerNumber number : wanted->announcers)
        if (number != peer.number) seen.holders.push_back(number);
    wanted_.remove(id);
}

}  // namespace net::gossipsub
