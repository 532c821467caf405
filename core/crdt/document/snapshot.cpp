// snapshot := version, root
// node     := by kind
//   map      count, each: key, slot
//   list     runs; then the slots of all items that are not deleted, in order
//   text     runs; then the characters that are not deleted: size, UTF-8
//   counter  store
//   set      count, each: value, dots
// slot     := what was written (a store); count of nodes, each: kind, node
// runs     := count, each: size × 2 + 1 if deleted, dot of the first; left, right: dot or edge
// dot      := place of the author in the version + 1, counter; 0 for the edge
//
// Nodes of which nothing is known are left out, so that the bytes do not depend on the way here.
#include <algorithm>

#include "core/crdt/document/document.h"

namespace core::crdt {

using sequence::Insertion;
using sequence::Sequence;

namespace {

// Of what each takes at least, for counts that somebody else wrote.
constexpr std::size_t run_size_min = 5;
constexpr std::size_t slot_size_min = 2;

DotContext context_of(const Version& version) {
    DotContext context;
    for (const auto& [author, counter] : version) context.add(author, {1, counter + 1});
    return context;
}

class SnapshotWriter {
public:
    SnapshotWriter(BufferWriter& bytes, const DotContext& context, const Characters& characters)
        : writer_(bytes, context), characters_(characters) {}

    void write(const Node& node) {
        std::visit([this](const auto& body) { write(body); }, node.body);
    }

private:
    static bool is_forgotten(const Slot& slot) {
        for (const auto& node : slot.nodes)
            if (!node->is_forgotten()) return false;
        return slot.written.empty();
    }

    void write(const MapBody& map) {
        std::uint64_t count = 0;
        for (const auto& [key, slot] : map.slots) count += is_forgotten(slot) ? 0 : 1;
        writer_.number(count);
        for (const auto& [key, slot] : map.slots) {
            if (is_forgotten(slot)) continue;
            Coder<std::string>::write(writer_.bytes(), key);
            write(slot);
        }
    }
    void write(const Slot& slot) {
        slot.written.write(writer_);
        std::uint64_t count = 0;
        for (const auto& node : slot.nodes) count += node->is_forgotten() ? 0 : 1;
        writer_.number(count);
        for (const auto& node : slot.nodes) {
            if (node->is_forgotten()) continue;
            writer_.bytes().u8(static_cast<std::uint8_t>(node->kind()));
            write(*node);
        }
    }
    void write(const ListBody& list) {
        runs(list.sequence);
        list.sequence.each([&](Dot item, std::uint32_t size, bool is_deleted) {
            if (is_deleted) return;
            for (std::uint32_t i = 0; i < size; ++i, ++item.counter) write(*list.slots.find(item));
        });
    }
    void write(const TextBody& text) {
        runs(text.sequence);
        Coder<std::string>::write(writer_.bytes(), string_of(text, characters_));
    }
    void write(const CounterBody& counter) { counter.store.write(writer_); }
    void write(const SetBody& set) {
        writer_.number(set.values.size());
        for (const auto& [value, dots] : set.values) {
            Coder<Value>::write(writer_.bytes(), value);
            dots.write(writer_);
        }
    }

    void runs(const Sequence& sequence) {
        std::uint64_t count = 0;
        sequence.each_insertion([&count](const Insertion&, bool) { ++count; });
        writer_.number(count);
        sequence.each_insertion([this](const Insertion& run, bool is_deleted) {
            writer_.number(std::uint64_t{run.size} * 2 + (is_deleted ? 1 : 0));
            writer_.dot(run.first);
            dot_or_edge(run.left);
            dot_or_edge(run.right);
        });
    }
    void dot_or_edge(Dot dot) {
        writer_.number(dot.counter == 0 ? 0 : 1);
        if (dot.counter > 0) writer_.dot(dot);
    }

    StoreWriter writer_;
    const Characters& characters_;
};

class SnapshotReader {
public:
    SnapshotReader(Reader& bytes, const DotContext& context, Characters& characters)
        : reader_(bytes, context), characters_(characters) {}

