// Transaction is how an author changes a document: everything done in one of them becomes one
// change. What it does can be seen in the document at once; finish() gives what is to be sent.
//
// Nodes stay where they are until it ends, also those that it removes. Positions must be within,
// nodes of the right kind and texts UTF-8: whoever takes them from outside checks (see Editor).
#pragma once

#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/crdt/document/document.h"
#include "core/crdt/document/performer.h"

namespace core::crdt {

class Transaction {
public:
    // `lamport` is one more than the largest that the author knows. `touched` may be null.
    Transaction(Document& document, Author author, Lamport lamport, Touched* touched);

    [[nodiscard]] Node& root() { return document_.root(); }

    void set(Node& map, std::string_view key, Value value);
    // The node that is seen there if it is of that kind, else a new one in the place of all else.
    Node& make(Node& map, std::string_view key, NodeKind kind);
    void remove(Node& map, std::string_view key);

    void insert(Node& list, std::uint32_t position, std::vector<Content> contents);
    void set(Node& list, std::uint32_t position, Value value);
    Node& make(Node& list, std::uint32_t position, NodeKind kind);
    [[nodiscard]] static Node& node_at(Node& list, std::uint32_t position);

    void insert(Node& text, std::uint32_t position, std::string_view characters);
    // Of a list or a text.
    void erase(Node& node, std::uint32_t position, std::uint32_t size);
    // Of items that may be deleted already.
    void erase(Node& node, std::span<const sequence::Deletion> runs);

    void add(Node& counter, std::int64_t by);
    void add(Node& set, Value value);
    void remove(Node& set, Value value);

    // The dot of the next event: what the next operation creates begins with it.
    [[nodiscard]] Dot next() const { return performer_.next(); }
    // The transaction is over. Nothing to be sent if it did nothing.
    [[nodiscard]] Operations finish();

private:
    std::uint32_t number_of(Node& node);
    template <class What>
    void perform(Node& target, What what);
    // Notes what was done already.
    template <class What>
    void note(Node& target, What what);

    Document& document_;
    Dot first_;
    Performer performer_;
    Operations operations_;
    std::unordered_map<const Node*, std::uint32_t> numbers_;
};

}  // namespace core::crdt
