// The judge of sequences: a plain list of items, each looked for from the beginning, with the three
// orders written item by item. Slow, and short enough to be seen to be right.
#pragma once

#include <algorithm>
#include <vector>

#include "core/crdt/sequence/sequence.h"

namespace core::crdt::sequence {

class SequenceTwin {
public:
    explicit SequenceTwin(Order order) : order_(order) {}

    struct Item {
        Dot id;
        Dot left;
        Dot right;
        Lamport lamport;
        bool is_deleted = false;
    };

    void integrate(const Insertion& insertion) {
        for (std::uint32_t i = 0; i < insertion.size; ++i) {
            const Dot id{insertion.first.author, insertion.first.counter + i};
            const Dot left = i == 0 ? insertion.left : Dot{id.author, id.counter - 1};
            integrate({id, left, insertion.right, Lamport{insertion.lamport.value + i}});
        }
    }
    void integrate(const Deletion& deletion) {
        for (Item& item : items_)
            if (item.id.author == deletion.first.author &&
                item.id.counter - deletion.first.counter < deletion.size)
                item.is_deleted = true;
    }

    [[nodiscard]] const std::vector<Item>& items() const { return items_; }

private:
    void integrate(const Item& item) {
        const auto place = order_ == Order::rga ? rga_place(item) : place_between(item);
        items_.insert(items_.begin() + place, item);
    }

    // -1 for the edge on the left.
    [[nodiscard]] std::ptrdiff_t position(Dot id) const {
        if (id.counter == 0) return -1;
        const auto at = std::ranges::find(items_, id, &Item::id);
        return at - items_.begin();
    }
    [[nodiscard]] std::ptrdiff_t position_of_right(Dot id) const {
        return id.counter == 0 ? std::ssize(items_) : position(id);
    }

    [[nodiscard]] std::ptrdiff_t rga_place(const Item& item) const {
        std::ptrdiff_t place = position(item.left) + 1;
        const auto stamp = [](const Item& one) { return Stamp{one.lamport, one.id.author}; };
        while (place < std::ssize(items_) && stamp(items_[at(place)]) > stamp(item)) ++place;
        return place;
    }

    [[nodiscard]] std::ptrdiff_t place_between(const Item& item) const {
        const std::ptrdiff_t left = position(item.left);
        const std::ptrdiff_t right = position_of_right(item.right);
        std::ptrdiff_t found = left + 1;
        bool is_scanning = false;
        for (std::ptrdiff_t place = left + 1;; ++place) {
            if (!is_scanning) found = place;
            if (place == std::ssize(items_) || place == right) return found;
            const Item& other = items_[at(place)];
            const std::ptrdiff_t other_left = position(other.left);
            const std::ptrdiff_t other_right = position_of_right(other.right);
            if (other_left < left) return found;
            if (other_left > left) continue;
            if (order_ == Order::yata) {
                const bool is_first = item.id.author <= other.id.author;
                if (other_right == right && is_first) return found;
                is_scanning = is_first;
            } else if (other_right == right) {
                if (item.id.author < other.id.author) return found;
                is_scanning = false;
            } else {
                is_scanning = other_right < right;
            }
        }
    }

    static std::size_t at(std::ptrdiff_t place) { return static_cast<std::size_t>(place); }

    Order order_;
    std::vector<Item> items_;
};

}  // namespace core::crdt::sequence
