// Straight from the nodes: what is seen in a slot decides, as in a tree.
#include "core/crdt/boundary/json_export.h"

#include <algorithm>

#include "core/crdt/document/json.h"

namespace core::crdt {

using codec::JsonWriter;

namespace {

// Characters that are written in one go, and how many of them are a step.
constexpr std::uint32_t piece_size = 4096;
constexpr std::uint32_t export_step_size = 64;

class Export {
public:
    Export(Pace& pace, const Characters& characters, JsonWriter& writer)
        : pace_(pace), characters_(characters), writer_(writer) {}

    // By recursion as deep as a document may be.
    Sliced<Result<void>> write(const Node& node) {
        if (const auto* const map = node.as<MapBody>()) {
            CO_TRY(co_await write(*map));
        } else if (const auto* const list = node.as<ListBody>()) {
            CO_TRY(co_await write(*list));
        } else if (const auto* const text = node.as<TextBody>()) {
            CO_TRY(co_await write(*text));
        } else if (const auto* const counter = node.as<CounterBody>()) {
            writer_.number(value_of(counter->store));
        } else {
            CO_TRY(co_await write(*node.as<SetBody>()));
        }
        co_return Result<void>{};
    }

private:
    // The node that is seen there; else what is seen is written, if there is anything.
    const Node* write_leaf(const Slot& slot, const Content& seen) {
        if (const Value* const value = get_if<Value>(&seen)) {
            write_value(*value);
            return nullptr;
        }
        const NodeKind kind = get<NodeKind>(seen);
        if (const Node* const node = slot.find(kind)) return node;
        write_empty(kind);
        return nullptr;
    }
    void write_value(const Value& value) {
        write_json(writer_, value);
        weight_ = 1;
        if (const std::string* const text = value.as_text())
            weight_ += text->size() / export_step_size;
        if (const Buffer* const bytes = value.as_bytes())
            weight_ += bytes->size() / export_step_size;
    }
    void write_empty(NodeKind kind) {
        switch (kind) {
            case NodeKind::map: writer_.begin_object(); return writer_.end_object();
            case NodeKind::list:
            case NodeKind::set: writer_.begin_array(); return writer_.end_array();
            case NodeKind::text: return writer_.text("");
            case NodeKind::counter: return writer_.number(std::int64_t{0});
        }
    }

    Sliced<Result<void>> write(const MapBody& map) {
        writer_.begin_object();
        for (const auto& [key, slot] : map.slots) {
            weight_ = 1;
            if (const std::optional<Content> seen = slot.seen()) {
                writer_.name(key);
                if (const Node* const node = write_leaf(slot, *seen)) CO_TRY(co_await write(*node));
            }
            co_await pace_.spend(weight_);
        }
        writer_.end_object();
        co_return Result<void>{};
    }

    Sliced<Result<void>> write(const ListBody& list) {
        writer_.begin_array();
        sequence::SpanCursor cursor = list.sequence.begin();
        while (const auto run = list.sequence.next(cursor)) {
            Dot item = run->first;
            for (std::uint32_t i = 0; !run->is_deleted && i < run->size; ++i, ++item.counter) {
                weight_ = 1;
                const Slot& slot = *list.slots.find(item);
                const std::optional<Content> seen = slot.seen();
                ASSERT(seen);
                if (const Node* const node = write_leaf(slot, *seen)) CO_TRY(co_await write(*node));
                co_await pace_.spend(weight_);
            }
            co_await pace_.spend(1);
        }
        writer_.end_array();
        co_return Result<void>{};
    }

    Sliced<Result<void>> write(const TextBody& text) {
        writer_.begin_text();
        std::string piece;
        sequence::SpanCursor cursor = text.sequence.begin();
        while (auto run = text.sequence.next(cursor)) {
            while (!run->is_deleted && run->size > 0) {
                const std::uint32_t size = std::min(run->size, piece_size);
                piece.clear();
                characters_.append_to(piece, run->first, size);
                writer_.more_text(piece);
                run->first.counter += size;
                run->size -= size;
                co_await pace_.spend(size / export_step_size);
            }
            co_await pace_.spend(1);
        }
        writer_.end_text();
        co_return Result<void>{};
    }

    Sliced<Result<void>> write(const SetBody& set) {
        writer_.begin_array();
        for (const auto& [value, dots] : set.values) {
            write_value(value);
            co_await pace_.spend(weight_);
        }
        writer_.end_array();
        co_return Result<void>{};
    }

    Pace& pace_;
    const Characters& characters_;
    JsonWriter& writer_;
    Steps weight_ = 1;  // Of what was written last.
};

}  // namespace

Sliced<Result<void>> export_json(Pace& pace, const Document& document, JsonWriter& writer) {
    Export nodes(pace, document.characters(), writer);
    CO_TRY(co_await nodes.write(document.root()));
    co_return Result<void>{};
}

}  // namespace core::crdt
