// Clients are worked off one by one, the largest first, since later ones then seldom have to be
// searched a place for; what an item needs of another client is fetched ahead.
#include "core/crdt/yjs/document/arrivals.h"

#include <algorithm>

#include "core/base/assert.h"
#include "core/crdt/yjs/document/content.h"

namespace core::crdt::yjs {

void Arrivals::integrate() {
    left_out_count_ = 0;
    do work_off();
    while (queue_unblocked());
    erase_all(deletes_);
    deletes_.clear();
    erase_waiting();
}

// --- What waits for what

// What the item needs before it can be placed; nothing of its own client, see reference().
Reference Arrivals::missing_of(const Item& item) const {
    const auto is_missing = [&](Reference id) {
        return id && id.client != item.client && !store_.has(id);
    };
    if (is_missing(item.origin())) return item.origin();
    if (is_missing(item.right_origin())) return item.right_origin();
    if (item.has_parent_id && is_missing({item.parent_client, item.parent_clock}))
        return {item.parent_client, item.parent_clock};
    return {};
}

bool Arrivals::is_blocked(const Item& item) const {
    return store_.state(item.client) < item.clock || missing_of(item);
}

void Arrivals::work_off() {
    std::vector<std::uint32_t> clients = std::exchange(arrived_, {});
    std::sort(clients.begin(), clients.end(), [this](std::uint32_t left, std::uint32_t right) {
        return store_.client_of(left) > store_.client_of(right);
    });
    // None comes to be while they are worked off.
    queues_.resize(store_.client_count());
    for (const std::uint32_t client : clients) work_off(client);
    for (const std::uint32_t client : clients) queues_[client] = {};
}

void Arrivals::work_off(std::uint32_t client) {
    Queue& own = queues_[client];
    while (!own.is_done()) {
        stack_.push_back(own.items[own.next++]);
        while (!stack_.empty()) {
            Item* const item = stack_.back();
            const std::uint64_t state = store_.state(item->client);
            if (item->end() <= state) {
                store_.items.drop(item);
                stack_.pop_back();
                continue;
            }
            if (state < item->clock) {
                set_aside();
                break;
            }
            if (const Reference missing = missing_of(*item)) {
                Queue& other = queues_[missing.client];
                if (other.is_done()) {
                    set_aside();
                    break;
                }
                stack_.push_back(other.items[other.next++]);
                continue;
            }
            place(item);
            stack_.pop_back();
        }
    }
}

// All on the stack wait for what is above them, and with them what their clients wrote later.
void Arrivals::set_aside() {
    OrderedMap<std::uint32_t, std::vector<Item*>> aside;
    for (Item* const item : stack_) aside.ensure(item->client).push_back(item);
    stack_.clear();
    for (auto& [client, items] : aside) {
        Queue& queue = queues_[client];
        items.insert(items.end(), queue.items.begin() + static_cast<std::ptrdiff_t>(queue.next),
                     queue.items.end());
        queue.next = queue.items.size();
        keep_waiting(client, std::move(items));
    }
}

// Puts them among those that wait already; what another covers is not kept twice.
void Arrivals::keep_waiting(std::uint32_t client, std::vector<Item*> items) {
    if (waiting_count_ > 0 && waiting_count_ + items.size() > waiting_structs_max) {
        left_out_count_ += items.size();
        for (Item* const item : items) store_.items.drop(item);
        return;
    }
    std::vector<Item*>& kept = waiting_.ensure(client);
    waiting_count_ -= kept.size();
    std::vector<Item*> all;
    std::merge(kept.begin(), kept.end(), items.begin(), items.end(), std::back_inserter(all),
               [](const Item* left, const Item* right) {
                   return std::pair(left->clock, right->length) <
                          std::pair(right->clock, left->length);
               });
    kept.clear();
    std::uint64_t covered = 0;
    for (Item* const item : all) {
        if (item->end() <= covered) {
            store_.items.drop(item);
            continue;
        }
        covered = item->end();
        kept.push_back(item);
    }
    waiting_count_ += kept.size();
}

bool Arrivals::queue_unblocked() {
    for (const auto& [client, items] : waiting_)
        if (!is_blocked(*items.front())) arrived_.push_back(client);
    for (const std::uint32_t client : arrived_) {
        std::vector<Item*>& items = *waiting_.find(client);
        waiting_count_ -= items.size();
        queue_of(client).items = std::move(items);
        waiting_.erase(client);
    }
    return !arrived_.empty();
}

// --- Placing one

// False if a neighbour or the parent was collected: then the item is of no use to anybody.
bool Arrivals::find_neighbours(Item& item) {
    if (item.origin_client != nobody) {
        item.left = store_.find_ending(item.origin());
        item.set_origin(item.left->last());
    }
    if (item.right_origin_client != nobody) {
        item.right = store_.find_beginning(item.right_origin());
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
    if (item.kind != Kind::gc) {
        Item head = item;
        split_content(store_.bytes, head, item, known);
    }
    item.clock += known;
    item.length -= known;
}

void Arrivals::place(Item* item) {
    const std::uint64_t clock = item->clock;
    if (item->kind == Kind::gc) {
        cut_known(*item);
        return store_.add_collected(item);
    }
    bool is_useful = find_neighbours(*item);
    cut_known(*item);
    if (item->clock > clock) {
        item->left = store_.find_ending({item->client, item->clock - 1});
        item->set_origin(item->left->last());
        is_useful = is_useful && !item->left->is_collected();
    }
    if (is_useful)
        store_.link(item);
    else
        store_.add_collected(item);
}

// --- Deletions

// The largest client first, as Yjs writes them: what was deleted before its parent is joined in
// other places than what went with it.
void Arrivals::erase_all(const DeleteSet& deletes) {
    for (std::size_t left = deletes.size(); left > 0; --left) {
        const auto& [id, ranges] = deletes.at(left - 1);
        const std::uint32_t client = store_.known_number_of(id);
        const std::uint64_t state = client == nobody ? 0 : store_.state(client);
        RangeSet* waiting = waiting_deletes_.find(id);
        for (const Range& range : ranges) {
            if (range.begin < state) erase(client, {range.begin, std::min(range.end, state)});
            if (range.end <= state) continue;
            if (waiting == nullptr) waiting = &waiting_deletes_.ensure(id);
            if (waiting->size() >= waiting_ranges_max) {
                ++left_out_count_;
                continue;
            }
            waiting->add({std::max(range.begin, state), range.end});
        }
    }
}

// Those whose structs came in the meantime.
void Arrivals::erase_waiting() {
    DeleteSet due;
    for (const auto& [id, ranges] : waiting_deletes_) {
        const std::uint32_t client = store_.known_number_of(id);
        if (client != nobody && ranges.begin()->begin < store_.state(client))
            due.insert(id, ranges);
    }
    for (const auto& [id, ranges] : due) waiting_deletes_.erase(id);
    erase_all(due);
}

void Arrivals::erase(std::uint32_t client, Range range) {
    StructList& structs = store_.list(client);
    StructList::Place place = structs.find(range.begin);
    Item* item = structs.at(place);
    if (!item->is_deleted && item->clock < range.begin) {
        store_.split(item, range.begin - item->clock);
        place = structs.find(range.begin);
    }
    for (;; place = structs.behind(place)) {
        item = structs.at(place);
        if (item->clock >= range.end) return;
        const bool is_last = structs.is_last(place);
        if (!item->is_deleted) {
            if (range.end < item->end()) {
                store_.split(item, range.end - item->clock);
                return store_.erase(item);
            }
            store_.erase(item);
        }
        if (is_last) return;
    }
}

}  // namespace core::crdt::yjs
