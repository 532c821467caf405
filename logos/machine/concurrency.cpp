// Compiles what happens at the same time, waits, or is asked of the host: see function_compiler.h.
#include <algorithm>
#include <array>
#include <utility>

#include "core/base/format.h"
#include "logos/machine/free_names.h"
#include "logos/machine/function_compiler.h"
#include "logos/values/make.h"

namespace logos {
namespace {

std::string_view policy_word(Op op) {
    switch (op) {
        case Op::leader: return "leader";
        case Op::quorum: return "quorum";
        case Op::strict: return "strict";
        default: return "local";
    }
}

}  // namespace

void FunctionCompiler::concurrent_statement(NodeId node) {
    const std::span<const NodeId> parts = tree_.parts(node);
    switch (tree_[node].kind) {
        case Kind::attempt_all:
        case Kind::simultaneously: return branches(node);
        case Kind::stop: emitter_.emit(Operation::stop, operand(parts[0])); return;
        case Kind::send_into: return send(node);
        case Kind::receive_from: return receive(node);
        case Kind::select: return select(node);
        case Kind::sleep: emitter_.emit(Operation::sleep, operand(parts[0])); return;
        case Kind::after:
            emitter_.emit(Operation::sleep, operand(parts[0]));
            return statement(parts[1]);
        case Kind::across_the_mesh: {
            const Register task = emitter_.reserve();
            launch_block(parts[0], task);
            emitter_.emit(Operation::join, task);
            return;
        }
        default: return host_statement(node);
    }
}

void FunctionCompiler::send(NodeId node) {
    const Register value = operand(tree_.part(node, 0));
    const Register pipe = operand(tree_.part(node, 1));
    emitter_.emit(Operation::send, pipe, value, 0, tree_[node].flag);
}

void FunctionCompiler::receive(NodeId node) {
    const Register pipe = operand(tree_.part(node, 0));
    const Register value = emitter_.reserve();
    emitter_.emit(Operation::receive, value, pipe, 0, tree_[node].flag);
    declare(tree_[node].text, value);
}

void FunctionCompiler::select(NodeId node) {
    for (const NodeId part : tree_.parts(node)) select_arm(part);
    const Register chosen = emitter_.reserve(2);
    emitter_.emit(Operation::select, chosen);
    Jumps ends;
    std::size_t number = 0;
    for (const NodeId part : tree_.parts(node)) {
        const Register own = emitter_.reserve();
        emitter_.emit_wide(Operation::load_integer, own, number++);
        emitter_.emit(Operation::jump_unless_equal, 0, chosen, own);
        const std::size_t other = emitter_.emit(Operation::jump);
        if (tree_[part].kind != Kind::select_after) {
            const Register received = emitter_.reserve();
            emitter_.emit(Operation::move, received, chosen + 1u);
            declare(tree_[part].text, received);
        }
        statement(tree_.parts(part).back());
        ends.push_back(emitter_.emit(Operation::jump));
        emitter_.jump_here(other);
    }
    emitter_.jump_here(ends);
}

void FunctionCompiler::select_arm(NodeId node) {
    if (tree_[node].kind == Kind::select_fabric) return fail("this program is in no mesh");
    const Register watched = operand(tree_.part(node, 0));
    emitter_.emit(
        tree_[node].kind == Kind::select_after ? Operation::select_after : Operation::select_pipe,
        watched);
}

// Statements that cannot wait are run one after the other: nobody can tell.
void FunctionCompiler::branches(NodeId node) {
    const std::span<const NodeId> nodes = tree_.parts(tree_.part(node, 0));
    if (tree_[node].kind == Kind::simultaneously && share_what_changes(nodes))
        return fail(
            "concurrent branches share mutable state across tasks — pass it through a Pipe or "
            "make it a CRDT");
    const bool waits =
        std::ranges::any_of(nodes, [&](NodeId each) { return may_wait(tree_, each); });
    if (waits) return branch_tasks(nodes);
    for (const NodeId each : nodes) statement(each);
}

// Whether one branch changes a variable from outside that another one knows too.
bool FunctionCompiler::share_what_changes(std::span<const NodeId> nodes) {
    for (const NodeId changing : nodes) {
        for (const std::string& name : names_given(tree_, changing)) {
            if (find_variable(name) == nullptr || tree_[changing].kind == Kind::let) continue;
            for (const NodeId other : nodes) {
                if (other == changing) continue;
                const std::vector<std::string> used = names_used(tree_, other);
                if (std::ranges::find(used, name) != used.end()) return true;
            }
        }
    }
    return false;
}

// Each is a task of its own, which gives back the variables that it has changed or made.
void FunctionCompiler::branch_tasks(std::span<const NodeId> nodes) {
    const Register first = emitter_.reserve(nodes.size());
    std::vector<std::vector<std::string>> given;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        given.push_back(names_given(tree_, nodes[i]));
        const Register mark = emitter_.top();
        const Register task = emitter_.reserve();
        const std::vector<std::string> captured = captured_names(nodes[i]);
        FunctionCompiler inner(whole_, "branch", Surroundings::closure);
        make_closure_of(inner.branch(nodes[i], captured, given[i]), captured, task);
        emitter_.emit(Operation::launch_value, task, 0, 0);
        emitter_.emit(Operation::transfer, first + i, task);
        emitter_.release(mark);
    }
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        const Register whole = static_cast<Register>(first + i);
        emitter_.emit(Operation::join, whole);
        for (std::size_t j = 0; j < given[i].size(); ++j) {
            const Register position = emitter_.reserve();
            const Register value = emitter_.reserve();
            emitter_.emit_wide(Operation::load_integer, position, j + 1);
            emitter_.emit(Operation::get_item, value, whole, position);
            if (const Variable* known = find_variable(given[i][j]))
                store_variable(*known, value);
            else
                declare(given[i][j], value);
        }
    }
}

