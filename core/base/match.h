// match(variant, action) calls the action with what the variant holds. Unlike std::visit it is one
// function with a branch for each alternative, not a table of functions: a third of the code, which
// every page would load for each place where it is asked.
#pragma once

#include <cstddef>
#include <type_traits>
#include <utility>
#include <variant>

namespace core {

// For variants that always hold something: without exceptions all do.
template <std::size_t index = 0, class Variant, class Action>
decltype(auto) match(Variant& variant, Action&& action) {
    if constexpr (index + 1 < std::variant_size_v<std::remove_const_t<Variant>>)
        if (variant.index() != index)
            return match<index + 1>(variant, std::forward<Action>(action));
    return action(*std::get_if<index>(&variant));
}

}  // namespace core
