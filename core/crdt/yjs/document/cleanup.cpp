// The end of a transaction: what was deleted is collected, and neighbours that could have been
// written as one become one (rules YX9, YX10). Joining is tried where something was deleted, where
// something was added, and where something was cut, in this order and from right to left, as Yjs
// does it: then the structs are the same.
#include <algorithm>
#include <utility>

#include "core/crdt/yjs/document/content.h"
#include "core/crdt/yjs/document/store.h"

namespace core::crdt::yjs {
namespace {

bool can_join(const Item& left, const Item& right) {
    if (left.is_deleted != right.is_deleted || left.kind != right.kind) return false;
    if (left.is_collected()) return true;
    return left.right == &right && right.origin() == left.last() &&
           left.right_origin() == right.right_origin() && can_join_content(left, right);
}

}  // namespace

void Store::close_record() {
    auto& deleted = record_.deleted;
    if (deleted.size() < 2) return;
    const auto is_before = [](const Record::Range& left, const Record::Range& right) {
        return left.client != right.client ? left.client < right.client : left.clock < right.clock;
    };
    if (!std::is_sorted(deleted.begin(), deleted.end(), is_before))
        std::sort(deleted.begin(), deleted.end(), is_before);
    std::size_t kept = 0;
    for (std::size_t i = 1; i < deleted.size(); ++i) {
        const Record::Range& next = deleted[i];
        if (!deleted[kept].unite(next)) deleted[++kept] = next;
    }
    deleted.resize(kept + 1);
}

void Store::clean_up() {
    const auto& deleted = record_.deleted;
    for (auto range = deleted.rbegin(); range != deleted.rend(); ++range) collect(*range);
    for (auto range = deleted.rbegin(); range != deleted.rend(); ++range) join_deleted(*range);
    for (const Record::Touched& touched : record_.touched) join_added(touched);
    const auto& cut = record_.to_join;
    for (auto id = cut.rbegin(); id != cut.rend(); ++id) join_cut(*id);
    tidy_bytes();
}

void Store::collect(const Record::Range& range) {
    if (range.is_collected) return;
    const StructList& structs = list(range.client);
    const std::uint64_t end = range.clock + range.length;
    StructList::Place place = structs.find(range.clock);
    for (;; place = structs.behind(place)) {
        Item* const item = structs.at(place);
        if (item->clock >= end) return;
        if (!item->is_collected() && item->is_deleted) {
            if (item->kind == Kind::type) collect_children(*item->type);
            forget_content(*item);
            item->kind = Kind::deleted;
        }
        if (structs.is_last(place)) return;
    }
}

void Store::collect_children(Type& type) {
    std::vector<Type*> types{&type};
    const auto collect_child = [&](Item* child) {
        if (child->kind == Kind::type) types.push_back(child->type);
        forget_content(*child);
        child->forget();
    };
    while (!types.empty()) {
        Type& parent = *types.back();
        types.pop_back();
        for (Item *child = parent.start, *next = nullptr; child; child = next) {
            next = child->right;
            collect_child(child);
        }
        for (const auto& [key, chain] : parent.keys)
            for (Item *child = chain.last, *next = nullptr; child; child = next) {
                next = child->left;
                collect_child(child);
            }
        parent.is_gone = true;
        parent.name = {};
        parent.item = nullptr;
        parent.start = nullptr;
        parent.keys.clear();
        parent.index.reset();
    }
}

void Store::forget_content(Item& item) {
    bytes.waste(item.size + (is_list(item.kind) ? item.extra : 0));
    item.data = nullptr;
    item.size = item.extra = 0;
}

// Moves what is still of use together. What was shown of the document may be looked at until the
// next transaction has ended, so the old bytes stay as long.
void Store::tidy_bytes() {
    retired_bytes_ = ByteArena();
    const std::size_t wasted = bytes.wasted();
    // Worth going through all items.
    if (wasted < 16384 || wasted < bytes.size() / 2 || wasted < items.size()) return;
    value_places.forget();
    retired_bytes_ = std::exchange(bytes, ByteArena());
    for (const Row& row : clients_) {
        if (row.structs.empty()) continue;
        // In their order: what lies beside one another is joined without being moved.
        row.structs.each({}, [this](Item* item) {
            if (item->kind == Kind::type && !item->type->name.empty())
                item->type->name = {bytes.copy_of(item->type->name), item->type->name.size()};
            if (item->kind == Kind::type || item->size == 0) return;
            item->data = bytes.copy_of(item->bytes());
            if (is_list(item->kind)) item->extra = 0;
        });
    }
}

// --- Joining

void Store::join_deleted(const Record::Range& range) {
    // What was added will be seen to by join_added().
    if (range.clock >= state_before(range.client)) return;
    StructList& structs = list(range.client);
    StructList::Place place = structs.find(range.clock + range.length - 1);
    if (!structs.is_last(place)) place = structs.behind(place);
    join_backward(structs, place, range.clock);
}

void Store::join_added(const Record::Touched& touched) {
    StructList& structs = list(touched.client);
    const std::uint64_t first = structs.at(structs.find(touched.before))->clock;
    join_backward(structs, structs.last(), first);
}

// From the place to the struct that begins at the clock, each with what is in front of it.
void Store::join_backward(StructList& structs, StructList::Place place, std::uint64_t first) {
    const Item* right = structs.at(place);
    while (right->clock >= first && !StructList::is_first(place)) {
        const StructList::Place before = structs.before(place);
        const Item* const left = structs.at(before);
        // Most cannot be joined.
        if (can_join(*left, *right)) {
            place = join_with_lefts(structs, place);
            if (StructList::is_first(place)) return;
            place = structs.before(place);
            right = structs.at(place);
        } else {
            place = before;
            right = left;
        }
    }
}

void Store::join_cut(Reference id) {
    StructList& structs = list(id.client);
    StructList::Place place = structs.find(id.clock);
    if (!structs.is_last(place)) {
        join_with_lefts(structs, structs.behind(place));
        place = structs.find(id.clock);
    }
    if (!StructList::is_first(place)) join_with_lefts(structs, place);
}

// Joins the struct with those in front of it as long as that goes; returns where it is now. All are
// put behind the first at once, since each on its own would move what was joined before.
StructList::Place Store::join_with_lefts(StructList& structs, StructList::Place place) {
    StructList::Place first = place;
    std::size_t count = 0;
    std::size_t size = structs.at(place)->size;
    while (!StructList::is_first(first)) {
        const StructList::Place left = structs.before(first);
        const Item& item = *structs.at(left);
        if (!can_join(item, *structs.at(first)) || size + item.size > content_size_max) break;
        size += item.size;
        first = left;
        ++count;
    }
    if (count == 0) return place;
    Item& whole = *structs.at(first);
    const StructList::Place second = structs.behind(first);
    StructList::Place next = second;
    for (std::size_t i = 0; i < count; ++i, next = structs.behind(next))
        join(whole, structs.at(next));
    structs.erase(second, count);
    return first;
}

void Store::join(Item& left, Item* right) {
    if (!left.is_collected()) {
        if (left.leaf != nullptr) left.parent->index->joining(&left, right);
        left.right = right->right;
        if (right->right != nullptr) right->right->left = &left;
        if (left.key != no_key) {
            Chain& chain = *left.parent->keys.find(left.key);
            if (chain.last == right) chain.last = &left;
        }
        if (left.data + left.size == right->data) {
            left.size += right->size;
            left.extra = right->extra;
        } else {
            append_content(bytes, left, right->bytes());
        }
    }
    left.length += right->length;
    items.drop(right);
}

}  // namespace core::crdt::yjs
