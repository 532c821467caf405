// Finding, cutting and deleting. Nothing here recurses: types may be nested as deep as anybody
// likes.
#include "core/crdt/yjs/document/store.h"

#include <algorithm>

#include "core/base/assert.h"
#include "core/crdt/yjs/document/content.h"

namespace core::crdt::yjs {

Type::~Type() = default;

std::uint32_t Store::number_of(Client client) {
    Recent& recent = recent_[recent_place(client)];
    if (recent.client == client && recent.number != nobody) return recent.number;
    std::uint32_t number = known_number_of(client);
    if (number == nobody) {
        number = client_count();
        client_numbers_.insert(client, number);
        clients_.emplace_back().client = client;
    }
    recent = {client, number};
    return number;
}

std::uint32_t Store::known_number_of(Client client) const {
    const std::uint32_t* const known = client_numbers_.find(client);
    return known ? *known : nobody;
}

std::uint32_t Store::key_of(std::string_view name) {
    const std::uint32_t known = known_key_of(name);
    if (known != no_key) return known;
    const auto number = static_cast<std::uint32_t>(key_names_.size());
    const std::string_view kept(names_.copy_of(name), name.size());
    key_names_.push_back(kept);
    key_numbers_.insert(kept, number);
    return number;
}

Store::Names Store::names() const {
    return {client_count(), key_names_.size(), types_.size(), names_.mark()};
}

void Store::forget_names_since(const Names& names) {
    if (client_count() > names.client_count) recent_ = {};
    for (; client_count() > names.client_count; clients_.pop_back())
        client_numbers_.erase(clients_.back().client);
    for (; key_names_.size() > names.key_count; key_names_.pop_back())
        key_numbers_.erase(key_names_.back());
    for (; types_.size() > names.type_count; types_.pop_back()) roots_.erase(types_.back().name);
    names_.rewind(names.bytes);
}

std::uint32_t Store::known_key_of(std::string_view name) const {
    const std::uint32_t* const known = key_numbers_.find(name);
    return known ? *known : no_key;
}

Type* Store::root(std::string_view name) {
    if (Type* const* const known = roots_.find(name)) return *known;
    const std::string_view kept(names_.copy_of(name), name.size());
    Type* const made = new_type(TypeKind::map, kept);
    made->is_kind_known = false;
    roots_.insert(kept, made);
    return made;
}

Type* Store::new_type(TypeKind kind, std::string_view name) {
    Type& type = types_.emplace_back();
    type.kind = kind;
    type.name = name;
    return &type;
}

PositionIndex& Store::index_of(Type& type) {
    if (!type.index || type.index->is_sparse())
        type.index = std::make_unique<PositionIndex>(type.start);
    return *type.index;
}

// --- Structs

Item* Store::find_beginning(Reference id) {
    StructList& structs = list(id.client);
    const StructList::Place place = structs.find(id.clock);
    Item* const item = structs.at(place);
    if (item->clock == id.clock || item->is_collected()) return item;
    return split_at(structs, place, id.clock - item->clock);
}

Item* Store::find_ending(Reference id) {
    StructList& structs = list(id.client);
    const StructList::Place place = structs.find(id.clock);
    Item* const item = structs.at(place);
    if (id.clock + 1 != item->end() && !item->is_collected())
        split_at(structs, place, id.clock + 1 - item->clock);
    return item;
}

Item* Store::split(Item* item, std::uint64_t length) {
    StructList& structs = list(item->client);
    return split_at(structs, structs.find(item->clock), length);
}

Item* Store::split_at(StructList& structs, StructList::Place place, std::uint64_t length) {
    Item* const left = structs.at(place);
    ASSERT(length > 0 && length < left->length);
    Item* const right = items.make();
    *right = *left;
    right->clock += length;
    right->length -= length;
    right->set_origin({left->client, right->clock - 1});
    split_content(bytes, value_places, *left, *right, length);
    left->length = length;
    left->right = right;
    right->left = left;
    if (right->right != nullptr)
        right->right->left = right;
    else if (right->key != no_key)
        right->parent->keys.find(right->key)->last = right;
    structs.insert_behind(place, right);
    if (right->leaf != nullptr) right->parent->index->split(right);
    record_.to_join.push_back(right->id());
    return right;
}

void Store::append(Item* item) {
    Row& row = clients_[item->client];
    touch(row);
    row.structs.push_back(item);
}

void Store::touch(Row& row) {
    if (row.is_touched) return;
    row.is_touched = true;
    row.before = row.structs.end();
    record_.touched.push_back({static_cast<std::uint32_t>(&row - clients_.data()), row.before});
}

void Store::add_collected(Item* item) {
    item->forget();
    append(item);
}

// --- Changes

void Store::begin() {
    for (const Record::Touched& touched : record_.touched)
        clients_[touched.client].is_touched = false;
    record_.touched.clear();
    record_.deleted.clear();
    record_.to_join.clear();
    record_.changed.clear();
}

bool Store::can_extend(const Item& item, const Item* right, Reference right_origin,
                       std::size_t size) const {
    return item.end() == state(item.client) && is_list(item.kind) && item.key == no_key &&
           !item.is_deleted && item.right == right && item.right_origin() == right_origin &&
           item.size + size <= content_size_max;
}

void Store::extend(Item* item, std::string_view added, std::uint64_t length) {
    Row& row = clients_[item->client];
    touch(row);
    append_content(bytes, *item, added);
    item->length += length;
    row.structs.extend_last(length);
    Type& parent = *item->parent;
    parent.length += length;
    if (parent.index) parent.index->extended(item, length);
    note_change(&parent, no_key);
}

// A type that is new, or deleted, did not change: it came or went.
void Store::note_change(Type* type, std::uint32_t key) {
    if (type->item != nullptr && (type->item->is_deleted || was_added(*type->item))) return;
    auto& changed = record_.changed;
    if (!changed.empty() && changed.back().type == type && changed.back().key == key) return;
    changed.push_back({type, key});
}

void Store::note_deleted(const Item& item, bool is_collected) {
    auto& deleted = record_.deleted;
    const Record::Range range{item.client, item.clock, item.length, is_collected};
    const bool continues = !deleted.empty() && deleted.back().client == range.client &&
                           deleted.back().clock + deleted.back().length == range.clock;
    if (continues)
        deleted.back().unite(range);
    else
        deleted.push_back(range);
}

void Store::mark_erased(Item* item) {
    Type& parent = *item->parent;
    if (item->key == no_key) {
        parent.length -= item->visible_length();
        if (parent.index) parent.index->hidden(item);
    }
    item->is_deleted = true;
    note_deleted(*item, false);
    note_change(&parent, item->key);
}

void Store::erase(Item* item) {
    if (item->is_deleted) return;
    mark_erased(item);
    if (item->kind != Kind::type) return;
    std::vector<Type*> types{item->type};
    const auto erase_child = [&](Item* child) {
        if (child->is_deleted) {
            // It will be collected with its parent, and might be joined then.
            if (!was_added(*child)) record_.to_join.push_back(child->id());
            return;
        }
        mark_erased(child);
        if (child->kind == Kind::type) types.push_back(child->type);
    };
    while (!types.empty()) {
        const Type& type = *types.back();
        types.pop_back();
        for (Item* child = type.start; child; child = child->right) erase_child(child);
        for (const auto& [key, chain] : type.keys) erase_child(chain.last);
    }
}

}  // namespace core::crdt::yjs
