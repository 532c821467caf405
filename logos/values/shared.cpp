// Shared records: which change which kind of field takes, and whose it is.
#include "logos/values/shared.h"

#include "core/base/assert.h"
#include "logos/values/comparison.h"
#include "logos/values/limits.h"
#include "logos/values/make.h"

namespace logos {
namespace {

SharedObject& own_shared(Value& value, Replica& replicas) {
    ASSERT(value.is(Tag::shared));
    const bool is_copied = value.as_object()->uses > 1;
    auto& object = own<SharedObject>(value);
    if (is_copied) object.replica = ++replicas;
    return object;
}

SharedKind kind_of(const Value& shared, std::size_t field) {
    return shared_of(shared).fields[field].kind;
}

std::unexpected<Failure> wrong_kind(std::string_view doing, const Value& shared,
                                    std::size_t field) {
    return failure("Cannot " + std::string(doing) + " the field " +
                   shared_of(shared).shape->fields[field]);
}

bool is_counter(SharedKind kind) {
    return kind == SharedKind::grow_count || kind == SharedKind::tally;
}

bool is_set(SharedKind kind) {
    return kind == SharedKind::add_wins_set || kind == SharedKind::remove_wins_set;
}

bool is_full(const Value& shared, std::size_t field) {
    return shared_of(shared).fields[field].entries.size() >= collection_size_max;
}

// Adds to a counter, or takes away if it is negative.
Outcome<void> change_count(Value& shared, std::size_t field, const Value& by, bool is_less,
                           Replica& replicas) {
    const SharedKind kind = kind_of(shared, field);
    if (!is_counter(kind) || !by.is(Tag::integer))
        return wrong_kind(is_less ? "decrease" : "increase", shared, field);
    const bool takes_away = (by.as_integer() < 0) != is_less;
    if (takes_away && kind == SharedKind::grow_count && by.as_integer() != 0)
        return wrong_kind("decrease", shared, field);
    const auto bits = static_cast<std::uint64_t>(by.as_integer());
    const std::uint64_t size = by.as_integer() < 0 ? 0 - bits : bits;
    SharedObject& object = own_shared(shared, replicas);
    if (!object.fields[field].count(object.replica, takes_away ? 0 : size, takes_away ? size : 0))
        return failure(number_too_large);
    return {};
}

}  // namespace

Value new_shared_record(const Shape* shape, std::span<const SharedKind> kinds, Replica& replicas) {
    ASSERT(shape != nullptr && shape->fields.size() == kinds.size());
    auto* object = new SharedObject;
    object->shape = shape;
    object->replica = ++replicas;
    for (const SharedKind kind : kinds) object->fields.emplace_back().kind = kind;
    return Value::object(Tag::shared, object);
}

const SharedObject& shared_of(const Value& value) {
    ASSERT(value.is(Tag::shared));
    return *static_cast<const SharedObject*>(value.as_object());
}

Value shared_item(const Value& shared, std::size_t field) {
    return shared_of(shared).fields[field].read();
}

Outcome<void> increase(Value& shared, std::size_t field, const Value& by, Replica& replicas) {
    return change_count(shared, field, by, false, replicas);
}

Outcome<void> decrease(Value& shared, std::size_t field, const Value& by, Replica& replicas) {
    return change_count(shared, field, by, true, replicas);
}

Outcome<void> write_shared(Value& shared, std::size_t field, Value value, Replica& replicas) {
    const SharedKind kind = kind_of(shared, field);
    if (kind != SharedKind::last_writer && kind != SharedKind::divergent)
        return wrong_kind("set", shared, field);
    if (is_too_deep(value)) return failure("A shared value must not be nested so deep");
    SharedObject& object = own_shared(shared, replicas);
    object.fields[field].write(object.replica, std::move(value));
    return {};
}

Outcome<void> add_to_shared(Value& shared, std::size_t field, Value item, Replica& replicas) {
    if (!is_set(kind_of(shared, field)) || is_full(shared, field))
        return wrong_kind("add to", shared, field);
    if (is_too_deep(item)) return failure("A key must not be nested so deep");
    SharedObject& object = own_shared(shared, replicas);
    object.fields[field].write_key(object.replica, item, Value());
    return {};
}

Outcome<void> remove_from_shared(Value& shared, std::size_t field, const Value& item,
                                 Replica& replicas) {
    const SharedKind kind = kind_of(shared, field);
    if (!is_set(kind) && kind != SharedKind::map && kind != SharedKind::sequence)
        return wrong_kind("remove from", shared, field);
    if (is_too_deep(item)) return failure("A key must not be nested so deep");
    SharedObject& object = own_shared(shared, replicas);
    if (kind == SharedKind::sequence)
        (void)object.fields[field].remove_first(item);
    else
        object.fields[field].remove_key(object.replica, item);
    return {};
}

Outcome<void> append_to_shared(Value& shared, std::size_t field, Value item, Replica& replicas) {
    if (kind_of(shared, field) != SharedKind::sequence || is_full(shared, field))
        return wrong_kind("append to", shared, field);
    SharedObject& object = own_shared(shared, replicas);
    object.fields[field].append(object.replica, std::move(item));
    return {};
}

Outcome<void> set_shared_item(Value& shared, std::size_t field, const Value& key, Value item,
                              Replica& replicas) {
    if (kind_of(shared, field) != SharedKind::map || is_full(shared, field))
        return wrong_kind("set an item of", shared, field);
    if (is_too_deep(key)) return failure("A key must not be nested so deep");
    SharedObject& object = own_shared(shared, replicas);
    object.fields[field].write_key(object.replica, key, std::move(item));
    return {};
}

Outcome<void> merge_shared(Value& into, const Value& from, Replica& replicas) {
    if (!into.is(Tag::shared) || !from.is(Tag::shared) ||
        shared_of(into).shape != shared_of(from).shape)
        return failure("Cannot merge " + std::string(type_name(from)) + " into " +
                       std::string(type_name(into)));
    const Value other = from;  // Which may be the same value.
    if (other.as_object() == into.as_object()) return {};
    SharedObject& object = own_shared(into, replicas);
    for (std::size_t i = 0; i < object.fields.size(); ++i)
        object.fields[i].merge(shared_of(other).fields[i]);
    return {};
}

}  // namespace logos
