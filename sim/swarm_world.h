// SwarmWorld is a number of swarms in one process, joined by wires: it is their body, as a
// simulator's. Whole nodes are real, from gossip down to the bytes of a stream; time is a variable
// that jumps to whatever happens next.
//
// Node i lives at the address of its number, and keeps its key whatever becomes of it. Whoever
// looks at what swarms tell is the world's Observer; it may call the swarm that tells, and no
// other. Other calls go through act(). Rules SM6–SM9, spec/sim.md.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/flat_map.h"
#include "core/base/ordered_map.h"
#include "net/swarm/swarm.h"
#include "sim/agenda.h"
#include "sim/run.h"
#include "sim/wire.h"

namespace sim {

using NodeIndex = std::uint32_t;

// What the bodies of this world do wrong: a planted bug.
enum class SwarmMutant : std::uint8_t {
    none,
    keeps_links,  // One that is to be closed is not, now and then.
    skips_bytes,  // Of a piece that arrives, the last byte is lost, now and then.
};

class SwarmWorld {
public:
    struct Options {
        net::swarm::Swarm::Options swarm{};
        // Of each link, the same in both directions. Everything else is the wire's.
        core::Duration delay_min = std::chrono::milliseconds{10};
        core::Duration delay_max = std::chrono::milliseconds{100};
        WireOptions wire{};
        // Of a dial that nobody answers.
        core::Duration connect_patience = std::chrono::seconds{10};
        // Whether what happens goes into the run's trace. In a world that is only measured it does
        // not.
        bool is_traced = true;
        SwarmMutant mutant = SwarmMutant::none;
    };

    class Observer {
    public:
        virtual void hear(NodeIndex node, const net::swarm::Event& event) = 0;
        // Its life is over; what it was doing will not be told of.
        virtual void forget(NodeIndex) {}

    protected:
        ~Observer() = default;
    };

    // The run and the observer must outlive the world.
    SwarmWorld(Run& run, const Options& options, Observer& observer);
    ~SwarmWorld();

    NodeIndex add();
    [[nodiscard]] NodeIndex size() const { return static_cast<NodeIndex>(nodes_.size()); }
    [[nodiscard]] core::Instant now() const { return now_; }
    // Everything below is about nodes that are up.
    [[nodiscard]] bool is_up(NodeIndex node) const { return nodes_[node].swarm != nullptr; }
    [[nodiscard]] net::swarm::Swarm& swarm(NodeIndex node) { return *nodes_[node].swarm; }
    [[nodiscard]] core::codec::PeerId id(NodeIndex node) const { return nodes_[node].id; }
    [[nodiscard]] const core::crypto::Ed25519KeyPair& identity(NodeIndex node) const {
        return *nodes_[node].identity;
    }
    [[nodiscard]] std::optional<NodeIndex> find(const core::codec::PeerId& peer) const;
    [[nodiscard]] core::codec::Multiaddr address_of(NodeIndex node) const;

    // Calls something of the node's swarm, and does what a body does after every call.
    template <class Action>
    auto act(NodeIndex node, Action action) {
        struct Settling {
            SwarmWorld& world;
            NodeIndex node;
            ~Settling() { world.settle(node); }
        } const settling{*this, node};
        return action(swarm(node));
    }
    net::swarm::DialId dial(NodeIndex from, NodeIndex to);

    // When something happens next.
    [[nodiscard]] std::optional<core::Instant> next_time() const { return agenda_.next(); }
    // All that happens until then; the time is then that.
    void run_until(core::Instant end);

    // Between any two nodes of which one is in the set, and the other is not, nothing gets through
    // from now on; nothing is lost that was sent, it waits.
    void part(const std::vector<bool>& set);
    void heal();
    // The links between both: told to both ends, or to nobody.
    void cut(NodeIndex one, NodeIndex other);
    void vanish(NodeIndex one, NodeIndex other);
    // The process ends, and its system closes what it had open; or the machine is gone.
    void crash(NodeIndex node);
    void lose_power(NodeIndex node);
    void revive(NodeIndex node);
    // As a page that its browser stops: its swarm is not called until it thaws. Its links stay, and
    // what arrives waits, as far as the wires take it.
    void freeze(NodeIndex node);
    void thaw(NodeIndex node);
    [[nodiscard]] bool is_frozen(NodeIndex node) const { return nodes_[node].is_frozen; }
    // Its links from now on take so much longer, and lose so much more.
    void set_distance(NodeIndex node, core::Duration delay, std::uint32_t loss_percent);

