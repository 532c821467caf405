// The objects behind values: whatever does not fit into the sixteen bytes of one
// (logos/values/tagged.h).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "logos/values/big_integer.h"
#include "logos/values/ordered_table.h"
#include "logos/values/tagged.h"

namespace logos {

// What a record or a variant of a choice is: it outlives all values that have it.
struct Shape {
    std::string name;
    std::vector<std::string> fields;  // As declared.
    bool is_variant = false;
};

struct BigObject : Object {
    BigInteger value;
};
struct TextObject : Object {
    std::string text;  // UTF-8.
};
struct ListObject : Object {  // A list or a tuple.
    std::vector<Value> items;
};
struct SetObject : Object {
    OrderedTable table;  // Keys alone.
};
struct MapObject : Object {
    OrderedTable table;
};
struct RecordObject : Object {
    const Shape* shape = nullptr;
    std::vector<Value> fields;  // In the order of the shape.
};
struct ClosureObject : Object {
    std::uint32_t function = 0;
    std::vector<Value> captured;
};
struct CellObject : Object {
    Value value;
};

}  // namespace logos
