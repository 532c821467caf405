// Every value's object begins here with the one use that its value has.
#include "logos/values/make.h"

namespace logos {

Value make_text(std::string text) {
    auto* object = new TextObject;
    object->text = std::move(text);
    return Value::object(Tag::text, object);
}

Value make_list(std::vector<Value> items) {
    auto* object = new ListObject;
    object->items = std::move(items);
    return Value::object(Tag::list, object);
}

Value make_tuple(std::vector<Value> items) {
    auto* object = new ListObject;
    object->items = std::move(items);
    return Value::object(Tag::tuple, object);
}

Value make_set() { return Value::object(Tag::set, new SetObject); }

Value make_map() { return Value::object(Tag::map, new MapObject); }

Value make_record(const Shape* shape, std::vector<Value> fields) {
    ASSERT(shape != nullptr && shape->fields.size() == fields.size());
    auto* object = new RecordObject;
    object->shape = shape;
    object->fields = std::move(fields);
    return Value::object(Tag::record, object);
}

Value make_closure(std::uint32_t function, std::vector<Value> captured) {
    auto* object = new ClosureObject;
    object->function = function;
    object->captured = std::move(captured);
    return Value::object(Tag::closure, object);
}

Value make_cell(Value value) {
    auto* object = new CellObject;
    object->value = std::move(value);
    return Value::object(Tag::cell, object);
}

Value make_integer(BigInteger value) {
    if (const auto small = value.small()) return Value::integer(*small);
    auto* object = new BigObject;
    object->value = std::move(value);
    return Value::object(Tag::big, object);
}

}  // namespace logos
