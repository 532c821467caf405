// The judge of the order fugue_max, as its authors tell it: a tree of items, each hanging on the
// left or on the right of another, read from left to right. What hangs on the right of an item
// comes in the order of the right neighbours that were named, the farthest first, and then of the
// items' own names; what hangs on the left of it in the order of names. Unlike the walk over
// neighbours that a sequence does, it needs no neighbours that ever stood beside one another.
#pragma once

#include <algorithm>
#include <map>
#include <vector>

#include "core/base/assert.h"
#include "core/crdt/sequence/sequence.h"

namespace core::crdt::sequence {

class FugueTwin {
public:
    void integrate(const Insertion& insertion) {
        Dot left = insertion.left;
        for (std::uint32_t i = 0; i < insertion.size; ++i) {
            const Dot item{insertion.first.author, insertion.first.counter + i};
            hang(item, left, insertion.right);
            left = item;
        }
    }

    // All of them; the edge on the left is the root.
    [[nodiscard]] std::vector<Dot> items() const {
        std::vector<Dot> items;
        read({}, items);
        std::erase(items, Dot{});
        return items;
    }

private:
    struct Node {
        Dot parent;
        bool is_on_left = false;
        Dot right;  // The neighbour that was named.
        std::vector<Dot> lefts;
        std::vector<Dot> rights;
    };

    void read(Dot item, std::vector<Dot>& items) const {
        const auto node = nodes_.find(item);
        if (node != nodes_.end())
            for (const Dot below : node->second.lefts) read(below, items);
        items.push_back(item);
        if (node != nodes_.end())
            for (const Dot below : node->second.rights) read(below, items);
    }

    // Whether it hangs, over whatever is between, on the right of the other.
    [[nodiscard]] bool is_right_of(Dot item, Dot other) const {
        while (item != Dot{}) {
            const Node& node = nodes_.at(item);
            if (node.parent == other) return !node.is_on_left;
            item = node.parent;
        }
        return false;
    }

    void hang(Dot item, Dot left, Dot right) {
        const bool is_on_left = right != Dot{} && is_right_of(right, left);
        const Dot parent = is_on_left ? right : left;
        nodes_[item] = {parent, is_on_left, right, {}, {}};
        const std::vector<Dot> order = items();
        const auto place = [&order](Dot neighbour) {
            return neighbour == Dot{} ? std::ssize(order)
                                      : std::ranges::find(order, neighbour) - order.begin();
        };
        const auto is_first = [&](Dot one, Dot other) {
            const auto one_place = is_on_left ? 0 : place(nodes_.at(one).right);
            const auto other_place = is_on_left ? 0 : place(nodes_.at(other).right);
            return one_place != other_place ? one_place > other_place : one < other;
        };
        std::vector<Dot>& siblings = is_on_left ? nodes_[parent].lefts : nodes_[parent].rights;
        siblings.insert(std::ranges::upper_bound(siblings, item, is_first), item);
    }

    std::map<Dot, Node> nodes_;
};

}  // namespace core::crdt::sequence
