// The judge of documents: every operation kept for ever with what its author had seen, and what is
// shown as a plain function of those that are known. Slow, and short enough to be seen to be right.
// Operations must be honest ones.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/crdt/document/document_world.h"
#include "core/crdt/sequence/sequence_twin.h"

namespace core::crdt {

class DocumentTwin {
public:
    void take(const WorldChange& change, Effect effect = Effect::all) {
        const auto operations = read_operations(change.first.author, change.operations);
        ASSERT(operations);
        std::vector<Way> nodes{{}};
        for (const NamedNode& node : operations->nodes)
            nodes.push_back(below(below(nodes[node.parent], node.step), node.kind));
        Moment moment{change.past, change.first, change.lamport};
        for (const Operation& operation : operations->list) {
            const Way& node = nodes[operation.target];
            if (effect == Effect::all)
                match(operation.what, [&](const auto& what) { take(moment, node, what); });
            else
                match(operation.what, [&](const auto& what) { take_void(moment, node, what); });
            const std::uint64_t events = events_of(operation);
            moment.next.counter += events;
            moment.lamport.value += events;
        }
    }

    [[nodiscard]] Tree tree() const { return tree_of({}, NodeKind::map); }

private:
    // Keys, items and kinds, alternating with one another: slots end in a step, nodes in a kind.
    using Way = std::vector<Variant<std::string, Dot, NodeKind>>;

    struct Moment {
        Version past;
        Dot next;
        Lamport lamport;

        [[nodiscard]] bool saw(Dot dot) const { return Past(past, next).includes(dot); }
    };
    struct Removal {
        Moment moment;
        Way slot;
        std::optional<NodeKind> except;
    };
    struct Write {
        Dot dot;
        Lamport lamport;
        Way slot;
        Content content;
    };
    struct Sum {
        Dot dot;
        Way node;
        Balance balance;
    };
    struct Member {
        Dot dot;
        Way node;
        Value value;
    };
    struct MemberRemoval {
        Moment moment;
        Way node;
        Value value;
    };

    static Way below(Way way, const Node::Step& step) {
        match(step, [&way](const auto& one) { way.emplace_back(one); });
        return way;
    }
    static Way below(Way way, NodeKind kind) {
        way.emplace_back(kind);
        return way;
    }

    void write(const Moment& moment, const Way& slot, const Content& content) {
        const NodeKind* const kind = get_if<NodeKind>(&content);
        removals_.push_back({moment, slot, kind ? std::optional(*kind) : std::nullopt});
        writes_.push_back({moment.next, moment.lamport, slot, content});
    }
    void take(const Moment& moment, const Way& node, const MapSet& set) {
        write(moment, below(node, Node::Step(set.key)), set.content);
    }
    void take(const Moment& moment, const Way& node, const ListSet& set) {
        write(moment, below(node, Node::Step(set.item)), set.content);
    }
    void take(const Moment& moment, const Way& node, const MapRemove& remove) {
        removals_.push_back({moment, below(node, Node::Step(remove.key)), std::nullopt});
    }
    void take(const Moment& moment, const Way& node, const ListInsert& insert) {
        integrate(moment, node, insert.left, insert.right, insert.contents.size());
        Moment at = moment;
        for (const Content& content : insert.contents) {
            writes_.push_back({at.next, at.lamport, below(node, Node::Step(at.next)), content});
            ++at.next.counter;
            ++at.lamport.value;
        }
    }
    void take(const Moment& moment, const Way& node, const TextInsert& insert) {
        std::string_view rest = insert.characters;
        std::uint32_t size = 0;
        for (; !rest.empty(); ++size)
            characters_[{moment.next.author, moment.next.counter + size}] =
                codec::take_code_point(rest);
        integrate(moment, node, insert.left, insert.right, size);
    }
    // Items that nobody ever sees.
    void take_void(const Moment& moment, const Way& node, const ListInsert& insert) {
        integrate(moment, node, insert.left, insert.right, insert.contents.size());
        erase_own(moment, insert.contents.size());
    }
    void take_void(const Moment& moment, const Way& node, const TextInsert& insert) {
        take(moment, node, insert);
        erase_own(moment, codec::code_point_count(insert.characters));
    }
    void take_void(const Moment&, const Way&, const auto&) {}
    void erase_own(const Moment& moment, std::size_t size) {
        for (std::size_t i = 0; i < size; ++i)
            erased_.insert({moment.next.author, moment.next.counter + i});
    }
    void integrate(const Moment& moment, const Way& node, Dot left, Dot right, std::size_t size) {
        sequences_.try_emplace(node, sequence::Order::fugue_max)
            .first->second.integrate(sequence::Insertion{
                moment.next, static_cast<std::uint32_t>(size), left, right, {}});
    }
    void take(const Moment&, const Way&, const Erase& erase) {
        for (const sequence::Deletion& run : erase.runs)
            for (std::uint32_t i = 0; i < run.size; ++i)
                erased_.insert({run.first.author, run.first.counter + i});
    }
    void take(const Moment& moment, const Way& node, const CounterSum& sum) {
        std::erase_if(sums_, [&](const Sum& one) {
            return one.dot.author == moment.next.author && one.node == node;
        });
        sums_.push_back({moment.next, node, sum.balance});
    }
    void take(const Moment& moment, const Way& node, const SetAdd& add) {
        member_removals_.push_back({moment, node, add.value});
        members_.push_back({moment.next, node, add.value});
    }
    void take(const Moment& moment, const Way& node, const SetRemove& remove) {
        member_removals_.push_back({moment, node, remove.value});
    }

