// Writes one function: see emitter.h.
#include "logos/machine/emitter.h"

#include <algorithm>
#include <utility>

namespace logos {

std::size_t Emitter::emit(Operation operation, std::size_t a, std::size_t b, std::size_t c,
                          bool flag) {
    function_.code.push_back({.operation = operation,
                              .flag = flag,
                              .a = static_cast<std::uint16_t>(a),
                              .b = static_cast<std::uint16_t>(b),
                              .c = static_cast<std::uint16_t>(c)});
    function_.spans.push_back(span_);
    return function_.code.size() - 1;
}

std::size_t Emitter::emit_wide(Operation operation, std::size_t a, std::size_t wide) {
    return emit(operation, a, wide & 0xffff, wide >> 16 & 0xffff);
}

Register Emitter::reserve(std::size_t count) {
    const std::size_t first = next_;
    if (first + count > register_count_max) {
        too_many_ = true;
        return 0;
    }
    next_ += count;
    function_.register_count =
        std::max(function_.register_count, static_cast<std::uint16_t>(next_));
    return static_cast<Register>(first);
}

void Emitter::close_scope() {
    variables_.resize(scopes_.back());
    scopes_.pop_back();
}

const Variable* Emitter::find(std::string_view name) const {
    for (std::size_t i = variables_.size(); i-- > 0;)
        if (variables_[i].name == name) return &variables_[i];
    for (std::size_t i = outer_.size(); i-- > 0;)
        if (outer_[i].name == name) return &outer_[i];
    return nullptr;
}

const Variable* Emitter::find_in_scope(std::string_view name) const {
    if (scopes_.empty()) return find(name);
    for (std::size_t i = variables_.size(); i-- > scopes_.back();)
        if (variables_[i].name == name) return &variables_[i];
    return nullptr;
}

// What no block around knows yet is the whole function's.
const Variable& Emitter::declare(Variable variable, bool in_block) {
    if (variable.residence != Residence::global)
        variables_end_ = std::max(variables_end_, std::size_t{variable.number} + 1);
    next_ = std::max(next_, variables_end_);
    std::vector<Variable>& list = in_block && !scopes_.empty() ? variables_ : outer_;
    list.push_back(std::move(variable));
    return list.back();
}

Function Emitter::take(std::size_t parameters, std::size_t captured) {
    function_.parameter_count = static_cast<std::uint16_t>(parameters);
    function_.captured_count = static_cast<std::uint16_t>(captured);
    return std::move(function_);
}

}  // namespace logos
