// Writing snapshots.
#include "core/crdt/document/snapshot.h"

namespace core::crdt {

using sequence::Sequence;
using sequence::SpanCursor;

namespace {

// Bytes that are written in a step, and characters of a text that are put together in one go.
constexpr std::size_t written_step_size = 64;
constexpr std::uint32_t written_piece_size = 4096;

class SnapshotWriter {
public:
    SnapshotWriter(Pace& pace, BufferWriter& bytes, const Document& document)
        : pace_(pace),
          context_(DotContext::of(document.version())),
          writer_(bytes, context_),
          characters_(document.characters()) {}

    Sliced<Result<void>> write(const Node& node) {
        if (const auto* const map = node.as<MapBody>()) {
            CO_TRY(co_await write(*map));
        } else if (const auto* const list = node.as<ListBody>()) {
            CO_TRY(co_await write(*list));
        } else if (const auto* const text = node.as<TextBody>()) {
            CO_TRY(co_await write(*text));
        } else if (const auto* const counter = node.as<CounterBody>()) {
            counter->store.write(writer_);
        } else {
            CO_TRY(co_await write(*node.as<SetBody>()));
        }
        co_return Result<void>{};
    }

private:
    static bool is_forgotten(const Slot& slot) {
        for (const auto& node : slot.nodes)
            if (!node->is_forgotten()) return false;
        return slot.written.empty();
    }

    Sliced<Result<void>> write(const MapBody& map) {
        std::uint64_t count = 0;
        for (const auto& [key, slot] : map.slots) {
            count += is_forgotten(slot) ? 0 : 1;
            if (count % written_step_size == 0) co_await pace_.spend(1);
        }
        writer_.number(count);
        for (const auto& [key, slot] : map.slots) {
            if (is_forgotten(slot)) continue;
            Coder<std::string>::write(writer_.bytes(), key);
            if (write_written(slot) > 0) CO_TRY(co_await write_nodes(slot));
            co_await pace_.spend(1 + weight_of(slot));
        }
        co_return Result<void>{};
    }

    // How many nodes follow.
    std::uint64_t write_written(const Slot& slot) {
        slot.written.write(writer_);
        std::uint64_t count = 0;
        for (const auto& node : slot.nodes) count += node->is_forgotten() ? 0 : 1;
        writer_.number(count);
        return count;
    }
    Sliced<Result<void>> write_nodes(const Slot& slot) {
        for (const auto& node : slot.nodes) {
            if (node->is_forgotten()) continue;
            writer_.bytes().u8(static_cast<std::uint8_t>(node->kind()));
            CO_TRY(co_await write(*node));
        }
        co_return Result<void>{};
    }

    Sliced<Result<void>> write(const ListBody& list) {
        CO_TRY(co_await write_runs(list.sequence));
        SpanCursor cursor = list.sequence.begin();
        while (const auto run = list.sequence.next(cursor)) {
            Dot item = run->first;
            for (std::uint32_t i = 0; !run->is_deleted && i < run->size; ++i, ++item.counter) {
                const Slot& slot = *list.slots.find(item);
                if (write_written(slot) > 0) CO_TRY(co_await write_nodes(slot));
                co_await pace_.spend(1 + weight_of(slot));
            }
            co_await pace_.spend(1);
        }
        co_return Result<void>{};
    }

    // Its size stands in front of it.
    Sliced<Result<void>> write(const TextBody& text) {
        CO_TRY(co_await write_runs(text.sequence));
        std::string string;
        SpanCursor cursor = text.sequence.begin();
        while (auto run = text.sequence.next(cursor)) {
            while (!run->is_deleted && run->size > 0) {
                const std::uint32_t size = std::min(run->size, written_piece_size);
                characters_.append_to(string, run->first, size);
                run->first.counter += size;
                run->size -= size;
                co_await pace_.spend(1 + size / written_step_size);
            }
            co_await pace_.spend(1);
        }
        writer_.number(string.size());
        for (std::string_view rest = string; !rest.empty();) {
            const std::string_view piece = rest.substr(0, written_piece_size);
            rest.remove_prefix(piece.size());
            writer_.bytes().text(piece);
            co_await pace_.spend(1);
        }
        co_return Result<void>{};
    }

    Sliced<Result<void>> write(const SetBody& set) {
        writer_.number(set.values.size());
        for (const auto& [value, dots] : set.values) {
            Coder<Value>::write(writer_.bytes(), value);
            dots.write(writer_);
            co_await pace_.spend(1 + weight_of(value));
        }
        co_return Result<void>{};
    }

    Sliced<Result<void>> write_runs(const Sequence& sequence) {
        std::uint64_t count = 0;
        SpanCursor counting = sequence.begin();
        while (sequence.next_insertion(counting)) {
            ++count;
            if (count % written_step_size == 0) co_await pace_.spend(1);
        }
        writer_.number(count);
        SpanCursor cursor = sequence.begin();
        while (const auto run = sequence.next_insertion(cursor)) {
            writer_.number(std::uint64_t{run->insertion.size} * 2 + (run->is_deleted ? 1 : 0));
            writer_.dot(run->insertion.first);
            dot_or_edge(run->insertion.left);
            dot_or_edge(run->insertion.right);
            co_await pace_.spend(1);
        }
        co_return Result<void>{};
    }
    void dot_or_edge(Dot dot) {
        writer_.number(dot.counter == 0 ? 0 : 1);
        if (dot.counter > 0) writer_.dot(dot);
    }

    // Steps for what is long.
    static Steps weight_of(const Value& value) {
        if (const std::string* const text = value.as_text())
            return text->size() / written_step_size;
        if (const Buffer* const bytes = value.as_bytes()) return bytes->size() / written_step_size;
        return 0;
    }
    static Steps weight_of(const Slot& slot) {
        const SlotWrites::Write* const latest = slot.written.latest();
        const Value* const value = latest ? get_if<Value>(&latest->content) : nullptr;
        return slot.written.size() + (value ? weight_of(*value) : 0);
    }

    Pace& pace_;
    DotContext context_;
    StoreWriter writer_;
    const Characters& characters_;
};

}  // namespace

Sliced<Result<void>> write_snapshot(Pace& pace, const Document& document, BufferWriter& writer) {
    write_version(writer, document.version());
    SnapshotWriter nodes(pace, writer, document);
    CO_TRY(co_await nodes.write(document.root()));
    co_return Result<void>{};
}

void Document::write(BufferWriter& writer) const {
    Pace pace;
    const auto written = Slices(pace, write_snapshot(pace, *this, writer)).run_to_end();
    ASSERT(written);
}

}  // namespace core::crdt
