// Checks what callers can get wrong, and leaves the rest to the editors.
#include "core/crdt/yjs/document/shared.h"

#include <algorithm>

#include "core/base/assert.h"
#include "core/codec/utf8.h"
#include "core/crdt/yjs/any_json.h"
#include "core/crdt/yjs/document/content.h"
#include "core/crdt/yjs/document/document.h"
#include "core/crdt/yjs/document/text_editor.h"
#include "core/crdt/yjs/lib0.h"

namespace core::crdt::yjs {
namespace {

// What a list or a map may hold.
Result<void> check(const Content& content) {
    const Kind kind = content.kind;
    if (kind != Kind::any && kind != Kind::binary && kind != Kind::type && kind != Kind::document)
        return fail(Error::type_wrong);
    if (content.bytes.size() + content.head.size() > content_size_max)
        return fail(Error::too_large);
    if (!codec::is_utf8(content.head)) return fail(Error::malformed);
    if (kind == Kind::binary || kind == Kind::type) return {};
    Reader reader(as_bytes(content.bytes));
    TRY(read_any(reader));
    return reader.expect_end();
}

// Format 1 writes these as JSON.
Result<void> check(const Attributes& attributes) {
    for (const auto& [key, value] : attributes) {
        if (!codec::is_utf8(key)) return fail(Error::malformed);
        if (key.size() + value.bytes.size() > content_size_max) return fail(Error::too_large);
        if (value.form == Value::Form::json)
            TRY(check_json(value.bytes));
        else
            TRY(json_of_any(value.bytes));
    }
    return {};
}

Result<void> check(std::span<const Content> contents) {
    std::size_t size = 0;
    for (const Content& content : contents) {
        TRY(check(content));
        size += content.bytes.size();
    }
    if (size > content_size_max) return fail(Error::too_large);
    return {};
}

}  // namespace

template <class Edit>
Result<void> Shared::edit(Edit edit) const {
    if (is_gone()) return fail(Error::value_missing);
    document_->transact([&] { edit(Editor{document_->store(), document_->client_number()}); });
    return {};
}

Result<void> Shared::set_key(std::string_view key, const Content& content) const {
    TRY(check(content));
    if (!codec::is_utf8(key)) return fail(Error::malformed);
    return edit([&](Editor editor) { editor.set_key(type(), key, content); });
}

Result<void> Shared::erase_key(std::string_view key) const {
    return edit([&](Editor editor) { editor.erase_key(type(), key); });
}

// --- Maps

std::optional<Element> SharedMap::get(std::string_view key) const {
    const Chain* const chain = type().keys.find(document().store().known_key_of(key));
    if (chain == nullptr || chain->last->is_deleted) return std::nullopt;
    return element_of(*chain->last, chain->last->length - 1);
}

std::vector<std::string_view> SharedMap::keys() const {
    std::vector<std::string_view> keys;
    for (const auto& [key, chain] : type().keys)
        if (!chain.last->is_deleted) keys.push_back(document().store().key_name(key));
    std::sort(keys.begin(), keys.end());
    return keys;
}

// --- Lists

Result<void> SharedArray::insert(std::uint64_t position, std::span<const Content> contents) const {
    TRY(check(contents));
    if (position > length()) return fail(Error::too_large);
    return edit([&](Editor editor) { editor.insert_list(type(), position, contents); });
}

Result<void> SharedArray::push(std::span<const Content> contents) const {
    TRY(check(contents));
    return edit([&](Editor editor) { editor.push_list(type(), contents); });
}

Result<void> SharedArray::erase(std::uint64_t position, std::uint64_t count) const {
    if (position > length() || count > length() - position) return fail(Error::too_large);
    return edit([&](Editor editor) { editor.erase_list(type(), position, count); });
}

std::optional<Element> SharedArray::get(std::uint64_t position) const {
    if (position >= length()) return std::nullopt;
    Store& store = document().store();
    const auto [item, offset] = store.index_of(type()).find(position);
    if (item->kind != Kind::any && item->kind != Kind::json) return element_of(*item, offset);
    std::size_t place = store.value_places.size_of(*item, offset);
    return next_element_of(*item, place);
}

// --- Texts

Result<void> SharedText::insert(std::uint64_t position, std::string_view utf8) const {
    if (utf8.size() > content_size_max) return fail(Error::too_large);
    const std::uint64_t units = TRY(utf16_units(utf8));
    if (units == 0) return {};
    return edit([&](Editor editor) { TextEditor(editor, type()).insert(position, utf8, units); });
}

Result<void> SharedText::insert(std::uint64_t position, std::string_view utf8,
                                const Attributes& attributes) const {
    if (utf8.size() > content_size_max) return fail(Error::too_large);
    TRY(check(attributes));
    const std::uint64_t units = TRY(utf16_units(utf8));
    if (units == 0) return {};
    return edit([&](Editor editor) {
        TextEditor(editor, type()).insert(position, Content::string(utf8), units, attributes);
    });
}

Result<void> SharedText::insert_embed(std::uint64_t position, Value value,
                                      const Attributes& attributes) const {
    TRY(check(attributes));
    TRY(check(Attributes{{"", value}}));
    return edit([&](Editor editor) {
        TextEditor(editor, type())
            .insert(position, {Kind::embed, value.bytes, {}, {}, false}, 1, attributes);
    });
}

Result<void> SharedText::insert_type(std::uint64_t position, const Content& content,
                                     const Attributes& attributes) const {
    ASSERT(content.kind == Kind::type);
    TRY(check(content));
    TRY(check(attributes));
    return edit([&](Editor editor) {
        TextEditor(editor, type()).insert(position, content, 1, attributes);
    });
}

Result<void> SharedText::erase(std::uint64_t position, std::uint64_t units) const {
    if (units == 0) return {};
    return edit([&](Editor editor) { TextEditor(editor, type()).erase(position, units); });
}

Result<void> SharedText::format(std::uint64_t position, std::uint64_t units,
                                const Attributes& attributes) const {
    if (units == 0) return {};
    if (position < length() && units > length() - position + lines_added_max)
        return fail(Error::too_large);
    TRY(check(attributes));
    return edit(
        [&](Editor editor) { TextEditor(editor, type()).format(position, units, attributes); });
}

std::string SharedText::to_string() const {
    std::string text;
    text.reserve(static_cast<std::size_t>(length()));
    for (const Item* item = type().start; item != nullptr; item = item->right) {
        if (item->kind != Kind::string || item->is_deleted) continue;
        const std::size_t before = text.size();
        text.resize_and_overwrite(before + item->size, [&](char* data, std::size_t size) {
            copy_short(data + before, item->bytes());
            return size;
        });
    }
    return text;
}

}  // namespace core::crdt::yjs
