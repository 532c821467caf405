// Who knows whom, and who heard what.
#include "sim/gossip_swarm.h"

#include <algorithm>
#include <utility>

#include "core/base/assert.h"

namespace sim {

using net::swarm::Swarm;

namespace {

constexpr std::string_view topic = "t";

// Enough for a few round trips and dials: security, muxer, identify, gossip's streams.
constexpr core::Duration joining_time = std::chrono::seconds{5};

}  // namespace

GossipSwarm::GossipSwarm(Run& run, const Options& options)
    : options_(options), prng_(run.prng().fork()), world_(run, options.world, *this) {
    ASSERT(options.world.swarm.gossip);
}

void GossipSwarm::begin() {
    members_.resize(options_.node_count);
    for (NodeIndex i = 0; i < options_.node_count; ++i) {
        world_.add();
        begin_life(i);
    }
    for (NodeIndex i = 0; i < options_.node_count; ++i) {
        const std::size_t others = options_.degree / 2;
        dial_until(i, std::min(link_count(i) + others, options_.degree));
    }
    world_.run_until(world_.now() + joining_time);
    find_neighbours();
    world_.run_until(world_.now() + joining_time);
}

void GossipSwarm::begin_life(NodeIndex node) {
    members_[node].up_since = world_.now();
    world_.act(node, [&](Swarm& swarm) { swarm.subscribe(topic, world_.now()); });
}

void GossipSwarm::revive(NodeIndex node) {
    world_.revive(node);
    begin_life(node);
}

void GossipSwarm::crash(NodeIndex node) {
    count_copies(of_past_lives_, node);
    world_.crash(node);
}

void GossipSwarm::lose_power(NodeIndex node) {
    count_copies(of_past_lives_, node);
    world_.lose_power(node);
}

std::size_t GossipSwarm::link_count(NodeIndex node) {
    return world_.swarm(node).connection_count() + members_[node].dials.size();
}

// As far as `from` knows: who came back is a stranger, though others may not have noticed yet that
// it was gone.
bool GossipSwarm::are_neighbours(NodeIndex from, NodeIndex to) {
    const auto dials = [&](NodeIndex one, NodeIndex other) {
        return std::ranges::any_of(members_[one].dials,
                                   [&](const auto& dial) { return dial.second == other; });
    };
    return dials(from, to) || dials(to, from) || world_.swarm(from).is_connected(world_.id(to));
}

void GossipSwarm::dial_until(NodeIndex from, std::size_t link_count_min) {
    const std::size_t link_count_max = options_.degree + options_.degree_slack;
    // In a small swarm there may be nobody left, or only those who have enough.
    constexpr int attempts_max = 100;
    for (int i = 0; i < attempts_max && link_count(from) < link_count_min; ++i) {
        const auto to = static_cast<NodeIndex>(prng_.below(world_.size()));
        if (to == from || !world_.is_up(to) || are_neighbours(from, to)) continue;
        if (link_count(to) >= link_count_max && i < attempts_max / 2) continue;
        world_.act(from, [&](Swarm& swarm) {
            const auto dial = swarm.dial(world_.address_of(to), world_.now());
            members_[from].dials.insert(dial, to);
        });
    }
}

void GossipSwarm::find_neighbours() {
    for (NodeIndex i = 0; i < world_.size(); ++i)
        if (world_.is_up(i) && link_count(i) + options_.degree_slack < options_.degree)
            dial_until(i, options_.degree - options_.degree_slack);
}

std::size_t GossipSwarm::publish(NodeIndex author, std::size_t size) {
    core::Buffer data(size);
    prng_.fill(data);
    const std::size_t number = messages_.size();
    messages_.push_back({author, world_.now(), size, {}});
    messages_.back().delivered.resize(world_.size());
    world_.act(author, [&](Swarm& swarm) {
        const auto id = swarm.publish(topic, data, world_.now());
        ASSERT(id);
        by_id_.insert(*id, number);
    });
    return number;
}

void GossipSwarm::hear(NodeIndex node, const net::swarm::Event& event) {
    if (const auto* dialed = core::get_if<net::swarm::Dialed>(&event)) {
        members_[node].dials.erase(dialed->dial);
    } else if (const auto* failed = core::get_if<net::swarm::DialEnded>(&event)) {
        ++failed_dials_;
        members_[node].dials.erase(failed->dial);
    } else if (const auto* told = core::get_if<net::swarm::GossipTold>(&event)) {
        if (const auto* received = core::get_if<net::gossipsub::MessageReceived>(&told->event))
            hear(node, *received);
    }
}

void GossipSwarm::hear(NodeIndex node, const net::gossipsub::MessageReceived& received) {
    const auto& id = received.message->id();
    const std::size_t* const number = by_id_.find(id);
    ASSERT(number);
    Message& message = messages_[*number];
    message.encoded_size = received.message->encoded().size();
    if (message.delivered[node])
        ++message.again;
    else
        message.delivered[node] = world_.now();
    if (options_.world.swarm.gossip->validation == net::gossipsub::Validation::none) return;
    const bool is_forgotten = prng_.chance(options_.forgotten_percent, 100);
    const auto verdict =
        is_forgotten ? net::gossipsub::Verdict::ignore : net::gossipsub::Verdict::accept;
    world_.swarm(node).validate(id, verdict, world_.now());
}

void GossipSwarm::forget(NodeIndex node) {
    members_[node].dials = {};
    for (Message& message : messages_) message.delivered[node].reset();
}

bool GossipSwarm::is_there_since(NodeIndex node, core::Instant when) const {
    return world_.is_up(node) && members_[node].up_since <= when;
}

std::optional<NodeIndex> GossipSwarm::missing(const Message& message) const {
    for (NodeIndex i = 0; i < world_.size(); ++i)
        if (i != message.author && is_there_since(i, message.published) && !message.delivered[i])
            return i;
    return std::nullopt;
}

void GossipSwarm::count_copies(Copies& copies, NodeIndex node) {
    const auto& counters = world_.swarm(node).gossip().counters();
    copies.all += counters.first_copies + counters.duplicates;
    copies.first += counters.first_copies;
}

GossipSwarm::Copies GossipSwarm::copies() {
    Copies copies = of_past_lives_;
    for (NodeIndex i = 0; i < world_.size(); ++i)
        if (world_.is_up(i)) count_copies(copies, i);
    return copies;
}

}  // namespace sim
