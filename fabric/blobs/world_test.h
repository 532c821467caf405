// World is members in one thread and in virtual time, who want, put and pin the same few blobs.
// Messages are late, get lost and overtake one another; links come and go, members crash and come
// back with what their disks kept, and one may lie. After each step nobody holds wrong bytes or
// more than may be, disks have what is held, and nobody honest was told of.
#pragma once

#include <map>
#include <memory>
#include <set>

#include "core/testing/virtual_time.h"
#include "fabric/blobs/liar_test.h"

namespace fabric::blobs::testing {

struct WorldOptions {
    unsigned node_count = 5;
    std::size_t lane_max = 3;  // Messages under way from one to another.
    Duration delay_max = milliseconds{200};
    unsigned lost_of_hundred = 5;
    bool has_liar = false;  // The last one.
};

inline Options tight() {
    Options options;
    options.blob_size_max = whole_pieces(3);
    options.held_size_max = whole_pieces(9);
    options.held_count_max = 6;
    options.wanted_max = 4;
    options.fetched_max = 2;
    options.range_pieces = 2;
    options.owed_max = 4;
    return options;
}

class World : public core::testing::InVirtualTime {
public:
    static constexpr unsigned blob_count = 8;

    World(const WorldOptions& options, core::Seed seed) : options_(options), prng_(seed) {
        now_ = Instant{seconds{1'000}};
        for (unsigned i = 0; i < blob_count; ++i) {
            const std::uint64_t size = prng_.between(1, i % 2 == 0 ? 1'000 : whole_pieces(3));
            blobs_.push_back(bytes_of(prng_.next(), static_cast<std::size_t>(size)));
            hashes_.push_back(hash_of(blobs_.back()));
        }
        nodes_.resize(options.node_count);
        for (unsigned i = 0; i < options.node_count; ++i) start(i);
    }

    [[nodiscard]] bool has_failed() const { return !failure_.empty(); }
    [[nodiscard]] const std::string& failure() const { return failure_; }
    [[nodiscard]] core::Prng& prng() { return prng_; }
    [[nodiscard]] const Blobs& machine(unsigned node) const { return *nodes_[node].machine; }
    [[nodiscard]] bool holds(unsigned node, unsigned blob) const {
        return machine(node).find(hashes_[blob]) != nullptr;
    }
    [[nodiscard]] bool has_arrived(unsigned node, unsigned blob) const {
        return nodes_[node].arrived.contains(hashes_[blob]);
    }

    // With what its disk kept.
    void restart(unsigned node) {
        for (unsigned other = 0; other < options_.node_count; ++other) cut(node, other);
        const std::set<Hash> disk = std::move(nodes_[node].disk);
        nodes_[node] = {};
        nodes_[node].disk = disk;
        start(node);
        for (unsigned i = 0; i < blob_count; ++i)
            if (disk.contains(hashes_[i])) nodes_[node].machine->restore(blobs_[i]);
        pump(node);
    }
    void link(unsigned one, unsigned other) {
        if (one == other || links_.contains(std::minmax(one, other))) return;
        links_[std::minmax(one, other)] = ++epoch_;
        ASSERT(nodes_[one].machine->connected(peer_of(other), now_));
        ASSERT(nodes_[other].machine->connected(peer_of(one), now_));
        pump(one);
        pump(other);
    }
    void cut(unsigned one, unsigned other) {
        if (links_.erase(std::minmax(one, other)) == 0) return;
        lanes_.erase({one, other});
        lanes_.erase({other, one});
        nodes_[one].machine->gone(peer_of(other), now_);
        nodes_[other].machine->gone(peer_of(one), now_);
        pump(one);
        pump(other);
    }
    [[nodiscard]] bool put(unsigned node, unsigned blob) {
        const bool is_put = nodes_[node].machine->put(blobs_[blob]).has_value();
        pump(node);
        return is_put;
    }
    [[nodiscard]] bool want(unsigned node, unsigned blob) {
        nodes_[node].arrived.erase(hashes_[blob]);
        const auto wanted = nodes_[node].machine->want(hashes_[blob], blobs_[blob].size(), now_);
        if (wanted) ++nodes_[node].wishes[blob];
        pump(node);
        return wanted.has_value();
    }
    void unwant(unsigned node, unsigned blob) {
        if (nodes_[node].wishes[blob] == 0) return;
        --nodes_[node].wishes[blob];
        nodes_[node].machine->unwant(hashes_[blob]);
        pump(node);
    }
    void pin(unsigned node, unsigned blob) {
        ++nodes_[node].pins[blob];
        nodes_[node].machine->pin(hashes_[blob]);
    }
    void unpin(unsigned node, unsigned blob) {
        if (nodes_[node].pins[blob] == 0) return;
        --nodes_[node].pins[blob];
        nodes_[node].machine->unpin(hashes_[blob]);
    }
    void let_go_of_all() {
        for (unsigned i = 0; i < options_.node_count; ++i)
            for (unsigned blob = 0; blob < blob_count; ++blob) {
                while (nodes_[i].wishes[blob] > 0) unwant(i, blob);
                while (nodes_[i].pins[blob] > 0) unpin(i, blob);
            }
    }

    // Goes to what is next.
    bool step(Instant until) {
        std::optional<Instant> next;
        if (!agenda_.empty()) next = agenda_.begin()->first;
        for (const Node& node : nodes_) next = core::earlier(next, node.machine->deadline());
        if (!next || *next > until) return false;
        now_ = std::max(now_, *next);
        while (auto parcel = core::testing::take_due(agenda_, now_)) arrive(*parcel);
        for (unsigned i = 0; i < options_.node_count; ++i) {
            Blobs& machine = *nodes_[i].machine;
            if (!machine.deadline() || *machine.deadline() > now_) continue;
            machine.expire(now_);
            pump(i);
        }
        return true;
    }

private:
    struct Node {
        std::unique_ptr<Blobs> machine = {};
        std::map<unsigned, unsigned> wishes = {};
        std::map<unsigned, unsigned> pins = {};
        std::set<Hash> arrived = {};
        std::set<Hash> disk = {};
    };
    struct Parcel {
        unsigned from;
        unsigned to;
        unsigned epoch;
        bool is_lost;
        Buffer message;
    };

    void fail(std::string what) {
        if (failure_.empty()) failure_ = std::move(what);
    }
    void start(unsigned node) { nodes_[node].machine = std::make_unique<Blobs>(tight(), now_); }
    [[nodiscard]] bool is_liar(unsigned number) const {
        return options_.has_liar && number + 1 == options_.node_count;
    }

    void arrive(const Parcel& parcel) {
        const auto link = links_.find(std::minmax(parcel.from, parcel.to));
        if (link == links_.end() || link->second != parcel.epoch) return;
        --lanes_[{parcel.from, parcel.to}];
        if (!parcel.is_lost)
            nodes_[parcel.to].machine->receive(peer_of(parcel.from), parcel.message, now_);
        pump(parcel.to);
        pump(parcel.from);
    }

    // As a driver does: messages for whom there is room, then events, then what is for the disk.
    void pump(unsigned number) {
        for (const auto& [ends, epoch] : links_) {
            if (ends.first != number && ends.second != number) continue;
            const unsigned to = ends.first == number ? ends.second : ends.first;
            std::size_t& under_way = lanes_[{number, to}];
            while (under_way < options_.lane_max) {
                auto message = nodes_[number].machine->next_message(peer_of(to));
                if (!message) break;
                ++under_way;
                const auto delay = static_cast<std::uint64_t>(options_.delay_max / milliseconds{1});
                const Instant when = now_ + milliseconds{1 + prng_.below(delay)};
                if (is_liar(number)) message = lie(*message, hashes_, prng_);
                const bool is_lost = prng_.chance(options_.lost_of_hundred, 100);
                agenda_.emplace(when, Parcel{number, to, epoch, is_lost, std::move(*message)});
            }
        }
        take_events(number);
        keep(number);
    }

    void take_events(unsigned number) {
        std::vector<PeerId> liars;
        while (const auto event = nodes_[number].machine->next_event()) {
            if (const Arrived* arrived = get_if<Arrived>(&*event)) {
                const Buffer* const bytes = nodes_[number].machine->find(arrived->hash);
                if (!bytes || hash_of(*bytes) != arrived->hash) fail("wrong bytes arrived");
                nodes_[number].arrived.insert(arrived->hash);
            }
            if (const Misbehaved* liar = get_if<Misbehaved>(&*event)) liars.push_back(liar->peer);
        }
        for (const PeerId& liar : liars) {
            if (!is_liar(number_of(liar))) fail("somebody honest was told of");
            cut(number, number_of(liar));
        }
    }

    void keep(unsigned number) {
        Node& node = nodes_[number];
        while (const auto hash = node.machine->next_forgotten())
            if (node.disk.erase(*hash) == 0) fail("forgotten what was not kept");
        while (const auto hash = node.machine->next_kept())
            if (!node.disk.insert(*hash).second) fail("kept twice");
        std::size_t held = 0;
        for (const Hash& hash : hashes_)
            if (node.machine->find(hash)) {
                ++held;
                if (!node.disk.contains(hash)) fail("held and not on the disk");
            }
        if (held != node.disk.size()) fail("on the disk and not held");
        if (node.machine->size() > tight().held_size_max ||
            node.machine->held_count() > tight().held_count_max ||
            node.machine->fetched_count() > tight().fetched_max)
            fail("more than may be");
    }

    WorldOptions options_;
    core::Prng prng_;
    std::vector<Buffer> blobs_;
    std::vector<Hash> hashes_;
    std::vector<Node> nodes_;
    std::map<std::pair<unsigned, unsigned>, unsigned> links_;  // With their epochs.
    std::map<std::pair<unsigned, unsigned>, std::size_t> lanes_;
    std::multimap<Instant, Parcel> agenda_;
    unsigned epoch_ = 0;
    std::string failure_;
};

}  // namespace fabric::blobs::testing
