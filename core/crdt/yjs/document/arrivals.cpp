// Clients are worked off one by one, the largest first, since later ones then seldom have to be
// searched a place for; what an item needs of another client is fetched ahead.
#include "core/crdt/yjs/document/arrivals.h"

#include <algorithm>

#include "core/crdt/yjs/document/content.h"

namespace core::crdt::yjs {

void Arrivals::integrate() {
    left_out_count_ = 0;
    do {
        work_off();
        queue_due();
    } while (!arrived_.empty());
    deleted_.settle();
    erase_all(deleted_);
    erase_due();
    forget_texts();
}

void Arrivals::forget_texts() {
    made_.clear();
    if (!joined_.empty()) joined_ = ByteArena();
}

// --- What waits for what

// What the item needs before it can be placed, of which what its own client wrote before is the
// first; see check().
Reference Arrivals::missing_of(const Item& item) const {
    const std::uint64_t state = store_.state(item.client);
    if (item.end() <= state) return {};
    if (state < item.clock) return {item.client, item.clock - 1};
    const auto is_missing = [&](Reference id) {
        return id && id.client != item.client && !store_.has(id);
    };
    // Whose beginning is there follows on that, in the same type.
    const bool is_begun = item.clock < state;
    if (!is_begun && is_missing(item.origin())) return item.origin();
    if (is_missing(item.right_origin())) return item.right_origin();
    if (!is_begun && item.has_parent_id && is_missing({item.parent_client, item.parent_clock}))
        return {item.parent_client, item.parent_clock};
    return {};
}

void Arrivals::work_off() {
    working_.clear();
    std::swap(working_, arrived_);
    const auto is_larger = [this](std::uint32_t left, std::uint32_t right) {
        return store_.client_of(left) > store_.client_of(right);
    };
    if (working_.size() > 1) std::sort(working_.begin(), working_.end(), is_larger);
    // None comes to be while they are worked off.
    queues_.resize(store_.client_count());
    for (const std::uint32_t client : working_) work_off(client);
    for (const std::uint32_t client : working_) {
        // The memory of small ones is soon of use again.
        constexpr std::size_t kept_capacity_max = 64;
        Queue& queue = queues_[client];
        if (queue.items.capacity() > kept_capacity_max) queue.items = {};
        queue.items.clear();
        queue.next = 0;
        queue.is_owned = false;
    }
}

void Arrivals::work_off(std::uint32_t client) {
    Queue& own = queues_[client];
    while (!own.is_done()) {
        Item* const item = own.items[own.next++];
        if (missing_of(*item)) [[unlikely]]
            place_with_missing(item);
        else
            place(item);
    }
}

void Arrivals::place_with_missing(Item* first) {
    stack_.push_back(first);
    while (!stack_.empty()) {
        Item* const item = stack_.back();
        const Reference missing = missing_of(*item);
        if (!missing) {
            place(item);
            stack_.pop_back();
            continue;
        }
        Queue& other = queues_[missing.client];
        if (missing.client == item->client || other.is_done()) return set_aside();
        stack_.push_back(other.items[other.next++]);
    }
}

// All on the stack wait for what is above them, and with them what their clients wrote later.
void Arrivals::set_aside() {
    // They were the last that were taken out of their queues.
    for (const Item* const item : stack_) --queues_[item->client].next;
    for (; !stack_.empty(); stack_.pop_back()) wait(stack_.back()->client);
}

void Arrivals::wait(std::uint32_t client) {
    Queue& queue = queues_[client];
    if (queue.is_done()) return;
    left_out_count_ += waiting_.keep(client, std::exchange(queue, {}));
    const Item* const front = waiting_.front(client);
    if (front == nullptr) return;
    // Nothing is missing only if what another said of the same clock came meanwhile, and is due.
    if (const Reference missing = missing_of(*front)) waiting_.wait_for(client, missing);
}

void Arrivals::note_moved_on(std::uint32_t client) {
    const bool is_noted = !moved_on_.empty() && moved_on_.back() == client;
    if (!waiting_.empty() && !is_noted) moved_on_.push_back(client);
}

void Arrivals::queue_due() {
    for (const std::uint32_t moved : moved_on_)
        waiting_.take_due(moved, store_.state(moved), [this](std::uint32_t client, Queue queue) {
            queues_[client] = std::move(queue);
            arrived_.push_back(client);
        });
    moved_on_.clear();
}

// --- Placing one

// False if a neighbour or the parent was collected: then the item is of no use to anybody.
bool Arrivals::find_neighbours(Item& item) {
    if (item.origin_client != nobody) {
        item.left = store_.find_ending(item.origin());
        item.set_origin(item.left->last());
    }
    if (item.right_origin_client != nobody) {
        // Nearly always what is beside the one is the other.
        Item* const beside = item.left != nullptr ? item.left->right : nullptr;
        const bool is_beside = beside != nullptr && beside->id() == item.right_origin();
        item.right = is_beside ? beside : store_.find_beginning(item.right_origin());
        item.set_right_origin(item.right->id());
    }
    if (item.left != nullptr && item.left->is_collected()) return false;
    if (item.right != nullptr && item.right->is_collected()) return false;
    if (item.has_parent_id) {
        item.has_parent_id = false;
        const Item* const found = store_.find({item.parent_client, item.parent_clock});
        if (found->kind != Kind::type) return false;
        item.parent = found->type;
    } else if (item.parent == nullptr) {
        const Item* const neighbour = item.left != nullptr ? item.left : item.right;
        item.parent = neighbour->parent;
        item.key = neighbour->key;
    }
    return true;
}

// Of an item whose beginning is there already, what is left follows on that.
void Arrivals::cut_known(Item& item) {
    const std::uint64_t known = store_.state(item.client) - item.clock;
    if (known == 0) return;
    skip_content(joined_, item, known);
    item.clock += known;
    item.length -= known;
    item.set_origin({item.client, item.clock - 1});
    item.parent = nullptr;
    item.has_parent_id = false;
    item.key = no_key;
}

// Whether it could have been written as one with what it follows on: then it becomes a part of it.
bool Arrivals::continues(const Item& item) const {
    return item.left != nullptr && item.left->last() == item.origin() &&
           item.left->client == item.client && item.left->kind == item.kind &&
           store_.can_extend(*item.left, item.right, item.right_origin(), item.size);
}

void Arrivals::place(Item* item) {
    char* const held = item->data;
    const std::size_t held_size = item->size;
    const bool is_owned = queues_[item->client].is_owned;
    if (item->end() <= store_.state(item->client)) {
        store_.items.drop(item);
    } else {
        note_moved_on(item->client);
        cut_known(*item);
        if (item->kind == Kind::gc || !find_neighbours(*item)) {
            store_.add_collected(item);
        } else if (continues(*item)) {
            store_.extend(item->left, item->bytes(), item->length);
            store_.items.drop(item);
        } else {
            item->data = store_.bytes.copy_of(item->bytes());
            store_.link(item);
        }
    }
    if (is_owned) waiting_.release(held, held_size);
}

}  // namespace core::crdt::yjs
