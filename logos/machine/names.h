// What the whole program knows by name, before any of it is compiled: functions, records, variants
// of choices, policies; and what its functions look for among the variables of `## Main`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "logos/machine/code.h"
#include "logos/syntax/diagnostic.h"
#include "logos/syntax/tree.h"

namespace logos {

struct NamedFunction {
    std::string name;
    NodeId node = 0;
    std::uint16_t number = 0;
    std::vector<bool> by_reference;  // Of each parameter, whether it is `mutable`.
};

struct NamedShape {
    std::uint16_t number = 0;
    NodeId node = 0;  // The record or variant.
};

struct Policy {
    NodeId node = 0;
    std::uint16_t function = 0;
};

class Names {
public:
    Names(const Tree& tree, Program& program, std::vector<Diagnostic>& wrong);

    [[nodiscard]] const NamedFunction* function(std::string_view name) const;
    [[nodiscard]] const NamedShape* shape(std::string_view name) const;
    [[nodiscard]] const std::vector<Policy>& policies() const { return policies_; }
    [[nodiscard]] const std::vector<NamedFunction>& functions() const { return functions_; }

    void add_function(NodeId node);  // One that stands in a block.
    [[nodiscard]] std::optional<std::uint32_t> global(std::string_view name) const;
    std::uint32_t global_for(std::string_view name);  // Makes one.
    std::uint16_t field_name(std::string_view name);
    std::uint16_t new_function_number();

private:
    void add_shape(NodeId node, bool is_variant);
    void add_definition(NodeId node);

    const Tree& tree_;
    Program& program_;
    std::vector<Diagnostic>& wrong_;
    std::vector<NamedFunction> functions_;
    std::vector<NamedShape> shapes_;  // Their names are in the program.
    std::vector<Policy> policies_;
};

}  // namespace logos
