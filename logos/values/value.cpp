// How objects end. What they hold may be nested a million deep, so children that nobody else holds
// wait in a list for their turn instead of being destroyed inside their parent.
#include "logos/values/value.h"

#include "core/base/assert.h"
#include "logos/values/shared.h"

namespace logos {
namespace {

using Waiting = std::vector<Value>;

void set_aside(Value& child, Waiting& waiting) {
    if (child.is_object() && child.tag() != Tag::text && child.tag() != Tag::big)
        waiting.push_back(std::move(child));
}

void set_aside(std::vector<Value>& children, Waiting& waiting) {
    for (Value& child : children) set_aside(child, waiting);
}

void destroy_table(OrderedTable& table, Waiting& waiting) {
    table.give_up([&](Value& child) { set_aside(child, waiting); });
}

void destroy_object(Tag tag, Object* object, Waiting& waiting) {
    switch (tag) {
        case Tag::big: delete static_cast<BigObject*>(object); return;
        case Tag::text: delete static_cast<TextObject*>(object); return;
        case Tag::list:
        case Tag::tuple: {
            auto* list = static_cast<ListObject*>(object);
            set_aside(list->items, waiting);
            delete list;
            return;
        }
        case Tag::set: {
            auto* set = static_cast<SetObject*>(object);
            destroy_table(set->table, waiting);
            delete set;
            return;
        }
        case Tag::map: {
            auto* map = static_cast<MapObject*>(object);
            destroy_table(map->table, waiting);
            delete map;
            return;
        }
        case Tag::record: {
            auto* record = static_cast<RecordObject*>(object);
            set_aside(record->fields, waiting);
            delete record;
            return;
        }
        case Tag::closure: {
            auto* closure = static_cast<ClosureObject*>(object);
            set_aside(closure->captured, waiting);
            delete closure;
            return;
        }
        case Tag::cell: {
            auto* cell = static_cast<CellObject*>(object);
            set_aside(cell->value, waiting);
            delete cell;
            return;
        }
        case Tag::shared: {
            auto* shared = static_cast<SharedObject*>(object);
            for (SharedField& field : shared->fields)
                for (SharedEntry& entry : field.entries) {
                    set_aside(entry.key, waiting);
                    set_aside(entry.value, waiting);
                }
            delete shared;
            return;
        }
        case Tag::nothing:
        case Tag::truth:
        case Tag::integer:
        case Tag::real:
        case Tag::character:
        case Tag::duration:
        case Tag::pipe:
        case Tag::handle: break;
    }
    ASSERT(false);
}

}  // namespace

void Value::destroy() const {
    Waiting waiting;
    destroy_object(tag_, payload_.object, waiting);
    while (!waiting.empty()) {
        Value child = std::move(waiting.back());
        waiting.pop_back();
        if (child.payload_.object->uses > 1) continue;
        destroy_object(child.tag_, child.payload_.object, waiting);
        child.tag_ = Tag::nothing;
    }
}

}  // namespace logos
