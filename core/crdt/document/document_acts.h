// Random operations of every kind on a document, in nested maps and lists, for property tests,
// which include RapidCheck before it.
#pragma once

#include <array>

#include "core/crdt/document/document_world.h"

namespace core::crdt {

struct Command {
    std::size_t replica;
    std::size_t what;  // Operation, or delivery.
    std::array<std::size_t, 6> choices;
};

inline void showValue(const Command& command, std::ostream& out) {
    out << "replica " << command.replica << " what " << command.what << " choices";
    for (const std::size_t choice : command.choices) out << ' ' << choice;
}

inline rc::Gen<Command> any_command() {
    return rc::gen::build<Command>(
        rc::gen::set(&Command::replica, rc::gen::inRange<std::size_t>(0, 3)),
        rc::gen::set(&Command::what, rc::gen::inRange<std::size_t>(0, 12)),
        rc::gen::set(&Command::choices, rc::gen::container<std::array<std::size_t, 6>>(
                                            rc::gen::inRange<std::size_t>(0, 1000))));
}

// One operation of a transaction, on a node that the choices lead to.
class Act {
public:
    Act(Transaction& edit, const Command& command) : edit_(edit), command_(command) {}

    void operator()() {
        Node& node = find(edit_.root(), 0);
        match(node.body, [&](auto& body) { act(node, body); });
    }

private:
    [[nodiscard]] std::size_t choose(std::size_t place, std::size_t count) const {
        return command_.choices[place] % count;
    }
    [[nodiscard]] std::string key(std::size_t place) const {
        return std::string(1, static_cast<char>('a' + choose(place, 2)));
    }

    // Sometimes one that is hidden by another.
    Node& find(Node& map, std::size_t depth) {
        if (depth == 2 || choose(depth, 3) == 0) return map;
        const auto kind = static_cast<NodeKind>(choose(depth + 2, node_kind_count));
        Slot* const slot = map.find_slot(key(depth));
        const bool is_wanted = slot && slot->holds(kind) && choose(5, 3) == 0;
        Node* const known = is_wanted ? slot->find(kind) : nullptr;
        Node& node = known ? *known : edit_.make(map, key(depth), kind);
        return kind == NodeKind::map ? find(node, depth + 1) : node;
    }

    void act(Node& node, MapBody&) {
        if (choose(3, 3) == 0) return edit_.remove(node, key(4));
        edit_.set(node, key(4), Value::of(static_cast<std::int64_t>(choose(5, 4))));
    }
    void act(Node& node, ListBody& list) {
        const auto size = list.sequence.size();
        const auto position = static_cast<std::uint32_t>(choose(4, size + 1));
        if (position < size) return act_on_item(node, position);
        edit_.insert(node, position, {Value::of("item"), NodeKind::map});
    }
    void act_on_item(Node& list, std::uint32_t position) {
        switch (choose(3, 6)) {
            case 0: return edit_.erase(list, position, 1);
            case 1:
                return edit_.set(list, position,
                                 Value::of(static_cast<std::int64_t>(choose(5, 4))));
            case 2: return edit_.insert(edit_.make(list, position, NodeKind::text), 0, "in a list");
            case 3: return edit_.put(list, position, {TextTree{"in a list"}});
            // The same in its place.
            case 4:
                edit_.erase(list, position, 1);
                return edit_.insert(list, position, std::vector<Content>{Value::of("item")});
            default: return edit_.insert(list, position, std::vector<Content>{Value::of("item")});
        }
    }
    void act(Node& node, TextBody& text) {
        const auto size = text.sequence.size();
        const auto position = static_cast<std::uint32_t>(choose(4, size + 1));
        if (position < size && choose(3, 3) == 0) {
            edit_.erase(node, position, std::min(size - position, 3u));
            // What was set back is as it was.
            if (choose(5, 3) == 0 && size == 1) edit_.insert(node, 0, "x");
            return;
        }
        constexpr std::array<std::string_view, 4> words{"x", "word", "ä", "🙂🙂"};
        edit_.insert(node, position, words[choose(5, words.size())]);
    }
    void act(Node& node, CounterBody&) {
        edit_.add(node, static_cast<std::int64_t>(choose(4, 5)) - 2);
    }
    void act(Node& node, SetBody&) {
        Value value = Value::of(static_cast<std::int64_t>(choose(4, 3)));
        if (choose(5, 3) == 0) return edit_.remove(node, std::move(value));
        edit_.add(node, std::move(value));
    }

    Transaction& edit_;
    const Command& command_;
};

// Near the same place, something else.
inline Command turned(const Command& command) {
    Command other = command;
    other.choices[3] = command.choices[4];
    other.choices[4] = command.choices[5];
    other.choices[5] = command.choices[3];
    return other;
}

// Three of them over such a history. `look(before, replica, events)` is called after each change.
struct Play {
    std::vector<WorldReplica> replicas;
    std::vector<WorldChange> changes;

    Play() {
        for (std::uint64_t i = 1; i <= 3; ++i) replicas.push_back(replica(i));
    }

    template <class Look>
    void step(const Command& command, Look look) {
        WorldReplica& mine = replicas[command.replica];
        const Tree before = mine.document.tree();
        if (command.what < 8) {
            Events events;
            const Version version = mine.document.version();
            WorldChange change = mine.edit(
                [&command](Transaction& edit) {
                    Act(edit, command)();
                    if (command.what < 4) Act(edit, turned(command))();
                    if (command.what < 2) Act(edit, command)();
                    if (command.what == 0) churn(edit, command);
                },
                &events);
            look(before, mine, events);
            if (mine.document.version() == version) return;  // It did nothing.
            changes.push_back(std::move(change));
            return;
        }
        for (std::size_t i = 0; i < changes.size(); ++i) {
            const WorldChange& change = changes[(command.choices[0] + i) % changes.size()];
            if (!mine.is_ready_for(change)) continue;
            const Events events = mine.take(change);
            return look(before, mine, events);
        }
    }
    void step(const Command& command) {
        step(command, [](const Tree&, const WorldReplica&, const Events&) {});
    }

private:
    // Removes what it wrote, and writes there again.
    static void churn(Transaction& edit, const Command& command) {
        for (Command other = command; other.choices[1] > 0; other.choices[1] /= 7) {
            edit.remove(edit.root(), other.choices[0] % 2 == 0 ? "a" : "b");
            Act(edit, other)();
            Act(edit, turned(other))();
            other.choices[3] /= 3;
        }
    }
};

}  // namespace core::crdt
