// Writes one function: its instructions, its registers, its variables and where each is seen.
// Registers are a stack; those of variables stay taken until the function ends, so that a name
// declared in a block is there behind it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "logos/machine/code.h"

namespace logos {

using Register = std::uint16_t;

// Where a variable is: in a register, behind the cell that a register holds, or among the globals.
enum class Residence : std::uint8_t { local, boxed, global };

struct Variable {
    std::string name;
    Residence residence = Residence::local;
    std::uint32_t number = 0;  // A register, or a global.
};

class Emitter {
public:
    explicit Emitter(std::string name) { function_.name = std::move(name); }

    // Instructions. The span is that of what is compiled at the moment.
    std::size_t emit(Operation operation, std::size_t a = 0, std::size_t b = 0, std::size_t c = 0,
                     bool flag = false);
    std::size_t emit_wide(Operation operation, std::size_t a, std::size_t wide);
    [[nodiscard]] std::size_t here() const { return function_.code.size(); }
    void jump_here(std::size_t jump) { set_target(jump, here()); }
    void jump_here(std::span<const std::size_t> jumps) {
        for (const std::size_t jump : jumps) jump_here(jump);
    }
    void set_target(std::size_t jump, std::size_t target) {
        function_.code[jump].set_wide(static_cast<std::uint32_t>(target));
    }
    Span at(Span span) { return std::exchange(span_, span); }

    // Registers.
    Register reserve(std::size_t count = 1);
    [[nodiscard]] Register top() const { return static_cast<Register>(next_); }
    void release(std::size_t top) { next_ = std::max(top, variables_end_); }
    [[nodiscard]] bool has_too_many_registers() const { return too_many_; }
    [[nodiscard]] bool is_temporary(Register number) const { return number >= variables_end_; }

    // Variables.
    void open_scope() { scopes_.push_back(variables_.size()); }
    void close_scope();
    [[nodiscard]] const Variable* find(std::string_view name) const;
    [[nodiscard]] const Variable* find_in_scope(std::string_view name) const;
    const Variable& declare(Variable variable, bool in_block);

    Function take(std::size_t parameters, std::size_t captured);

private:
    Function function_;
    Span span_;
    std::size_t next_ = 0;
    std::size_t variables_end_ = 0;
    bool too_many_ = false;
    std::vector<Variable> outer_;      // Of the whole function.
    std::vector<Variable> variables_;  // Of open blocks.
    std::vector<std::size_t> scopes_;  // Where each open block's begin.
};

}  // namespace logos