    struct Join {
        NodeIndex one;
        NodeIndex other;
        core::Duration delay;
    };
    // All links of which both ends are there, by the time that they were made.
    [[nodiscard]] std::vector<Join> joins() const;
    [[nodiscard]] std::size_t join_count() const { return joins_.size(); }
    // The longest that one piece takes on a link of nodes without a distance of their own.
    [[nodiscard]] core::Duration way_max() const;
    // What was given to wires and what came out of them.
    [[nodiscard]] std::uint64_t sent_size() const { return sent_size_; }
    [[nodiscard]] std::uint64_t received_size() const { return received_size_; }

private:
    using JoinNumber = std::uint32_t;

    struct End {
        End(NodeIndex its_node, net::LinkId its_link, Wire its_wire)
            : node(its_node), link(its_link), wire(std::move(its_wire)) {}

        NodeIndex node;
        net::LinkId link;
        Wire wire;                               // For what this end sends.
        core::Buffer last;                       // Of a closed end, what did not go yet.
        std::optional<core::Instant> awaited{};  // The arrival for which there is a task.
        bool is_closed = false;                  // By this end's swarm, or because that is gone.
        bool is_blocked = false;                 // The wire did not take all.
        bool has_finished = false;               // The wire was told that nothing more comes.
    };
    struct Joined {
        core::Duration delay;
        std::array<End, 2> ends;
        bool is_parted = false;
    };
    struct Place {
        JoinNumber join;
        std::uint8_t side;
    };
    enum class Kind : std::uint8_t { timer, arrival, answer };
    struct Task {
        Kind kind;
        std::uint8_t side;  // Of an arrival: who has sent it.
        NodeIndex node;
        std::uint32_t number;  // Of the node's life, or of the join.
        net::LinkId link;
        NodeIndex target;
    };
    struct Node {
        std::string name;
        std::unique_ptr<core::crypto::Ed25519KeyPair> identity;
        core::codec::PeerId id;
        core::codec::Multiaddr address;
        std::unique_ptr<net::swarm::Swarm> swarm{};
        std::uint32_t life = 0;
        core::FlatMap<net::LinkId, Place> links{};
        core::FlatMap<net::LinkId, NodeIndex> dialing{};  // To whom, until it is answered.
        std::optional<core::Instant> armed{};
        bool is_settling = false;
        bool is_frozen = false;
        // Of a frozen node: answers to its dials, and ends of links that it was not told.
        std::vector<Task> missed{};
        std::vector<Place> untold{};
        core::Duration distance{};
        std::uint32_t loss_percent = 0;
    };

    // swarm_world.cpp
    void begin_life(NodeIndex node);
    void perform(const Task& task);
    void settle(NodeIndex node);
    [[nodiscard]] bool take_events(NodeIndex node);
    [[nodiscard]] bool take_orders(NodeIndex node);
    [[nodiscard]] bool send_ready(NodeIndex node);
    void arm(NodeIndex node);
    void note(NodeIndex node, std::string_view what, core::Bytes bytes = {});

    // swarm_frozen.cpp
    void miss(const Task& task);
    void forget_frozen(NodeIndex node);

    // swarm_joins.cpp
    [[nodiscard]] bool is_parted(NodeIndex one, NodeIndex other) const;
    void obey(NodeIndex node, const net::swarm::Dial& order);
    void obey(NodeIndex node, const net::swarm::Close& order);
    void answer(const Task& task);
    void join(NodeIndex from, net::LinkId link, NodeIndex to);
    bool send(NodeIndex node, net::LinkId link);
    void send_last(JoinNumber number, std::uint8_t side);
    void await_arrival(JoinNumber number, std::uint8_t side);
    void arrive(JoinNumber number, std::uint8_t side);
    void close_end(JoinNumber number, std::uint8_t side);
    void tell_end(JoinNumber number, std::uint8_t side);
    void end_life(NodeIndex node);
    void end_or_owe(JoinNumber number, std::uint8_t side);
    [[nodiscard]] std::vector<JoinNumber> between(NodeIndex one, NodeIndex other) const;

    Run& run_;
    Options options_;
    Observer& observer_;
    core::Prng prng_;
    core::Instant now_{};
    std::vector<Node> nodes_;
    core::OrderedMap<core::codec::PeerId, NodeIndex> by_id_;
    core::OrderedMap<core::codec::Multiaddr, NodeIndex> by_address_;
    core::OrderedMap<JoinNumber, std::unique_ptr<Joined>> joins_;
    JoinNumber joins_made_ = 0;
    std::vector<bool> parted_;
    Agenda<Task> agenda_;
    std::uint64_t sent_size_ = 0;
    std::uint64_t received_size_ = 0;
};

// What an event is called in logs and traces.
std::string_view name_of(const net::swarm::Event& event);

}  // namespace sim