    Result<void> read_root(Node& root) {
        TRY(read(root, 0));
        // An item is in one place of the document.
        std::ranges::sort(items_, {}, &sequence::Deletion::first);
        const auto overlap = [](const auto& one, const auto& next) {
            return one.first.author == next.first.author &&
                   one.first.counter + one.size > next.first.counter;
        };
        if (std::ranges::adjacent_find(items_, overlap) != items_.end())
            return fail(Error::malformed);
        return {};
    }

private:
    Result<void> read(Node& node, std::size_t depth) {
        if (depth > depth_max) return fail(Error::too_deep);
        if (MapBody* const map = node.as<MapBody>()) return read_map(node, *map, depth);
        if (ListBody* const list = node.as<ListBody>()) return read_list(node, *list, depth);
        if (TextBody* const text = node.as<TextBody>()) return read_text(*text);
        if (CounterBody* const counter = node.as<CounterBody>()) {
            counter->store = TRY(PnCounterStore::read(reader_));
            return {};
        }
        return read_set(*node.as<SetBody>());
    }
    Result<void> read_map(Node& node, MapBody& map, std::size_t depth) {
        const std::uint64_t count = TRY(reader_.count(1 + slot_size_min));
        const std::string* previous = nullptr;
        for (std::uint64_t i = 0; i < count; ++i) {
            const std::string key = TRY(read_key(reader_.bytes()));
            if (previous && key <= *previous) return fail(Error::not_canonical);
            Slot& slot = map.slots.ensure(key);
            TRY(read_slot(slot, node, key, depth));
            if (slot.empty()) return fail(Error::not_canonical);
            previous = &map.slots.back().first;
        }
        return {};
    }
    Result<void> read_slot(Slot& slot, Node& parent, const Node::Step& step, std::size_t depth) {
        slot.written = TRY(SlotWrites::read(reader_));
        const std::uint64_t count = TRY(reader_.count(slot_size_min));
        for (std::uint64_t i = 0; i < count; ++i) {
            const std::uint8_t kind = TRY(reader_.bytes().u8());
            if (kind >= node_kind_count) return fail(Error::malformed);
            if (i > 0 && slot.nodes.back()->kind() >= static_cast<NodeKind>(kind))
                return fail(Error::not_canonical);
            Node& node = slot.ensure(static_cast<NodeKind>(kind), parent, step);
            TRY(read(node, depth + 1));
            if (node.is_forgotten()) return fail(Error::not_canonical);
        }
        return {};
    }
    Result<void> read_list(Node& node, ListBody& list, std::size_t depth) {
        TRY(read_runs(list.sequence));
        std::vector<Dot> items;
        list.sequence.each([&](Dot item, std::uint32_t size, bool is_deleted) {
            if (!is_deleted) items.push_back(item);
            for (std::uint32_t i = 1; !is_deleted && i < size; ++i)
                items.push_back({item.author, item.counter + i});
        });
        for (const Dot item : items) {
            Slot& slot = list.slots.ensure(item);
            TRY(read_slot(slot, node, item, depth));
            if (slot.written.empty()) return fail(Error::malformed);
        }
        return {};
    }
    Result<void> read_text(TextBody& text) {
        TRY(read_runs(text.sequence));
        const std::string string = TRY(Coder<std::string>::read(reader_.bytes()));
        if (codec::code_point_count(string) != text.sequence.size()) return fail(Error::malformed);
        std::string_view rest = string;
        text.sequence.each([&](Dot first, std::uint32_t size, bool is_deleted) {
            if (is_deleted) return;
            std::string_view run = rest;
            for (std::uint32_t i = 0; i < size; ++i)
                static_cast<void>(codec::take_code_point(rest));
            characters_.put(first, run.substr(0, run.size() - rest.size()));
        });
        return {};
    }
    Result<void> read_set(SetBody& set) {
        const std::uint64_t count = TRY(reader_.count(Coder<Value>::size_min + Dots::size_min));
        for (std::uint64_t i = 0; i < count; ++i) {
            Value value = TRY(Coder<Value>::read(reader_.bytes()));
            if (i > 0 && value <= set.values.back().first) return fail(Error::not_canonical);
            Dots dots = TRY(Dots::read(reader_));
            if (dots.empty()) return fail(Error::not_canonical);
            set.values.insert(std::move(value), std::move(dots));
        }
        return {};
    }

    // A run of visible items takes no fewer bytes than it has items: their slots or characters.
    Result<void> read_runs(Sequence& sequence) {
        const std::uint64_t count = TRY(reader_.count(run_size_min));
        std::uint64_t visible = 0;
        Insertion before;
        bool was_deleted = false;
        for (std::uint64_t i = 0; i < count; ++i) {
            const std::uint64_t head = TRY(reader_.number());
            const bool is_deleted = head % 2 == 1;
            if (head / 2 > sequence::items_max) return fail(Error::too_large);
            Insertion run;
            run.size = static_cast<std::uint32_t>(head / 2);
            run.first = TRY(reader_.dot());
            run.left = TRY(dot_or_edge());
            run.right = TRY(dot_or_edge());
            if (run.size > 0)
                TRY(reader_.check({run.first.author, run.first.counter + run.size - 1}));
            items_.push_back({run.first, run.size});
            if (!is_deleted) visible += run.size;
            if (visible > reader_.bytes().remaining()) return fail(Error::truncated);
            const Dot goes_on{before.first.author, before.first.counter + before.size};
            if (i > 0 && is_deleted == was_deleted && run.first == goes_on &&
                run.right == before.right && run.left == Dot{goes_on.author, goes_on.counter - 1})
                return fail(Error::not_canonical);
            TRY(sequence.append(run, is_deleted));
            before = run;
            was_deleted = is_deleted;
        }
        if (!sequence.is_whole()) return fail(Error::malformed);
        return {};
    }
    Result<Dot> dot_or_edge() {
        const std::uint64_t is_there = TRY(reader_.number());
        if (is_there > 1) return fail(Error::malformed);
        if (is_there == 0) return Dot{};
        const Dot dot = TRY(reader_.dot());
        return dot;
    }

    StoreReader reader_;
    Characters& characters_;
    std::vector<sequence::Deletion> items_;
};

}  // namespace

void Document::write(BufferWriter& writer) const {
    const DotContext context = context_of(version_);
    write_version(writer, version_);
    SnapshotWriter(writer, context, characters_).write(*root_);
}

Result<Document> Document::read(Reader& reader) {
    Document document;
    document.version_ = TRY(read_version(reader));
    const DotContext context = context_of(document.version_);
    SnapshotReader snapshot(reader, context, document.characters_);
    TRY(snapshot.read_root(*document.root_));
    return document;
}

}  // namespace core::crdt
