// Options of C, which have the names and values of the flags of `selvage run`, as wishes for a
// node.
#pragma once

#include <expected>
#include <span>

#include "native/hosting/plan.h"
#include "native/library/value.h"

namespace library {

[[nodiscard]] std::expected<native::NodeWishes, selvage_error> wishes_of(
    std::span<const selvage_option> options);

}  // namespace library
