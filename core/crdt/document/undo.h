// Undo takes back what an author did, and nothing of what others did since: a value that somebody
// wrote over stays, characters that were typed beside stay, a counter loses what was added.
//
//     Transaction edit(document, author, lamport, touched, &undo.begin());
//     …; edit.finish(); undo.commit();
//     Transaction back(document, author, lamport, touched, &undo.begin());
//     undo.undo(back); back.finish();                  // and likewise redo()
#pragma once

#include <map>
#include <optional>
#include <variant>
#include <vector>

#include "core/crdt/document/tree.h"

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
    std::optional<Tree> before;
    Dot written;  // What the author put there; a counter of 0 if it was removed.
};
struct UndoInsert {
    Address node;
    sequence::Deletion run;
};
struct UndoErase {
    Address node;
    sequence::Deletion run;
    std::vector<Tree> items;  // Of a list.
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
using UndoStep = std::variant<UndoSlot, UndoInsert, UndoErase, UndoAdd, UndoMember>;
using UndoEntry = std::vector<UndoStep>;

class Undo {
public:
    // Where the next transaction of the author's own notes how to take it back.
    [[nodiscard]] UndoEntry& begin();
    // It is over. Joined with the one before it, both are taken back in one go: for typing.
    void commit(bool is_joined = false);

    [[nodiscard]] bool can_undo() const { return !done_.empty(); }
    [[nodiscard]] bool can_redo() const { return !undone_.empty(); }

    void forget_redo() { undone_.clear(); }

    // Through a transaction that notes into begin(). Nothing happens if there is nothing;
    // Error::too_large if what is to be put back would not fit into one change.
    [[nodiscard]] Result<void> undo(Transaction& transaction) {
        return take_back(transaction, done_, undone_);
    }
    [[nodiscard]] Result<void> redo(Transaction& transaction) {
        return take_back(transaction, undone_, done_);
    }

private:
    Result<void> take_back(Transaction& transaction, std::vector<UndoEntry>& from,
                           std::vector<UndoEntry>& to);
    void take_back(Transaction& transaction, const UndoSlot& step);
    void take_back(Transaction& transaction, const UndoInsert& step);
    void take_back(Transaction& transaction, const UndoErase& step);
    void take_back(Transaction& transaction, const UndoAdd& step);
    void take_back(Transaction& transaction, const UndoMember& step);

    // Deleted items that were put back are others now: from the old ones to the new.
    [[nodiscard]] Dot as_restored(Dot item) const;
    void note_restored(sequence::Deletion run, Dot first);

    UndoEntry open_;
    std::vector<UndoEntry> done_;
    std::vector<UndoEntry> undone_;
    std::map<Dot, std::pair<std::uint32_t, Dot>> restored_;
};

}  // namespace core::crdt
