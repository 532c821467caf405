// What is in a document, one place or value at a time: nothing is copied in the module but texts,
// which are put together out of what their authors typed. Keys are in the window.
#include <algorithm>
#include <string>

#include "core/codec/varint.h"
#include "core/crdt/boundary/text_units.h"
#include "core/crdt/boundary/tree_codec.h"
#include "core/crdt/boundary/weight.h"
#include "web/wasm/export.h"
#include "web/wasm/open_document.h"
#include "web/wasm/window.h"

namespace {

using core::Bytes;
using namespace core::crdt;
using wasm::Handle;
using wasm::OpenDocument;

constexpr std::uint32_t keys_size_max = 32'768;  // Of keys or members that are given at once.

OpenDocument& document(Handle handle) { return wasm::documents().at(handle); }
Node& node(Handle handle, wasm::Place place) { return document(handle).node(place); }

// What can stand in a slot, for the page.
enum class Kind : std::uint8_t { nothing, null, no, yes, integer, real, text, bytes, node = 0x40 };

Slot* slot_under(Node& node, std::size_t key_size) {
    MapBody* const map = node.as<MapBody>();
    return map ? map->slots.find(std::string(core::as_text(wasm::in_window(key_size)))) : nullptr;
}

Slot* slot_at(Node& node, std::uint32_t position) {
    ListBody* const list = node.as<ListBody>();
    if (!list || position >= list->sequence.size()) return nullptr;
    return list->slots.find(list->sequence.at(position));
}

// The node that is seen there, if it is of that kind.
wasm::Place place_in(OpenDocument& open, Slot* slot, std::uint32_t kind) {
    const auto wanted = static_cast<NodeKind>(kind);
    if (!slot || slot->seen() != Content(wanted)) return wasm::no_place;
    Node* const node = slot->find(wanted);
    return node ? open.place_of(*node) : wasm::no_place;
}

Kind show_value(const Value& value) {
    switch (value.kind()) {
        case Value::Kind::null: return Kind::null;
        case Value::Kind::boolean: return *value.as_bool() ? Kind::yes : Kind::no;
        case Value::Kind::integer: wasm::show(*value.as_integer()); return Kind::integer;
        case Value::Kind::real: wasm::show(*value.as_real()); return Kind::real;
        case Value::Kind::text: wasm::show(core::as_bytes(*value.as_text())); return Kind::text;
        case Value::Kind::bytes: wasm::show(Bytes(*value.as_bytes())); return Kind::bytes;
    }
    std::unreachable();
}

std::uint32_t show_slot(const Slot* slot) {
    if (!slot) return static_cast<std::uint32_t>(Kind::nothing);
    // Slot::seen() would copy the value.
    if (const SlotWrites::Write* const latest = slot->written.latest())
        if (const Value* const value = core::get_if<Value>(&latest->content))
            return static_cast<std::uint32_t>(show_value(*value));
    const auto seen = slot->seen();
    if (!seen) return static_cast<std::uint32_t>(Kind::nothing);
    return static_cast<std::uint32_t>(Kind::node) +
           static_cast<std::uint32_t>(core::get<NodeKind>(*seen));
}

std::size_t weight_of(const Slot* slot, std::size_t values_max) {
    std::size_t left = values_max;
    if (slot && !weighs_no_more(*slot, left)) return values_max + 1;
    return values_max - left;
}

std::uint32_t size_of(const Node& node, const Characters& characters) {
    if (const MapBody* const map = node.as<MapBody>()) {
        const auto seen = std::ranges::count_if(
            map->slots, [](const auto& entry) { return entry.second.seen().has_value(); });
        return static_cast<std::uint32_t>(seen);
    }
    if (const ListBody* const list = node.as<ListBody>()) return list->sequence.size();
    if (const TextBody* const text = node.as<TextBody>()) return utf16_size(*text, characters);
    const SetBody* const set = node.as<SetBody>();
    return set ? static_cast<std::uint32_t>(set->values.size()) : 0;
}

// The entries behind the one with that key, or all of them; as many as are given at once.
template <class Map, class Write>
std::uint32_t show_entries(const Map& map, const auto* behind, Write write) {
    core::Buffer& buffer = wasm::fresh_buffer();
    core::BufferWriter writer(buffer, SIZE_MAX);
    auto at = behind ? map.lower_bound(*behind) : map.begin();
    if (behind && at != map.end() && at->first == *behind) ++at;
    std::uint32_t count = 0;
    for (; at != map.end() && buffer.size() < keys_size_max; ++at)
        count += write(writer, *at) ? 1 : 0;
    wasm::show(Bytes(buffer));
    return count;
}

}  // namespace

EXPORT(document_place_under)
wasm::Place document_place_under(Handle handle, wasm::Place place, std::size_t key_size,
                                 std::uint32_t kind) {
    return place_in(document(handle), slot_under(node(handle, place), key_size), kind);
}
EXPORT(document_place_at)
wasm::Place document_place_at(Handle handle, wasm::Place place, std::uint32_t position,
                              std::uint32_t kind) {
    return place_in(document(handle), slot_at(node(handle, place), position), kind);
}

