// TestNetwork is a number of routers joined by streams in memory: with delays, loss that shows as
// more delay, as under any reliable transport, and connections that break. All of it from one seed.
//
// For tests and fuzzers; what a router is told is answered at once: messages are accepted.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/prng.h"
#include "core/base/time.h"
#include "core/codec/peer_id.h"
#include "core/codec/public_key.h"
#include "core/crypto/ed25519.h"
#include "net/gossipsub/router.h"

namespace net::gossipsub {

using NodeIndex = std::size_t;

inline core::crypto::Ed25519KeyPair test_key_pair(std::size_t index) {
    std::array<std::byte, 32> seed{};
    core::Prng(core::Seed{index + 1}).fill(seed);
    return core::crypto::Ed25519KeyPair(core::crypto::Ed25519Seed(seed));
}
inline core::codec::PeerId test_peer_id(std::size_t index) {
    return core::codec::PeerId::of(core::codec::PublicKey(test_key_pair(index).public_key()));
}

class TestNetwork {
public:
    struct Delivery {
        MessageId message;
        core::Instant at;
    };
    struct Node {
        std::unique_ptr<core::crypto::Ed25519KeyPair> key_pair;
        std::unique_ptr<Router> router;
        std::vector<Delivery> deliveries;
        std::vector<Event> events;  // All others.
        std::optional<core::Instant> armed;
    };
    struct Link {
        core::Duration delay;
        std::array<core::Instant, 2> last_arrival{};  // From the lower and from the upper node.
    };

    TestNetwork(std::size_t count, const Options& options, core::Seed seed)
        : options_(options), prng_(seed) {
        for (std::size_t i = 0; i < count; ++i) {
            Node& node = nodes_.emplace_back();
            node.key_pair = std::make_unique<core::crypto::Ed25519KeyPair>(test_key_pair(i));
            node.router = std::make_unique<Router>(options_, *node.key_pair, 1,
                                                   core::Seed{prng_.next()}, now_);
            index_[node.router->own_id()] = i;
        }
        for (NodeIndex i = 0; i < count; ++i) settle(i);
    }

    [[nodiscard]] std::size_t size() const { return nodes_.size(); }
    [[nodiscard]] core::Instant now() const { return now_; }
    [[nodiscard]] Node& node(NodeIndex index) { return nodes_[index]; }
    [[nodiscard]] Router& router(NodeIndex index) { return *nodes_[index].router; }
    [[nodiscard]] core::Prng& prng() { return prng_; }
    // Keys are pairs of nodes, the lower first.
    [[nodiscard]] const std::map<std::pair<NodeIndex, NodeIndex>, Link>& links() const {
        return links_;
    }
    // In a thousand pieces of what is sent, so many are lost once and sent again.
    void set_loss(std::uint64_t per_thousand) { loss_per_thousand_ = per_thousand; }
    void set_version(Version version) { version_ = version; }

    // Dialled by the first.
    bool connect(NodeIndex from, NodeIndex to, core::Duration delay) {
        if (from == to || links_.contains(key(from, to))) return false;
        links_[key(from, to)] = Link{delay, {}};
        router(from).add_peer(router(to).own_id(), version_, Direction::outbound, {}, now_);
        router(to).add_peer(router(from).own_id(), version_, Direction::inbound, {}, now_);
        settle(from);
        settle(to);
        return true;
    }
    void disconnect(NodeIndex one, NodeIndex other) {
        if (links_.erase(key(one, other)) == 0) return;
        router(one).remove_peer(router(other).own_id(), now_);
        router(other).remove_peer(router(one).own_id(), now_);
        settle(one);
        settle(other);
    }
    [[nodiscard]] bool connected(NodeIndex one, NodeIndex other) const {
        return links_.contains(key(one, other));
    }
    // Each node dials so many others.
    void connect_randomly(std::size_t dialled, core::Duration delay_min, core::Duration delay_max) {
        for (NodeIndex node = 0; node < size(); ++node)
            for (std::size_t done = 0; done < dialled;) {
                const auto delay = core::Duration(static_cast<std::int64_t>(
                    prng_.between(static_cast<std::uint64_t>(delay_min.count()),
                                  static_cast<std::uint64_t>(delay_max.count()))));
                const auto other = static_cast<NodeIndex>(prng_.below(size()));
                if (connect(node, other, delay)) ++done;
            }
    }

