// Performer carries out the operations of one change on a document's nodes, one behind the other.
// Whoever made them, and whatever came in between, they lead to the same: an operation takes away
// what is in its past and adds under its own events.
//
// What it cannot do, since it names what is not there or not in its past, or erases something
// twice, it leaves out, on every replica the same; no honest change has such. What it takes out of
// the tree lives as long as the performer, so that nodes can be named until then.
#pragma once

#include <map>
#include <set>

#include "core/crdt/document/characters.h"
#include "core/crdt/document/node.h"
#include "core/crdt/document/operation.h"
#include "core/crdt/document/touched.h"
#include "core/crdt/sequence/runs.h"

namespace core::crdt {

class Performer {
public:
    // `touched` is told what is about to change, if there is one.
    Performer(Characters& characters, const Version& past, Dot first, Lamport lamport,
              Touched* touched)
        : characters_(characters),
          past_(past),
          next_(first),
          lamport_(lamport),
          touched_(touched) {}

    // Null if the node is gone; the events are counted nevertheless.
    void perform(Node* target, const Operation& operation);

    // Of a void change: items that are deleted at once. Other operations leave nothing at all.
    [[nodiscard]] static bool leaves_items(const Operation& operation);
    void perform_void(Node* target, const Operation& operation);

    [[nodiscard]] Dot next() const { return next_; }
    [[nodiscard]] Lamport lamport() const { return lamport_; }

    // Before an author's own items come to stand in the sequence, or are erased.
    void about_to_change(Node& node);
    // For an author's own items, which stand in the sequence already.
    void fill(Node& list, Dot first, const std::vector<Content>& contents);
    void fill(Node& text, Dot first, std::string_view characters);
    // The run of visible items at the position.
    void erase(Node& node, std::uint32_t position, const sequence::Deletion& run);
    void count_events(std::uint64_t events);

    // When all is done: tells `touched`, and takes out of the tree what nothing is known of any
    // more.
    void finish();
    // Looks at it too then; not the root.
    void prune_later(Node& node) { to_prune_.emplace_back(node.parent, node.step); }

private:
    void perform(Node& map, const MapSet& set);
    void perform(Node& map, const MapRemove& remove);
    void perform(Node& list, const ListInsert& insert);
    void perform(Node& list, const ListSet& set);
    void perform(Node& text, const TextInsert& insert);
    void perform(Node& node, const Erase& erase);
    void perform(Node& counter, const CounterSum& sum);
    void perform(Node& set, const SetAdd& add);
    void perform(Node& set, const SetRemove& remove);

    [[nodiscard]] Past past() const { return {past_, next_}; }
    [[nodiscard]] bool knows(Dot dot) const { return dot.counter == 0 || past().includes(dot); }
    bool integrate(sequence::Sequence& sequence, Dot left, Dot right, std::uint64_t size);
    void write(Node& parent, const Node::Step& step, Slot& slot, const Content& content);
    void note_inserted(Node& node, const sequence::Deletion& run);

    // What was done to a node since all that was seen was removed from it.
    struct Since {
        std::vector<Node::Step> steps;  // Of slots that were written, or in whose nodes it was.
        std::vector<sequence::Deletion> items;
        std::vector<Value> members;
    };
    // Null if nothing was removed.
    [[nodiscard]] Since* since_cleared(Node& node);

    void remove_seen(Node& parent, const Node::Step& step, Slot& slot,
                     std::optional<NodeKind> except);
    void remove_seen(Node& set, const Value& value, Dots& dots);
    void remove_seen(Node& node);
    void remove_seen_slot(Node& node, const Node::Step& step);
    void remove_all_seen(Node& node);
    void remove_seen_items(Node& node);
    void remove(Node& node, const std::vector<sequence::Deletion>& runs);
    void remove_member(Node& set, const Value& value);
    void take_out(Node& node, const sequence::Deletion& run);
    bool prune(Node& parent, const Node::Step& step);

    Characters& characters_;
    const Version& past_;
    Dot next_;
    Lamport lamport_;
    Touched* touched_;
    std::vector<std::pair<Node*, Node::Step>> to_prune_;
    TakenOut taken_out_;
    std::vector<std::unique_ptr<Node>> pruned_;
    // Of nodes from which all that was seen was removed: whoever removes it again, for each of many
    // operations, looks at no more than at what came since.
    // order not used: only looked up
    std::map<Node*, Since> cleared_;
    // Those whose slots, all the way up, were noted since.
    // order not used: only looked up
    std::set<Node*> noted_;
    // Where many wrote or added at once, and what was seen is removed: only the author's own can
    // have come since.
    // order not used: only looked up
    std::set<std::pair<Node*, Variant<Node::Step, Value>>> crowds_;
    // By this change; nobody erases an item twice.
    sequence::Runs erased_;
};

}  // namespace core::crdt
