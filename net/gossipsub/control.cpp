// What peers say of messages and meshes.
#include <algorithm>
#include <utility>

#include "net/gossipsub/router.h"

namespace net::gossipsub {

bool Router::take_id(RpcBudget& budget, std::size_t& count, std::size_t count_max, Limit limit) {
    if (budget.ids == 0) {
        reach(Limit::ids_per_rpc);
        return false;
    }
    --budget.ids;
    if (count >= count_max) {
        reach(limit);
        return false;
    }
    ++count;
    return true;
}

bool Router::handle_ihave(Peer& peer, IHave item, RpcBudget& budget, core::Instant now) {
    Topic* const topic = topics_.find(item.topic);
    const bool is_heard = topic && topic->mesh &&
                          (peer.is_direct || score_of(peer) >= options_.score.thresholds.gossip);
    MeshLink* const link = is_heard ? topic->mesh->find(peer) : nullptr;
    // Whom we choke we asked to tell of every message; the limit on ids holds for it too.
    const bool is_invited = link && link->of_ours.any();
    const bool is_over = is_heard && !is_invited && ++peer.ihave_count > options_.limits.ihaves_max;
    if (is_over) reach(Limit::ihaves);
    std::vector<MessageId> asked;
    for (;;) {
        const auto bytes = item.ids.next();
        if (!bytes) return false;
        if (!*bytes) break;
        if (!is_heard || is_over) continue;
        if (!take_id(budget, peer.ihave_id_count, options_.limits.ihave_ids_max, Limit::ihave_ids))
            continue;
        const auto id = MessageId::from_bytes(**bytes);
        if (!id) continue;
        if (SeenMessage* const seen = seen_.find(*id)) {
            note_announced_again(peer, *topic, *id, *seen, is_invited, now);
            continue;
        }
        if (want(peer, *topic, *id, now)) asked.push_back(*id);
    }
    if (!asked.empty()) {
        const auto index = static_cast<std::size_t>(prng_.below(asked.size()));
        promise(peer, asked[index], Asked::at_once, now);
    }
    return true;
}

// A peer told of a message that has come: it need not be sent it.
void Router::note_announced_again(Peer& peer, Topic& topic, const MessageId& id, SeenMessage& seen,
                                  bool is_invited, core::Instant now) {
    if (peer.queue.cancel(id)) ++counters_.cancelled;
    if (!is_invited) return;
    if (MeshLink* const link = topic.mesh->find(peer))
        open_if_needed(topic, *link, id.author_group());
    if (seen.standing == Standing::unvalidated) {
        if (std::ranges::find(seen.holders, peer.number) == seen.holders.end())
            seen.holders.push_back(peer.number);
    } else if (seen.standing == Standing::accepted &&
               now - seen.accepted_at <= topic.score_options->mesh_window) {
        peer.score.deliver_soon_after(topic.scored());
    }
}

bool Router::handle_iwant(Peer& peer, IWant item, RpcBudget& budget) {
    const bool is_heard = peer.is_direct || score_of(peer) >= options_.score.thresholds.gossip;
    for (;;) {
        const auto bytes = item.ids.next();
        if (!bytes) return false;
        if (!*bytes) return true;
        if (!is_heard) continue;
        if (!take_id(budget, peer.iwant_id_count, options_.limits.iwant_ids_max, Limit::iwant_ids))
            continue;
        const auto id = MessageId::from_bytes(**bytes);
        const MessageRef message = id ? cache_.find(*id) : MessageRef();
        if (!message) continue;
        if (cache_.count_request(*id, peer.number) > options_.limits.iwant_repeats_max) {
            reach(Limit::iwant_repeats);
            continue;
        }
        send_forwarded(peer, message);
    }
}

bool Router::handle_idontwant(Peer& peer, IDontWant item, RpcBudget& budget) {
    for (;;) {
        const auto bytes = item.ids.next();
        if (!bytes) return false;
        if (!*bytes) return true;
        if (!take_id(budget, peer.idontwant_id_count, options_.limits.idontwant_ids_max,
                     Limit::idontwant_ids))
            continue;
        const auto id = MessageId::from_bytes(**bytes);
        if (!id) continue;
        if (peer.queue.cancel(*id)) ++counters_.cancelled;
        peer.unwanted.ensure(*id) = heartbeats_ + options_.idontwant_heartbeats;
    }
}

void Router::handle_graft(Peer& peer, const Graft& item, core::Instant now) {
    Topic* const topic = topics_.find(item.topic);
    // To answer for topics that are not ours would be to work for whoever makes names up.
    if (!topic || !topic->mesh || topic->mesh->contains(peer)) return;
    if (peer.is_direct) return refuse_graft(*topic, peer, MayExchange::no, now);
    const Backoff* const backoff = topic->backoffs.find(peer.id);
    if (backoff && now < backoff->until) {
        punish_early_graft(peer, *backoff, now);
        return refuse_graft(*topic, peer, MayExchange::no, now);
    }
    if (score_of(peer) < 0) return refuse_graft(*topic, peer, MayExchange::no, now);
    if (topic->mesh->size() >= options_.mesh.degree_high && peer.direction == Direction::inbound)
        return refuse_graft(*topic, peer, MayExchange::yes, now);
    add_to_mesh(*topic, peer, now);
}

void Router::punish_early_graft(Peer& peer, const Backoff& backoff, core::Instant now) {
    penalize(peer, 1);
    if (now < backoff.since + options_.mesh.graft_flood_threshold) penalize(peer, 1);
}

bool Router::handle_prune(Peer& peer, Prune item, core::Instant now) {
    Topic* const topic = topics_.find(item.topic);
    if (!topic || !topic->mesh) return true;
    remove_from_mesh(*topic, peer, PruneReason::asked_by_peer, now);
    core::Duration backoff = options_.mesh.prune_backoff;
    if (item.backoff_seconds && *item.backoff_seconds > 0) {
        // Compared before it becomes a duration, which it might overflow.
        const auto longest = static_cast<std::uint64_t>(
            std::chrono::duration_cast<std::chrono::seconds>(options_.mesh.backoff_max).count());
        backoff = std::chrono::seconds(
            static_cast<std::int64_t>(std::min(*item.backoff_seconds, longest)));
    }
    set_backoff(*topic, peer, backoff, now);
    return exchange_peers(peer, *topic, item);
}

bool Router::exchange_peers(Peer& peer, const Topic& topic, Prune& item) {
    const LimitOptions& limits = options_.limits;
    const bool is_trusted =
        options_.mesh.peer_exchange && score_of(peer) >= options_.score.thresholds.accept_exchange;
    PeersExchanged told{peer.id, topic.name, {}};
    for (;;) {
        const auto view = item.peers.next();
        if (!view) return false;
        if (!*view) break;
        if (!is_trusted) continue;
        const auto id = core::codec::PeerId::from_bytes((*view)->id);
        if (!id || (*view)->record.size() > limits.exchanged_record_size_max) continue;
        if (told.peers.size() >= limits.exchanged_peers_max) {
            reach(Limit::exchanged_peers);
            continue;
        }
        const core::Bytes record = (*view)->record;
        told.peers.push_back({*id, core::Buffer(record.begin(), record.end())});
    }
    if (!told.peers.empty()) tell(std::move(told));
    return true;
}

void Router::handle_choke(Peer& peer, const Choke& item) {
    Topic* const topic = topics_.find(item.topic);
    if (!peer.knows_choke || !topic || !topic->mesh) return;
    MeshLink* const link = topic->mesh->find(peer);
    if (!link) return;
    if (item.author_group)
        link->of_peer.say(*item.author_group, item.chokes);
    else
        link->of_peer.say_of_others(item.chokes);
}

}  // namespace net::gossipsub
