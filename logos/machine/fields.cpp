// Fields of records: plain ones are places, those of shared records change by the laws of their
// types. See machine.h.
#include <utility>

#include "core/base/format.h"
#include "logos/machine/intrinsic.h"
#include "logos/machine/machine.h"
#include "logos/values/collections.h"
#include "logos/values/comparison.h"
#include "logos/values/make.h"
#include "logos/values/shared.h"

namespace logos {

std::uint16_t Machine::position_of(const Shape* shape, std::uint16_t name) const {
    return field_positions_[static_cast<std::size_t>(shape - program_.shapes.data())][name];
}

Value Machine::get_field(const Value& record, std::uint16_t name, bool& found) const {
    const bool is_shared = record.is(Tag::shared);
    if (!is_shared && !record.is(Tag::record)) return {};
    const std::uint16_t position =
        position_of(is_shared ? shared_of(record).shape : record_of(record).shape, name);
    if (position == no_field_position) return {};
    found = true;
    return is_shared ? shared_item(record, position) : record_of(record).fields[position];
}

// Of a plain record.
Value* Machine::field_place(Value& record, std::uint16_t name) {
    if (!record.is(Tag::record)) return nullptr;
    const std::uint16_t position = position_of(record_of(record).shape, name);
    if (position == no_field_position) return nullptr;
    return &own_record(record).fields[position];
}

Machine::Step Machine::write_field(Task& task, Value& record, std::uint16_t name,
                                   const Value& value) {
    const std::uint16_t position = position_of(shared_of(record).shape, name);
    if (position == no_field_position) return no_field(task, record, name);
    const Outcome<void> written = write_shared(record, position, value, replicas_);
    return written ? Step::next : fail(task, written.error());
}

// The instruction behind this one says how it changes.
Machine::Step Machine::change_field(Task& task, const Instruction& at, Value* r) {
    Frame& frame = task.frames.back();
    const auto which = static_cast<Intrinsic>(frame.function->code[frame.next++].b);
    if (r[at.a].is(Tag::shared)) {
        const std::uint16_t position = position_of(shared_of(r[at.a]).shape, at.b);
        if (position == no_field_position) return no_field(task, r[at.a], at.b);
        const Outcome<void> changed = change_shared(r[at.a], position, which, r[at.c]);
        return changed ? Step::next : fail(task, changed.error());
    }
    Value* const place = field_place(r[at.a], at.b);
    if (place == nullptr) return no_field(task, r[at.a], at.b);
    Value values[] = {std::move(*place), r[at.c]};
    Outcome<Value> changed = call_intrinsic(which, values);
    if (!changed) return fail(task, std::move(changed).error());
    *place = *std::move(changed);
    return Step::next;
}

Outcome<void> Machine::change_shared(Value& record, std::size_t field, Intrinsic which,
                                     const Value& value) {
    switch (which) {
        case Intrinsic::increase: return increase(record, field, value, replicas_);
        case Intrinsic::decrease: return decrease(record, field, value, replicas_);
        case Intrinsic::add_to: return add_to_shared(record, field, value, replicas_);
        case Intrinsic::remove_from: return remove_from_shared(record, field, value, replicas_);
        case Intrinsic::append: return append_to_shared(record, field, value, replicas_);
        default: return write_shared(record, field, value, replicas_);
    }
}

Machine::Step Machine::set_item_of_field(Task& task, const Instruction& at, Value* r) {
    if (r[at.a].is(Tag::shared)) {
        const std::uint16_t position = position_of(shared_of(r[at.a]).shape, at.b);
        if (position == no_field_position) return no_field(task, r[at.a], at.b);
        const Outcome<void> set =
            set_shared_item(r[at.a], position, r[at.c], std::move(r[at.c + 1]), replicas_);
        return set ? Step::next : fail(task, set.error());
    }
    Value* const place = field_place(r[at.a], at.b);
    if (place == nullptr) return no_field(task, r[at.a], at.b);
    const Outcome<void> set = set_item(*place, r[at.c], std::move(r[at.c + 1]));
    return set ? Step::next : fail(task, set.error());
}

Outcome<void> Machine::merge_into(Value& into, const Value& from) {
    if (into.is(Tag::shared) && from.is(Tag::shared)) return merge_shared(into, from, replicas_);
    return logos::failure(core::formatted("Only Shared values merge, and {} is none",
                                          type_name(into.is(Tag::shared) ? from : into)));
}

}  // namespace logos
