// Shared records: values whose fields merge. Each has a replica of its own, numbered from outside
// (`replicas` is the last number given); one that is shared by several values gets a new one with
// the copy that a change makes, so that no two ever act under one number.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "logos/values/failure.h"
#include "logos/values/shared_field.h"
#include "logos/values/value.h"

namespace logos {

struct SharedObject : Object {
    const Shape* shape = nullptr;
    Replica replica = 0;
    std::vector<SharedField> fields;  // In the order of the shape.
};

[[nodiscard]] Value new_shared_record(const Shape* shape, std::span<const SharedKind> kinds,
                                      Replica& replicas);

[[nodiscard]] const SharedObject& shared_of(const Value& value);

// What the field shows: a number, the value written or nothing, a set, a list or a map.
[[nodiscard]] Value shared_item(const Value& shared, std::size_t field);

// A grow-only counter is never decreased, nor by less than nothing increased.
[[nodiscard]] Outcome<void> increase(Value& shared, std::size_t field, const Value& by,
                                     Replica& replicas);
[[nodiscard]] Outcome<void> decrease(Value& shared, std::size_t field, const Value& by,
                                     Replica& replicas);

// Of a register, which also settles what stands side by side (`Resolve`).
[[nodiscard]] Outcome<void> write_shared(Value& shared, std::size_t field, Value value,
                                         Replica& replicas);

[[nodiscard]] Outcome<void> add_to_shared(Value& shared, std::size_t field, Value item,
                                          Replica& replicas);
[[nodiscard]] Outcome<void> remove_from_shared(Value& shared, std::size_t field, const Value& item,
                                               Replica& replicas);
[[nodiscard]] Outcome<void> append_to_shared(Value& shared, std::size_t field, Value item,
                                             Replica& replicas);
[[nodiscard]] Outcome<void> set_shared_item(Value& shared, std::size_t field, const Value& key,
                                            Value item, Replica& replicas);

// Both must be of one shape.
[[nodiscard]] Outcome<void> merge_shared(Value& into, const Value& from, Replica& replicas);

}  // namespace logos
