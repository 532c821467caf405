// Lists and maps; texts are edited in text_editor.cpp.
#include "core/crdt/yjs/document/editor.h"

#include <cstring>
#include <string>

#include "core/base/assert.h"
#include "core/crdt/yjs/document/content.h"

namespace core::crdt::yjs {

Item* Editor::insert(Type& type, Item* left, Item* right, std::uint32_t key, const Content& content,
                     std::uint64_t length) {
    Item* const item = store.items.make();
    item->client = client;
    item->clock = store.state(client);
    item->length = length;
    item->left = left;
    item->right = right;
    if (left != nullptr) item->set_origin(left->last());
    if (right != nullptr) item->set_right_origin(right->id());
    item->parent = &type;
    item->key = key;
    item->kind = content.kind;
    const std::size_t size = content.head.size() + content.bytes.size();
    ASSERT(size <= content_size_max);
    item->size = static_cast<std::uint32_t>(size);
    if (content.is_kept) {
        item->data = const_cast<char*>(content.bytes.data() - content.head.size());
    } else {
        item->data = store.bytes.allocate(size);
        std::copy(content.head.begin(), content.head.end(), item->data);
        std::copy(content.bytes.begin(), content.bytes.end(), item->data + content.head.size());
    }
    if (content.kind == Kind::type)
        item->extra = static_cast<std::uint32_t>(content.type);
    else
        item->extra = static_cast<std::uint32_t>(content.head.size());
    store.link(item);
    return item;
}

Item* Editor::insert_text(Type& type, Item* left, Item* right, std::string_view utf8,
                          std::uint64_t units) {
    const Reference right_origin = right != nullptr ? right->id() : Reference{};
    const bool continues = left != nullptr && left->client == client &&
                           left->kind == Kind::string &&
                           store.can_extend(*left, right, right_origin, utf8.size());
    if (continues) {
        store.extend(left, utf8, units);
        return left;
    }
    return insert(type, left, right, no_key, Content::string(utf8), units);
}

Item* Editor::ending_at(Type& type, std::uint64_t position) {
    if (position == 0) return nullptr;
    Item* last = nullptr;
    if (type.length > 0) {
        const auto [item, offset] = store.index_of(type).find(std::min(position, type.length) - 1);
        if (offset + 1 < item->length) store.split(item, offset + 1);
        last = item;
    }
    return position <= type.length ? last : store.index_of(type).last();
}

// Runs of what was deleted may be long.
Item* Editor::live_from(Type& type, Item* item) {
    constexpr int steps_max = 8;
    for (int steps = 0; steps < steps_max; ++steps, item = item->right)
        if (item == nullptr || !item->is_deleted) return item;
    return item != nullptr ? store.index_of(type).live_from(item) : nullptr;
}

// --- Lists

void Editor::insert_list(Type& type, std::uint64_t position, std::span<const Content> contents) {
    ASSERT(position <= type.length);
    insert_behind(type, ending_at(type, position), contents);
}

// Behind all that was deleted there, unlike inserting at the end.
void Editor::push_list(Type& type, std::span<const Content> contents) {
    insert_behind(type, ending_at(type, type.length + 1), contents);
}

// Values behind one another become one item.
void Editor::insert_behind(Type& type, Item* left, std::span<const Content> contents) {
    Item* const right = left != nullptr ? left->right : type.start;
    std::string values;
    std::uint64_t count = 0;
    const auto insert_values = [&] {
        if (count == 0) return;
        left = insert(type, left, right, no_key, Content::any(values), count);
        values.clear();
        count = 0;
    };
    for (const Content& content : contents) {
        if (content.kind == Kind::any) {
            values += content.bytes;
            ++count;
            continue;
        }
        insert_values();
        left = insert(type, left, right, no_key, content);
    }
    insert_values();
}

void Editor::erase_list(Type& type, std::uint64_t position, std::uint64_t count) {
    ASSERT(position <= type.length && count <= type.length - position);
    Item* const left = ending_at(type, position);
    for (Item* item = left ? left->right : type.start; count > 0; item = item->right) {
        item = live_from(type, item);
        if (count < item->length) store.split(item, count);
        count -= item->length;
        store.erase(item);
    }
}

// --- Maps

void Editor::set_key(Type& type, std::string_view name, const Content& content) {
    const std::uint32_t key = store.key_of(name);
    const Chain* const chain = type.keys.find(key);
    insert(type, chain ? chain->last : nullptr, nullptr, key, content);
}

void Editor::erase_key(Type& type, std::string_view name) {
    const Chain* const chain = type.keys.find(store.known_key_of(name));
    if (chain != nullptr) store.erase(chain->last);
}

}  // namespace core::crdt::yjs
