// All built-in functions under one numbering, and the check of how many arguments they get.
#include "logos/values/builtins.h"

#include <array>

#include "core/base/assert.h"
#include "core/base/format.h"
#include "logos/values/builtin_tables.h"
#include "logos/values/comparison.h"

namespace logos {
namespace {

std::array<std::span<const Builtin>, 3> tables() {
    return {number_builtins(), text_builtins(), list_builtins()};
}

const Builtin& builtin_at(std::size_t number) {
    for (const auto& table : tables()) {
        if (number < table.size()) return table[number];
        number -= table.size();
    }
    ASSERT(false);
}

std::unexpected<Failure> wrong_count(const Builtin& builtin, std::size_t count) {
    std::string expected = core::formatted("{}", builtin.arguments_min);
    if (builtin.arguments_max == any_arguments)
        expected = "at least " + expected;
    else if (builtin.arguments_max != builtin.arguments_min)
        expected += core::formatted(" to {}", builtin.arguments_max);
    return failure(
        core::formatted("Function {} expects {} arguments, got {}", builtin.name, expected, count));
}

}  // namespace

std::unexpected<Failure> wrong_argument(std::string_view name, const Value& value) {
    return failure(core::formatted("Function {} does not take {}", name, type_name(value)));
}

std::optional<std::uint16_t> builtin_number(std::string_view name) {
    std::uint16_t number = 0;
    for (const auto& table : tables())
        for (const Builtin& builtin : table) {
            if (builtin.name == name) return number;
            ++number;
        }
    return std::nullopt;
}

Outcome<Value> call_builtin(std::uint16_t number, std::span<Value> arguments) {
    const Builtin& builtin = builtin_at(number);
    const bool too_many =
        builtin.arguments_max != any_arguments && arguments.size() > builtin.arguments_max;
    if (arguments.size() < builtin.arguments_min || too_many)
        return wrong_count(builtin, arguments.size());
    return builtin.call(arguments);
}

}  // namespace logos
