// From the structs of an update to items that are not in the document yet. All that could be wrong
// with them is found here, so that integrating cannot fail.
#include "core/crdt/yjs/document/arrivals.h"

namespace core::crdt::yjs {

Result<void> Arrivals::read(Bytes update, Format format) {
    if (update.size() > update_size_max) return fail(Error::too_large);
    const Store::Names names = store_.names();
    Result<void> done =
        format == Format::v1 ? read_all<SourceV1>(update) : read_all<SourceV2>(update);
    if (!done) {
        drop_queues();
        forget_texts();
        store_.forget_names_since(names);
    }
    return done;
}

template <class Columns>
Result<void> Arrivals::read_all(Bytes update) {
    deleted_.clear();
    StructReader<Columns> reader = TRY(StructReader<Columns>::open(update));
    Client client;
    std::uint32_t number = nobody;
    Queue* queue = nullptr;
    std::uint64_t behind = 0;
    while (const Struct* const one = TRY(reader.next())) {
        if (one->end() > number_max) return fail(Error::malformed);
        if (one->kind == Kind::skip || one->length == 0) continue;
        if (queue == nullptr || client != one->id.client) {
            client = one->id.client;
            number = store_.number_of(client);
            queue = &begin_queue(number);
            behind = 0;
        }
        TRY(check(*one, behind));
        behind = one->end();
        // What is known is passed over.
        if (one->end() > store_.state(number)) add(*one, number, *queue);
    }
    TRY(reader.finish(deleted_));
    made_ = std::move(reader).made();
    return {};
}

// Of a client that comes twice in one update, Yjs takes what came last.
Queue& Arrivals::begin_queue(std::uint32_t client) {
    if (client >= queues_.size()) queues_.resize(store_.client_count());
    Queue& queue = queues_[client];
    drop_items(queue);
    arrived_.push_back(client);
    return queue;
}

void Arrivals::drop_items(Queue& queue) {
    for (Item* const item : queue.items) store_.items.drop(item);
    queue.items.clear();
}

void Arrivals::drop_queues() {
    for (const std::uint32_t client : arrived_) drop_items(queues_[client]);
    arrived_.clear();
}

// Clocks ascend. What a client refers to of its own was there before, or it would wait for itself.
Result<void> Arrivals::check(const Struct& one, std::uint64_t behind) const {
    const auto is_later = [&](const ItemId& id) {
        return id.client == one.id.client && id.clock >= one.id.clock;
    };
    if (one.id.clock < behind) return fail(Error::malformed);
    if (!one.is_item()) return {};
    if (one.origin && is_later(*one.origin)) return fail(Error::malformed);
    if (one.right_origin && is_later(*one.right_origin)) return fail(Error::malformed);
    const auto* const parent = get_if<ItemId>(&one.parent);
    if (parent != nullptr && is_later(*parent)) return fail(Error::malformed);
    return {};
}

Reference Arrivals::reference(const Struct& one, std::uint32_t client, const ItemId& id) {
    return {id.client == one.id.client ? client : store_.number_of(id.client), id.clock};
}

void Arrivals::add(const Struct& one, std::uint32_t client, Queue& queue) {
    Item& item = *queue.items.emplace_back(store_.items.make());
    item.client = client;
    item.clock = one.id.clock;
    item.length = one.length;
    item.kind = one.kind;
    if (!one.is_item()) return;
    if (one.origin) item.set_origin(reference(one, client, *one.origin));
    if (one.right_origin) item.set_right_origin(reference(one, client, *one.right_origin));
    if (const auto* const name = get_if<std::string_view>(&one.parent)) {
        item.parent = store_.root(*name);
    } else if (const auto* const id = get_if<ItemId>(&one.parent)) {
        const Reference parent = reference(one, client, *id);
        item.parent_client = parent.client;
        item.parent_clock = parent.clock;
        item.has_parent_id = true;
    }
    if (one.parent_sub && !one.origin && !one.right_origin)
        item.key = store_.key_of(*one.parent_sub);
    take_content(item, one);
}

// Only views, as far as that goes: what is known already, or has no room to wait, is not copied.
void Arrivals::take_content(Item& item, const Struct& one) {
    const auto take = [&](std::string_view bytes) {
        item.data = const_cast<char*>(bytes.data());
        item.size = static_cast<std::uint32_t>(bytes.size());
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
            item.size = static_cast<std::uint32_t>(one.text.size() + one.value.bytes.size());
            item.extra = static_cast<std::uint32_t>(one.text.size());
            item.data = joined_.allocate(item.size);
            std::copy(one.text.begin(), one.text.end(), item.data);
            std::copy(one.value.bytes.begin(), one.value.bytes.end(), item.data + item.extra);
            item.is_json = one.value.form == Value::Form::json;
            break;
    }
}

}  // namespace core::crdt::yjs
