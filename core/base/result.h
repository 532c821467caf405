// Result carries a value or an Error; TRY unwraps it or returns the error to the caller.
//
// Errors travel by return up to the machine that owns the connection, file or command, which turns
// the first one into an event. Nothing in the brain throws.
#pragma once

#include <expected>
#include <utility>

#include "core/base/error.h"

namespace core {

template <class T>
using Result = std::expected<T, Error>;

inline std::unexpected<Error> fail(Error error) { return std::unexpected(error); }

}  // namespace core

#define TRY(expression)                                      \
    __extension__({                                          \
        auto&& try_ = (expression);                          \
        if (!try_) [[unlikely]]                              \
            return std::unexpected(std::move(try_).error()); \
        *std::move(try_);                                    \
    })
