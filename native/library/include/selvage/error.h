// Errors are values: what kind, why, and what to do about it.
#pragma once

#include <selvage/c.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <expected>
#include <memory>
#include <string>
#include <string_view>

namespace selvage {

enum class ErrorKind : std::uint8_t {
    bad_request,   // It was not said right.
    not_ready,     // There is no mesh yet.
    not_found,     // Nothing is there.
    wrong_type,    // Something else is there.
    not_allowed,   // The role does not do.
    no_quorum,     // And so nothing was written.
    not_durable,   // It was written, and is not as safe as was asked for.
    storage,       // The disk is full or broken, or somebody else has the data.
    too_much,      // It is more than may be.
    invite,        // It is to another mesh than the one that is kept.
    outdated,      // The state that its positions are of is not known any more.
    closed,        // The mesh was left.
    cancelled,     // Who asked did not want it any more.
    wrong_thread,  // The library's thread cannot wait for itself.
    other,
};

struct Error {
    ErrorKind kind = ErrorKind::other;
    // For people.
    std::string cause;
    std::string remedy;
};

template <class T>
using Result = std::expected<T, Error>;

namespace detail {

inline ErrorKind kind_named(std::string_view name) {
    constexpr std::array<std::string_view, 14> names{
        "bad-request", "not-ready",   "not-found", "wrong-type",  "not-allowed",
        "no-quorum",   "not-durable", "storage",   "too-much",    "invite",
        "outdated",    "closed",      "cancelled", "wrong-thread"};
    const auto at = std::find(names.begin(), names.end(), name);
    return static_cast<ErrorKind>(at - names.begin());
}

inline std::unexpected<Error> failure(const selvage_error* error) {
    return std::unexpected(Error{kind_named(selvage_error_kind(error)), selvage_error_cause(error),
                                 selvage_error_remedy(error)});
}

}  // namespace detail

}  // namespace selvage
