// What c.h calls a value and an error, as the library has them.
#pragma once

#include <memory>
#include <string>

#include "core/codec/json.h"
#include "native/library/include/selvage/c.h"

// Part of a tree that is shared with all other parts of it.
struct selvage_value {
    std::shared_ptr<const core::codec::JsonValue> json;
};

struct selvage_error {
    std::string kind;
    std::string cause;
    std::string remedy;
};

namespace library {

[[nodiscard]] inline selvage_value* new_value(core::codec::JsonValue json) {
    return new selvage_value{std::make_shared<const core::codec::JsonValue>(std::move(json))};
}

// Of an answer of the control.
[[nodiscard]] selvage_error error_of(const core::codec::JsonValue& answer);
// A sentence that says why, and behind it, if there is more, what to do.
[[nodiscard]] selvage_error error_of(std::string_view kind, std::string_view sentences);

}  // namespace library
