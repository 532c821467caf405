// Nodes, their lives, and time.
#include "sim/swarm_world.h"

#include <utility>

#include "core/base/assert.h"
#include "core/base/format.h"

namespace sim {

using core::Instant;
using net::LinkId;
using net::swarm::Swarm;

namespace {

// More things than ever happen at one instant.
constexpr std::uint64_t tasks_at_once_max = 1'000'000;

template <class Secret>
Secret secret_from(core::Prng& prng) {
    std::array<std::byte, Secret::size_bytes> bytes{};
    prng.fill(bytes);
    return Secret(bytes);
}

}  // namespace

SwarmWorld::SwarmWorld(Run& run, const Options& options, Observer& observer)
    : run_(run), options_(options), observer_(observer), prng_(run.prng().fork()) {}

SwarmWorld::~SwarmWorld() = default;

NodeIndex SwarmWorld::add() {
    const NodeIndex index = size();
    auto identity = std::make_unique<core::crypto::Ed25519KeyPair>(
        secret_from<core::crypto::Ed25519Seed>(prng_));
    const auto id = core::codec::PeerId::of(core::codec::PublicKey(identity->public_key()));
    const auto address = *core::codec::Multiaddr::from_text(core::formatted(
        "/ip4/10.{}.{}.{}/tcp/4001", index >> 16 & 255, index >> 8 & 255, index & 255));
    by_id_.insert(id, index);
    by_address_.insert(address, index);
    nodes_.push_back({.name = core::formatted("node {}", index),
                      .identity = std::move(identity),
                      .id = id,
                      .address = address});
    parted_.push_back(false);
    begin_life(index);
    return index;
}

std::optional<NodeIndex> SwarmWorld::find(const core::codec::PeerId& peer) const {
    const NodeIndex* const node = by_id_.find(peer);
    return node ? std::optional(*node) : std::nullopt;
}

core::codec::Multiaddr SwarmWorld::address_of(NodeIndex node) const {
    return *nodes_[node].address.with(core::codec::Protocol::p2p, nodes_[node].id.bytes());
}

// A node that comes back knows its key, and numbers above all that it has used: the time.
void SwarmWorld::begin_life(NodeIndex index) {
    Node& node = nodes_[index];
    Swarm::Options options = options_.swarm;
    options.record_sequence = options.gossip_seqno =
        1 + static_cast<std::uint64_t>(now_.time_since_epoch().count());
    auto root = secret_from<core::crypto::SecretRoot>(prng_);
    node.swarm = std::make_unique<Swarm>(options, *node.identity, std::move(root),
                                         core::Seed{prng_.next()}, now_);
    node.swarm->listening(node.address);
    note(index, "begins");
    settle(index);
}

void SwarmWorld::end_life(NodeIndex index) {
    Node& node = nodes_[index];
    ASSERT(!node.is_settling);
    ++node.life;
    node.swarm.reset();
    node.links = {};
    node.dialing = {};
    node.armed.reset();
    forget_frozen(index);
    observer_.forget(index);
}

void SwarmWorld::revive(NodeIndex node) {
    ASSERT(!is_up(node));
    count(run_.faults(), Fault::returned);
    begin_life(node);
}

net::swarm::DialId SwarmWorld::dial(NodeIndex from, NodeIndex to) {
    return act(from, [&](Swarm& swarm) { return swarm.dial(address_of(to), now_); });
}

void SwarmWorld::run_until(Instant end) {
    std::uint64_t at_once = 0;
    for (auto next = agenda_.next(); next && *next <= end; next = agenda_.next()) {
        at_once = *next > now_ ? 0 : at_once + 1;
        if (at_once == tasks_at_once_max) {
            run_.check("finite", false, "the nodes go round in circles");
            return;
        }
        now_ = std::max(now_, *next);
        perform(agenda_.take());
    }
    now_ = std::max(now_, end);
    run_.check("finite", true, "");
}

void SwarmWorld::perform(const Task& task) {
    switch (task.kind) {
        case Kind::arrival: return arrive(task.number, task.side);
        case Kind::answer: return answer(task);
        case Kind::timer: break;
    }
    Node& node = nodes_[task.node];
    if (node.life != task.number || node.armed != now_ || node.is_frozen) return;
    node.armed.reset();
    note(task.node, "expires");
    node.swarm->expire(now_);
    settle(task.node);
}

// What a body does after every call. Who is told may call the swarm again.
void SwarmWorld::settle(NodeIndex index) {
    if (std::exchange(nodes_[index].is_settling, true)) return;
    bool is_busy = true;
    while (is_busy) {
        is_busy = take_events(index);
        is_busy |= take_orders(index);
        is_busy |= send_ready(index);
    }
    nodes_[index].is_settling = false;
    arm(index);
}

bool SwarmWorld::take_events(NodeIndex index) {
    bool any = false;
    while (const auto event = nodes_[index].swarm->next_event(now_)) {
        any = true;
        note(index, name_of(*event));
        observer_.hear(index, *event);
    }
    return any;
}

bool SwarmWorld::take_orders(NodeIndex index) {
    bool any = false;
    while (const auto order = nodes_[index].swarm->next_order()) {
        any = true;
        core::match(*order, [&](const auto& one) { obey(index, one); });
    }
    return any;
}

bool SwarmWorld::send_ready(NodeIndex index) {
    bool any = false;
    while (const auto link = nodes_[index].swarm->next_ready()) any |= send(index, *link);
    return any;
}

void SwarmWorld::arm(NodeIndex index) {
    Node& node = nodes_[index];
    const auto deadline = node.swarm->deadline();
    if (!deadline || (node.armed && *node.armed <= *deadline)) return;
    node.armed = std::max(*deadline, now_);
    agenda_.add(*node.armed, {.kind = Kind::timer,
                              .side = 0,
                              .node = index,
                              .number = node.life,
                              .link = {},
                              .target = 0});
}

void SwarmWorld::note(NodeIndex node, std::string_view what, core::Bytes bytes) {
    if (options_.is_traced) run_.step(now_, nodes_[node].name, what, bytes);
}

std::string_view name_of(const net::swarm::Event& event) {
    using namespace net::swarm;
    struct Names {
        std::string_view operator()(const PeerIdentified&) { return "knows its peer"; }
        std::string_view operator()(const PerfTold&) { return "has measured"; }
        std::string_view operator()(const GossipTold& told) {
            return core::holds_alternative<net::gossipsub::MessageReceived>(told.event)
                       ? "hears a message"
                       : "hears of gossip";
        }
        std::string_view operator()(const Connected&) { return "is connected"; }
        std::string_view operator()(const Disconnected&) { return "is disconnected"; }
        std::string_view operator()(const Rejected&) { return "rejects a link"; }
        std::string_view operator()(const Dialed&) { return "has dialled"; }
        std::string_view operator()(const DialEnded&) { return "has dialled in vain"; }
        std::string_view operator()(const Discovered&) { return "discovers a peer"; }
        std::string_view operator()(const IntroductionTold&) { return "is introduced, or not"; }
        std::string_view operator()(const IntroductionAsked&) { return "is asked for"; }
        std::string_view operator()(const PingTold&) { return "is told of a ping"; }
        std::string_view operator()(const StreamTold& told) {
            return core::match(told.event, *this);
        }
        std::string_view operator()(const Accepted&) { return "accepts a stream"; }
        std::string_view operator()(const Agreed&) { return "has agreed on a stream"; }
        std::string_view operator()(const Received&) { return "reads a stream"; }
        std::string_view operator()(const Finished&) { return "sees a stream's end"; }
        std::string_view operator()(const Failed&) { return "loses a stream"; }
        std::string_view operator()(const Writable&) { return "may write"; }
    };
    return core::match(event, Names());
}

}  // namespace sim
