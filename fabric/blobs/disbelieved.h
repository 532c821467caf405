// Disbelieved is who sent a wrong whole of which blob: such a peer is not asked for that blob any
// more, also when it comes back. Bounded; the oldest gives way.
#pragma once

#include <cstddef>
#include <deque>
#include <set>
#include <utility>

#include "fabric/blobs/types.h"

namespace fabric::blobs {

class Disbelieved {
public:
    explicit Disbelieved(std::size_t count_max) : count_max_(count_max) {}

    void add(const PeerId& peer, const Hash& hash) {
        if (!all_.emplace(hash, peer).second) return;
        order_.emplace_back(hash, peer);
        if (order_.size() <= count_max_) return;
        all_.erase(order_.front());
        order_.pop_front();
    }
    [[nodiscard]] bool contains(const PeerId& peer, const Hash& hash) const {
        return all_.contains({hash, peer});
    }
    [[nodiscard]] std::size_t count() const { return all_.size(); }

private:
    using Item = std::pair<Hash, PeerId>;

    std::size_t count_max_;
    std::set<Item> all_;
    std::deque<Item> order_;
};

}  // namespace fabric::blobs
