// From the tree of a program to what a machine runs: see compile.h.
#include "logos/machine/compile.h"

#include <utility>

#include "logos/machine/function_compiler.h"

namespace logos {

// Functions come before `## Main`, so that what they look for among its variables is known when
// these are declared.
Compiled compile(const Tree& tree) {
    Compiled compiled;
    Names names(tree, compiled.program, compiled.wrong);
    if (!compiled.wrong.empty()) return compiled;
    Compilation whole{
        .tree = tree, .program = compiled.program, .names = names, .wrong = compiled.wrong};
    const std::vector<NamedFunction> functions = names.functions();
    for (const NamedFunction& each : functions) {
        FunctionCompiler compiler(whole, each.name, Surroundings::function);
        Function function = compiler.function(each.node);
        compiled.program.functions[each.number] = std::move(function);
    }
    const std::vector<Policy> policies = names.policies();
    for (const Policy& each : policies) {
        FunctionCompiler compiler(whole, tree[each.node].text, Surroundings::function);
        Function function = compiler.policy(each.node);
        compiled.program.functions[each.function] = std::move(function);
    }
    std::vector<NodeId> blocks;
    for (const NodeId part : tree.parts(tree.root()))
        if (tree[part].kind == Kind::block) blocks.push_back(part);
    FunctionCompiler main(whole, "Main", Surroundings::main);
    main.main(blocks);
    compiled.program.functions[0] = main.finish(0, 0);
    return compiled;
}

}  // namespace logos
