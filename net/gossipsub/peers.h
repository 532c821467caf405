// The state of a router: peers, topics, and who is in which mesh. Plain structs with what keeps
// each of them in order; the decisions are the router's.
//
// Peers and topics point at one another while both exist. Wherever order can be seen it is that of
// names or of peers' numbers, never that of addresses.
#pragma once

#include <algorithm>
#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/flat_map.h"
#include "core/base/ordered_map.h"
#include "core/base/time.h"
#include "core/codec/peer_id.h"
#include "net/gossipsub/options.h"
#include "net/gossipsub/peer_queue.h"
#include "net/gossipsub/score.h"
#include "net/gossipsub/seen_cache.h"

namespace net::gossipsub {

// By the protocol that was agreed on, from the least able.
enum class Version : std::uint8_t { floodsub, gossipsub_1_0, gossipsub_1_1, gossipsub_1_2 };
enum class Direction : std::uint8_t { inbound, outbound };

struct Peer;
struct Topic;

// In the order of their numbers.
class PeerSet {
public:
    [[nodiscard]] bool contains(const Peer& peer) const;
    bool add(Peer& peer);
    bool remove(const Peer& peer);

    [[nodiscard]] std::size_t size() const { return peers_.size(); }
    [[nodiscard]] bool empty() const { return peers_.empty(); }
    [[nodiscard]] auto begin() const { return peers_.begin(); }
    [[nodiscard]] auto end() const { return peers_.end(); }

    template <class Predicate>
    [[nodiscard]] std::vector<Peer*> where(Predicate is_eligible) const {
        std::vector<Peer*> eligible;
        for (Peer* const peer : peers_)
            if (is_eligible(*peer)) eligible.push_back(peer);
        return eligible;
    }

private:
    std::vector<Peer*> peers_;
};

// Authors by the last byte of their ids: who is the quickest differs from author to author.
inline constexpr std::size_t author_groups = 256;
using AuthorGroups = std::bitset<author_groups>;

// Whose messages one end of a link wants to be told of before they are sent: what was said of a
// group, or else what was said of all others.
class Choking {
public:
    [[nodiscard]] bool of(std::uint8_t group) const {
        return said_[group] ? choked_[group] : of_others_;
    }
    [[nodiscard]] bool of_others() const { return of_others_; }
    [[nodiscard]] bool any() const { return of_others_ || choked_.any(); }

    void say(std::uint8_t group, bool choked) {
        said_[group] = true;
        choked_[group] = choked;
    }
    void say_of_others(bool choked) { of_others_ = choked; }

private:
    AuthorGroups said_;
    AuthorGroups choked_;
    bool of_others_ = false;
};

// A peer in a mesh, and how whole messages go between both.
struct MeshLink {
    // Copies after another's, and announcements long before any copy: in a row, or nearly so.
    struct Counts {
        std::uint8_t late = 0;
        std::uint8_t early = 0;
        // By how many milliseconds its announcements were ahead of copies, lately.
        std::uint8_t lead = 0;
    };

    Peer* peer = nullptr;
    Choking of_peer;  // What the peer said to us.
    Choking of_ours;  // What we said to the peer.
    std::array<Counts, author_groups> counts{};
    Counts counts_of_others;
};

class Mesh {
public:
    [[nodiscard]] MeshLink* find(const Peer& peer);
    [[nodiscard]] bool contains(const Peer& peer) const;
    void add(Peer& peer);
    bool remove(const Peer& peer);

    [[nodiscard]] std::size_t size() const { return links_.size(); }
    [[nodiscard]] auto begin() { return links_.begin(); }
    [[nodiscard]] auto end() { return links_.end(); }
    [[nodiscard]] auto begin() const { return links_.begin(); }
    [[nodiscard]] auto end() const { return links_.end(); }

    // Authors of whom something came, so that they are judged for themselves.
    AuthorGroups known_groups;
    // Of these, those that have a second source whether anybody depends on us or not.
    AuthorGroups doubled_groups;

private:
    std::vector<MeshLink> links_;
};

// Until when neither end may graft again.
struct Backoff {
    core::Instant since;
    core::Instant until;
};

struct Fanout {
    PeerSet peers;
    core::Instant published_at;
};

struct Topic {
    std::string name;
    TopicNumber number;
    const TopicScoreOptions* score_options;
    PeerSet peers;          // Who is subscribed.
    PeerSet always_served;  // Of these, those that get every message: direct ones and floodsub's.
    std::optional<Mesh> mesh;        // While we are subscribed.
    std::unique_ptr<Fanout> fanout;  // While we publish and are not subscribed.
    core::FlatMap<core::codec::PeerId, Backoff> backoffs;
    bool is_active = false;  // Heartbeats see to it, and drop it when it needs them no more.

    [[nodiscard]] ScoredTopic scored() const { return {number, score_options}; }
    [[nodiscard]] bool needs_heartbeats() const { return mesh || fanout || !backoffs.empty(); }
    [[nodiscard]] bool is_used() const { return is_active || !peers.empty(); }
};

struct Peer {
    Peer(PeerNumber peer_number, const core::codec::PeerId& peer_id, const LimitOptions& limits)
        : number(peer_number), id(peer_id), queue(limits) {}

    PeerNumber number;
    core::codec::PeerId id;
    Version version = Version::floodsub;
    Direction direction = Direction::inbound;
    bool is_direct = false;
    bool knows_choke = false;
    bool has_ended = false;
    bool is_dirty = false;
    core::Buffer address;
    core::Buffer partial;        // The beginning of a frame.
    std::vector<Topic*> topics;  // In the order of their numbers.
    std::size_t topic_bytes = 0;
    PeerQueue queue;
    PeerScore score;

    // Since the last heartbeat.
    std::size_t ihave_count = 0;
    std::size_t ihave_id_count = 0;
    std::size_t iwant_id_count = 0;
    std::size_t idontwant_id_count = 0;
    std::size_t dropped_count = 0;

    // The heartbeat that last found a promise broken of what it was asked for in turn.
    std::uint64_t broke_in_turn_at = 0;

    // Messages that it does not want, each until a heartbeat.
    core::FlatMap<MessageId, std::uint64_t> unwanted;

    [[nodiscard]] bool has_mesh() const { return version >= Version::gossipsub_1_0; }
};

// All topics that anybody is known to care for.
class TopicTable {
public:
    explicit TopicTable(const ScoreOptions& options) : options_(options) {}

    [[nodiscard]] Topic* find(std::string_view name);
    Topic& ensure(std::string_view name);
    // Forgets it if nothing needs it any more.
    void release(Topic& topic);

    [[nodiscard]] std::size_t size() const { return topics_.size(); }
    [[nodiscard]] auto begin() { return topics_.begin(); }
    [[nodiscard]] auto end() { return topics_.end(); }
    [[nodiscard]] auto begin() const { return topics_.begin(); }
    [[nodiscard]] auto end() const { return topics_.end(); }

private:
    [[nodiscard]] const TopicScoreOptions& options_of(std::string_view name) const;

    const ScoreOptions& options_;
    core::OrderedMap<std::string_view, std::unique_ptr<Topic>> topics_;  // Keys point into values.
    std::uint32_t numbers_used_ = 0;
};

}  // namespace net::gossipsub
