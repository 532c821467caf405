// What a connected peer takes in memory while nothing is said: a swarm in the middle, and swarms
// around it that dial it over TCP or WebSocket, in one process without sockets. The allocator says
// what the middle's calls left behind, whoever asked for it: our own code, or a library below.
#include <malloc.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bench/frame/measure.h"
#include "core/base/bytes.h"
#include "core/base/variant.h"
#include "core/crypto/ed25519.h"
#include "net/swarm/swarm.h"

namespace {

using net::LinkId;
using namespace net::swarm;

constexpr core::Duration step = std::chrono::seconds{1};
// Until all pushes of identify and the first heartbeats are over.
constexpr int steps = 15;

std::size_t in_use() {
    const struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

std::array<std::byte, 32> chance_of(std::uint32_t number, std::uint8_t purpose) {
    std::array<std::byte, 32> bytes{};
    bytes[0] = std::byte{purpose};
    for (std::size_t i = 0; i < 4; ++i) bytes[i + 1] = static_cast<std::byte>(number >> (8 * i));
    return bytes;
}

struct End {
    End(std::uint32_t number, const Swarm::Options& options)
        : identity(core::crypto::Ed25519Seed(chance_of(number, 1))),
          swarm(options, identity, core::crypto::SecretRoot(chance_of(number, 2)),
                core::Seed{number}, core::Instant{}) {}

    core::crypto::Ed25519KeyPair identity;
    Swarm swarm;
};

// Who dials the middle, and what is on the wire between them, both ways. The room for it is made
// beforehand: it is nobody's.
struct Leaf {
    Leaf(std::uint32_t number, const Swarm::Options& options) : end(number, options) {
        constexpr std::size_t wire_size = std::size_t{64} * 1024;
        to_leaf.reserve(wire_size);
        to_middle.reserve(wire_size);
    }

    End end;
    std::optional<LinkId> here;   // The link as the leaf names it,
    std::optional<LinkId> there;  // and as the middle does.
    std::string to_leaf;
    std::string to_middle;
};

class Star {
public:
    Star(std::uint32_t leaf_count, net::Transport transport, const Swarm::Options& options)
        : middle_(0, options), transport_(transport) {
        for (std::uint32_t i = 1; i <= leaf_count; ++i)
            leaves_.push_back(std::make_unique<Leaf>(i, options));
        if (!options.gossip) return;
        middle_.swarm.subscribe("topic", now_);
        for (const auto& leaf : leaves_) leaf->end.swarm.subscribe("topic", now_);
    }

    void connect() {
        const std::string place =
            transport_ == net::Transport::tcp ? "/ip4/1.2.3.4/tcp/5" : "/ip4/1.2.3.4/tcp/5/ws";
        const auto target =
            core::codec::Multiaddr::from_text(place + "/p2p/" + middle_.swarm.id().to_text());
        for (const auto& leaf : leaves_) {
            static_cast<void>(leaf->end.swarm.dial(*target, now_));
            talk();
        }
        for (int i = 0; i < steps; ++i) pass();
        if (middle_.swarm.connection_count() != leaves_.size()) fail("not all are connected");
        if (identified_ < 2 * leaves_.size()) fail("not all have said who they are");
    }

    // Since it was made.
    [[nodiscard]] std::size_t middle_grew() const { return middle_grew_; }

private:
    [[noreturn]] static void fail(const char* what) {
        std::fprintf(stderr, "%s\n", what);
        std::exit(1);
    }

    void metered(auto&& call) {
        const std::size_t before = in_use();
        call();
        middle_grew_ += in_use() - before;
    }

    void pass() {
        now_ += step;
        metered([this] { expire(middle_.swarm); });
        for (const auto& leaf : leaves_) expire(leaf->end.swarm);
        talk();
    }

    void expire(Swarm& swarm) {
        if (swarm.deadline() && *swarm.deadline() <= now_) swarm.expire(now_);
    }

    // Until nothing is left to say.
    void talk() {
        bool any = true;
        while (any) {
            any = false;
            metered([this] { settle_middle(); });
            for (const auto& leaf : leaves_) any = serve(*leaf) || any;
        }
    }

    // What a swarm is given must live until it has told all events.
    bool serve(Leaf& leaf) {
        Swarm& swarm = leaf.end.swarm;
        if (!leaf.to_leaf.empty()) swarm.receive(*leaf.here, core::as_bytes(leaf.to_leaf), now_);
        settle(leaf);
        leaf.to_leaf.clear();
        if (leaf.to_middle.empty()) return false;
        metered([&] {
            middle_.swarm.receive(*leaf.there, core::as_bytes(leaf.to_middle), now_);
            settle_middle();
        });
        leaf.to_middle.clear();
        return true;
    }

    void settle(Leaf& leaf) {
        Swarm& swarm = leaf.end.swarm;
        hear(swarm);
        while (const auto order = swarm.next_order()) {
            const auto* dial = core::get_if<Dial>(&*order);
            if (dial == nullptr) fail("a connection was closed");
            accept(leaf);
            leaf.here = dial->link;
            swarm.dialed(dial->link, now_);
            hear(swarm);
        }
        while (const auto link = swarm.next_ready()) send(swarm, *link, leaf.to_middle);
    }

    void accept(Leaf& leaf) {
        const auto remote = core::codec::Multiaddr::from_text("/ip4/127.0.0.1/tcp/1");
        metered([&] { leaf.there = middle_.swarm.accept(transport_, *remote, now_); });
        if (!leaf.there) fail("a link was refused");
        links_[*leaf.there] = &leaf;
    }

    void settle_middle() {
        Swarm& swarm = middle_.swarm;
        hear(swarm);
        while (const auto order = swarm.next_order()) fail("the middle closed a connection");
        while (const auto link = swarm.next_ready()) send(swarm, *link, links_.at(*link)->to_leaf);
    }

    void hear(Swarm& swarm) {
        while (const auto event = swarm.next_event(now_))
            identified_ += core::holds_alternative<PeerIdentified>(*event) ? 1 : 0;
    }

    void send(Swarm& swarm, LinkId link, std::string& wire) {
        const core::Bytes bytes = swarm.outgoing(link);
        if (bytes.empty()) return;
        if (wire.size() + bytes.size() > wire.capacity())
            fail("more was sent than there is room for");
        const std::size_t size = bytes.size();
        wire += core::as_text(bytes);
        swarm.consume(link, size);
        hear(swarm);
    }

    core::Instant now_{};
    End middle_;
    net::Transport transport_;
    std::vector<std::unique_ptr<Leaf>> leaves_;
    std::map<LinkId, Leaf*> links_;
    std::size_t middle_grew_ = 0;
    std::size_t identified_ = 0;
};

void measure(const char* what, std::uint32_t peers, net::Transport transport,
             const Swarm::Options& options) {
    Star star(peers, transport, options);
    star.connect();
    bench::Measure::figure(what, "selvage native", "B",
                           static_cast<double>(star.middle_grew()) / peers);
}

}  // namespace

int main(int count, char** words) {
    const bench::Measure bench(count, words);
    const std::uint32_t peers = bench.is_smoke() ? 20 : 500;
    Swarm::Options options;
    // More than a node has unless it is told.
    options.connections.links_max = options.connections.incoming_max = 1000;
    options.connections.high_mark = 1000;
    measure("a connected idle peer", peers, net::Transport::tcp, options);
    measure("a connected idle peer over ws", peers, net::Transport::websocket, options);
    options.gossip.emplace();
    measure("a connected idle peer, with gossip", peers, net::Transport::tcp, options);
}
