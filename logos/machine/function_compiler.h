// Compiles one function, closure, policy or the whole of `## Main`. Values go where they are asked
// to go
// (`into`), or stay where they are (`operand`): a variable's register is read in place.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "logos/machine/emitter.h"
#include "logos/machine/host.h"
#include "logos/machine/intrinsic.h"
#include "logos/machine/names.h"

namespace logos {

// What all functions of a program are compiled with.
struct Compilation {
    const Tree& tree;
    Program& program;
    Names& names;
    std::vector<Diagnostic>& wrong;
};

// A literal with more values than this is built value by value.
inline constexpr std::size_t collection_in_one = 64;

// What a function's names mean to those around it.
enum class Surroundings : std::uint8_t { main, function, closure };

class FunctionCompiler {
public:
    FunctionCompiler(Compilation& whole, std::string name, Surroundings surroundings);

    void main(std::span<const NodeId> blocks);
    Function function(NodeId node);
    Function policy(NodeId node);
    Function closure(NodeId node, std::span<const std::string> captured);
    // A branch of a block whose statements run at the same time: it gives back what it has named.
    Function branch(NodeId statement, std::span<const std::string> captured,
                    std::span<const std::string> given_back);
    Function finish(std::size_t parameters, std::size_t captured);

private:
    using Jumps = std::vector<std::size_t>;

    struct PlaceStep {
        Kind kind{};
        Register container = 0;
        std::uint16_t position = 0;  // A register, or the number of a field's name.
        Register taken = 0;
    };
    struct OpenPlace {
        Register value = 0;
        Register cell = 0;
        bool in_cell = false;
        std::vector<PlaceStep> steps;  // From the outside in.
    };

    // Expressions.
    void into(NodeId node, Register to);
    void value(NodeId node, Register to);
    void unary(Operation operation, NodeId part, Register to);
    void text_part(NodeId part);
    void long_collection(NodeId node, Operation operation, Register to);
    void handle_state(NodeId node, Register to);
    void make_closure_of(Function function, const std::vector<std::string>& captured, Register to);
    std::vector<std::string> captured_names(NodeId node);
    Register operand(NodeId node);
    void arguments(std::span<const NodeId> nodes);  // To new registers in a row.
    void literal(NodeId node, Register to);
    void constant(Value value, Register to);
    void text(NodeId node, Register to);
    void name(NodeId node, Register to);
    void binary(NodeId node, Register to);
    void compare(Op op, Register left, Register right, Register to);
    void arithmetic(Op op, Register left, Register right, Register to);
    void chain(NodeId node, Register to);
    void logical(NodeId node, Register to);
    void predicate(NodeId node, Register to);
    void intrinsic(Intrinsic which, std::span<const NodeId> nodes, Register to);
    void collection(NodeId node, Operation operation, Register to);
    void create(NodeId node, Register to);
    void create_shared(const NamedShape& shape, std::span<const NodeId> given, Register to);
    void default_of(NodeId type, Register to);
    void read_item(NodeId node, Register to);
    void read_member(NodeId node, Register to);
    void make_closure(NodeId node, Register to);
    void fail(std::string_view text);
    void host(HostCall call, std::span<const NodeId> nodes, Register to);

    // Calls.
    void call(NodeId node, Register to);
    void call_named(const NamedFunction& called, std::span<const NodeId> nodes, Register to);
    Register open_reference(NodeId node, std::vector<OpenPlace>& places);
    void close_reference(const OpenPlace& place);
    NodeId field_node(const NamedShape& shape, std::size_t index);
    std::optional<int> small_integer(NodeId node);
    void call_value(Register called, std::span<const NodeId> nodes, Register to);
    void call_builtin(std::string_view name, std::span<const NodeId> nodes, Register to);
    void construct(const NamedShape& shape, std::span<const NodeId> nodes, Register to);
    void method(NodeId node, Register to);
    void policy_call(std::string_view word, std::span<const NodeId> nodes, Register to);
    void launch(NodeId node, Register to);
    void launch_block(NodeId block, Register to);

    // Conditions: the jumps that are taken when it does not hold.
    Jumps jump_unless(NodeId condition);

    // Places.
    // What a place holds is taken into a register, may be changed there, and is put back.
    OpenPlace open(NodeId place);
    void close(const OpenPlace& place);
    void assign(NodeId place, Register value, bool for_this_alone);
    void assign_item_of_field(NodeId place, Register value, bool for_this_alone);
    void assign_name(NodeId node, std::string_view name, Register value);
    void declare(std::string_view name, Register value);
    void load_variable(const Variable& variable, Register to);
    void store_variable(const Variable& variable, Register from);
    void store_known_global(std::uint32_t global, Register from);
    const Variable* find_variable(std::string_view name);

    // Statements.
    void statement(NodeId node);
    void block(NodeId node);
    void statements(std::span<const NodeId> nodes);
    void let(NodeId node);
    void let_tuple(NodeId node);
    void set(NodeId node);
    void unpack(std::span<const NodeId> names, Register whole);
    void declare_parts(std::span<const NodeId> names, Register whole);
    void loop_block(NodeId pattern, NodeId body, Register item, std::size_t again);
    void bind(const NamedShape& shape, std::span<const NodeId> bindings, Register value);
    void concurrent_statement(NodeId node);
    void update(NodeId node);
    void condition(NodeId node);
    void loop_while(NodeId node);
    void loop_in(NodeId node);
    void loop_range(NodeId node);
    void loop_body(NodeId block, std::size_t again);
    void leave_loop();
    void next_round();
    void give_back(NodeId node);
    void give_back_register(Register value);
    void assertion(NodeId condition, std::string_view text);
    void inspect(NodeId node);
    void arm(NodeId node, Register value, Jumps& ends);
    void check_that(NodeId node);
    void push(std::span<const NodeId> nodes);
    void pop(NodeId node);
    void pop_into(NodeId list, Register to);
    void change_place(NodeId place, Intrinsic which, NodeId value);
    void change_field(NodeId place, Intrinsic which, Register value);
    void merge(NodeId node);
    void branches(NodeId node);
    void branch_tasks(std::span<const NodeId> nodes);
    void send(NodeId node);
    void receive(NodeId node);
    void select(NodeId node);
    void select_arm(NodeId node);
    bool share_what_changes(std::span<const NodeId> nodes);
    void host_statement(NodeId node);
    void share(NodeId node, HostCall call, std::span<const NodeId> where);
    void host_into_name(HostCall call, std::span<const NodeId> nodes, std::string_view name);
    void nested_function(NodeId node);
    void declare_parameter(const std::string& name, bool by_reference);
    void declare_captured(std::span<const std::string> captured);

    struct Loop {
        Jumps leaving;
        Jumps next;
    };

    Compilation& whole_;
    const Tree& tree_;
    Emitter emitter_;
    Surroundings surroundings_;
    std::vector<Loop> loops_;
    std::vector<NodeId> ensured_;
    Variable found_global_;  // The last one that was found.
};

}  // namespace logos
