// The judge of lists: every insertion and removal, kept for ever, and the list as a plain function
// of those that a replica knows. Where an item stands SequenceTwin says, item by item.
#pragma once

#include <algorithm>
#include <vector>

#include "core/crdt/history_twin.h"
#include "core/crdt/sequence/sequence_twin.h"

namespace core::crdt::twin {

struct ListOperation {
    enum class Kind : std::uint8_t { insert, erase, clear };

    // What it turned out to do where it was made.
    struct Effect {
        std::vector<sequence::SequenceTwin::Item> inserted;
        std::vector<sequence::SequenceTwin::Item> removed;
    };

    Kind kind;
    std::uint32_t key;  // Of several lists.
    std::uint32_t position;
    std::uint32_t size;
    std::uint64_t value;  // Of the first item; the others count on.
    Effect effect = {};

    static ListOperation of(std::uint32_t argument) {
        const std::uint32_t kind = argument % 8;
        return {kind < 5   ? Kind::insert
                : kind < 7 ? Kind::erase
                           : Kind::clear,
                argument / 8 % 2, argument / 16 % 7, argument / 112 % 3 + 1, argument};
    }
    [[nodiscard]] std::vector<std::uint64_t> values() const {
        std::vector<std::uint64_t> values;
        for (std::uint32_t i = 0; i < size; ++i) values.push_back(value + i);
        return values;
    }
};

// The list of one key.
class ListTwin {
public:
    using Item = sequence::SequenceTwin::Item;
    using ListHistory = History<ListOperation>;

    ListTwin(sequence::Order order, const ListHistory& history, const std::set<Dot>& known,
             std::uint32_t key)
        : order_(order), twin_(order) {
        std::vector<Item> inserted;
        for (const Dot dot : known) {
            const Event<ListOperation>& event = history.at(dot);
            if (event.operation.key != key) continue;
            const ListOperation::Effect& effect = event.operation.effect;
            inserted.insert(inserted.end(), effect.inserted.begin(), effect.inserted.end());
            for (std::size_t i = 0; i < effect.inserted.size(); ++i)
                left_[effect.inserted[i].id] = event.operation.value + i;
            for (const Item& item : effect.removed) removed_[item.id] = item;
        }
        for (const auto& [id, item] : removed_)
            if (left_.erase(id) == 0) inserted.push_back(item);
        for (const Item& item : inserted) all_[item.id] = item;
        place(std::move(inserted));
    }

    static void note(sequence::Order order, ListHistory& history, Dot dot) {
        Event<ListOperation>& event = history.at(dot);
        const ListTwin before(order, history, event.saw, event.operation.key);
        event.operation.effect = before.done(dot, event.operation);
    }

    // Of what is there, in order.
    [[nodiscard]] std::vector<std::uint64_t> values() const {
        std::vector<std::uint64_t> values;
        for (const Item& item : seen()) values.push_back(left_.at(item.id));
        return values;
    }

private:
    // What refers to what is not there waits.
    void place(std::vector<Item> items) {
        const auto is_there = [this](Dot id) {
            return id.counter == 0 ||
                   std::ranges::find(twin_.items(), id, &Item::id) != twin_.items().end();
        };
        for (bool has_moved = true; has_moved;) {
            has_moved = false;
            std::erase_if(items, [&](const Item& item) {
                if (!is_there(item.left) || !is_there(item.right)) return false;
                twin_.integrate({item.id, 1, item.left, item.right, item.lamport});
                has_moved = true;
                return true;
            });
        }
    }

    [[nodiscard]] std::vector<Item> seen() const {
        std::vector<Item> seen;
        for (const Item& item : twin_.items())
            if (left_.contains(item.id)) seen.push_back(item);
        return seen;
    }

    [[nodiscard]] ListOperation::Effect done(Dot dot, const ListOperation& operation) const {
        ListOperation::Effect effect;
        const std::vector<Item> there = seen();
        const auto size = static_cast<std::uint32_t>(there.size());
        const std::uint32_t position = std::min(operation.position, size);
        switch (operation.kind) {
            case ListOperation::Kind::insert:
                effect.inserted = inserted_behind(position > 0 ? there[position - 1].id : Dot{},
                                                  dot, operation.size);
                break;
            case ListOperation::Kind::erase:
                for (std::uint32_t i = position; i < std::min(position + operation.size, size); ++i)
                    effect.removed.push_back(there[i]);
                break;
            case ListOperation::Kind::clear:
                for (const auto& [id, value] : left_) effect.removed.push_back(all_.at(id));
        }
        return effect;
    }

    [[nodiscard]] std::vector<Item> inserted_behind(Dot left, Dot dot, std::uint32_t size) const {
        const std::vector<Item>& items = twin_.items();
        auto behind = items.begin();
        Lamport lamport;
        if (left.counter > 0) {
            behind = std::ranges::find(items, left, &Item::id);
            lamport = behind->lamport;
            ++behind;
        }
        if (behind != items.end()) lamport = std::max(lamport, behind->lamport);
        const bool is_rga = order_ == sequence::Order::rga;
        const Dot right = behind == items.end() || is_rga ? Dot{} : behind->id;
        std::vector<Item> inserted;
        for (std::uint32_t i = 0; i < size; ++i) {
            const Dot id{dot.author, dot.counter * 4 + i};
            const Lamport its{is_rga ? lamport.value + 1 + i : 0};
            inserted.push_back({id, i == 0 ? left : inserted.back().id, right, its});
        }
        return inserted;
    }

    sequence::Order order_;
    sequence::SequenceTwin twin_;
    std::map<Dot, std::uint64_t> left_;
    std::map<Dot, Item> removed_;
    std::map<Dot, Item> all_;
};

}  // namespace core::crdt::twin