EXPORT(document_value_under)
std::uint32_t document_value_under(Handle handle, wasm::Place place, std::size_t key_size) {
    return show_slot(slot_under(node(handle, place), key_size));
}
EXPORT(document_value_at)
std::uint32_t document_value_at(Handle handle, wasm::Place place, std::uint32_t position) {
    return show_slot(slot_at(node(handle, place), position));
}

// How many values there are, counted up to one more than that.
EXPORT(document_weight_under)
std::size_t document_weight_under(Handle handle, wasm::Place place, std::size_t key_size,
                                  std::size_t values_max) {
    return weight_of(slot_under(node(handle, place), key_size), values_max);
}
EXPORT(document_weight_at)
std::size_t document_weight_at(Handle handle, wasm::Place place, std::uint32_t position,
                               std::size_t values_max) {
    return weight_of(slot_at(node(handle, place), position), values_max);
}

// Items of a list, UTF-16 units of a text, keys of a map, members of a set.
EXPORT(document_size) std::uint32_t document_size(Handle handle, wasm::Place place) {
    return size_of(node(handle, place), document(handle).document().characters());
}

// The text between two positions in UTF-16 units.
EXPORT(document_text)
std::int32_t document_text(Handle handle, wasm::Place place, std::uint32_t begin,
                           std::uint32_t end) {
    TextBody& text = *node(handle, place).as<TextBody>();
    const Characters& characters = document(handle).document().characters();
    const auto first = code_points_before(text, characters, begin);
    if (!first) return wasm::code_of(first.error());
    const auto last = code_points_before(text, characters, end);
    if (!last) return wasm::code_of(last.error());
    static std::string string;
    string.clear();
    if (string.capacity() > keys_size_max) string.shrink_to_fit();
    append_text(string, text, characters, *first, *last);
    wasm::show(core::as_bytes(string));
    return 0;
}

// In how many runs, each typed together, the text lies between two positions.
EXPORT(document_runs)
std::int32_t document_runs(Handle handle, wasm::Place place, std::uint32_t begin,
                           std::uint32_t end) {
    TextBody& text = *node(handle, place).as<TextBody>();
    const Characters& characters = document(handle).document().characters();
    const auto first = code_points_before(text, characters, begin);
    if (!first) return wasm::code_of(first.error());
    const auto last = code_points_before(text, characters, end);
    if (!last) return wasm::code_of(last.error());
    std::int32_t runs = 0;
    for (std::uint32_t at = *first; at < *last; ++runs) at += text.sequence.visible_at(at).size;
    return runs;
}

EXPORT(document_counter) void document_counter(Handle handle, wasm::Place place) {
    wasm::show(value_of(node(handle, place).as<CounterBody>()->store));
}

// Keys in their order, each with its size in front; how many of those that are seen.
EXPORT(document_keys)
std::uint32_t document_keys(Handle handle, wasm::Place place, std::size_t key_size, bool is_first) {
    const std::string before(core::as_text(wasm::in_window(key_size)));
    const MapBody& map = *node(handle, place).as<MapBody>();
    return show_entries(map.slots, is_first ? nullptr : &before,
                        [](core::BufferWriter& writer, const auto& entry) {
                            if (!entry.second.seen()) return false;
                            Coder<std::string>::write(writer, entry.first);
                            return true;
                        });
}

// The same of a set's members; the one in the window is a value.
EXPORT(document_members)
std::int32_t document_members(Handle handle, wasm::Place place, std::size_t size, bool is_first) {
    Value before;
    if (!is_first) {
        core::Reader reader(wasm::in_window(size));
        auto read = Coder<Value>::read(reader);
        if (!read) return wasm::code_of(read.error());
        before = *std::move(read);
    }
    const SetBody& set = *node(handle, place).as<SetBody>();
    const std::uint32_t count = show_entries(set.values, is_first ? nullptr : &before,
                                             [](core::BufferWriter& writer, const auto& entry) {
                                                 Coder<Value>::write(writer, entry.first);
                                                 return true;
                                             });
    return static_cast<std::int32_t>(count);
}

EXPORT(document_has)
std::int32_t document_has(Handle handle, wasm::Place place, std::size_t size) {
    core::Reader reader(wasm::in_window(size));
    const auto value = Coder<Value>::read(reader);
    if (!value) return wasm::code_of(value.error());
    return node(handle, place).as<SetBody>()->values.contains(*value) ? 1 : 0;
}

// All of it as a tree, if that has no more than so many values.
EXPORT(document_tree)
std::int32_t document_tree(Handle handle, wasm::Place place, std::size_t values_max) {
    const Node& root = node(handle, place);
    if (!weighs_no_more(root, values_max)) return wasm::code_of(core::Error::too_large);
    core::Buffer& buffer = wasm::fresh_buffer();
    core::BufferWriter writer(buffer, SIZE_MAX);
    write_tree(writer, tree_of(root, document(handle).document().characters()));
    wasm::show(Bytes(buffer));
    return 0;
}

// Whether code points and UTF-16 units may be different numbers.
EXPORT(document_has_wide) bool document_has_wide(Handle handle) {
    return document(handle).document().characters().has_wide();
}
