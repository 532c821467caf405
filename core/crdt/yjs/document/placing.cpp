// Where an item belongs among those that others put into the same place without knowing of it: the
// order of YATA, exactly as Yjs has it (rule YX3).
//
// Yjs keeps two sets while it goes right from the item's origin: what it came by, and what of it
// came since the place last moved. Here each item bears the number of the stretch it was last
// come by in; numbers only grow, so both sets are comparisons.
//
// Where it has far to go, two short cuts lead to an item of a smaller client with the same origin,
// behind which the item belongs in any case: Crowds, and the way back from its right neighbour.
#include "core/base/assert.h"
#include "core/crdt/yjs/document/store.h"

namespace core::crdt::yjs {
namespace {

// The first item of the list, or of the chain of the key, that the item belongs to.
Item* first_of(const Item& item) {
    if (item.key == no_key) return item.parent->start;
    const Chain* const chain = item.parent->keys.find(item.key);
    return chain ? chain->first : nullptr;
}

bool is_beside(const Item& one, const Item& other) {
    return one.origin() == other.origin() && one.right_origin() == other.right_origin();
}

bool needs_search(const Item& item) {
    if (item.left != nullptr) return item.left->right != item.right;
    return item.right == nullptr || item.right->left != nullptr;
}

}  // namespace

// Where marks would run out, all are taken back.
void Store::begin_marks() {
    constexpr std::uint32_t marks_max = UINT32_MAX / 2;
    if (++mark_ < marks_max) return;
    items.each([](Item& item) { item.mark = 0; });
    mark_ = 1;
}

Item* Store::item_of_origin(const Item& item) const {
    const Item* const left = item.left;
    if (left != nullptr && left->client == item.origin_client && left->clock <= item.origin_clock &&
        item.origin_clock < left->end())
        return item.left;
    return find(item.origin());
}

// Goes left from the item on the right, looking for the last that the item belongs behind: one of a
// smaller client with the same origin. For who goes right from the origin everything in front of
// that one is settled.
class Store::WayBack {
public:
    WayBack(const Store& store, const Item& item)
        : store_(store),
          item_(item),
          own_(store.client_of(item.client)),
          at_(item.right ? item.right->left : nullptr),
          is_on_(item.right != nullptr) {}

    // One step, if there is one to make.
    void step() {
        if (!is_on_) return;
        if (at_ == item_.left) {
            // All of them are of larger clients.
            is_at_origin = true;
        } else if (at_ != nullptr &&
                   (at_->origin() != item_.origin() || store_.client_of(at_->client) >= own_)) {
            at_ = at_->left;
            return;
        } else {
            // Nothing, if the right neighbour is not behind the left one, as nobody writes it.
            found = at_;
        }
        is_on_ = false;
    }

    Item* found = nullptr;
    bool is_at_origin = false;

private:
    const Store& store_;
    const Item& item_;
    Client own_;
    Item* at_;
    bool is_on_;
};

Item* Store::left_neighbour(const Item& item) {
    begin_marks();
    const std::uint32_t first_mark = mark_;
    const Client own = client_of(item.client);
    Item* left = item.left;
    Item* other = left != nullptr ? left->right : first_of(item);
    Item* from = other;
    WayBack back(*this, item);
    for (std::uint64_t steps = 1; other != nullptr && other != item.right; other = other->right) {
        if (steps == Crowds::steps_min) {
            if (Item* const near = last_of_crowd(item)) from = other = near;
        } else if (steps > Crowds::steps_min) {
            back.step();
            if (back.is_at_origin) return item.left;
            if (back.found != nullptr) from = other = std::exchange(back.found, nullptr);
        }
        ++steps;
        ++placing_steps_;
        other->mark = mark_;
        if (other->origin() == item.origin()) {
            if (client_of(other->client) < own) {
                left = other;
                ++mark_;
            } else if (other->right_origin() == item.right_origin()) {
                break;
            }
            continue;
        }
        if (!other->origin()) break;
        const std::uint32_t origin_mark = item_of_origin(*other)->mark;
        if (origin_mark < first_mark) break;
        if (origin_mark < mark_) {
            left = other;
            ++mark_;
        }
    }
    if (mark_ - first_mark >= Crowds::steps_min) remember_crowd(item, from, other);
    return left;
}

// The one of the crowd that the item belongs behind, if that is known.
Item* Store::last_of_crowd(const Item& item) const {
    const Client own = client_of(item.client);
    const Crowds::Member* const before = crowds_.before(item, own);
    if (before == nullptr || before->client == own) return nullptr;
    Item* const found = find({known_number_of(before->client), before->clock});
    return found->clock == before->clock && is_beside(*found, item) ? found : nullptr;
}

void Store::remember_crowd(const Item& item, const Item* from, const Item* end) {
    for (; from != end; from = from->right)
        if (is_beside(*from, item)) crowds_.add(*from, client_of(from->client));
    crowds_.add(item, client_of(item.client));
}

void Store::connect(Item* item) {
    Type& parent = *item->parent;
    if (item->left != nullptr) {
        item->right = item->left->right;
        item->left->right = item;
    } else {
        item->right = first_of(*item);
        if (item->key == no_key)
            parent.start = item;
        else
            parent.keys.ensure(item->key).first = item;
    }
    if (item->right != nullptr) {
        item->right->left = item;
    } else if (item->key != no_key) {
        // The last one is the key's value; the one before it no longer is.
        parent.keys.find(item->key)->last = item;
        if (item->left != nullptr) erase(item->left);
    }
}

void Store::take_over_content(Item* item) {
    if (item->kind == Kind::deleted) {
        item->is_deleted = true;
        note_deleted(*item, true);
    } else if (item->kind == Kind::format) {
        item->parent->has_formats = true;
    } else if (item->kind == Kind::type) {
        Type* const type = new_type(static_cast<TypeKind>(item->extra), item->bytes());
        type->item = item;
        item->type = type;
    }
}

void Store::link(Item* item) {
    Type& parent = *item->parent;
    item->leaf = nullptr;
    item->mark = 0;
    item->is_integrated = true;
    if (needs_search(*item)) item->left = left_neighbour(*item);
    connect(item);
    append(item);
    take_over_content(item);
    if (item->key == no_key) {
        parent.length += item->visible_length();
        if (parent.index) parent.index->linked(item);
    }
    note_change(&parent, item->key);
    const bool is_in_deleted = parent.item != nullptr && parent.item->is_deleted;
    const bool is_replaced = item->key != no_key && item->right != nullptr;
    if (is_in_deleted || is_replaced) erase(item);
}

}  // namespace core::crdt::yjs
