// Documents of three authors over random histories of every kind of operation, in nested maps and
// lists: whatever the order in which changes come, they lead to the same; and events say exactly
// what became different.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>

#include "core/crdt/document/document_world.h"

namespace core::crdt {
namespace {

struct Command {
    std::size_t replica;
    std::size_t what;  // Operation, or delivery.
    std::array<std::size_t, 6> choices;
};

void showValue(const Command& command, std::ostream& out) {
    out << "replica " << command.replica << " what " << command.what << " choices";
    for (const std::size_t choice : command.choices) out << ' ' << choice;
}

rc::Gen<Command> any_command() {
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
        std::visit([&](auto& body) { act(node, body); }, node.body);
    }

private:
    [[nodiscard]] std::size_t choose(std::size_t place, std::size_t count) const {
        return command_.choices[place] % count;
    }
    [[nodiscard]] std::string key(std::size_t place) const {
        return std::string(1, static_cast<char>('a' + choose(place, 2)));
    }

    Node& find(Node& map, std::size_t depth) {
        if (depth == 2 || choose(depth, 3) == 0) return map;
        const auto kind = static_cast<NodeKind>(choose(depth + 2, node_kind_count));
        Node& node = edit_.make(map, key(depth), kind);
        return kind == NodeKind::map ? find(node, depth + 1) : node;
    }

    void act(Node& node, MapBody&) {
        if (choose(3, 3) == 0) return edit_.remove(node, key(4));
        edit_.set(node, key(4), Value::of(static_cast<std::int64_t>(choose(5, 4))));
    }
    void act(Node& node, ListBody& list) {
        const auto size = list.sequence.size();
        const auto position = static_cast<std::uint32_t>(choose(4, size + 1));
        if (position < size && choose(3, 3) == 0) return edit_.erase(node, position, 1);
        if (position < size && choose(3, 3) == 1)
            return edit_.set(node, position, Value::of(static_cast<std::int64_t>(choose(5, 4))));
        if (position < size && choose(5, 4) == 0) {
            Node& text = edit_.make(node, position, NodeKind::text);
            return edit_.insert(text, 0, "in a list");
        }
        edit_.insert(node, position, {Value::of("item"), NodeKind::map});
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

bool any_seen(const Events& events) {
    return std::ranges::any_of(events, &Event::is_seen);
}

void check_events(const Tree& before, const WorldReplica& replica,
                  const Events& events) {
    RC_ASSERT(any_seen(events) == !(before == replica.document.tree()));
}

struct Play {
    std::vector<WorldReplica> replicas;
    std::vector<WorldChange> changes;

    Play() {
        for (std::uint64_t i = 1; i <= 3; ++i) replicas.push_back(replica(i));
    }

    void step(const Command& command) {
        WorldReplica& mine = replicas[command.replica];
        const Tree before = mine.document.tree();
        if (command.what < 8) {
            Events events;
            const Version version = mine.document.version();
            WorldChange change = mine.edit(
                [&command](Transaction& edit) {
                    Act(edit, command)();
                    if (command.what < 4) Act(edit, command)();
                },
                &events);
            check_events(before, mine, events);
            if (mine.document.version() == version) return;  // It did nothing.
            changes.push_back(std::move(change));
            return;
        }
        for (std::size_t i = 0; i < changes.size(); ++i) {
            const WorldChange& change = changes[(command.choices[0] + i) % changes.size()];
            if (!mine.is_ready_for(change)) continue;
            const Events events = mine.take(change);
            return check_events(before, mine, events);
        }
    }
};

RC_GTEST_PROP(DocumentProperty, DC1_changes_lead_to_the_same_in_every_order, ()) {
    Play play;
    for (const Command& command : *rc::gen::container<std::vector<Command>>(any_command()))
        play.step(command);
    for (WorldReplica& replica : play.replicas) replica.take_all(play.changes);
    const Buffer expected = snapshot_of(play.replicas[0].document);
    const Tree tree = play.replicas[0].document.tree();
    for (const WorldReplica& replica : play.replicas) {
        RC_ASSERT(replica.document.tree() == tree);
        RC_ASSERT(snapshot_of(replica.document) == expected);
    }

    // From nothing, in an order by Lamport number.
    WorldReplica late = replica(9);
    std::ranges::sort(play.changes, {}, [](const WorldChange& change) {
        return Stamp{change.lamport, change.first.author};
    });
    for (const WorldChange& change : play.changes) late.take(change);
    RC_ASSERT(snapshot_of(late.document) == expected);
}

RC_GTEST_PROP(DocumentProperty, DC8_a_snapshot_is_a_place_to_go_on_from, ()) {
    Play play;
    for (const Command& command : *rc::gen::container<std::vector<Command>>(any_command()))
        play.step(command);
    // Whatever one of them has seen so far.
    const Buffer halfway = snapshot_of(play.replicas[0].document);
    Reader reader(halfway);
    auto read = Document::read(reader);
    RC_ASSERT(read.has_value());
    RC_ASSERT(reader.at_end());
    RC_ASSERT(snapshot_of(*read) == halfway);
    RC_ASSERT(read->tree() == play.replicas[0].document.tree());

    WorldReplica late = replica(9);
    late.document = *std::move(read);
    late.take_all(play.changes);
    play.replicas[1].take_all(play.changes);
    RC_ASSERT(snapshot_of(late.document) == snapshot_of(play.replicas[1].document));
}

}  // namespace
}  // namespace core::crdt
