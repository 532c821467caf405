// Both ways by recursion as deep as a document may be.
#include "core/crdt/boundary/tree_codec.h"

#include <algorithm>

#include "core/base/heap_sort.h"
#include "core/base/variant.h"
#include "core/codec/count.h"
#include "core/codec/varint.h"

namespace core::crdt {

namespace {

constexpr std::byte tree_node_tag{0x40};

class TreeWriter {
public:
    explicit TreeWriter(BufferWriter& writer) : writer_(writer) {}

    // By recursion as deep as a document may be.
    void write(const Tree& tree) {
        if (const Value* const value = get_if<Value>(&tree.what))
            return Coder<Value>::write(writer_, *value);
        Coder<Content>::write(writer_, content_of(tree));
        match(tree.what, [this](const auto& what) { write_body(what); });
    }

private:
    void number(std::uint64_t number) { codec::write_varint(writer_, number); }

    void write_body(const Value&) {}
    void write_body(const MapTree& map) {
        number(map.entries.size());
        for (const TreeEntry& entry : map.entries) {
            Coder<std::string>::write(writer_, entry.key);
            write(entry.tree);
        }
    }
    void write_body(const ListTree& list) {
        number(list.items.size());
        for (const Tree& item : list.items) write(item);
    }
    void write_body(const TextTree& text) { Coder<std::string>::write(writer_, text.characters); }
    void write_body(const CounterTree& counter) { write_zigzag(writer_, counter.value); }
    void write_body(const SetTree& set) {
        number(set.values.size());
        for (const Value& value : set.values) Coder<Value>::write(writer_, value);
    }

    BufferWriter& writer_;
};

Result<MapTree> read_map(Reader& reader, std::size_t depth) {
    const std::uint64_t count = TRY(codec::read_count(reader, 2));
    MapTree map;
    for (std::uint64_t i = 0; i < count; ++i) {
        std::string key = TRY(Coder<std::string>::read(reader));
        Tree tree = TRY(read_tree(reader, depth + 1));
        map.entries.push_back({std::move(key), std::move(tree)});
    }
    heap_sort(map.entries,
              [](const TreeEntry& one, const TreeEntry& other) { return one.key < other.key; });
    if (std::ranges::adjacent_find(map.entries, {}, &TreeEntry::key) != map.entries.end())
        return fail(Error::malformed);
    return map;
}

Result<ListTree> read_list(Reader& reader, std::size_t depth) {
    const std::uint64_t count = TRY(codec::read_count(reader, 1));
    ListTree list;
    for (std::uint64_t i = 0; i < count; ++i)
        list.items.push_back(TRY(read_tree(reader, depth + 1)));
    return list;
}

Result<SetTree> read_set(Reader& reader) {
    const std::uint64_t count = TRY(codec::read_count(reader, 1));
    SetTree set;
    for (std::uint64_t i = 0; i < count; ++i) set.values.push_back(TRY(Coder<Value>::read(reader)));
    return set;
}

}  // namespace

void write_zigzag(BufferWriter& writer, std::int64_t number) {
    const auto bits = static_cast<std::uint64_t>(number);
    codec::write_varint(writer, bits << 1 ^ (number < 0 ? UINT64_MAX : 0));
}

Result<std::int64_t> read_zigzag(Reader& reader) {
    const std::uint64_t bits = TRY(Coder<std::uint64_t>::read(reader));
    return static_cast<std::int64_t>(bits >> 1 ^ (~(bits & 1) + 1));
}

void write_tree(BufferWriter& writer, const Tree& tree) { TreeWriter(writer).write(tree); }

Result<Tree> read_tree(Reader& reader, std::size_t depth) {
    if (depth > depth_max) return fail(Error::too_deep);
    const Bytes rest = reader.rest();
    if (rest.empty() || rest[0] < tree_node_tag) return Tree{TRY(Coder<Value>::read(reader))};
    const Content content = TRY(Coder<Content>::read(reader));
    switch (get<NodeKind>(content)) {
        case NodeKind::map: return Tree{TRY(read_map(reader, depth))};
        case NodeKind::list: return Tree{TRY(read_list(reader, depth))};
        case NodeKind::text: return Tree{TextTree{TRY(Coder<std::string>::read(reader))}};
        case NodeKind::counter: return Tree{CounterTree{TRY(read_zigzag(reader))}};
        case NodeKind::set: return Tree{TRY(read_set(reader))};
    }
    std::unreachable();
}

}  // namespace core::crdt
