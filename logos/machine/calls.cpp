// Compiles calls and what makes records: see function_compiler.h.
#include <algorithm>
#include <utility>

#include "core/base/format.h"
#include "logos/machine/function_compiler.h"
#include "logos/values/builtins.h"
#include "logos/values/make.h"

namespace logos {

void FunctionCompiler::call(NodeId node, Register to) {
    const std::string& called = tree_[node].text;
    const std::span<const NodeId> parts = tree_.parts(node);
    if (const Variable* variable = find_variable(called)) {
        const Register function = emitter_.reserve();
        load_variable(*variable, function);
        return call_value(function, parts, to);
    }
    if (const NamedFunction* function = whole_.names.function(called))
        return call_named(*function, parts, to);
    if (const NamedShape* shape = whole_.names.shape(called)) return construct(*shape, parts, to);
    if (const auto asked = host_call_named(called, parts.size())) return host(*asked, parts, to);
    if (builtin_number(called)) return call_builtin(called, parts, to);
    if (surroundings_ == Surroundings::main)
        return fail(core::formatted("Undefined function: {}", called));
    const Register function = emitter_.reserve();
    emitter_.emit_wide(Operation::load_global, function, whole_.names.global_for(called));
    call_value(function, parts, to);
}

// What is passed by reference goes into a cell, and what the cell holds then goes back to its
// place.
void FunctionCompiler::call_named(const NamedFunction& called, std::span<const NodeId> nodes,
                                  Register to) {
    if (nodes.size() != called.by_reference.size())
        return fail(core::formatted("Function {} expects {} arguments, got {}", called.name,
                                    called.by_reference.size(), nodes.size()));
    // Values come first: while a place is open, its variable does not hold what it did.
    const bool has_references =
        std::ranges::find(called.by_reference, true) != called.by_reference.end();
    std::vector<Register> sources;
    std::vector<OpenPlace> places;
    if (has_references) {
        for (std::size_t i = 0; i < nodes.size(); ++i) {
            sources.push_back(emitter_.reserve());
            if (!called.by_reference[i]) into(nodes[i], sources.back());
        }
        for (std::size_t i = 0; i < nodes.size(); ++i)
            if (called.by_reference[i]) sources[i] = open_reference(nodes[i], places);
    }
    const Register first = emitter_.top();
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        const Register argument = emitter_.reserve();
        if (has_references)
            emitter_.emit(Operation::move, argument, sources[i]);
        else
            into(nodes[i], argument);
    }
    if (nodes.empty()) emitter_.reserve();
    emitter_.emit(Operation::call, first, called.number, nodes.size());
    for (std::size_t i = places.size(); i-- > 0;) close_reference(places[i]);
    if (first != to) emitter_.emit(Operation::transfer, to, first);
}

// The register of the cell. A variable that has one is passed as it is; what else a place holds
// gets one for the call.
Register FunctionCompiler::open_reference(NodeId node, std::vector<OpenPlace>& places) {
    if (tree_[node].kind == Kind::name) {
        const Variable* variable = find_variable(tree_[node].text);
        if (variable != nullptr && variable->residence == Residence::boxed)
            return static_cast<Register>(variable->number);
        if (variable != nullptr && variable->residence == Residence::global) {
            const Register cell = emitter_.reserve();
            emitter_.emit_wide(Operation::global_cell, cell, variable->number);
            return cell;
        }
    }
    places.push_back(open(node));
    emitter_.emit(Operation::make_cell, places.back().value);
    return places.back().value;
}

void FunctionCompiler::close_reference(const OpenPlace& place) {
    const Register cell = emitter_.reserve();
    emitter_.emit(Operation::transfer, cell, place.value);
    emitter_.emit(Operation::take_cell, place.value, cell);
    emitter_.emit(Operation::clear, cell);
    close(place);
}

void FunctionCompiler::call_value(Register called, std::span<const NodeId> nodes, Register to) {
    const Register first = emitter_.reserve();
    emitter_.emit(Operation::move, first, called);
    arguments(nodes);
    emitter_.emit(Operation::call_value, first, 0, nodes.size());
    if (first != to) emitter_.emit(Operation::transfer, to, first);
}

