// From the structs of an update to items that are not in the document yet. All that could be wrong
// with them is found here, so that integrating cannot fail.
#include "core/crdt/yjs/document/arrivals.h"

namespace core::crdt::yjs {

Result<void> Arrivals::read(Bytes update, Format format) {
    if (update.size() > update_size_max) return fail(Error::too_large);
    const ByteArena::Mark mark = store_.bytes.mark();
    Result<void> done = read_all(update, format);
    if (!done) {
        drop_queues();
        store_.bytes.rewind(mark);
    }
    return done;
}

Result<void> Arrivals::read_all(Bytes update, Format format) {
    UpdateReader reader = TRY(UpdateReader::open(update, format));
    Client client;
    std::uint32_t number = nobody;
    while (const Struct* const one = TRY(reader.next())) {
        if (one->end() > number_max) return fail(Error::malformed);
        if (one->kind == Kind::skip || one->length == 0) continue;
        if (number == nobody || client != one->id.client) {
            client = one->id.client;
            number = store_.number_of(client);
            forget_earlier(number);
        }
        TRY(add(*one, number));
    }
    deletes_ = TRY(reader.finish());
    return {};
}

// Of a client that comes twice in one update, Yjs takes what came last.
void Arrivals::forget_earlier(std::uint32_t client) {
    Queue& queue = queue_of(client);
    for (Item* const item : queue.items) store_.items.drop(item);
    if (queue.items.empty()) arrived_.push_back(client);
    queue.items.clear();
}

void Arrivals::drop_queues() {
    for (const std::uint32_t client : arrived_) {
        for (Item* const item : queues_[client].items) store_.items.drop(item);
        queues_[client] = {};
    }
    arrived_.clear();
}

Arrivals::Queue& Arrivals::queue_of(std::uint32_t client) {
    if (client >= queues_.size()) queues_.resize(store_.client_count());
    return queues_[client];
}

// What a client refers to of its own was there before; else it would wait for itself.
Result<std::uint32_t> Arrivals::reference(Item& item, const ItemId& id) {
    const Client own = store_.client_of(item.client);
    if (id.client != own) return store_.number_of(id.client);
    if (id.clock >= item.clock) return fail(Error::malformed);
    return item.client;
}

Result<void> Arrivals::add(const Struct& one, std::uint32_t client) {
    Queue& queue = queue_of(client);
    const std::uint64_t end = queue.items.empty() ? 0 : queue.items.back()->end();
    if (one.id.clock < end) return fail(Error::malformed);
    Item& item = *queue.items.emplace_back(store_.items.make());
    item.client = client;
    item.clock = one.id.clock;
    item.length = one.length;
    item.kind = one.kind;
    if (!one.is_item()) return {};
    if (one.origin) item.set_origin({TRY(reference(item, *one.origin)), one.origin->clock});
    if (one.right_origin)
        item.set_right_origin({TRY(reference(item, *one.right_origin)), one.right_origin->clock});
    if (!one.origin && !one.right_origin) {
        if (const auto* const name = std::get_if<std::string_view>(&one.parent)) {
            item.parent = store_.root(*name);
        } else if (const auto* const id = std::get_if<ItemId>(&one.parent)) {
            item.parent_client = TRY(reference(item, *id));
            item.parent_clock = id->clock;
            item.has_parent_id = true;
        } else {
            return fail(Error::malformed);
        }
        if (one.parent_sub) item.key = store_.key_of(*one.parent_sub);
    }
    take_content(item, one);
    return {};
}

void Arrivals::take_content(Item& item, const Struct& one) {
    const auto take = [&](std::string_view head, std::string_view tail = {}) {
        item.size = static_cast<std::uint32_t>(head.size() + tail.size());
        item.data = store_.bytes.allocate(item.size);
        std::copy(head.begin(), head.end(), item.data);
        std::copy(tail.begin(), tail.end(), item.data + head.size());
    };
    switch (one.kind) {
        case Kind::gc:
        case Kind::skip:
        case Kind::deleted: break;
        case Kind::json:
        case Kind::any: take(one.values.bytes); break;
        case Kind::binary: take(as_text(one.binary)); break;
        case Kind::string: take(one.text); break;
        case Kind::type:
            take(one.text);
            item.extra = static_cast<std::uint32_t>(one.type);
            break;
        case Kind::embed:
        case Kind::format:
        case Kind::document:
            take(one.text, one.value.bytes);
            item.extra = static_cast<std::uint32_t>(one.text.size());
            item.is_json = one.value.form == Value::Form::json;
            break;
    }
}

}  // namespace core::crdt::yjs
