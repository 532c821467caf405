// A text in which nothing was ever formatted takes the short way: nobody has to know attributes.
#include "core/crdt/yjs/document/text_editor.h"

#include <algorithm>
#include <string>

namespace core::crdt::yjs {

void TextEditor::forward(Place& place) {
    if (place.right->is_deleted) {
        place.right = live_from(place.right);
        place.left = place.right ? place.right->left : store_.index_of(type_).last();
        return;
    }
    if (place.right->kind == Kind::format) place.current.apply(*place.right);
    place.left = place.right;
    place.right = place.right->right;
}

TextEditor::Place TextEditor::find(std::uint64_t position) {
    Place place;
    place.left = editor_.ending_at(type_, position);
    place.right = place.left != nullptr ? place.left->right : type_.start;
    if (type_.has_formats && place.left != nullptr)
        store_.index_of(type_).each_format_before(
            place.right, [&](const Item& format) { place.current.apply(format); });
    return place;
}

void TextEditor::cut(Item* item, std::uint64_t units) {
    if (units < item->length) store_.split(item, units);
}

// --- Inserting

void TextEditor::insert(std::uint64_t position, std::string_view utf8, std::uint64_t units) {
    if (type_.has_formats) {
        Place place = find(position);
        const Attributes attributes = place.current;
        return insert_at(place, Content::string(utf8), units, attributes);
    }
    Item* left = editor_.ending_at(type_, position);
    Item* right = left != nullptr ? left->right : type_.start;
    if (right != nullptr && right->is_deleted) {
        right = live_from(right);
        left = right != nullptr ? right->left : store_.index_of(type_).last();
    }
    editor_.insert_text(type_, left, right, utf8, units);
}

void TextEditor::insert(std::uint64_t position, const Content& content, std::uint64_t units,
                        Attributes attributes) {
    Place place = find(position);
    insert_at(place, content, units, std::move(attributes));
}

void TextEditor::insert_at(Place& place, const Content& content, std::uint64_t units,
                           Attributes attributes) {
    for (const auto& [key, value] : place.current)
        if (attributes.find(key) == nullptr) attributes.set(key, null_value);
    while (place.right != nullptr && skips(*place.right, attributes)) forward(place);
    Attributes ends = begin_attributes(place, attributes);
    insert_item(place, content, units);
    end_attributes(place, std::move(ends));
}

// What is deleted, and formats that say what is wanted anyway.
bool TextEditor::skips(const Item& item, const Attributes& attributes) {
    return item.is_deleted || (item.kind == Kind::format &&
                               is_same_attribute(attributes.get(item.head()), value_of(item)));
}

void TextEditor::insert_item(Place& place, const Content& content, std::uint64_t units) {
    if (content.kind == Kind::string)
        place.left = editor_.insert_text(type_, place.left, place.right, content.bytes, units);
    else
        place.left = editor_.insert(type_, place.left, place.right, no_key, content, units);
    place.right = place.left->right;
}

// A value that a format in the document has already is the same one in Yjs, which matters where
// values are compared by identity.
void TextEditor::insert_format(Place& place, std::string_view key, Value value, Source source) {
    const bool is_kept = source == Source::document && !is_null(value);
    const Content content{Kind::format, value.bytes, key, {}, is_kept};
    Item* const item = editor_.insert(type_, place.left, place.right, no_key, content);
    item->is_json = value.form == Value::Form::json;
    place.right = item;
    forward(place);
}

// Returns what has to be said behind, so that others do not get these.
Attributes TextEditor::begin_attributes(Place& place, const Attributes& attributes) {
    Attributes ends;
    for (const auto& [key, value] : attributes) {
        const Value current = place.current.get(key);
        if (is_same_attribute(current, value)) continue;
        ends.set(key, current);
        insert_format(place, key, value, Source::caller);
    }
    return ends;
}

void TextEditor::end_attributes(Place& place, Attributes ends) {
    while (place.right != nullptr) {
        const Item& right = *place.right;
        if (!right.is_deleted) {
            // Said already.
            if (right.kind != Kind::format || ends.find(right.head()) == nullptr ||
                !is_same_attribute(ends.get(right.head()), value_of(right)))
                break;
            ends.erase(right.head());
        }
        forward(place);
    }
    for (const auto& [key, value] : ends) insert_format(place, key, value, Source::document);
}

// --- Erasing

void TextEditor::erase(std::uint64_t position, std::uint64_t units) {
    Place place = find(position);
    const Attributes before = place.current;
    Item* const start = place.right;
    while (units > 0 && place.right != nullptr) {
        Item* const item = place.right;
        const bool is_content =
            item->kind == Kind::string || item->kind == Kind::embed || item->kind == Kind::type;
        if (!item->is_deleted && is_content) {
            cut(item, units);
            units -= std::min(units, item->length);
            store_.erase(item);
        }
        forward(place);
    }
    if (start != nullptr && type_.has_formats) clean_gap(start, place.right, before, place.current);
}

// Between what is visible in front of `start` and behind, only the last format of each key says
// something, and only if it says something new. `current` applies at `here` and is kept true.
void TextEditor::clean_gap(Item* start, Item* here, const Attributes& before, Attributes& current) {
    OrderedMap<std::string_view, const Item*> lasts;
    Item* end = live_from(start);
    for (; end != nullptr && !end->is_visible(); end = live_from(end->right))
        lasts.ensure(end->head()) = end;
    const Item* const live_here = live_from(here);
    bool is_behind_here = false;
    for (Item* item = live_from(start); item != end; item = live_from(item->right)) {
        is_behind_here = is_behind_here || item == live_here;
        const std::string_view key = item->head();
        const Value value = value_of(*item);
        const Value value_before = before.get(key);
        const bool is_last = *lasts.find(key) == item;
        if (!is_last || is_identical(value_before, value)) {
            store_.erase(item);
            if (!is_behind_here && is_identical(current.get(key), value) &&
                !is_identical(value_before, value)) {
                if (is_null(value_before))
                    current.erase(key);
                else
                    current.set(key, value_before);
            }
        } else if (!is_behind_here) {
            current.apply(*item);
        }
    }
}

// --- Formatting

void TextEditor::format(std::uint64_t position, std::uint64_t units, const Attributes& attributes) {
    Place place = find(position);
    if (place.right == nullptr) return;
    while (place.right != nullptr && skips(*place.right, attributes)) forward(place);
    Attributes ends = begin_attributes(place, attributes);
    while (place.right != nullptr) {
        Item* const item = place.right;
        const bool is_gap = item->is_deleted || item->kind == Kind::format;
        if (units == 0 && (ends.empty() || !is_gap)) break;
        if (!item->is_deleted && item->kind != Kind::format) {
            cut(item, units);
            units -= std::min(units, item->length);
        } else if (!item->is_deleted) {
            const Value value = value_of(*item);
            if (const Value* const wanted = attributes.find(item->head())) {
                if (is_same_attribute(*wanted, value)) {
                    ends.erase(item->head());
                } else {
                    if (units == 0) break;
                    ends.set(item->head(), value);
                }
                store_.erase(item);
            } else {
                place.current.set(item->head(), value);
            }
        }
        forward(place);
    }
    if (units > 0) {
        const std::string lines(static_cast<std::size_t>(units), '\n');
        insert_item(place, Content::string(lines), units);
    }
    end_attributes(place, std::move(ends));
}

}  // namespace core::crdt::yjs
