// Compiles what has a value: see function_compiler.h.
#include <cstdlib>
#include <string>
#include <utility>

#include "core/base/format.h"
#include "logos/machine/free_names.h"
#include "logos/machine/function_compiler.h"
#include "logos/machine/literals.h"
#include "logos/values/make.h"

namespace logos {

void FunctionCompiler::into(NodeId node, Register to) {
    const Span before = emitter_.at(tree_[node].span);
    const Register mark = emitter_.top();
    value(node, to);
    emitter_.release(mark);
    emitter_.at(before);
}

void FunctionCompiler::value(NodeId node, Register to) {
    const std::span<const NodeId> parts = tree_.parts(node);
    switch (tree_[node].kind) {
        case Kind::integer:
        case Kind::real:
        case Kind::truth:
        case Kind::nothing:
        case Kind::character:
        case Kind::duration: return literal(node, to);
        case Kind::text: return text(node, to);
        case Kind::name: return name(node, to);
        case Kind::negate: return unary(Operation::negate, parts[0], to);
        case Kind::complement: return unary(Operation::complement, parts[0], to);
        case Kind::logical_not: return unary(Operation::logical_not, parts[0], to);
        case Kind::logical_and:
        case Kind::logical_or: return logical(node, to);
        case Kind::binary: return binary(node, to);
        case Kind::chain: return chain(node, to);
        case Kind::predicate: return predicate(node, to);
        case Kind::call: return call(node, to);
        case Kind::call_value: return call_value(operand(parts[0]), parts.subspan(1), to);
        case Kind::method: return method(node, to);
        case Kind::member: return read_member(node, to);
        case Kind::item: return read_item(node, to);
        case Kind::slice: return intrinsic(Intrinsic::slice, parts, to);
        case Kind::list: return collection(node, Operation::make_list, to);
        case Kind::set: return collection(node, Operation::make_set, to);
        case Kind::map: return collection(node, Operation::make_map, to);
        case Kind::tuple: return collection(node, Operation::make_tuple, to);
        case Kind::empty_list: emitter_.emit(Operation::make_list, to, 0, 0); return;
        case Kind::empty_map: emitter_.emit(Operation::make_map, to, 0, 0); return;
        case Kind::create: return create(node, to);
        case Kind::copies: return intrinsic(Intrinsic::copies, parts, to);
        case Kind::length_of: return intrinsic(Intrinsic::length, parts, to);
        case Kind::copy_of:
        case Kind::some: return into(parts[0], to);
        case Kind::closure: return make_closure(node, to);
        case Kind::launch: return launch(parts[0], to);
        case Kind::exactly_once: return launch_block(parts[0], to);
        case Kind::offload: return into(parts[0], to);
        case Kind::pipe: emitter_.emit(Operation::make_pipe, to); return;
        case Kind::platform:
            constant(make_text(tree_[node].text), to);
            emitter_.emit(Operation::call_host, to, std::to_underlying(HostCall::platform), 1);
            return;
        case Kind::quorum_available: return host(HostCall::quorum_available, parts, to);
        case Kind::handle_state: return handle_state(node, to);
        case Kind::peer_agent: return into(parts[0], to);
        default: return fail("this is not a value");
    }
}

Register FunctionCompiler::operand(NodeId node) {
    if (tree_[node].kind == Kind::name)
        if (const Variable* variable = find_variable(tree_[node].text))
            if (variable->residence == Residence::local)
                return static_cast<Register>(variable->number);
    const Register to = emitter_.reserve();
    into(node, to);
    return to;
}

void FunctionCompiler::arguments(std::span<const NodeId> nodes) {
    for (const NodeId node : nodes) into(node, emitter_.reserve());
}

void FunctionCompiler::constant(Value value, Register to) {
    whole_.program.constants.push_back(std::move(value));
    emitter_.emit_wide(Operation::load, to, whole_.program.constants.size() - 1);
}

void FunctionCompiler::literal(NodeId node, Register to) {
    const Value value = literal_value(tree_[node]);
    if (value.is(Tag::nothing)) {
        emitter_.emit(Operation::clear, to);
    } else if (value.is(Tag::integer) &&
               value.as_integer() == static_cast<std::int32_t>(value.as_integer())) {
        emitter_.emit_wide(Operation::load_integer, to,
                           static_cast<std::uint32_t>(value.as_integer()));
    } else {
        constant(value, to);
    }
}

// One piece without holes is the text itself.
void FunctionCompiler::text(NodeId node, Register to) {
    const std::span<const NodeId> parts = tree_.parts(node);
    if (parts.empty()) return constant(make_text(""), to);
    if (parts.size() == 1 && tree_[parts[0]].kind == Kind::text_piece)
        return constant(make_text(tree_[parts[0]].text), to);
    const Register first = emitter_.top();
    for (const NodeId part : parts) text_part(part);
    emitter_.emit(Operation::concatenate, to, first, emitter_.top() - first);
}

void FunctionCompiler::text_part(NodeId part) {
    const Node& node = tree_[part];
    if (node.kind == Kind::text_piece) return constant(make_text(node.text), emitter_.reserve());
    const NodeId value = tree_.part(part, 0);
    const Register to = emitter_.reserve();
    into(value, to);
    if (!node.text.empty()) {
        const Register format = emitter_.reserve();
        constant(make_text(node.text), format);
        emitter_.emit(Operation::intrinsic, to, std::to_underlying(Intrinsic::print_as));
        emitter_.release(to + 1u);
    }
}

void FunctionCompiler::unary(Operation operation, NodeId part, Register to) {
    emitter_.emit(operation, to, operand(part));
}

void FunctionCompiler::name(NodeId node, Register to) {
    const std::string& text = tree_[node].text;
    if (const Variable* variable = find_variable(text)) return load_variable(*variable, to);
    if (const NamedShape* shape = whole_.names.shape(text)) return construct(*shape, {}, to);
    if (const NamedFunction* function = whole_.names.function(text)) {
        emitter_.emit(Operation::make_closure, to, function->number, emitter_.top());
        return;
    }
    if (surroundings_ == Surroundings::main)
        return fail(core::formatted("Undefined variable: {}", text));
    emitter_.emit_wide(Operation::load_global, to, whole_.names.global_for(text));
}

void FunctionCompiler::logical(NodeId node, Register to) {
    const bool is_and = tree_[node].kind == Kind::logical_and;
    emitter_.emit(Operation::truthiness, to, operand(tree_.part(node, 0)));
    const std::size_t jump =
        emitter_.emit(is_and ? Operation::jump_unless : Operation::jump_if, to);
    emitter_.emit(Operation::truthiness, to, operand(tree_.part(node, 1)));
    emitter_.jump_here(jump);
}

void FunctionCompiler::chain(NodeId node, Register to) {
    const std::span<const NodeId> parts = tree_.parts(node);
    Register left = operand(parts[0]);
    Jumps ends;
    for (const NodeId link : parts.subspan(1)) {
        const Register right = operand(tree_.part(link, 0));
        compare(tree_[link].op, left, right, to);
        ends.push_back(emitter_.emit(Operation::jump_unless, to));
        left = right;
    }
    emitter_.jump_here(ends);
}

void FunctionCompiler::intrinsic(Intrinsic which, std::span<const NodeId> nodes, Register to) {
    const Register first = emitter_.top();
    arguments(nodes);
    if (nodes.empty()) emitter_.reserve();
    emitter_.emit(Operation::intrinsic, first, std::to_underlying(which));
    if (first != to) emitter_.emit(Operation::transfer, to, first);
}

void FunctionCompiler::host(HostCall call, std::span<const NodeId> nodes, Register to) {
    const Register first = emitter_.top();
    arguments(nodes);
    if (nodes.empty()) emitter_.reserve();
    emitter_.emit(Operation::call_host, first, std::to_underlying(call), nodes.size());
    if (first != to) emitter_.emit(Operation::transfer, to, first);
}

void FunctionCompiler::collection(NodeId node, Operation operation, Register to) {
    const std::span<const NodeId> parts = tree_.parts(node);
    if (parts.size() > collection_in_one) return long_collection(node, operation, to);
    const Register first = emitter_.top();
    arguments(parts);
    emitter_.emit(operation, to, first, parts.size());
}

// A literal with more values than there are registers: built in a register that nothing else reads.
void FunctionCompiler::long_collection(NodeId node, Operation operation, Register to) {
    const Register whole = emitter_.reserve();
    const bool is_map = operation == Operation::make_map;
    emitter_.emit(operation == Operation::make_tuple ? Operation::make_list : operation, whole, 0,
                  0);
    const std::span<const NodeId> parts = tree_.parts(node);
    for (std::size_t i = 0; i < parts.size(); i += is_map ? 2 : 1) {
        const Register mark = emitter_.top();
        const Register first = emitter_.reserve(2);
        into(parts[i], first);
        if (is_map) into(parts[i + 1], static_cast<Register>(first + 1));
        if (is_map) {
            emitter_.emit(Operation::set_item, whole, first, first + 1u, true);
        } else if (operation == Operation::make_set) {
            emitter_.emit(Operation::move, first + 1u, first);
            emitter_.emit(Operation::transfer, first, whole);
            emitter_.emit(Operation::intrinsic, first, std::to_underlying(Intrinsic::add_to));
            emitter_.emit(Operation::transfer, whole, first);
        } else {
            emitter_.emit(Operation::push, whole, first, 0, true);
        }
        emitter_.release(mark);
    }
    emitter_.emit(Operation::transfer, to, whole);
}

void FunctionCompiler::read_item(NodeId node, Register to) {
    const Register container = operand(tree_.part(node, 0));
    const Register position = operand(tree_.part(node, 1));
    emitter_.emit(Operation::get_item, to, container, position,
                  container != to && emitter_.is_temporary(container));
}

void FunctionCompiler::read_member(NodeId node, Register to) {
    const Register value = operand(tree_.part(node, 0));
    emitter_.emit(Operation::get_field, to, value, whole_.names.field_name(tree_[node].text),
                  value != to && emitter_.is_temporary(value));
}

void FunctionCompiler::make_closure(NodeId node, Register to) {
    const std::vector<std::string> captured = captured_names(node);
    FunctionCompiler inner(whole_, "closure", Surroundings::closure);
    make_closure_of(inner.closure(node, captured), captured, to);
}

void FunctionCompiler::make_closure_of(Function function, const std::vector<std::string>& captured,
                                       Register to) {
    const std::uint16_t number = whole_.names.new_function_number();
    whole_.program.functions[number] = std::move(function);
    const Register first = emitter_.top();
    for (const std::string& each : captured)
        load_variable(*find_variable(each), emitter_.reserve());
    emitter_.emit(Operation::make_closure, to, number, first);
}

// Of the names that a part of the program uses, those that are variables here.
std::vector<std::string> FunctionCompiler::captured_names(NodeId node) {
    std::vector<std::string> captured;
    for (std::string& each : names_used(tree_, node)) {
        const Variable* variable = find_variable(each);
        if (variable != nullptr && variable->residence != Residence::global)
            captured.push_back(std::move(each));
    }
    return captured;
}

void FunctionCompiler::handle_state(NodeId node, Register to) {
    const Register first = emitter_.reserve(2);
    into(tree_.part(node, 0), first);
    emitter_.emit(Operation::task_state, first, first);
    constant(make_text(tree_[node].text), static_cast<Register>(first + 1));
    emitter_.emit(Operation::equal, to, first, first + 1u);
}

void FunctionCompiler::fail(std::string_view text) {
    whole_.program.constants.push_back(make_text(std::string(text)));
    emitter_.emit_wide(Operation::fail, 0, whole_.program.constants.size() - 1);
}

}  // namespace logos
