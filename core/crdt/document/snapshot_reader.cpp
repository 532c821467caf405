// Reading snapshots. Addresses of slots change when their map grows: what is kept across a pause
// belongs to the way from the root to where the reading stands, and nothing grows there.
#include "core/crdt/document/snapshot.h"
#include "core/crdt/sequence/runs.h"

namespace core::crdt {

using sequence::Insertion;
using sequence::Sequence;
using sequence::SpanCursor;

namespace {

// Of what each takes at least, for counts that somebody else wrote.
constexpr std::size_t encoded_run_size_min = 5;
constexpr std::size_t slot_size_min = 2;

// Bytes that are read in a step.
constexpr std::size_t read_step_size = 64;
constexpr std::size_t read_piece_size = 4096;

}  // namespace

// All that a snapshot's nodes are read with. It lives in the frame of read_snapshot().
class SnapshotReader {
public:
    SnapshotReader(Pace& pace, Reader& bytes, Document& document)
        : pace_(pace),
          context_(DotContext::of(document.version_)),
          reader_(bytes, context_),
          characters_(document.characters_) {}

    static Sliced<Result<Document>> read(Pace& pace, Reader& bytes) {
        Document document;
        document.version_ = CO_TRY(read_version(bytes));
        SnapshotReader reader(pace, bytes, document);
        CO_TRY(co_await reader.read(*document.root_, 0));
        co_return std::move(document);
    }

private:
    Sliced<Result<void>> read(Node& node, std::size_t depth) {
        if (depth > depth_max) co_return fail(Error::too_deep);
        if (MapBody* const map = node.as<MapBody>()) {
            CO_TRY(co_await read_map(node, *map, depth));
        } else if (ListBody* const list = node.as<ListBody>()) {
            CO_TRY(co_await read_list(node, *list, depth));
        } else if (TextBody* const text = node.as<TextBody>()) {
            CO_TRY(co_await read_text(*text));
        } else if (CounterBody* const counter = node.as<CounterBody>()) {
            counter->store = CO_TRY(PnCounterStore::read(reader_));
        } else {
            CO_TRY(co_await read_set(*node.as<SetBody>()));
        }
        co_return Result<void>{};
    }

    Sliced<Result<void>> read_map(Node& node, MapBody& map, std::size_t depth) {
        const std::uint64_t count = CO_TRY(reader_.count(1 + slot_size_min));
        for (std::uint64_t i = 0; i < count; ++i) {
            const std::size_t begin = position();
            const std::string key = CO_TRY(read_key(reader_.bytes()));
            if (i > 0 && key <= map.slots.back().first) co_return fail(Error::not_canonical);
            Slot& slot = map.slots.ensure(key);
            const std::uint64_t nodes = CO_TRY(read_written(slot));
            if (nodes > 0) CO_TRY(co_await read_nodes(slot, nodes, node, key, depth));
            if (slot.empty()) co_return fail(Error::not_canonical);
            co_await spend_since(begin);
        }
        co_return Result<void>{};
    }

    // How many nodes follow.
    Result<std::uint64_t> read_written(Slot& slot) {
        slot.written = TRY(SlotWrites::read(reader_));
        return reader_.count(slot_size_min);
    }
    Sliced<Result<void>> read_nodes(Slot& slot, std::uint64_t count, Node& parent, Node::Step step,
                                    std::size_t depth) {
        for (std::uint64_t i = 0; i < count; ++i) {
            const std::uint8_t kind = CO_TRY(reader_.bytes().u8());
            if (kind >= node_kind_count) co_return fail(Error::malformed);
            if (i > 0 && slot.nodes.back()->kind() >= static_cast<NodeKind>(kind))
                co_return fail(Error::not_canonical);
            Node& node = slot.ensure(static_cast<NodeKind>(kind), parent, step);
            CO_TRY(co_await read(node, depth + 1));
            if (node.is_forgotten()) co_return fail(Error::not_canonical);
        }
        co_return Result<void>{};
    }

    Sliced<Result<void>> read_list(Node& node, ListBody& list, std::size_t depth) {
        CO_TRY(co_await read_runs(list.sequence));
        SpanCursor cursor = list.sequence.begin();
        while (const auto run = list.sequence.next(cursor)) {
            Dot item = run->first;
            for (std::uint32_t i = 0; !run->is_deleted && i < run->size; ++i, ++item.counter) {
                const std::size_t begin = position();
                Slot& slot = list.slots.ensure(item);
                const std::uint64_t nodes = CO_TRY(read_written(slot));
                if (nodes > 0) CO_TRY(co_await read_nodes(slot, nodes, node, item, depth));
                if (slot.written.empty()) co_return fail(Error::malformed);
                co_await spend_since(begin);
            }
            co_await pace_.spend(1);
        }
        co_return Result<void>{};
    }

