// Why something that a node was asked for is not so: its kind, for programs, the cause and the next
// step, for people. Rule CT8, spec/control.md.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/error.h"
#include "fabric/membership/writing.h"
#include "fabric/node/node.h"

namespace fabric::control {

enum class ProblemKind : std::uint8_t {
    bad_request,  // It is not said right.
    not_ready,    // The node has no mesh yet, or is not open.
    not_found,    // Nothing is there.
    wrong_type,   // Something else is there.
    not_allowed,  // The role does not do.
    no_quorum,    // And so nothing was written.
    not_durable,  // It was written, and is not as safe as was asked for.
    storage,      // The disk is full or broken.
    too_much,     // It is more than may be.
    invite,       // It is to another mesh than the one that is kept here.
    outdated,     // The state that its positions are of is not known any more.
};
inline constexpr std::size_t problem_kind_count =
    static_cast<std::size_t>(ProblemKind::outdated) + 1;

// As in "error": "no-quorum".
[[nodiscard]] std::string_view name_of(ProblemKind kind);
[[nodiscard]] std::string_view advice(ProblemKind kind);

struct Problem {
    ProblemKind kind = ProblemKind::bad_request;
    std::string cause;
    std::string_view remedy = {};  // If that of its kind does not fit.
};

[[nodiscard]] Problem problem_of(core::Error error);
[[nodiscard]] Problem problem_of(membership::WriteRefusal refusal);
[[nodiscard]] Problem problem_of(const node::NotWritten& refused);

}  // namespace fabric::control