void FunctionCompiler::host_into_name(HostCall call, std::span<const NodeId> nodes,
                                      std::string_view name) {
    const Register value = emitter_.reserve();
    host(call, nodes, value);
    declare(name, value);
}

// A variable that others have too, or that is kept: its policy, where it is, how many must have it,
// and what it is. It has the answer from then on.
void FunctionCompiler::share(NodeId node, HostCall call, std::span<const NodeId> where) {
    const Register first = emitter_.reserve(4);
    constant(make_text(std::string(policy_word(tree_[node].op))), first);
    into(where[0], static_cast<Register>(first + 1));
    if (where.size() > 1 && tree_[where[1]].kind != Kind::absent)
        into(where[1], static_cast<Register>(first + 2));
    else
        emitter_.emit(Operation::clear, first + 2u);
    const Variable* variable = find_variable(tree_[node].text);
    if (variable == nullptr)
        return fail(core::formatted("Undefined variable: {}", tree_[node].text));
    load_variable(*variable, static_cast<Register>(first + 3));
    emitter_.emit(Operation::call_host, first, std::to_underlying(call), 4);
    store_variable(*find_variable(tree_[node].text), first);
}

void FunctionCompiler::host_statement(NodeId node) {
    const std::span<const NodeId> parts = tree_.parts(node);
    const Register ignored = emitter_.reserve();
    switch (tree_[node].kind) {
        case Kind::read_from:
            if (parts.empty() || tree_[parts[0]].kind == Kind::absent)
                return host_into_name(HostCall::read_console, {}, tree_[node].text);
            return host_into_name(HostCall::read_file, parts.first(1), tree_[node].text);
        case Kind::write_to: return host(HostCall::write_file, parts, ignored);
        case Kind::spawn: return host(HostCall::listen, parts.subspan(1), ignored);
        case Kind::send_to:
        case Kind::stream_to: {
            const std::array<NodeId, 2> turned{parts[1], parts[0]};
            return host(HostCall::send, turned, ignored);
        }
        case Kind::await_from:
            return host_into_name(HostCall::await, parts.first(1), tree_[node].text);
        case Kind::listen_on: return host(HostCall::listen, parts.first(1), ignored);
        case Kind::connect_to: return host(HostCall::connect, parts.first(1), ignored);
        case Kind::sync_on: return share(node, HostCall::sync, parts.first(1));
        case Kind::mount_at: return share(node, HostCall::mount, parts);
        case Kind::local_discovery:
        case Kind::heartbeat:
            constant(Value::truth(tree_[node].flag), ignored);
            emitter_.emit(
                Operation::call_host, ignored,
                std::to_underlying(tree_[node].kind == Kind::heartbeat ? HostCall::heartbeat
                                                                       : HostCall::discovery),
                1);
            return;
        case Kind::enable_mesh: {
            const Register first = emitter_.reserve(2);
            constant(make_text(tree_[node].text), first);
            into(parts[0], static_cast<Register>(first + 1));
            emitter_.emit(Operation::call_host, first, std::to_underlying(HostCall::enable_mesh),
                          2);
            return;
        }
        case Kind::show_invite:
            host(HostCall::invite, parts.first(1), ignored);
            emitter_.emit(Operation::show, ignored);
            return;
        case Kind::pulse: return host(HostCall::pulse, {}, ignored);
        default: return fail("this needs a mesh, and this program is in none");
    }
}

}  // namespace logos
