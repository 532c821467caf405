// What is drawn for a world, and what it keeps of each of its nodes.
#pragma once

#include <map>
#include <memory>
#include <set>

#include "fabric/broadcast/node_test.h"

namespace fabric::broadcast::testing {

using core::Duration;
using core::Instant;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

struct WorldOptions {
    unsigned node_count = 3;
    std::uint32_t lost_percent = 0;
    std::uint32_t repeated_percent = 0;
    Duration delay_max = milliseconds{20};
    Duration sync_max = milliseconds{20};
    Duration round_max = milliseconds{100};  // Of a reconciliation or a snapshot.
    std::size_t link_size = 100'000;         // What a link takes until it has room again.
    Options broadcast = {};
};

// What one node knows of another, since they are connected.
struct Link {
    bool is_connected = false;
    unsigned number = 0;  // Of all links between the two.
    bool is_reconciled = false;
    std::size_t writable_size = 0;
    Instant room_at = {};
    struct Sent {
        Instant at;
        Duration wait_min;
        Instant begun_at;
    };
    std::map<Key, Sent> sent = {};
    std::set<Key> had = {};  // What came from there, and was taken.
};

struct Node {
    unsigned number = 0;
    std::unique_ptr<Broadcast> broadcast = {};  // Nothing while it is down.
    Instant paused_until = {};
    std::set<Key> synced = {};
    std::multimap<Instant, Key> syncing = {};
    std::vector<Link> links = {};
};

}  // namespace fabric::broadcast::testing
