// Compiles variables and places, and how these change: see function_compiler.h.
#include <utility>

#include "core/base/format.h"
#include "logos/machine/function_compiler.h"

namespace logos {

// In a function's body a name that nobody declared there is a variable of `## Main`, if it is one.
const Variable* FunctionCompiler::find_variable(std::string_view name) {
    if (const Variable* variable = emitter_.find(name)) return variable;
    if (surroundings_ == Surroundings::main || whole_.names.function(name) != nullptr ||
        whole_.names.shape(name) != nullptr)
        return nullptr;
    const auto global = whole_.names.global(name);
    if (!global) return nullptr;
    found_global_ = {.name = std::string(name), .residence = Residence::global, .number = *global};
    return &found_global_;
}

void FunctionCompiler::load_variable(const Variable& variable, Register to) {
    switch (variable.residence) {
        case Residence::local:
            if (variable.number != to) emitter_.emit(Operation::move, to, variable.number);
            return;
        case Residence::boxed: emitter_.emit(Operation::load_cell, to, variable.number); return;
        case Residence::global:
            emitter_.emit_wide(Operation::load_global, to, variable.number);
            return;
    }
}

void FunctionCompiler::store_variable(const Variable& variable, Register from) {
    switch (variable.residence) {
        case Residence::local:
            if (variable.number != from)
                emitter_.emit(emitter_.is_temporary(from) ? Operation::transfer : Operation::move,
                              variable.number, from);
            return;
        case Residence::boxed: emitter_.emit(Operation::store_cell, variable.number, from); return;
        case Residence::global: store_known_global(variable.number, from); return;
    }
}

// A name that a block around has already is the block's own; else it is seen behind the block too.
void FunctionCompiler::declare(std::string_view name, Register value) {
    if (const Variable* known = emitter_.find_in_scope(name)) return store_variable(*known, value);
    const bool shadows = emitter_.find(name) != nullptr;
    const auto global = whole_.names.global(name);
    if (surroundings_ == Surroundings::main && global && !shadows) {
        emitter_.emit_wide(Operation::store_global, value, *global);
        emitter_.declare(
            {.name = std::string(name), .residence = Residence::global, .number = *global}, false);
        return;
    }
    Register home = value;
    if (!emitter_.is_temporary(value)) {
        home = emitter_.reserve();
        emitter_.emit(Operation::move, home, value);
    }
    emitter_.declare({.name = std::string(name), .number = home}, shadows);
}

void FunctionCompiler::assign_name(NodeId node, std::string_view name, Register value) {
    if (const Variable* variable = find_variable(name)) return store_variable(*variable, value);
    if (surroundings_ == Surroundings::main) {
        emitter_.at(tree_[node].span);
        return fail(core::formatted("Undefined variable: {}", name));
    }
    store_known_global(whole_.names.global_for(name), value);
}

// One that `## Main` must have given a value before.
void FunctionCompiler::store_known_global(std::uint32_t global, Register from) {
    emitter_.emit(Operation::store_global, from, global & 0xffff, global >> 16,
                  surroundings_ != Surroundings::main);
}

FunctionCompiler::OpenPlace FunctionCompiler::open(NodeId place) {
    OpenPlace opened;
    if (tree_[place].kind == Kind::item || tree_[place].kind == Kind::member) {
        const bool is_item = tree_[place].kind == Kind::item;
        PlaceStep step{.kind = tree_[place].kind};
        step.position =
            is_item ? operand(tree_.part(place, 1)) : whole_.names.field_name(tree_[place].text);
        opened = open(tree_.part(place, 0));
        step.container = opened.value;
        step.taken = emitter_.reserve();
        emitter_.emit(is_item ? Operation::take_item : Operation::take_field, step.taken,
                      step.container, step.position);
        opened.value = step.taken;
        opened.steps.push_back(step);
        return opened;
    }
    const Variable* variable =
        tree_[place].kind == Kind::name ? find_variable(tree_[place].text) : nullptr;
    if (variable == nullptr) {
        opened.value = emitter_.reserve();
        into(place, opened.value);
        return opened;
    }
    if (variable->residence == Residence::local) {
        opened.value = static_cast<Register>(variable->number);
        return opened;
    }
    opened.in_cell = true;
    opened.cell = emitter_.reserve();
    opened.value = emitter_.reserve();
    if (variable->residence == Residence::boxed)
        emitter_.emit(Operation::move, opened.cell, variable->number);
    else
        emitter_.emit_wide(Operation::global_cell, opened.cell, variable->number);
    emitter_.emit(Operation::take_cell, opened.value, opened.cell);
    return opened;
}

void FunctionCompiler::close(const OpenPlace& place) {
    for (std::size_t i = place.steps.size(); i-- > 0;) {
        const PlaceStep& step = place.steps[i];
        emitter_.emit(step.kind == Kind::item ? Operation::set_item : Operation::set_field,
                      step.container, step.position, step.taken, true);
    }
    if (!place.in_cell) return;
    const Register root = place.steps.empty() ? place.value : place.steps.front().container;
    emitter_.emit(Operation::store_cell, place.cell, root);
    emitter_.emit(Operation::clear, root);
    emitter_.emit(Operation::clear, place.cell);
}

void FunctionCompiler::assign(NodeId place, Register value, bool for_this_alone) {
    const Node& node = tree_[place];
    if (node.kind == Kind::name) return assign_name(place, node.text, value);
    if (node.kind != Kind::item && node.kind != Kind::member)
        return fail("only a variable, a field or an item can be set");
    const bool is_item = node.kind == Kind::item;
    if (is_item && tree_[tree_.part(place, 0)].kind == Kind::member)
        return assign_item_of_field(place, value, for_this_alone);
    const std::uint16_t position =
        is_item ? operand(tree_.part(place, 1)) : whole_.names.field_name(node.text);
    const OpenPlace container = open(tree_.part(place, 0));
    emitter_.emit(is_item ? Operation::set_item : Operation::set_field, container.value, position,
                  value, for_this_alone);
    close(container);
}

void FunctionCompiler::assign_item_of_field(NodeId place, Register value, bool for_this_alone) {
    const NodeId field = tree_.part(place, 0);
    const Register key = emitter_.reserve(2);
    into(tree_.part(place, 1), key);
    emitter_.emit(for_this_alone ? Operation::transfer : Operation::move, key + 1u, value);
    const OpenPlace record = open(tree_.part(field, 0));
    emitter_.emit(Operation::item_of_field, record.value,
                  whole_.names.field_name(tree_[field].text), key);
    close(record);
}

}  // namespace logos
