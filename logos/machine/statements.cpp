// Compiles statements: see function_compiler.h.
#include <algorithm>
#include <utility>

#include "core/base/format.h"
#include "logos/machine/free_names.h"
#include "logos/machine/function_compiler.h"
#include "logos/values/make.h"

namespace logos {
namespace {

// What may be computed where a variable is that it reads: its result is written last.
bool reads_before_it_writes(Kind kind) {
    switch (kind) {
        case Kind::integer:
        case Kind::real:
        case Kind::truth:
        case Kind::nothing:
        case Kind::binary:
        case Kind::item:
        case Kind::member:
        case Kind::call:
        case Kind::list:
        case Kind::negate: return true;
        default: return false;
    }
}

}  // namespace

void FunctionCompiler::statement(NodeId node) {
    const Span before = emitter_.at(tree_[node].span);
    const Register mark = emitter_.top();
    const std::span<const NodeId> parts = tree_.parts(node);
    switch (tree_[node].kind) {
        case Kind::block: block(node); break;
        case Kind::let: let(node); break;
        case Kind::let_tuple: let_tuple(node); break;
        case Kind::assign: set(node); break;
        case Kind::update: update(node); break;
        case Kind::show: emitter_.emit(Operation::show, operand(parts[0])); break;
        case Kind::evaluate:
        case Kind::locally:
        case Kind::skip: into(parts[0], emitter_.reserve()); break;
        case Kind::condition: condition(node); break;
        case Kind::loop_while: loop_while(node); break;
        case Kind::loop_in: loop_in(node); break;
        case Kind::loop_range: loop_range(node); break;
        case Kind::loop_forever: loop_body(parts[0], emitter_.here()); break;
        case Kind::leave: leave_loop(); break;
        case Kind::next: next_round(); break;
        case Kind::give_back: give_back(node); break;
        case Kind::assertion:
            if (!tree_[node].flag) assertion(parts[0], "Assertion failed");
            break;
        case Kind::requires_that: assertion(parts[0], "Assertion failed"); break;
        case Kind::ensures_that: ensured_.push_back(parts[0]); break;
        case Kind::inspect: inspect(node); break;
        case Kind::check_that: check_that(node); break;
        case Kind::push: push(parts); break;
        case Kind::pop: pop(node); break;
        case Kind::add: change_place(parts[1], Intrinsic::add_to, parts[0]); break;
        case Kind::remove: change_place(parts[1], Intrinsic::remove_from, parts[0]); break;
        case Kind::append: change_place(parts[1], Intrinsic::append, parts[0]); break;
        case Kind::increase: change_place(parts[0], Intrinsic::increase, parts[1]); break;
        case Kind::decrease: change_place(parts[0], Intrinsic::decrease, parts[1]); break;
        case Kind::resolve: change_place(parts[0], Intrinsic::resolve, parts[1]); break;
        case Kind::merge: merge(node); break;
        case Kind::zone: block(parts[2]); break;
        case Kind::function: nested_function(node); break;
        case Kind::launch:
        case Kind::exactly_once:
        case Kind::offload: into(node, emitter_.reserve()); break;
        case Kind::absent: break;
        default: concurrent_statement(node); break;
    }
    emitter_.release(mark);
    emitter_.at(before);
}

void FunctionCompiler::block(NodeId node) {
    emitter_.open_scope();
    statements(tree_.parts(node));
    emitter_.close_scope();
}

void FunctionCompiler::statements(std::span<const NodeId> nodes) {
    for (const NodeId node : nodes)
        if (tree_[node].kind == Kind::function) whole_.names.add_function(node);
    for (const NodeId node : nodes) statement(node);
}

void FunctionCompiler::let(NodeId node) {
    const Register value = emitter_.reserve();
    into(tree_.part(node, 1), value);
    declare(tree_[node].text, value);
}

void FunctionCompiler::let_tuple(NodeId node) {
    const std::span<const NodeId> parts = tree_.parts(node);
    const Register whole = emitter_.reserve();
    into(parts.back(), whole);
    unpack(parts.first(parts.size() - 1), whole);
}

void FunctionCompiler::unpack(std::span<const NodeId> names, Register whole) {
    for (std::size_t i = 0; i < names.size(); ++i) {
        const Register position = emitter_.reserve();
        const Register value = emitter_.reserve();
        emitter_.emit_wide(Operation::load_integer, position, i + 1);
        emitter_.emit(Operation::get_item, value, whole, position);
        declare(tree_[names[i]].text, value);
    }
}

// `x = 5` declares what is not there yet; `Set x to 5` is compiled as a let by none.
void FunctionCompiler::set(NodeId node) {
    const NodeId place = tree_.part(node, 0);
    const NodeId value = tree_.part(node, 1);
    if (tree_[place].kind == Kind::name) {
        const Variable* variable = find_variable(tree_[place].text);
        if (variable != nullptr && variable->residence == Residence::local &&
            reads_before_it_writes(tree_[value].kind))
            return into(value, static_cast<Register>(variable->number));
        if (variable == nullptr && tree_[node].flag) {
            const Register home = emitter_.reserve();
            into(value, home);
            return declare(tree_[place].text, home);
        }
    }
    const Register source = operand(value);
    assign(place, source, emitter_.is_temporary(source));
}

void FunctionCompiler::update(NodeId node) {
    const std::span<const NodeId> parts = tree_.parts(node);
    const Register amount = operand(parts[1]);
    const OpenPlace place = open(parts[0]);
    arithmetic(tree_[node].op, place.value, amount, place.value);
    close(place);
}

void FunctionCompiler::condition(NodeId node) {
    const std::span<const NodeId> parts = tree_.parts(node);
    const Jumps others = jump_unless(parts[0]);
    statement(parts[1]);
    const bool has_else = parts.size() > 2 && tree_[parts[2]].kind != Kind::absent;
    if (!has_else) return emitter_.jump_here(others);
    const std::size_t end = emitter_.emit(Operation::jump);
    emitter_.jump_here(others);
    statement(parts[2]);
    emitter_.jump_here(end);
}

void FunctionCompiler::loop_while(NodeId node) {
    const std::span<const NodeId> parts = tree_.parts(node);
    const std::size_t again = emitter_.here();
    const Jumps ends = jump_unless(parts[0]);
    loop_body(parts[2], again);
    emitter_.jump_here(ends);
}

// The block, the way back, and where those go that leave.
void FunctionCompiler::loop_body(NodeId body, std::size_t again) {
    loops_.emplace_back();
    block(body);
    emitter_.jump_here(loops_.back().next);
    emitter_.set_target(emitter_.emit(Operation::jump), again);
    emitter_.jump_here(loops_.back().leaving);
    loops_.pop_back();
}

void FunctionCompiler::loop_in(NodeId node) {
    const std::span<const NodeId> parts = tree_.parts(node);
    const Register walked = emitter_.reserve(3);
    into(parts[1], walked);
    emitter_.emit(Operation::begin_walk, walked);
    const std::size_t again = emitter_.here();
    const std::size_t end = emitter_.emit(Operation::walk, walked);
    loop_block(parts[0], parts[2], static_cast<Register>(walked + 2), again);
    emitter_.jump_here(end);
    emitter_.emit(Operation::clear, walked);
    emitter_.emit(Operation::clear, walked + 2u);
}

void FunctionCompiler::loop_range(NodeId node) {
    const std::span<const NodeId> parts = tree_.parts(node);
    const Register range = emitter_.reserve(3);
    into(parts[1], range);
    into(parts[2], static_cast<Register>(range + 1));
    emitter_.emit(Operation::begin_range, range);
    const std::size_t again = emitter_.here();
    const std::size_t end = emitter_.emit(Operation::range, range);
    loop_block(parts[0], parts[3], static_cast<Register>(range + 2), again);
    emitter_.jump_here(end);
}

// A round's own names: what is walked, in the register where it comes, or its parts.
void FunctionCompiler::loop_block(NodeId pattern, NodeId body, Register item, std::size_t again) {
    emitter_.open_scope();
    if (tree_[pattern].kind == Kind::name)
        emitter_.declare({.name = tree_[pattern].text, .number = item}, true);
    else
        declare_parts(tree_.parts(pattern), item);
    loop_body(body, again);
    emitter_.close_scope();
    // Whoever leaves is behind the way back, as whoever has walked all of it.
}

void FunctionCompiler::declare_parts(std::span<const NodeId> names, Register whole) {
    for (std::size_t i = 0; i < names.size(); ++i) {
        const Register position = emitter_.reserve();
        const Register value = emitter_.reserve();
        emitter_.emit_wide(Operation::load_integer, position, i + 1);
        emitter_.emit(Operation::get_item, value, whole, position);
        emitter_.declare({.name = tree_[names[i]].text, .number = value}, true);
    }
}

void FunctionCompiler::leave_loop() {
    if (loops_.empty()) return fail("Break stands in no loop");
    loops_.back().leaving.push_back(emitter_.emit(Operation::jump));
}

void FunctionCompiler::next_round() {
    if (loops_.empty()) return fail("Continue stands in no loop");
    loops_.back().next.push_back(emitter_.emit(Operation::jump));
}

void FunctionCompiler::give_back(NodeId node) {
    const std::span<const NodeId> parts = tree_.parts(node);
    Jumps others;
    if (parts.size() > 1 && tree_[parts[1]].kind != Kind::absent) others = jump_unless(parts[1]);
    if (tree_[parts[0]].kind == Kind::absent) {
        const Register result = emitter_.reserve();
        emitter_.emit(Operation::clear, result);
        give_back_register(result);
    } else {
        give_back_register(operand(parts[0]));
    }
    emitter_.jump_here(others);
}

void FunctionCompiler::give_back_register(Register value) {
    if (!ensured_.empty()) {
        emitter_.open_scope();
        const Register result = emitter_.reserve();
        emitter_.emit(Operation::move, result, value);
        emitter_.declare({.name = "result", .number = result}, true);
        for (const NodeId condition : ensured_) assertion(condition, "Assertion failed");
        emitter_.close_scope();
    }
    emitter_.emit(Operation::give_back, value);
}

void FunctionCompiler::assertion(NodeId condition, std::string_view text) {
    const Jumps wrong = jump_unless(condition);
    const std::size_t right = emitter_.emit(Operation::jump);
    emitter_.jump_here(wrong);
    fail(text);
    emitter_.jump_here(right);
}

void FunctionCompiler::inspect(NodeId node) {
    const std::span<const NodeId> parts = tree_.parts(node);
    const Register value = emitter_.reserve();
    into(parts[0], value);
    Jumps ends;
    bool has_otherwise = false;
    for (const NodeId each : parts.subspan(1)) {
        arm(each, value, ends);
        has_otherwise = has_otherwise || tree_[each].text.empty();
    }
    if (!has_otherwise) fail("Inspect: no branch fits this value");
    emitter_.jump_here(ends);
    emitter_.emit(Operation::clear, value);
}

void FunctionCompiler::arm(NodeId node, Register value, Jumps& ends) {
    const std::span<const NodeId> parts = tree_.parts(node);
    const Span before = emitter_.at(tree_[node].span);
    Jumps others;
    emitter_.open_scope();
    if (!tree_[node].text.empty()) {
        const NamedShape* shape = whole_.names.shape(tree_[node].text);
        if (shape == nullptr) {
            fail(core::formatted("No choice has a variant {}", tree_[node].text));
        } else {
            const Register fits = emitter_.reserve();
            emitter_.emit(Operation::is_variant, fits, value, shape->number);
            others.push_back(emitter_.emit(Operation::jump_unless, fits));
            bind(*shape, parts.first(parts.size() - 1), value);
        }
    }
    statement(parts.back());
    emitter_.close_scope();
    ends.push_back(emitter_.emit(Operation::jump));
    emitter_.jump_here(others);
    emitter_.at(before);
}

void FunctionCompiler::bind(const NamedShape& shape, std::span<const NodeId> bindings,
                            Register value) {
    for (std::size_t i = 0; i < bindings.size(); ++i) {
        const Node& binding = tree_[bindings[i]];
        const Register part = emitter_.reserve();
        if (binding.flag) {
            const std::string& field = tree_[tree_.part(bindings[i], 0)].text;
            emitter_.emit(Operation::get_field, part, value, whole_.names.field_name(field));
        } else if (i >= whole_.program.shapes[shape.number].fields.size()) {
            return fail(core::formatted("{} has fewer fields than are named here",
                                        whole_.program.shapes[shape.number].name));
        } else {
            emitter_.emit(Operation::get_part, part, value, i);
        }
        emitter_.declare({.name = binding.text, .number = part}, true);
    }
}

void FunctionCompiler::check_that(NodeId node) {
    const std::span<const NodeId> parts = tree_.parts(node);
    const bool has_object = parts.size() > 1 && tree_[parts[1]].kind != Kind::absent;
    const Register holds = emitter_.reserve();
    policy_call(tree_[node].text, parts.first(has_object ? 2 : 1), holds);
    const std::size_t right = emitter_.emit(Operation::jump_if, holds);
    const std::string_view subject = tree_[parts[0]].text;
    fail(has_object
             ? core::formatted("Security Check Failed: {} can {} {}", subject, tree_[node].text,
                               tree_[parts[1]].text)
             : core::formatted("Security Check Failed: {} is {}", subject, tree_[node].text));
    emitter_.jump_here(right);
}

void FunctionCompiler::push(std::span<const NodeId> nodes) {
    for (const NodeId each : nodes.subspan(1)) {
        const Register value = operand(each);
        if (tree_[nodes[0]].kind == Kind::member) {
            change_field(nodes[0], Intrinsic::append, value);
            continue;
        }
        const OpenPlace place = open(nodes[0]);
        emitter_.emit(Operation::push, place.value, value, 0, emitter_.is_temporary(value));
        close(place);
    }
}

void FunctionCompiler::pop(NodeId node) {
    const std::span<const NodeId> parts = tree_.parts(node);
    const Register item = emitter_.reserve();
    pop_into(parts[0], item);
    if (parts.size() < 2 || tree_[parts[1]].kind == Kind::absent) return;
    const NodeId place = parts[1];
    if (tree_[place].kind == Kind::name && find_variable(tree_[place].text) == nullptr)
        declare(tree_[place].text, item);
    else
        assign(place, item, true);
}

void FunctionCompiler::pop_into(NodeId list, Register to) {
    const OpenPlace place = open(list);
    const Register first = emitter_.reserve();
    emitter_.emit(Operation::transfer, first, place.value);
    const Register item = emitter_.reserve();
    emitter_.emit(Operation::pop, item, first);
    emitter_.emit(Operation::transfer, place.value, first);
    close(place);
    emitter_.emit(Operation::transfer, to, item);
}

// An intrinsic that changes its first value.
void FunctionCompiler::change_place(NodeId changed, Intrinsic which, NodeId value) {
    const Register argument = operand(value);
    if (tree_[changed].kind == Kind::member) return change_field(changed, which, argument);
    const OpenPlace place = open(changed);
    const Register first = emitter_.reserve(2);
    emitter_.emit(Operation::transfer, first, place.value);
    emitter_.emit(Operation::move, first + 1u, argument);
    emitter_.emit(Operation::intrinsic, first, std::to_underlying(which));
    emitter_.emit(Operation::transfer, place.value, first);
    close(place);
}

// Whose field it is shows when it runs: of a shared record it merges, of another one it is a place.
void FunctionCompiler::change_field(NodeId place, Intrinsic which, Register value) {
    const OpenPlace record = open(tree_.part(place, 0));
    emitter_.emit(Operation::change_field, record.value, whole_.names.field_name(tree_[place].text),
                  value);
    emitter_.emit(Operation::intrinsic, 0, std::to_underlying(which));
    close(record);
}

void FunctionCompiler::merge(NodeId node) {
    const Register from = operand(tree_.part(node, 0));
    const OpenPlace place = open(tree_.part(node, 1));
    emitter_.emit(Operation::merge, place.value, from);
    close(place);
}

}  // namespace logos
