// What is read waits as trees until there is enough of it for a change. Then all containers that
// are open are made, from the outermost in, and what waits in each is put into it; so a container
// that is small is put there whole, and a large one piece by piece.
#include "core/crdt/boundary/json_import.h"

#include <algorithm>
#include <map>

#include "core/codec/utf8.h"
#include "core/crdt/document/json.h"

namespace core::crdt {

using codec::JsonToken;

namespace {

constexpr std::size_t piece_size_max = 4096;
constexpr std::size_t import_step_size = 64;  // Bytes that are read in a step.
constexpr Steps import_change_steps = 400;    // Most of it is the signature.
constexpr std::size_t entry_size_bound = 32;  // What waits beside texts and keys.

bool looks_like_bytes(const std::vector<TreeEntry>& entries) {
    if (entries.size() != 1 || entries[0].key != json_bytes_name) return false;
    const Value* const value = get_if<Value>(&entries[0].tree.what);
    return value && value->as_text();
}

MapTree map_of(std::vector<TreeEntry> entries) {
    // The last of equal names holds, as in JavaScript.
    std::map<std::string, Tree> by_key;
    for (TreeEntry& entry : entries)
        by_key.insert_or_assign(std::move(entry.key), std::move(entry.tree));
    MapTree map;
    for (auto& [key, tree] : by_key) map.entries.push_back({key, std::move(tree)});
    return map;
}

SetTree set_of(std::vector<Tree> items) {
    SetTree set;
    for (Tree& item : items) set.values.push_back(std::move(get<Value>(item.what)));
    return set;
}

}  // namespace

Result<bool> Import::run(Steps steps) {
    TRY(check_utf8(steps));
    if (checked_ < json_.size()) return false;
    if (!reader_) reader_.emplace(json_, piece_size_max);
    while (steps > 0) {
        JsonToken token = TRY(reader_->next());
        steps -= std::min<Steps>(steps, 1 + token.text.size() / import_step_size);
        if (token.kind == JsonToken::Kind::end) return true;
        const std::uint64_t changes = replica_.history().version()[replica_.author()];
        TRY(take(std::move(token)));
        if (replica_.history().version()[replica_.author()] != changes)
            steps -= std::min(steps, import_change_steps);
    }
    return false;
}

Result<void> Import::check_utf8(Steps& steps) {
    while (steps > 0 && checked_ < json_.size()) {
        std::string_view rest = std::string_view(json_).substr(checked_);
        const std::string_view piece = codec::take_whole(rest, piece_size_max);
        if (!codec::is_utf8(piece)) return fail(Error::malformed);
        checked_ += piece.size();
        steps -= std::min<Steps>(steps, 1 + piece.size() / (8 * import_step_size));
    }
    return {};
}

Result<void> Import::take(JsonToken token) {
    using Kind = JsonToken::Kind;
    switch (token.kind) {
        case Kind::null: return take_value(Value());
        case Kind::no: return take_value(Value::of(false));
        case Kind::yes: return take_value(Value::of(true));
        case Kind::number: return take_value(TRY(number_from_json(token.text)));
        case Kind::text: return take_text(std::move(token));
        case Kind::name:
            pieces_.text += token.text;
            if (token.goes_on) return {};
            open_.back().key = std::move(pieces_.text);
            pieces_ = {};
            return {};
        case Kind::begin_array: return begin(false);
        case Kind::begin_object: return begin(true);
        case Kind::end_array:
        case Kind::end_object: return end();
        case Kind::end: break;
    }
    std::unreachable();
}

const Shape& Import::expected() const {
    if (open_.empty()) return shape_;
    const Open& last = open_.back();
    return last.is_object ? last.shape->under(last.key) : last.shape->of_items();
}

Result<void> Import::begin(bool is_object) {
    const Shape& shape = expected();
    const bool in_set = !open_.empty() && open_.back().shape->kind == Shape::Kind::set;
    bool fits = !in_set;
    switch (shape.kind) {
        case Shape::Kind::any: break;
        case Shape::Kind::map:
        case Shape::Kind::record: fits = fits && is_object; break;
        case Shape::Kind::list:
        case Shape::Kind::set: fits = fits && !is_object; break;
        case Shape::Kind::value:
            fits = fits && is_object && shape.allows(Value::Kind::bytes) && !open_.empty();
            break;
        case Shape::Kind::text:
        case Shape::Kind::counter: fits = false; break;
    }
    if (!fits || (open_.empty() && !is_object)) return fail(Error::type_wrong);
    Open& open = open_.emplace_back();
    open.shape = &shape;
    open.is_object = is_object;
    open_.front().is_made = true;
    return {};
}

Result<void> Import::end() {
    if (open_.back().is_made) {
        TRY(spill());
        open_.pop_back();
        return {};
    }
    Open open = std::move(open_.back());
    open_.pop_back();
    const bool must_be_bytes = open.shape->kind == Shape::Kind::value;
    Tree tree = closed(std::move(open));
    const Value* const value = get_if<Value>(&tree.what);
    if (must_be_bytes && (!value || !value->as_bytes())) return fail(Error::type_wrong);
    return add(std::move(tree), 0);
}

Tree Import::closed(Open open) const {
    if (open.shape->kind == Shape::Kind::set) return {set_of(std::move(open.items))};
    if (!open.is_object) return {ListTree{std::move(open.items)}};
    const bool may_be_bytes =
        open.shape->kind == Shape::Kind::any || open.shape->kind == Shape::Kind::value;
    if (may_be_bytes && looks_like_bytes(open.entries)) {
        const Value& digits = get<Value>(open.entries[0].tree.what);
        if (auto bytes = bytes_from_json(*digits.as_text())) return {*std::move(bytes)};
    }
    return {map_of(std::move(open.entries))};
}

Result<void> Import::take_value(Value value) {
    if (open_.empty()) return fail(Error::type_wrong);
    const Open& last = open_.back();
    const Shape& shape = last.shape->kind == Shape::Kind::set ? *last.shape : expected();
    const std::size_t size = value.as_text() ? value.as_text()->size() : 0;
    switch (shape.kind) {
        case Shape::Kind::any: return add({std::move(value)}, size);
        case Shape::Kind::value:
        case Shape::Kind::set:
            if (&shape != last.shape && shape.kind == Shape::Kind::set) break;
            if (shape.allows(value.kind())) return add({std::move(value)}, size);
            break;
        case Shape::Kind::counter:
            if (const std::int64_t* const number = value.as_integer())
                return add({CounterTree{*number}}, 0);
            break;
        case Shape::Kind::map:
        case Shape::Kind::record:
        case Shape::Kind::list:
        case Shape::Kind::text: break;
    }
    if (value.is_null() && last.is_object) return {};
    return fail(Error::type_wrong);
}

Result<void> Import::take_text(JsonToken token) {
    const bool is_text = !open_.empty() && expected().kind == Shape::Kind::text &&
                         open_.back().shape->kind != Shape::Kind::set;
    pieces_.text += token.text;
    if (token.goes_on) {
        if (is_text && pieces_.text.size() >= import_change_size_max) return make_text();
        return {};
    }
    if (pieces_.path) {
        TRY(make_text());
        if (!open_.back().is_object) ++open_.back().item_count;
        pieces_ = {};
        return {};
    }
    std::string text = std::move(pieces_.text);
    pieces_ = {};
    if (!is_text) return take_value(Value::of(std::move(text)));
    const std::size_t size = text.size();
    return add({TextTree{std::move(text)}}, size);
}

Result<void> Import::add(Tree tree, std::size_t size) {
    Open& last = open_.back();
    waiting_size_ += size + entry_size_bound;
    if (last.is_object) {
        waiting_size_ += last.key.size();
        last.entries.push_back({last.key, std::move(tree)});
        const bool is_value = last.shape->kind == Shape::Kind::value;
        if (is_value && !looks_like_bytes(last.entries)) return fail(Error::type_wrong);
    } else {
        last.items.push_back(std::move(tree));
    }
    if (waiting_size_ < import_change_size_max || looks_like_bytes(last.entries)) return {};
    return spill();
}

Result<void> Import::spill() {
    TRY(replica_.check_can_write());
    Editor& editor = replica_.begin();
    Result<void> outcome;
    for (std::size_t i = 0; i < open_.size() && outcome; ++i) {
        if (!open_[i].is_made) outcome = make(editor, open_[i - 1], open_[i]);
        if (outcome) outcome = flush(editor, open_[i]);
    }
    commit();
    waiting_size_ = 0;
    return outcome;
}

Path Import::next_path(const Open& parent) const {
    Path path = parent.path;
    if (parent.is_object)
        path.emplace_back(parent.key);
    else
        path.emplace_back(parent.item_count);
    return path;
}

Result<void> Import::make(Editor& editor, Open& parent, Open& open) {
    open.path = next_path(parent);
    open.is_made = true;
    Tree tree = empty_tree(open.is_object ? NodeKind::map : NodeKind::list);
    if (open.shape->kind == Shape::Kind::set) tree = empty_tree(NodeKind::set);
    if (parent.is_object) return editor.put(open.path, tree);
    return editor.insert_items(parent.path, parent.item_count++, {tree});
}

Result<void> Import::flush(Editor& editor, Open& open) {
    Path path = open.path;
    for (const TreeEntry& entry : open.entries) {
        path.emplace_back(entry.key);
        TRY(editor.put(path, entry.tree));
        path.pop_back();
    }
    open.entries.clear();
    if (open.shape->kind == Shape::Kind::set) {
        for (const Tree& item : open.items) TRY(editor.add_member(path, get<Value>(item.what)));
    } else if (!open.items.empty()) {
        TRY(editor.insert_items(path, open.item_count, open.items));
        open.item_count += static_cast<std::uint32_t>(open.items.size());
    }
    open.items.clear();
    return {};
}

// Puts the pieces that wait behind what of the text is there.
Result<void> Import::make_text() {
    const bool is_first = !pieces_.path;
    if (is_first) {
        TRY(spill());
        pieces_.path = next_path(open_.back());
    }
    const Path& path = *pieces_.path;
    TRY(replica_.check_can_write());
    Editor& editor = replica_.begin();
    Result<void> outcome;
    if (!is_first)
        outcome = editor.insert_text(path, pieces_.size, pieces_.text);
    else if (open_.back().is_object)
        outcome = editor.put(path, {TextTree{pieces_.text}});
    else
        outcome = editor.insert_items(open_.back().path, open_.back().item_count,
                                      {{TextTree{pieces_.text}}});
    commit();
    pieces_.size += static_cast<std::uint32_t>(codec::code_point_count(pieces_.text));
    pieces_.text.clear();
    return outcome;
}

void Import::commit() {
    static_cast<void>(replica_.commit(wall_time_));
    static_cast<void>(replica_.take_news());
    replica_.forget_undo();
}

}  // namespace core::crdt