void FunctionCompiler::call_builtin(std::string_view name, std::span<const NodeId> nodes,
                                    Register to) {
    const Register first = emitter_.top();
    arguments(nodes);
    if (nodes.empty()) emitter_.reserve();
    emitter_.emit(Operation::call_builtin, first, *builtin_number(name), nodes.size());
    if (first != to) emitter_.emit(Operation::transfer, to, first);
}

void FunctionCompiler::construct(const NamedShape& shape, std::span<const NodeId> nodes,
                                 Register to) {
    const std::size_t count = whole_.program.shapes[shape.number].fields.size();
    if (nodes.size() > count)
        return fail(core::formatted("{} has {} fields, got {}",
                                    whole_.program.shapes[shape.number].name, count, nodes.size()));
    const Register first = emitter_.top();
    arguments(nodes);
    for (std::size_t i = nodes.size(); i < count; ++i)
        default_of(tree_.part(field_node(shape, i), 0), emitter_.reserve());
    emitter_.emit(Operation::make_record, to, shape.number, first);
}

NodeId FunctionCompiler::field_node(const NamedShape& shape, std::size_t index) {
    std::size_t seen = 0;
    for (const NodeId part : tree_.parts(shape.node))
        if (tree_[part].kind == Kind::field && seen++ == index) return part;
    return shape.node;
}

void FunctionCompiler::create(NodeId node, Register to) {
    const std::span<const NodeId> parts = tree_.parts(node);
    const NamedShape* shape = whole_.names.shape(tree_[parts[0]].text);
    if (shape == nullptr) return default_of(parts[0], to);
    if (tree_[shape->node].flag) return create_shared(*shape, parts.subspan(2), to);
    const std::vector<std::string>& fields = whole_.program.shapes[shape->number].fields;
    const Register first = emitter_.reserve(fields.size());
    for (const NodeId given : parts.subspan(2)) {
        const auto found = std::ranges::find(fields, tree_[given].text);
        if (found == fields.end())
            return fail(
                core::formatted("{} has no field '{}'", tree_[parts[0]].text, tree_[given].text));
        into(tree_.part(given, 0), static_cast<Register>(first + (found - fields.begin())));
    }
    for (std::size_t i = 0; i < fields.size(); ++i) {
        const bool is_given = std::ranges::any_of(
            parts.subspan(2), [&](NodeId given) { return tree_[given].text == fields[i]; });
        if (!is_given)
            default_of(tree_.part(field_node(*shape, i), 0), static_cast<Register>(first + i));
    }
    emitter_.emit(Operation::make_record, to, shape->number, first);
}

// What it is given is written as a program would.
void FunctionCompiler::create_shared(const NamedShape& shape, std::span<const NodeId> given,
                                     Register to) {
    const Register made = emitter_.reserve();
    emitter_.emit(Operation::new_shared, made, shape.number);
    for (const NodeId each : given) {
        const Register value = emitter_.reserve();
        into(tree_.part(each, 0), value);
        emitter_.emit(Operation::set_field, made, whole_.names.field_name(tree_[each].text), value,
                      true);
    }
    emitter_.emit(Operation::transfer, to, made);
}

// What a field has that was given nothing.
void FunctionCompiler::default_of(NodeId type, Register to) {
    const std::string& name = tree_[type].text;
    if (name == "Int" || name == "Nat" || name == "Byte" || name == "ConvergentCount" ||
        name == "Tally") {
        emitter_.emit_wide(Operation::load_integer, to, 0);
    } else if (name == "Real" || name == "Float") {
        constant(Value::real(0), to);
    } else if (name == "Bool") {
        constant(Value::truth(false), to);
    } else if (name == "Text" || name == "String") {
        constant(make_text(""), to);
    } else if (name == "Seq" || name == "List" || name == "Vec" || name == "SharedSequence" ||
               name == "CollaborativeSequence" || name == "SharedList" || name == "Stack" ||
               name == "Queue") {
        emitter_.emit(Operation::make_list, to, 0, 0);
    } else if (name == "Set" || name == "SharedSet") {
        emitter_.emit(Operation::make_set, to, 0, 0);
    } else if (name == "Map" || name == "SharedMap" || name == "ORMap") {
        emitter_.emit(Operation::make_map, to, 0, 0);
    } else if (name == "Pipe") {
        emitter_.emit(Operation::make_pipe, to);
    } else {
        emitter_.emit(Operation::clear, to);
    }
}

