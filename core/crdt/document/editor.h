// Editor changes a document by paths that come from outside: it checks everything that a
// transaction takes for granted. What is refused changed nothing; what was done before it stays.
//
// Maps on the way are made where there is nothing. Where somebody put something else, it is
// Error::type_wrong; a place that is not there, value_missing; a position beyond the end, or what
// would not fit into one change any more, too_large.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "core/crdt/document/path.h"
#include "core/crdt/document/transaction.h"

namespace core::crdt {

class Editor {
public:
    explicit Editor(Transaction& transaction) : transaction_(transaction) {}

    // A whole tree, in the place of whatever is there.
    Result<void> put(PathView path, const Tree& tree);
    Result<void> set(PathView path, Value value) { return put(path, Tree{std::move(value)}); }
    // Makes the node, if it is not there yet.
    Result<void> make(PathView path, NodeKind kind);
    // A key with all that is under it, or an item.
    Result<void> remove(PathView path);

    Result<void> insert_items(PathView list, std::uint32_t position,
                              const std::vector<Tree>& items);
    Result<void> insert_text(PathView text, std::uint32_t position, std::string_view characters);
    // Right behind an item, wherever that stands and even if it was erased; in front of all behind
    // a dot with counter 0. The list or text is there.
    Result<void> insert_items_behind(PathView list, Dot item, const std::vector<Tree>& items);
    Result<void> insert_text_behind(PathView text, Dot item, std::string_view characters);
    // Of a text or a list.
    Result<void> erase(PathView path, NodeKind kind, std::uint32_t position, std::uint32_t size);
    // The same by what they are, wherever they stand now: what is erased already is passed over.
    Result<void> erase(PathView path, NodeKind kind, std::span<const sequence::Deletion> items);
    // What is inserted next into a node that is there counts its items from this on.
    [[nodiscard]] Dot next() const { return transaction_.next(); }
    Result<void> add(PathView counter, std::int64_t by);
    Result<void> add_member(PathView set, Value value);
    Result<void> remove_member(PathView set, Value value);

    // An upper bound of what everything done takes in the change.
    [[nodiscard]] std::size_t spent() const { return spent_; }

private:
    // The first two change nothing. Null if the node is not there, but can be made.
    [[nodiscard]] Result<Node*> find(PathView path, NodeKind kind);
    // The node with that item in it.
    [[nodiscard]] Result<Node*> find_with(PathView path, NodeKind kind, Dot item);
    // Whether something can be put there.
    [[nodiscard]] Result<void> check_slot(PathView path);
    // When all is checked.
    Node& ensure(PathView path, NodeKind kind);
    // The last of all checks: whether it fits into the change, which it then takes its part of.
    [[nodiscard]] Result<void> spend(PathView path, std::size_t size);

    Transaction& transaction_;
    std::size_t spent_ = 0;
};

}  // namespace core::crdt
