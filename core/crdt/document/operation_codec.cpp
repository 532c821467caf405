// operations := count of other authors, authors (8 bytes each, ascending)
//               count of nodes, each: parent × 2 + 1 if the step is an item; kind; key or dot
//               operations to the end, each: target × 16 + tag, then by tag
// dot        := 0 for the edge; 1 and the counter for the author's own; place + 2 and the counter
#include <algorithm>
#include <set>

#include "core/base/variant.h"
#include "core/codec/count.h"
#include "core/codec/utf8.h"
#include "core/codec/varint.h"
#include "core/crdt/document/operation.h"

namespace core::crdt {

using sequence::Deletion;

namespace {

constexpr std::uint64_t tag_count = 16;
static_assert(Operation::What::type_count <= tag_count);
constexpr std::size_t run_size_min = 3;

// What the variants share, for all that has dots.
template <class Visit>
void each_dot(const Operations& operations, Visit visit) {
    for (const NamedNode& node : operations.nodes)
        if (const Dot* const item = get_if<Dot>(&node.step)) visit(*item);
    for (const Operation& operation : operations.list) {
        if (const auto* const items = get_if<ListInsert>(&operation.what)) {
            visit(items->left);
            visit(items->right);
        } else if (const auto* const typed = get_if<TextInsert>(&operation.what)) {
            visit(typed->left);
            visit(typed->right);
        } else if (const auto* const set = get_if<ListSet>(&operation.what)) {
            visit(set->item);
        } else if (const auto* const erase = get_if<Erase>(&operation.what)) {
            for (const Deletion& run : erase->runs) visit(run.first);
        }
    }
}

class OperationsWriter {
public:
    OperationsWriter(Author author, const Operations& operations)
        : author_(author), writer_(bytes_, SIZE_MAX) {
        std::set<Author> others;
        each_dot(operations, [&](Dot dot) {
            if (dot.counter > 0 && dot.author != author) others.insert(dot.author);
        });
        others_.assign(others.begin(), others.end());
    }

    Buffer write(const Operations& operations) && {
        number(others_.size());
        for (const Author other : others_) writer_.u64_be(other.value);
        number(operations.nodes.size());
        for (const NamedNode& node : operations.nodes) write(node);
        for (const Operation& operation : operations.list) {
            number(operation.target * tag_count + operation.what.index());
            match(operation.what, [this](const auto& what) { write(what); });
        }
        return std::move(bytes_);
    }

private:
    void number(std::uint64_t number) { codec::write_varint(writer_, number); }
    void text(const std::string& text) { Coder<std::string>::write(writer_, text); }
    void content(const Content& content) { Coder<Content>::write(writer_, content); }
    void dot(Dot dot) {
        if (dot.counter == 0) return number(0);
        if (dot.author == author_) {
            number(1);
        } else {
            const auto place = std::ranges::lower_bound(others_, dot.author) - others_.begin();
            number(static_cast<std::uint64_t>(place) + 2);
        }
        number(dot.counter);
    }

    void write(const NamedNode& node) {
        const Dot* const item = get_if<Dot>(&node.step);
        number(std::uint64_t{node.parent} * 2 + (item ? 1 : 0));
        writer_.u8(static_cast<std::uint8_t>(node.kind));
        if (item) return dot(*item);
        text(get<std::string>(node.step));
    }
    void write(const MapSet& set) {
        text(set.key);
        content(set.content);
    }
    void write(const MapRemove& remove) { text(remove.key); }
    void write(const ListInsert& insert) {
        dot(insert.left);
        dot(insert.right);
        number(insert.contents.size());
        for (const Content& one : insert.contents) content(one);
    }
    void write(const ListSet& set) {
        dot(set.item);
        content(set.content);
    }
    void write(const TextInsert& insert) {
        dot(insert.left);
        dot(insert.right);
        text(insert.characters);
    }
    void write(const Erase& erase) {
        number(erase.runs.size());
        for (const Deletion& run : erase.runs) {
            dot(run.first);
            number(run.size);
        }
    }
    void write(const CounterSum& sum) { Coder<Balance>::write(writer_, sum.balance); }
    void write(const SetAdd& add) { Coder<Value>::write(writer_, add.value); }
    void write(const SetRemove& remove) { Coder<Value>::write(writer_, remove.value); }

    Author author_;
    std::vector<Author> others_;
    Buffer bytes_;
    BufferWriter writer_;
};

class OperationsReader {
public:
    OperationsReader(Author author, Bytes bytes) : author_(author), bytes_(bytes) {}

    Result<Operations> read() {
        TRY(read_others());
        Operations operations;
        const std::uint64_t nodes = TRY(count(3));
        TRY(count_parts(nodes));
        std::vector<std::size_t> depths{0};
        for (std::uint64_t i = 0; i < nodes; ++i) {
            operations.nodes.push_back(TRY(read_node(depths)));
            if (depths.back() > depth_max) return fail(Error::too_deep);
        }
        while (!bytes_.at_end()) {
            TRY(count_parts(1));
            operations.list.push_back(TRY(read_operation(nodes)));
        }
        // An author whom nothing names would make a second form of the same.
        if (std::ranges::find(is_named_, false) != is_named_.end())
            return fail(Error::not_canonical);
        return operations;
    }

private:
    Result<std::uint64_t> number() { return codec::read_varint(bytes_); }
    Result<std::string> text() { return Coder<std::string>::read(bytes_); }
    // Of things of which each takes `size_min` bytes at least.
    Result<std::uint64_t> count(std::size_t size_min) {
        return codec::read_count(bytes_, size_min);
    }

