// Transaction is how an author changes a document: everything done in one of them becomes one
// change. What it does can be seen in the document at once; finish() gives what is to be sent.
//
// Nodes stay where they are until it ends, also those that it removes. Positions must be within,
// nodes of the right kind and texts UTF-8: whoever takes them from outside checks (see Editor).
#pragma once

#include <map>
#include <string_view>
#include <vector>

#include "core/crdt/document/document.h"
#include "core/crdt/document/performer.h"
#include "core/crdt/document/undo.h"

namespace core::crdt {

class Transaction {
public:
    // `lamport` is one more than the largest that the author knows. `touched` and `undo` may be
    // null.
    Transaction(Document& document, Author author, Lamport lamport, Touched* touched = nullptr,
                UndoEntry* undo = nullptr);

    [[nodiscard]] Node& root() { return document_.root(); }

    void set(Node& map, std::string_view key, Value value);
    // The node that is seen there if it is of that kind, else a new one in the place of all else.
    Node& make(Node& map, std::string_view key, NodeKind kind);
    void remove(Node& map, std::string_view key);

    void insert(Node& list, std::uint32_t position, std::vector<Content> contents);
    void set(Node& list, std::uint32_t position, Value value);
    Node& make(Node& list, std::uint32_t position, NodeKind kind);
    // The node that is seen there.
    [[nodiscard]] static Node& node_at(Node& list, std::uint32_t position);

    void insert(Node& text, std::uint32_t position, std::string_view characters);
    // Right behind an item that may have been deleted.
    void insert_behind(Node& list, Dot item, std::vector<Content> contents);
    void insert_behind(Node& text, Dot item, std::string_view characters);
    // Of a list or a text.
    void erase(Node& node, std::uint32_t position, std::uint32_t size);

    void add(Node& counter, std::int64_t by);
    void add(Node& set, Value value);
    void remove(Node& set, Value value);

    // Whatever the tree is, in the place of what is there.
    void put(Node& map, std::string_view key, const Tree& tree);
    void put(Node& list, std::uint32_t position, const Tree& tree);
    void insert(Node& list, std::uint32_t position, const std::vector<Tree>& trees);
    void insert_behind(Node& list, Dot item, const std::vector<Tree>& trees);
    // Into the node that was made for it, which is empty.
    void fill(Node& list, std::uint32_t position, const Tree& tree);

    // Also of characters that are deleted.
    [[nodiscard]] std::string characters_of(const sequence::Deletion& run) const;

    // The dot of the next event: what the next operation creates begins with it.
    [[nodiscard]] Dot next() const { return performer_.next(); }
    // Whether the author has numbers left for so many.
    [[nodiscard]] bool has_events(std::size_t count) const {
        return next().counter <= sequence::items_max &&
               count <= sequence::items_max - next().counter;
    }
    // Grows with all that is done; 0 is nothing. What was typed goes on in the operation before it.
    [[nodiscard]] std::uint64_t done() const {
        return operations_.list.size() + next().counter - first_.counter;
    }
    // The transaction is over. Nothing to be sent if it did nothing.
    [[nodiscard]] Operations finish();

private:
    std::uint32_t number_of(Node& node);
    void fill(Node& node, const Tree& tree);
    void note_slot(Node& parent, const Node::Step& step, Dot written);
    [[nodiscard]] static std::vector<Kept> kept_of(Node& node, const sequence::Deletion& run);
    void inserted(Node& list, const sequence::Insertion& done, std::vector<Content> contents);
    void inserted(Node& text, const sequence::Insertion& done, std::string_view characters);
    template <class What>
    void perform(Node& target, What what);
    // Notes what was done already.
    template <class What>
    void note(Node& target, What what);

    Document& document_;
    Dot first_;
    Performer performer_;
    Operations operations_;
    UndoEntry* undo_;
    std::map<const Node*, std::uint32_t> numbers_;  // order not used: looked up only.
};

}  // namespace core::crdt