    // --- What is left

    // Whether somebody who saw the dot removed what is there, or something above it.
    [[nodiscard]] bool is_removed(Dot dot, const Way& way) const {
        return std::ranges::any_of(removals_, [&](const Removal& removal) {
            const std::size_t size = removal.slot.size();
            if (size > way.size() ||
                !std::equal(removal.slot.begin(), removal.slot.end(), way.begin()))
                return false;
            const bool is_spared =
                removal.except && size < way.size() && get<NodeKind>(way[size]) == *removal.except;
            return !is_spared && removal.moment.saw(dot);
        });
    }

    [[nodiscard]] std::vector<Dot> items_of(const Way& node) const {
        std::vector<Dot> items;
        const auto sequence = sequences_.find(node);
        if (sequence == sequences_.end()) return items;
        for (const auto& item : sequence->second.items())
            if (!erased_.contains(item.id) && !is_removed(item.id, node)) items.push_back(item.id);
        return items;
    }

    [[nodiscard]] std::optional<Tree> seen(const Way& slot) const {
        const Write* latest = nullptr;
        const auto stamp = [](const Write& write) {
            return Stamp{write.lamport, write.dot.author};
        };
        for (const Write& write : writes_)
            if (write.slot == slot && !is_removed(write.dot, slot) &&
                (!latest || stamp(write) > stamp(*latest)))
                latest = &write;
        if (latest) {
            if (const Value* const value = get_if<Value>(&latest->content)) return Tree{*value};
            const NodeKind kind = get<NodeKind>(latest->content);
            return tree_of(below(slot, kind), kind);
        }
        for (std::size_t i = 0; i < node_kind_count; ++i) {
            const auto kind = static_cast<NodeKind>(i);
            const Way node = below(slot, kind);
            const bool shows_something = kind == NodeKind::counter
                                             ? !sums_of(node).empty()
                                             : tree_of(node, kind) != empty_tree(kind);
            if (shows_something) return tree_of(node, kind);
        }
        return std::nullopt;
    }

    [[nodiscard]] std::vector<Balance> sums_of(const Way& node) const {
        std::vector<Balance> sums;
        for (const Sum& sum : sums_)
            if (sum.node == node && !is_removed(sum.dot, node)) sums.push_back(sum.balance);
        return sums;
    }

    [[nodiscard]] std::set<std::string> keys_below(const Way& node) const {
        std::set<std::string> keys;
        const auto note = [&](const Way& way) {
            if (way.size() <= node.size() || !std::equal(node.begin(), node.end(), way.begin()))
                return;
            if (const auto* const key = get_if<std::string>(&way[node.size()])) keys.insert(*key);
        };
        for (const Write& write : writes_) note(write.slot);
        for (const auto& [way, sequence] : sequences_) note(way);
        for (const Sum& sum : sums_) note(sum.node);
        for (const Member& member : members_) note(member.node);
        return keys;
    }

    [[nodiscard]] Tree tree_of(const Way& node, NodeKind kind) const {
        switch (kind) {
            case NodeKind::map: {
                MapTree map;
                for (const std::string& key : keys_below(node))
                    if (auto tree = seen(below(node, Node::Step(key))))
                        map.entries.push_back({key, *std::move(tree)});
                return {std::move(map)};
            }
            case NodeKind::list: {
                ListTree list;
                for (const Dot item : items_of(node))
                    list.items.push_back(*seen(below(node, Node::Step(item))));
                return {std::move(list)};
            }
            case NodeKind::text: {
                TextTree text;
                for (const Dot item : items_of(node))
                    codec::append_utf8(text.characters, characters_.at(item));
                return {std::move(text)};
            }
            case NodeKind::counter: {
                CounterTree counter;
                for (const Balance& balance : sums_of(node))
                    counter.value += static_cast<std::int64_t>(balance.plus - balance.minus);
                return {counter};
            }
            case NodeKind::set: break;
        }
        std::set<Value> values;
        for (const Member& member : members_) {
            if (member.node != node || is_removed(member.dot, node)) continue;
            const bool is_gone = std::ranges::any_of(member_removals_, [&](const auto& removal) {
                return removal.node == node && removal.value == member.value &&
                       removal.moment.saw(member.dot);
            });
            if (!is_gone) values.insert(member.value);
        }
        return {SetTree{{values.begin(), values.end()}}};
    }

    std::vector<Removal> removals_;
    std::vector<Write> writes_;
    std::map<Way, sequence::SequenceTwin> sequences_;
    std::map<Dot, char32_t> characters_;
    std::set<Dot> erased_;
    std::vector<Sum> sums_;
    std::vector<Member> members_;
    std::vector<MemberRemoval> member_removals_;
};

}  // namespace core::crdt