    Result<void> count_parts(std::uint64_t parts) {
        if (parts > parts_of_change_max - parts_) return fail(Error::too_large);
        parts_ += parts;
        return {};
    }

    Result<void> read_others() {
        const std::uint64_t others = TRY(count(sizeof(std::uint64_t)));
        for (std::uint64_t i = 0; i < others; ++i) {
            const Author other{TRY(bytes_.u64_be())};
            if (other == author_ || (i > 0 && other <= others_.back()))
                return fail(Error::not_canonical);
            others_.push_back(other);
        }
        is_named_.resize(others_.size());
        return {};
    }

    Result<Dot> dot_or_edge() {
        const std::uint64_t who = TRY(number());
        if (who == 0) return Dot{};
        if (who - 1 > others_.size()) return fail(Error::malformed);
        if (who > 1) is_named_[static_cast<std::size_t>(who - 2)] = true;
        const Author author = who == 1 ? author_ : others_[static_cast<std::size_t>(who - 2)];
        const Dot dot{author, TRY(number())};
        if (dot.counter == 0) return fail(Error::malformed);
        return dot;
    }
    Result<Dot> dot() {
        const Dot dot = TRY(dot_or_edge());
        if (dot.counter == 0) return fail(Error::malformed);
        return dot;
    }

    Result<NamedNode> read_node(std::vector<std::size_t>& depths) {
        NamedNode node;
        const std::uint64_t head = TRY(number());
        if (head / 2 >= depths.size()) return fail(Error::malformed);
        node.parent = static_cast<std::uint32_t>(head / 2);
        const std::uint8_t kind = TRY(bytes_.u8());
        if (kind >= node_kind_count) return fail(Error::malformed);
        node.kind = static_cast<NodeKind>(kind);
        if (head % 2 == 1)
            node.step = TRY(dot());
        else
            node.step = TRY(read_key(bytes_));
        depths.push_back(depths[node.parent] + 1);
        return node;
    }

    Result<Operation> read_operation(std::uint64_t nodes) {
        const std::uint64_t head = TRY(number());
        if (head / tag_count > nodes) return fail(Error::malformed);
        Operation operation;
        operation.target = static_cast<std::uint32_t>(head / tag_count);
        operation.what = TRY(read_what(head % tag_count));
        return operation;
    }

    // In the order of the variant.
    Result<Operation::What> read_what(std::uint64_t tag) {
        switch (tag) {
            case 0: {
                std::string key = TRY(read_key(bytes_));
                return MapSet{std::move(key), TRY(Coder<Content>::read(bytes_))};
            }
            case 1: return MapRemove{TRY(read_key(bytes_))};
            case 2: return TRY(read_list_insert());
            case 3: {
                const Dot item = TRY(dot());
                return ListSet{item, TRY(Coder<Content>::read(bytes_))};
            }
            case 4: return TRY(read_text_insert());
            case 5: return TRY(read_erase());
            case 6: return CounterSum{TRY(Coder<Balance>::read(bytes_))};
            case 7: return SetAdd{TRY(Coder<Value>::read(bytes_))};
            case 8: return SetRemove{TRY(Coder<Value>::read(bytes_))};
            default: return fail(Error::malformed);
        }
    }

    Result<ListInsert> read_list_insert() {
        ListInsert insert;
        insert.left = TRY(dot_or_edge());
        insert.right = TRY(dot_or_edge());
        const std::uint64_t items = TRY(count(Coder<Content>::size_min));
        if (items == 0) return fail(Error::malformed);
        items_ += items;
        if (items_ > items_of_change_max) return fail(Error::too_large);
        for (std::uint64_t i = 0; i < items; ++i)
            insert.contents.push_back(TRY(Coder<Content>::read(bytes_)));
        return insert;
    }
    Result<TextInsert> read_text_insert() {
        TextInsert insert;
        insert.left = TRY(dot_or_edge());
        insert.right = TRY(dot_or_edge());
        insert.characters = TRY(text());
        if (insert.characters.empty()) return fail(Error::malformed);
        return insert;
    }
    Result<Erase> read_erase() {
        const std::uint64_t runs = TRY(count(run_size_min));
        TRY(count_parts(runs));
        Erase erase;
        for (std::uint64_t i = 0; i < runs; ++i) {
            const Dot first = TRY(dot());
            const std::uint64_t size = TRY(number());
            if (size == 0) return fail(Error::malformed);
            if (first.counter > sequence::items_max || size > sequence::items_max - first.counter)
                return fail(Error::too_large);
            erase.runs.push_back({first, static_cast<std::uint32_t>(size)});
        }
        return erase;
    }

    Author author_;
    Reader bytes_;
    std::vector<Author> others_;
    std::vector<bool> is_named_;
    std::uint64_t items_ = 0;
    std::uint64_t parts_ = 0;
};

}  // namespace

std::uint64_t events_of(const Operation& operation) {
    if (const auto* const insert = get_if<ListInsert>(&operation.what))
        return insert->contents.size();
    if (const auto* const insert = get_if<TextInsert>(&operation.what))
        return codec::code_point_count(insert->characters);
    const bool takes_away = holds_alternative<MapRemove>(operation.what) ||
                            holds_alternative<Erase>(operation.what) ||
                            holds_alternative<SetRemove>(operation.what);
    return takes_away ? 0 : 1;
}

std::uint64_t Operations::events() const {
    std::uint64_t events = 0;
    for (const Operation& operation : list) events += events_of(operation);
    return events;
}

Buffer write_operations(Author author, const Operations& operations) {
    return OperationsWriter(author, operations).write(operations);
}

Result<Operations> read_operations(Author author, Bytes bytes) {
    return OperationsReader(author, bytes).read();
}

}  // namespace core::crdt
