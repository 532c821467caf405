// Clients are written in descending order, which makes them quicker to integrate.
#include "core/crdt/yjs/document/encode.h"

#include <algorithm>
#include <span>

#include "core/crdt/yjs/update_writer.h"

namespace core::crdt::yjs {
namespace {

// From which clock on a client's structs are written.
struct Start {
    Client id;
    std::uint32_t client;
    std::uint64_t clock;
};

void sort_descending(std::vector<Start>& starts) {
    std::sort(starts.begin(), starts.end(),
              [](const Start& left, const Start& right) { return left.id > right.id; });
}

void set_parent(const Store& store, const Item& item, Struct& one) {
    if (item.has_parent_id) {
        one.parent = store.id_of({item.parent_client, item.parent_clock});
    } else if (item.parent == nullptr) {
        one.parent = Nothing{};
    } else if (item.parent->item == nullptr) {
        one.parent = item.parent->name;
    } else {
        one.parent = store.id_of(item.parent->item->id());
    }
}

// What is left of a list of values from one of them on: the writer would go through those in front
// each time that somebody adds one.
Struct tail_of(const Store& store, const Item& item, std::uint64_t offset) {
    Struct tail = struct_of(store, item);
    tail.origin = {tail.id.client, item.clock + offset - 1};
    tail.id.clock += offset;
    tail.length -= offset;
    const std::size_t size = store.value_places.size_of(item, offset);
    tail.values = {tail.length, tail.values.bytes.substr(size)};
    return tail;
}

void write_structs(const Store& store, const std::vector<Start>& starts, UpdateWriter& writer) {
    for (const Start& start : starts) {
        const StructList& structs = store.list(start.client);
        const StructList::Place first = structs.find(start.clock);
        writer.begin_client(start.id, structs.count_from(first), start.clock);
        std::uint64_t offset = start.clock - structs.at(first)->clock;
        structs.each(first, [&](const Item* item) {
            const bool is_cut = offset > 0 && (item->kind == Kind::any || item->kind == Kind::json);
            if (is_cut)
                writer.add(tail_of(store, *item, offset));
            else
                writer.add(struct_of(store, *item), offset);
            offset = 0;
        });
    }
}

RangeSet deleted_of(const StructList& structs) {
    RangeSet ranges;
    if (structs.empty()) return ranges;
    Range range{0, 0};
    structs.each({}, [&](const Item* item) {
        if (!item->is_deleted) return;
        if (range.end != item->clock) {
            if (range.begin < range.end) ranges.add(range);
            range.begin = item->clock;
        }
        range.end = item->end();
    });
    if (range.begin < range.end) ranges.add(range);
    return ranges;
}

DeleteSet deleted_of(const Store& store) {
    DeleteSet all;
    store.each_client([&](Client id, std::uint32_t client) {
        RangeSet ranges = deleted_of(store.list(client));
        if (!ranges.empty()) all.insert(id, std::move(ranges));
    });
    return all;
}

}  // namespace

Struct struct_of(const Store& store, const Item& item) {
    Struct one;
    one.id = store.id_of(item.id());
    one.length = item.length;
    one.kind = item.kind;
    if (!one.is_item()) return one;
    if (item.origin()) one.origin = store.id_of(item.origin());
    if (item.right_origin()) one.right_origin = store.id_of(item.right_origin());
    if (!one.origin && !one.right_origin) set_parent(store, item, one);
    if (item.key != no_key) one.parent_sub = store.key_name(item.key);
    switch (item.kind) {
        case Kind::gc:
        case Kind::skip:
        case Kind::deleted: break;
        case Kind::string: one.text = item.bytes(); break;
        case Kind::binary: one.binary = as_bytes(item.bytes()); break;
        case Kind::json:
        case Kind::any: one.values = {item.length, item.bytes()}; break;
        case Kind::type:
            if (item.is_integrated) {
                one.text = item.type->name;
                one.type = item.type->kind;
            } else {
                one.text = item.bytes();
                one.type = static_cast<TypeKind>(item.extra);
            }
            break;
        case Kind::embed:
        case Kind::format:
        case Kind::document:
            one.text = item.head();
            one.value = {item.is_json ? Value::Form::json : Value::Form::any, item.tail()};
            break;
    }
    return one;
}

StateVector state_vector_of(const Store& store) {
    StateVector vector;
    store.each_client([&](Client id, std::uint32_t client) {
        if (store.state(client) > 0) vector.insert(id, store.state(client));
    });
    return vector;
}

Result<Buffer> encode_since(const Store& store, const StateVector& since, Format format) {
    std::vector<Start> starts;
    store.each_client([&](Client id, std::uint32_t client) {
        const std::uint64_t* const known = since.find(id);
        const std::uint64_t clock = known ? *known : 0;
        if (clock < store.state(client)) starts.push_back({id, client, clock});
    });
    sort_descending(starts);
    UpdateWriter writer(format, starts.size());
    write_structs(store, starts, writer);
    return std::move(writer).finish(deleted_of(store));
}

Result<Buffer> encode_record(const Store& store, Format format) {
    std::vector<Start> starts;
    for (const Record::Touched& touched : store.record().touched)
        starts.push_back({store.client_of(touched.client), touched.client, touched.before});
    sort_descending(starts);
    UpdateWriter writer(format, starts.size());
    write_structs(store, starts, writer);
    DeletedRanges deleted;
    for (const Record::Range& range : store.record().deleted)
        deleted.add(store.client_of(range.client), {range.clock, range.clock + range.length});
    return std::move(writer).finish(std::move(deleted).to_set());
}

Result<Buffer> encode_waiting(const Store& store, const Arrivals& arrivals, Format format) {
    struct Waiting {
        Client id;
        std::span<Item* const> items;
    };
    std::vector<Waiting> all;
    arrivals.waiting().each([&](std::uint32_t client, const Queue& queue) {
        all.push_back({store.client_of(client), std::span(queue.items).subspan(queue.next)});
    });
    std::sort(all.begin(), all.end(),
              [](const Waiting& left, const Waiting& right) { return left.id > right.id; });
    UpdateWriter writer(format);
    for (const auto& [id, items] : all) {
        std::uint64_t clock = items.front()->clock;
        writer.begin_client(id, clock);
        for (const Item* const item : items) {
            if (clock < item->clock) {
                Struct gap;
                gap.kind = Kind::skip;
                gap.id = {id, clock};
                gap.length = item->clock - clock;
                writer.add(gap);
                clock = item->clock;
            }
            writer.add(struct_of(store, *item), clock - item->clock);
            clock = item->end();
        }
    }
    return std::move(writer).finish(arrivals.waiting_deletions().to_set());
}

}  // namespace core::crdt::yjs
