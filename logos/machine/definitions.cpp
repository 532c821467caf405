// Compiles whole functions: see function_compiler.h.
#include <array>
#include <utility>

#include "core/base/format.h"
#include "logos/machine/function_compiler.h"
#include "logos/values/make.h"

namespace logos {
namespace {

std::string in_lower_case(std::string text) {
    for (char& each : text)
        if (each >= 'A' && each <= 'Z') each = static_cast<char>(each - 'A' + 'a');
    return text;
}

}  // namespace

FunctionCompiler::FunctionCompiler(Compilation& whole, std::string name, Surroundings surroundings)
    : whole_(whole), tree_(whole.tree), emitter_(std::move(name)), surroundings_(surroundings) {}

void FunctionCompiler::main(std::span<const NodeId> blocks) {
    for (const NodeId each : blocks) statements(tree_.parts(each));
}

void FunctionCompiler::declare_parameter(const std::string& name, bool by_reference) {
    const Register home = emitter_.reserve();
    emitter_.declare({.name = name,
                      .residence = by_reference ? Residence::boxed : Residence::local,
                      .number = home},
                     false);
}

Function FunctionCompiler::function(NodeId node) {
    std::size_t count = 0;
    for (const NodeId part : tree_.parts(node)) {
        if (tree_[part].kind != Kind::parameter) continue;
        declare_parameter(tree_[part].text, tree_[part].flag);
        ++count;
    }
    emitter_.at(tree_[node].span);
    statements(tree_.parts(tree_.parts(node).back()));
    return finish(count, 0);
}

// It is asked with the subject, and the object if it is about two.
Function FunctionCompiler::policy(NodeId node) {
    const std::span<const NodeId> parts = tree_.parts(node);
    const bool has_object = tree_[parts[1]].kind != Kind::absent;
    declare_parameter(in_lower_case(tree_[parts[0]].text), false);
    if (has_object) declare_parameter(in_lower_case(tree_[parts[1]].text), false);
    emitter_.at(tree_[node].span);
    const Register holds = emitter_.reserve();
    emitter_.emit(Operation::truthiness, holds, operand(parts[2]));
    emitter_.emit(Operation::give_back, holds);
    return finish(has_object ? 2 : 1, 0);
}

Function FunctionCompiler::closure(NodeId node, std::span<const std::string> captured) {
    const std::span<const NodeId> parts = tree_.parts(node);
    for (const NodeId part : parts.first(parts.size() - 1))
        declare_parameter(tree_[part].text, tree_[part].flag);
    declare_captured(captured);
    emitter_.at(tree_[node].span);
    if (tree_[parts.back()].kind == Kind::block)
        statements(tree_.parts(parts.back()));
    else
        emitter_.emit(Operation::give_back, operand(parts.back()));
    return finish(parts.size() - 1, captured.size());
}

void FunctionCompiler::declare_captured(std::span<const std::string> captured) {
    for (const std::string& each : captured)
        if (emitter_.find(each) == nullptr)
            declare_parameter(each, false);
        else
            emitter_.reserve();
}

Function FunctionCompiler::branch(NodeId node, std::span<const std::string> captured,
                                  std::span<const std::string> given_back) {
    declare_captured(captured);
    emitter_.at(tree_[node].span);
    if (tree_[node].kind == Kind::block)
        statements(tree_.parts(node));
    else
        statement(node);
    if (!given_back.empty()) {
        const Register first = emitter_.reserve(given_back.size());
        for (std::size_t i = 0; i < given_back.size(); ++i)
            if (const Variable* variable = find_variable(given_back[i]))
                load_variable(*variable, static_cast<Register>(first + i));
        emitter_.emit(Operation::make_tuple, first, first, given_back.size());
        emitter_.emit(Operation::give_back, first);
    }
    return finish(0, captured.size());
}

Function FunctionCompiler::finish(std::size_t parameters, std::size_t captured) {
    const Register result = emitter_.reserve();
    emitter_.emit(Operation::clear, result);
    if (!ensured_.empty()) give_back_register(result);
    emitter_.emit(Operation::give_back, result);
    if (emitter_.has_too_many_registers())
        whole_.wrong.push_back({.span = {},
                                .text = "a function has too many variables",
                                .suggestion = "move a part of it into a function of its own"});
    return emitter_.take(parameters, captured);
}

// Its name is known in the whole block; it sees what `## To` functions see.
void FunctionCompiler::nested_function(NodeId node) {
    for (const NamedFunction& each : whole_.names.functions()) {
        if (each.node != node) continue;
        const std::uint16_t number = each.number;
        FunctionCompiler inner(whole_, tree_[node].text, Surroundings::function);
        Function compiled = inner.function(node);
        whole_.program.functions[number] = std::move(compiled);
        return;
    }
}

}  // namespace logos
