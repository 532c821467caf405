// What is hidden by something else at the same place is not seen here either.
#include "core/crdt/document/typed.h"

namespace core::crdt {

bool Place::exists(Document& document) const {
    if (path_.empty()) return true;
    const Slot* const slot = find_slot(document.root(), path_);
    return slot && slot->seen();
}

Path Place::below(Step step) const {
    Path path = path_;
    path.push_back(std::move(step));
    return path;
}

std::int64_t CounterPlace::get(Document& document) const {
    const Node* const counter = typed::seen_node(document, path(), NodeKind::counter);
    return counter ? value_of(counter->as<CounterBody>()->store) : 0;
}

std::string TextPlace::get(Document& document) const {
    const Node* const text = typed::seen_node(document, path(), NodeKind::text);
    return text ? string_of(*text->as<TextBody>(), document.characters()) : std::string();
}

std::uint32_t TextPlace::size(Document& document) const {
    const Node* const text = typed::seen_node(document, path(), NodeKind::text);
    return text ? text->as<TextBody>()->sequence.size() : 0;
}

std::vector<Value> SetPlace::values(Document& document) const {
    std::vector<Value> values;
    if (const Node* const set = typed::seen_node(document, path(), NodeKind::set))
        for (const auto& [value, dots] : set->as<SetBody>()->values)
            if (!dots.empty()) values.push_back(value);
    return values;
}

bool SetPlace::contains(Document& document, const Value& value) const {
    const Node* const set = typed::seen_node(document, path(), NodeKind::set);
    const Dots* const dots = set ? set->as<SetBody>()->values.find(value) : nullptr;
    return dots && !dots->empty();
}

namespace typed {

const Node* seen_node(Document& document, PathView path, NodeKind kind) {
    if (path.empty()) return kind == NodeKind::map ? &document.root() : nullptr;
    const Slot* const slot = find_slot(document.root(), path);
    if (!slot || slot->seen() != Content{kind}) return nullptr;
    return slot->find(kind);
}

std::optional<Value> seen_value(Document& document, PathView path) {
    const Slot* const slot = path.empty() ? nullptr : find_slot(document.root(), path);
    std::optional<Content> seen = slot ? slot->seen() : std::nullopt;
    Value* const value = seen ? get_if<Value>(&*seen) : nullptr;
    if (!value) return std::nullopt;
    return std::move(*value);
}

std::vector<std::string> seen_keys(Document& document, PathView path) {
    std::vector<std::string> keys;
    if (const Node* const map = seen_node(document, path, NodeKind::map))
        for (const auto& [key, slot] : map->as<MapBody>()->slots)
            if (slot.seen()) keys.push_back(key);
    return keys;
}

namespace {

template <class T>
std::optional<T> copied(const T* value) {
    if (!value) return std::nullopt;
    return *value;
}

}  // namespace

template <>
std::optional<Value> as(const Value& value) {
    return value;
}
template <>
std::optional<bool> as(const Value& value) {
    return copied(value.as_bool());
}
template <>
std::optional<std::int64_t> as(const Value& value) {
    return copied(value.as_integer());
}
template <>
std::optional<double> as(const Value& value) {
    if (const std::int64_t* const whole = value.as_integer()) return static_cast<double>(*whole);
    return copied(value.as_real());
}
template <>
std::optional<std::string> as(const Value& value) {
    return copied(value.as_text());
}
template <>
std::optional<Buffer> as(const Value& value) {
    return copied(value.as_bytes());
}

}  // namespace typed

}  // namespace core::crdt