    Sliced<Result<void>> read_text(TextBody& text) {
        CO_TRY(co_await read_runs(text.sequence));
        const std::uint64_t size = CO_TRY(codec::read_varint(reader_.bytes()));
        std::string_view rest = as_text(CO_TRY(reader_.bytes().take(size)));
        SpanCursor cursor = text.sequence.begin();
        Sequence::Run run;
        while (!rest.empty()) {
            std::string_view piece = codec::take_whole(rest, read_piece_size);
            co_await pace_.spend(1 + piece.size() / read_step_size);
            if (!codec::is_utf8(piece)) co_return fail(Error::malformed);
            while (!piece.empty()) {
                run = next_visible(text.sequence, cursor, run);
                if (run.size == 0) co_return fail(Error::malformed);
                put_characters(piece, run);
            }
        }
        if (next_visible(text.sequence, cursor, run).size > 0) co_return fail(Error::malformed);
        co_return Result<void>{};
    }
    // What is left of the run, or else the next one in which anything is visible.
    static Sequence::Run next_visible(const Sequence& sequence, SpanCursor& cursor,
                                      Sequence::Run run) {
        while (run.size == 0 || run.is_deleted) {
            const auto next = sequence.next(cursor);
            if (!next) return {};
            run = *next;
        }
        return run;
    }
    // As many as both have, from the beginning of both.
    void put_characters(std::string_view& piece, Sequence::Run& run) {
        std::string_view rest = piece;
        std::uint32_t count = 0;
        for (; count < run.size && !rest.empty(); ++count)
            static_cast<void>(codec::take_code_point(rest));
        characters_.put(run.first, piece.substr(0, piece.size() - rest.size()));
        piece = rest;
        run.first.counter += count;
        run.size -= count;
    }

    Sliced<Result<void>> read_set(SetBody& set) {
        const std::uint64_t count = CO_TRY(reader_.count(Coder<Value>::size_min + Dots::size_min));
        for (std::uint64_t i = 0; i < count; ++i) {
            const std::size_t begin = position();
            Value value = CO_TRY(Coder<Value>::read(reader_.bytes()));
            if (i > 0 && value <= set.values.back().first) co_return fail(Error::not_canonical);
            Dots dots = CO_TRY(Dots::read(reader_));
            if (dots.empty()) co_return fail(Error::not_canonical);
            set.values.insert(std::move(value), std::move(dots));
            co_await spend_since(begin);
        }
        co_return Result<void>{};
    }

    // A run of visible items takes no fewer bytes than it has items: their slots or characters.
    Sliced<Result<void>> read_runs(Sequence& sequence) {
        const std::uint64_t count = CO_TRY(reader_.count(encoded_run_size_min));
        std::uint64_t visible = 0;
        Insertion before;
        bool was_deleted = false;
        for (std::uint64_t i = 0; i < count; ++i) {
            bool is_deleted = false;
            const Insertion run = CO_TRY(read_run(is_deleted));
            if (!is_deleted) visible += run.size;
            if (visible > reader_.bytes().remaining()) co_return fail(Error::truncated);
            if (i > 0 && is_deleted == was_deleted && goes_on(before, run))
                co_return fail(Error::not_canonical);
            CO_TRY(sequence.append(run, is_deleted));
            if (items_.contains_any({run.first, run.size})) co_return fail(Error::malformed);
            items_.add({run.first, run.size});
            before = run;
            was_deleted = is_deleted;
            co_await pace_.spend(1);
        }
        auto cursor = sequence.whole_cursor();
        while (const auto is_whole = sequence.next_is_whole(cursor)) {
            if (!*is_whole) co_return fail(Error::malformed);
            co_await pace_.spend(1);
        }
        co_return Result<void>{};
    }
    Result<Insertion> read_run(bool& is_deleted) {
        const std::uint64_t head = TRY(reader_.number());
        is_deleted = head % 2 == 1;
        if (head / 2 > sequence::items_max) return fail(Error::too_large);
        Insertion run;
        run.size = static_cast<std::uint32_t>(head / 2);
        run.first = TRY(reader_.dot());
        run.left = TRY(dot_or_edge());
        run.right = TRY(dot_or_edge());
        if (run.size > 0) TRY(reader_.check({run.first.author, run.first.counter + run.size - 1}));
        return run;
    }
    static bool goes_on(const Insertion& before, const Insertion& run) {
        const Dot next{before.first.author, before.first.counter + before.size};
        return run.first == next && run.right == before.right &&
               run.left == Dot{next.author, next.counter - 1};
    }
    Result<Dot> dot_or_edge() {
        const std::uint64_t is_there = TRY(reader_.number());
        if (is_there > 1) return fail(Error::malformed);
        if (is_there == 0) return Dot{};
        const Dot dot = TRY(reader_.dot());
        return dot;
    }

    [[nodiscard]] std::size_t position() { return reader_.bytes().position(); }
    // For what is behind `begin` now.
    Pace::Pause spend_since(std::size_t begin) {
        return pace_.spend(1 + (position() - begin) / read_step_size);
    }

    Pace& pace_;
    DotContext context_;
    StoreReader reader_;
    Characters& characters_;
    // Of all sequences so far: an item is in one place of the document.
    sequence::Runs items_;
};

Sliced<Result<Document>> read_snapshot(Pace& pace, Reader& reader) {
    return SnapshotReader::read(pace, reader);
}

Result<Document> Document::read(Reader& reader) {
    Pace pace;
    return Slices(pace, read_snapshot(pace, reader)).run_to_end();
}

}  // namespace core::crdt
