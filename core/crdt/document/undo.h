// Undo takes back what an author did, and nothing of what others did since: a value that somebody
// wrote over stays, characters that were typed beside stay, a counter loses what was added.
//
//     Transaction edit(document, author, lamport, touched, &undo.begin());
//     …; edit.finish(); undo.commit();
//     Transaction back(document, author, lamport, touched, &undo.begin());
//     undo.undo(back); back.finish();                  // and likewise redo()
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "core/base/variant.h"
#include "core/crdt/document/kept.h"

namespace core::crdt {

class Transaction;

// Transactions that can be taken back; older ones are forgotten.
inline constexpr std::size_t undo_entries_max = 1'000;

// A node by the way to it, since it may have gone in between.
using Address = std::vector<std::pair<Node::Step, NodeKind>>;
[[nodiscard]] Address address_of(const Node& node);

struct UndoSlot {
    Address parent;
    Node::Step step;
    std::optional<Kept> before;
    Dot written;  // What the author put there; a counter of 0 if it was removed.
};
struct UndoInsert {
    Address node;
    sequence::Deletion run;
};
struct UndoErase {
    Address node;
    sequence::Deletion run;
    std::uint32_t position = 0;
    std::vector<Kept> items;  // Of a list.
};
struct UndoAdd {
    Address counter;
    std::int64_t by = 0;
};
struct UndoMember {
    Address set;
    Value value;
    bool was_member = false;
};
using UndoStep = Variant<UndoSlot, UndoInsert, UndoErase, UndoAdd, UndoMember>;

// The steps of one transaction. What goes on with what came before it is one step with it: keys
// pressed one after the other.
class UndoEntry {
public:
    void note(UndoStep step);

    [[nodiscard]] bool empty() const { return steps_.empty(); }
    [[nodiscard]] std::vector<UndoStep>& steps() { return steps_; }

private:
    std::vector<UndoStep> steps_;
};

class Undo {
public:
    // Where the next transaction of the author's own notes how to take it back.
    [[nodiscard]] UndoEntry& begin();
    [[nodiscard]] const UndoEntry& begun() const { return open_; }
    // It is over. Joined with the one before it, both are taken back in one go: for typing.
    void commit(bool is_joined = false);

    [[nodiscard]] bool can_undo() const { return !done_.empty(); }
    [[nodiscard]] bool can_redo() const { return !undone_.empty(); }

    void forget_redo() { undone_.clear(); }
    // How many can be taken back.
    [[nodiscard]] std::size_t size() const { return done_.size(); }

    // Through a transaction that notes into begin(). Nothing happens if there is nothing. Of what
    // does not fit into one change the last part is taken back, and the rest the next time;
    // Error::too_large if not even one step fits.
    [[nodiscard]] Result<void> undo(Transaction& transaction) {
        return take_back(transaction, done_, undone_);
    }
    [[nodiscard]] Result<void> redo(Transaction& transaction) {
        return take_back(transaction, undone_, done_);
    }

private:
    Result<void> take_back(Transaction& transaction, std::deque<UndoEntry>& from,
                           std::deque<UndoEntry>& to);
    void take_back(Transaction& transaction, const UndoSlot& step);
    void take_back(Transaction& transaction, const UndoInsert& step);
    void take_back(Transaction& transaction, const UndoErase& step);
    void take_back(Transaction& transaction, const UndoAdd& step);
    void take_back(Transaction& transaction, const UndoMember& step);

    // More than a step can make of a change.
    [[nodiscard]] std::size_t size_bound(Node& root, const UndoStep& step) const;
    [[nodiscard]] Node* find(Node& root, const Address& address) const;
    // What is left of the items, behind one another, and what they were before they were put back:
    // `visit(Deletion, Dot)`.
    template <class Visit>
    void each_visible(Node& node, sequence::Deletion run, Visit visit) const;
    // Whether what is seen there is what the author wrote, and nobody else put anything into it.
    [[nodiscard]] bool is_left_alone(const Slot& slot, Dot written, Author author) const;
    void erase_if_left_alone(Transaction& transaction, Node& list, const sequence::Deletion& run,
                             Dot old);

    void put_back(Transaction& transaction, Node& parent, const Node::Step& step, const Kept& kept);
    void put_back(Transaction& transaction, Node& node, const sequence::Deletion& run,
                  std::uint32_t position, std::span<const Kept> items);
    void put_back_piece(Transaction& transaction, Node& node, const sequence::Deletion& run,
                        std::optional<std::uint32_t> position, std::span<const Kept> items);
    void fill(Transaction& transaction, Node& node, const Kept& kept);

    // Items that were put back are others now. As much of the run's beginning as is one run still.
    [[nodiscard]] sequence::Deletion as_restored(sequence::Deletion run) const;
    [[nodiscard]] Node::Step as_restored(const Node::Step& step) const;
    void note_restored(const sequence::Deletion& run, Dot first);
    // Writes too.
    [[nodiscard]] Dot as_rewritten(Dot written) const;
    void note_written(const Kept& kept, const Slot& slot);

    UndoEntry open_;
    std::deque<UndoEntry> done_;
    std::deque<UndoEntry> undone_;
    // From the old ones to the new: items, and events that wrote into slots.
    std::map<Dot, sequence::Deletion> restored_;
    std::map<Dot, Dot> rewritten_;
};

}  // namespace core::crdt
