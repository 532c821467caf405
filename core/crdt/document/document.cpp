// A change is performed whole; whether all of it takes effect is the operations' own affair.
#include "core/crdt/document/document.h"

#include "core/crdt/document/performer.h"

namespace core::crdt {

namespace {

// Finds the nodes that a change names, and makes those that are not there. A node in an item that
// was deleted is gone; one in an item that its author cannot have seen is none. What was found
// stays where it is until the performer prunes.
class NamedNodes {
public:
    NamedNodes(Node& root, const Operations& operations, const Version& past, Dot behind_last)
        : operations_(operations), past_(past, behind_last) {
        found_.resize(operations.nodes.size() + 1, nullptr);
        found_[0] = &root;
    }

    // By recursion as deep as a document may be.
    Node* find(std::uint32_t number) {
        Node*& found = found_[number];
        if (found) return found;
        const NamedNode& named = operations_.nodes[number - 1];
        Node* const parent = find(named.parent);
        if (parent) found = find(*parent, named);
        return found;
    }
    // Those that were made and are still empty.
    void prune(Performer& performer) {
        for (Node* const node : found_)
            if (node && node->parent) performer.prune_later(*node);
    }

private:
    Node* find(Node& parent, const NamedNode& named) {
        if (const Dot* const item = get_if<Dot>(&named.step)) {
            Slot* const slot = past_.includes(*item) ? parent.find_slot(*item) : nullptr;
            return slot ? &slot->ensure(named.kind, parent, *item) : nullptr;
        }
        MapBody* const map = parent.as<MapBody>();
        if (!map) return nullptr;
        const std::string& key = get<std::string>(named.step);
        return &map->slots.ensure(key).ensure(named.kind, parent, key);
    }

    const Operations& operations_;
    Past past_;
    std::vector<Node*> found_;
};

}  // namespace

void Document::apply(Dot first, Lamport lamport, const Version& past, const Operations& operations,
                     Touched* touched, Effect effect) {
    Performer performer(characters_, past, first, lamport, touched);
    const std::uint64_t events = std::max<std::uint64_t>(1, operations.events());
    const Dot behind{first.author, first.counter + events};
    NamedNodes nodes(*root_, operations, past, behind);
    for (const Operation& operation : operations.list) {
        if (effect == Effect::all)
            performer.perform(nodes.find(operation.target), operation);
        else if (Performer::leaves_items(operation))
            performer.perform_void(nodes.find(operation.target), operation);
        else
            performer.count_events(events_of(operation));
    }
    nodes.prune(performer);
    performer.finish();
    version_.include({first.author, behind.counter - 1});
}

}  // namespace core::crdt
