// Owed is what arrived and is not in our journal yet, and who waits to hear that it is. Each peer
// may make us owe so much and no more (rule BR12, spec/broadcast.md).
#pragma once

#include <map>
#include <vector>

#include "core/sync/delta_buffer.h"

namespace fabric::broadcast {

using Peer = core::sync::DeltaBuffer::Peer;
using core::sync::Key;

class Owed {
public:
    struct Limits {
        std::size_t count_max = 1'024;
        std::size_t size_max = std::size_t{32} << 20;
    };
    enum class Outcome : std::uint8_t { first, another, no_room };

    explicit Owed(const Limits& limits) : limits_(limits) {}

    // First: nobody has sent it so far. One that is due already takes no room again.
    Outcome add(Peer peer, const Key& key, std::size_t size);
    // Who waits for it. They wait no more.
    std::vector<Peer> take(const Key& key);
    void forget(Peer peer);

    [[nodiscard]] std::size_t count() const { return entries_.size(); }

private:
    struct Entry {
        Peer peer;
        std::size_t size;
    };
    struct Account {
        std::size_t count = 0;
        std::size_t size = 0;
    };
    void repay(const Entry& entry);

    Limits limits_;
    std::map<Key, std::vector<Entry>> entries_;
    std::map<Peer, Account> accounts_;
};

}  // namespace fabric::broadcast