// A function whose first argument is what stands before the point; or a field that holds a
// function.
void FunctionCompiler::method(NodeId node, Register to) {
    const std::string& called = tree_[node].text;
    const std::span<const NodeId> parts = tree_.parts(node);
    if (const NamedFunction* function = whole_.names.function(called))
        return call_named(*function, parts, to);
    if (called == "push" && parts.size() == 2) {
        push(parts);
        emitter_.emit(Operation::clear, to);
        return;
    }
    if (called == "pop" && parts.size() == 1) return pop_into(parts[0], to);
    if (builtin_number(called)) return call_builtin(called, parts, to);
    const Register function = emitter_.reserve();
    const Register receiver = operand(parts[0]);
    emitter_.emit(Operation::get_field, function, receiver, whole_.names.field_name(called));
    call_value(function, parts.subspan(1), to);
}

// Several policies may have one word, for different types: whichever is about the value's type
// counts.
void FunctionCompiler::policy_call(std::string_view word, std::span<const NodeId> nodes,
                                   Register to) {
    const Register values = emitter_.top();
    arguments(nodes);
    Jumps ends;
    bool is_known = false;
    for (const Policy& policy : whole_.names.policies()) {
        if (tree_[policy.node].text != word) continue;
        is_known = true;
        const Register first = emitter_.reserve(std::max<std::size_t>(2, nodes.size()));
        for (std::size_t i = 0; i < nodes.size(); ++i)
            emitter_.emit(Operation::move, first + i, values + i);
        Jumps others;
        if (const NamedShape* shape = whole_.names.shape(tree_[tree_.part(policy.node, 0)].text)) {
            const Register fits = emitter_.reserve();
            emitter_.emit(Operation::is_variant, fits, first, shape->number);
            others.push_back(emitter_.emit(Operation::jump_unless, fits));
        }
        const bool has_object = tree_[tree_.part(policy.node, 1)].kind != Kind::absent;
        emitter_.emit(Operation::call, first, policy.function,
                      has_object && nodes.size() > 1 ? 2 : 1);
        emitter_.emit(Operation::transfer, to, first);
        ends.push_back(emitter_.emit(Operation::jump_if, to));
        emitter_.jump_here(others);
        emitter_.release(first);
    }
    if (!is_known) return fail(core::formatted("No policy says who is {}", word));
    constant(Value::truth(false), to);
    emitter_.jump_here(ends);
}

void FunctionCompiler::launch(NodeId node, Register to) {
    const std::string& called = tree_[node].text;
    const std::span<const NodeId> parts = tree_.parts(node);
    const NamedFunction* function = whole_.names.function(called);
    const Variable* variable = find_variable(called);
    if (function == nullptr && variable == nullptr)
        return fail(core::formatted("Undefined function: {}", called));
    const Register first = emitter_.top();
    if (variable != nullptr) load_variable(*variable, emitter_.reserve());
    arguments(parts);
    if (variable == nullptr && parts.empty()) emitter_.reserve();
    if (variable != nullptr)
        emitter_.emit(Operation::launch_value, first, 0, parts.size());
    else
        emitter_.emit(Operation::launch, first, function->number, parts.size());
    if (first != to) emitter_.emit(Operation::transfer, to, first);
}

void FunctionCompiler::launch_block(NodeId block, Register to) {
    const Register first = emitter_.reserve();
    const std::vector<std::string> captured = captured_names(block);
    FunctionCompiler inner(whole_, "task", Surroundings::closure);
    make_closure_of(inner.branch(block, captured, {}), captured, first);
    emitter_.emit(Operation::launch_value, first, 0, 0);
    if (first != to) emitter_.emit(Operation::transfer, to, first);
}

}  // namespace logos
