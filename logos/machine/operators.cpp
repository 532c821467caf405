// Compiles operators and predicates: see function_compiler.h.
#include <array>
#include <optional>
#include <utility>

#include "core/base/format.h"
#include "logos/machine/function_compiler.h"
#include "logos/machine/literals.h"

namespace logos {
namespace {

struct Comparison {
    Operation operation;
    bool swapped;
};

std::optional<Comparison> comparison(Op op) {
    switch (op) {
        case Op::equal: return Comparison{Operation::equal, false};
        case Op::unequal: return Comparison{Operation::unequal, false};
        case Op::less: return Comparison{Operation::less, false};
        case Op::less_equal: return Comparison{Operation::less_equal, false};
        case Op::greater: return Comparison{Operation::less, true};
        case Op::greater_equal: return Comparison{Operation::less_equal, true};
        default: return std::nullopt;
    }
}

std::optional<Operation> instruction_of(Op op) {
    switch (op) {
        case Op::plus: return Operation::add;
        case Op::minus: return Operation::subtract;
        case Op::times: return Operation::multiply;
        case Op::divide: return Operation::divide;
        case Op::floor_divide: return Operation::floor_divide;
        case Op::remainder: return Operation::remainder;
        default: return std::nullopt;
    }
}

Intrinsic intrinsic_of(Op op) {
    switch (op) {
        case Op::power: return Intrinsic::power;
        case Op::shift_left: return Intrinsic::shift_left;
        case Op::shift_right: return Intrinsic::shift_right;
        case Op::bit_and: return Intrinsic::bit_and;
        case Op::bit_or: return Intrinsic::bit_or;
        case Op::bit_xor: return Intrinsic::bit_xor;
        case Op::inside: return Intrinsic::inside;
        case Op::outside: return Intrinsic::outside;
        case Op::contains: return Intrinsic::contains;
        case Op::joined: return Intrinsic::joined;
        case Op::followed: return Intrinsic::followed;
        case Op::united: return Intrinsic::united;
        case Op::intersected: return Intrinsic::intersected;
        default: return Intrinsic::without;
    }
}

struct PredicateWord {
    std::string_view word;
    Intrinsic which;
};

constexpr std::array predicate_words{
    PredicateWord{"even", Intrinsic::even},
    PredicateWord{"odd", Intrinsic::odd},
    PredicateWord{"divisible", Intrinsic::divisible},
    PredicateWord{"between", Intrinsic::between},
    PredicateWord{"approximately", Intrinsic::approximately},
};

Operation jump_of(Operation compared) {
    if (compared == Operation::less) return Operation::jump_unless_less;
    if (compared == Operation::less_equal) return Operation::jump_unless_less_equal;
    return Operation::jump_unless_equal;
}

}  // namespace

void FunctionCompiler::binary(NodeId node, Register to) {
    const Op op = tree_[node].op;
    const std::span<const NodeId> parts = tree_.parts(node);
    if (comparison(op)) return compare(op, operand(parts[0]), operand(parts[1]), to);
    if (!instruction_of(op)) return intrinsic(intrinsic_of(op), parts, to);
    if (const auto number = small_integer(parts[1]);
        number && (op == Op::plus || op == Op::minus)) {
        const int added = op == Op::plus ? *number : -*number;
        emitter_.emit(Operation::add_integer, to, operand(parts[0]),
                      static_cast<std::uint16_t>(added));
        return;
    }
    const Register left = operand(parts[0]);
    arithmetic(op, left, operand(parts[1]), to);
}

// A literal that an instruction holds by itself.
std::optional<int> FunctionCompiler::small_integer(NodeId node) {
    if (tree_[node].kind != Kind::integer) return std::nullopt;
    const Value value = literal_value(tree_[node]);
    if (!value.is(Tag::integer) || value.as_integer() > 30000) return std::nullopt;
    return static_cast<int>(value.as_integer());
}

void FunctionCompiler::compare(Op op, Register left, Register right, Register to) {
    const Comparison how = *comparison(op);
    emitter_.emit(how.operation, to, how.swapped ? right : left, how.swapped ? left : right);
}

void FunctionCompiler::arithmetic(Op op, Register left, Register right, Register to) {
    if (const auto operation = instruction_of(op)) {
        emitter_.emit(*operation, to, left, right);
        return;
    }
    const Register first = emitter_.reserve(2);
    emitter_.emit(Operation::move, first, left);
    emitter_.emit(Operation::move, first + 1u, right);
    emitter_.emit(Operation::intrinsic, first, std::to_underlying(intrinsic_of(op)));
    emitter_.emit(Operation::transfer, to, first);
}

void FunctionCompiler::predicate(NodeId node, Register to) {
    const std::string& word = tree_[node].text;
    for (const PredicateWord& known : predicate_words)
        if (known.word == word) return intrinsic(known.which, tree_.parts(node), to);
    policy_call(word, tree_.parts(node), to);
}

FunctionCompiler::Jumps FunctionCompiler::jump_unless(NodeId condition) {
    const Node& node = tree_[condition];
    const Register mark = emitter_.top();
    Jumps jumps;
    if (node.kind == Kind::logical_and) {
        jumps = jump_unless(tree_.part(condition, 0));
        const Jumps more = jump_unless(tree_.part(condition, 1));
        jumps.insert(jumps.end(), more.begin(), more.end());
        return jumps;
    }
    const auto how = node.kind == Kind::binary ? comparison(node.op) : std::nullopt;
    if (how && how->operation != Operation::unequal) {
        const Register left = operand(tree_.part(condition, 0));
        const Register right = operand(tree_.part(condition, 1));
        emitter_.emit(jump_of(how->operation), 0, how->swapped ? right : left,
                      how->swapped ? left : right);
        jumps.push_back(emitter_.emit(Operation::jump));
    } else {
        jumps.push_back(emitter_.emit(Operation::jump_unless, operand(condition)));
    }
    emitter_.release(mark);
    return jumps;
}

}  // namespace logos