    void subscribe_all(std::string_view topic) {
        for (NodeIndex i = 0; i < size(); ++i) {
            router(i).subscribe(topic, now_);
            settle(i);
        }
    }
    void unsubscribe(NodeIndex index, std::string_view topic) {
        router(index).unsubscribe(topic, now_);
        settle(index);
    }
    MessageId publish(NodeIndex index, std::string_view topic, std::size_t size) {
        core::Buffer data(size);
        prng_.fill(data);
        const auto id = router(index).publish(topic, data, now_);
        settle(index);
        return *id;
    }
    // Bytes from nowhere, as if the peer had sent them.
    void inject(NodeIndex to, const core::codec::PeerId& from, core::Bytes bytes) {
        router(to).receive(from, bytes, now_);
        settle(to);
    }

    void run_for(core::Duration duration) {
        const core::Instant end = now_ + duration;
        while (!agenda_.empty() && agenda_.begin()->first.first <= end) {
            const auto at = agenda_.begin();
            now_ = at->first.first;
            const Task task = std::move(at->second);
            agenda_.erase(at);
            perform(task);
        }
        now_ = end;
    }

    [[nodiscard]] std::size_t delivered_count(const MessageId& id) const {
        std::size_t count = 0;
        for (const Node& node : nodes_)
            count += static_cast<std::size_t>(
                std::ranges::count(node.deliveries, id, &Delivery::message));
        return count;
    }

    void settle(NodeIndex index) {
        Node& node = nodes_[index];
        do {
            send_from(index);
            while (const auto event = node.router->next_event()) {
                const auto* const received = core::get_if<MessageReceived>(&*event);
                if (!received) {
                    node.events.push_back(*event);
                    continue;
                }
                node.deliveries.push_back({received->message->id(), now_});
                node.router->validate(received->message->id(), Verdict::accept, now_);
            }
        } while (send_from(index));
        arm(index);
    }

private:
    struct Task {
        NodeIndex node;
        std::optional<NodeIndex> from;  // Else a timer.
        core::Buffer bytes;
    };

    static std::pair<NodeIndex, NodeIndex> key(NodeIndex one, NodeIndex other) {
        return {std::min(one, other), std::max(one, other)};
    }

    bool send_from(NodeIndex index) {
        bool sent = false;
        Router& router = *nodes_[index].router;
        while (const auto peer = router.next_dirty_peer()) {
            const auto to = index_.find(*peer);
            core::Buffer bytes;
            for (core::Bytes out = router.outgoing(*peer); !out.empty();
                 out = router.outgoing(*peer)) {
                core::append(bytes, out);
                router.consume(*peer, out.size());
            }
            sent = true;
            if (to != index_.end()) carry(index, to->second, std::move(bytes));
        }
        return sent;
    }

    void carry(NodeIndex from, NodeIndex to, core::Buffer bytes) {
        const auto at = links_.find(key(from, to));
        if (at == links_.end() || bytes.empty()) return;
        Link& link = at->second;
        core::Instant arrival = now_ + link.delay;
        if (loss_per_thousand_ > 0 && prng_.chance(loss_per_thousand_, 1000))
            arrival += 2 * link.delay;
        core::Instant& last = link.last_arrival[from < to ? 0 : 1];
        last = arrival = std::max(arrival, last);
        add_task(arrival, {to, from, std::move(bytes)});
    }

    void add_task(core::Instant at, Task task) {
        agenda_.emplace(std::pair(at, ++tasks_), std::move(task));
    }

    void arm(NodeIndex index) {
        Node& node = nodes_[index];
        const auto deadline = node.router->deadline();
        if (!deadline || (node.armed && *node.armed <= *deadline)) return;
        node.armed = *deadline;
        add_task(*deadline, {index, std::nullopt, {}});
    }

    void perform(const Task& task) {
        Node& node = nodes_[task.node];
        if (!task.from) {
            if (node.armed == now_) node.armed.reset();
            node.router->expire(now_);
        } else if (connected(task.node, *task.from)) {
            core::Bytes bytes = task.bytes;
            while (!bytes.empty()) {
                const core::Bytes piece = bytes.first(std::min<std::size_t>(bytes.size(), 16'384));
                bytes = bytes.subspan(piece.size());
                node.router->receive(router(*task.from).own_id(), piece, now_);
                settle(task.node);
            }
        }
        settle(task.node);
    }

    Options options_;
    core::Prng prng_;
    core::Instant now_{};
    std::vector<Node> nodes_;
    std::map<core::codec::PeerId, NodeIndex> index_;
    std::map<std::pair<NodeIndex, NodeIndex>, Link> links_;
    std::map<std::pair<core::Instant, std::uint64_t>, Task> agenda_;
    std::uint64_t tasks_ = 0;
    std::uint64_t loss_per_thousand_ = 0;
    Version version_ = Version::gossipsub_1_2;
};

}  // namespace net::gossipsub
