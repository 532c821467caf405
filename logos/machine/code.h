// What a LOGOS program is compiled to: functions of instructions over registers. An instruction has
// three numbers; most take registers, and `a` is where the result goes. A function's arguments are
// its first registers, and lie where its caller put them: a call gives away the end of the caller's
// registers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "logos/syntax/tree.h"
#include "logos/values/shared_field.h"
#include "logos/values/value.h"

namespace logos {

inline constexpr std::size_t register_count_max = 4096;  // Of one function.
inline constexpr std::size_t function_count_max = 60000;
inline constexpr std::size_t constant_count_max = std::size_t{1} << 24;

enum class Operation : std::uint8_t {
    // Values. A wide number is `b` and `c` in one.
    load,          // a = constant [wide]
    load_integer,  // a = [wide], signed
    clear,         // a = nothing
    move,          // a = b
    transfer,      // a = b, and b is nothing
    load_global,   // a = what the global [wide] holds
    store_global,  // global [wide] = a
    global_cell,   // a = the cell of global [wide]
    make_cell,     // a = a cell that holds what a was
    load_cell,     // a = what the cell b holds
    take_cell,     // a = what the cell b held; it holds nothing
    store_cell,    // the cell a holds b from now on
    // Arithmetic: a = b op c.
    add,
    subtract,
    multiply,
    divide,
    floor_divide,
    remainder,
    add_integer,  // a = b + c, signed
    negate,
    complement,
    equal,
    unequal,
    less,
    less_equal,
    logical_not,
    truthiness,  // a = whether b is true
    // Control.
    jump,     // to [wide]
    jump_if,  // a is true, to [wide]
    jump_unless,
    jump_unless_less,  // if not b < c: the next instruction is a jump; else it is passed over
    jump_unless_less_equal,
    jump_unless_equal,
    call,          // function b with c arguments from a on; result in a
    call_value,    // what is in a, with c arguments from a + 1 on; result in a
    call_builtin,  // built-in b with c arguments from a on; result in a
    call_host,     // the host's b with c values from a on; waits for the answer, which goes to a
    intrinsic,     // Intrinsic b with values from a on, as many as it takes; result in a
    make_closure,  // a = function b over what it captures, from register c on
    give_back,     // a is the result
    fail,          // with the text in constant [wide]
    // Loops.
    begin_walk,   // a = what can be walked of a; a + 1 = 0
    walk,         // a + 2 = the next item; if there is none, to [wide]
    begin_range,  // a, a + 1: from, to: must be numbers
    range,        // a + 2 = a, a = a + 1; if past a + 1, to [wide]
    // Collections.
    make_list,  // a = list of c values from b on
    make_tuple,
    make_set,
    make_map,       // c keys and values from b on
    make_record,    // a = record of shape b with fields from c on
    get_item,       // a = b[c]. flag: b was for this alone
    set_item,       // a[b] = c. flag: c was for this alone
    take_item,      // a = b[c], leaving nothing
    get_field,      // a = b's (name c). flag: b was for this alone
    set_field,      // a's (name b) = c. flag: c was for this alone
    take_field,     // a = b's (name c), leaving nothing
    new_shared,     // a = a new shared record of shape b
    change_field,   // what a has as name b, with the value c, by the intrinsic that the next
                    // instruction has as b
    item_of_field,  // what a has as name b: at the key in c, the value in c + 1
    merge,          // b into a
    push,           // b to a. flag: b was for this alone
    pop,            // a = the last one of b, which has it no more
    is_variant,     // a = whether b is of the shape c
    get_part,       // a = field number c of b
    concatenate,    // a = texts of c values from b on
    // To the outside and among tasks.
    show,          // a
    launch,        // a = handle of a task that calls function b with c values from a on
    launch_value,  // the same, of what is in a, with c values from a + 1 on
    make_pipe,     // a
    task_state,    // a = state of the task whose handle is b, a text
    join,          // a = what the task whose handle is a gave back
    stop,          // the task of handle a
    send,          // b into pipe a. flag: try
    receive,       // a = from pipe b. flag: try
    sleep,         // for a
    select_pipe,   // one more arm of the choice to be made: pipe a
    select_after,  // one more arm: when a has passed
    select,        // a = number of the arm; a + 1 = what was received
};

struct Instruction {
    Operation operation{};
    bool flag = false;
    std::uint16_t a = 0;
    std::uint16_t b = 0;
    std::uint16_t c = 0;

    [[nodiscard]] std::uint32_t wide() const { return static_cast<std::uint32_t>(c) << 16 | b; }
    void set_wide(std::uint32_t number) {
        b = static_cast<std::uint16_t>(number);
        c = static_cast<std::uint16_t>(number >> 16);
    }
};

struct Function {
    std::string name;
    std::uint16_t parameter_count = 0;
    std::uint16_t captured_count = 0;  // They follow the parameters.
    std::uint16_t register_count = 0;
    std::vector<Instruction> code;
    std::vector<Span> spans;  // Of each instruction.
};

// What a program can be asked for by name is numbered once.
struct Program {
    std::vector<Function> functions;  // The first is the whole program's.
    std::vector<Value> constants;
    std::vector<Shape> shapes;
    std::vector<std::vector<SharedKind>>
        shared_kinds;  // Of each shape's fields; none if it is not shared.
    std::vector<std::string> field_names;
    std::vector<std::string> global_names;
};

}  // namespace logos
