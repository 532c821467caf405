// Kinds of problems, and which of them the brain's own errors are.
#include "fabric/control/problem.h"

#include <algorithm>
#include <array>

#include "core/base/format.h"

namespace fabric::control {

std::string_view name_of(ProblemKind kind) {
    switch (kind) {
        case ProblemKind::bad_request: return "bad-request";
        case ProblemKind::not_ready: return "not-ready";
        case ProblemKind::not_found: return "not-found";
        case ProblemKind::wrong_type: return "wrong-type";
        case ProblemKind::not_allowed: return "not-allowed";
        case ProblemKind::no_quorum: return "no-quorum";
        case ProblemKind::not_durable: return "not-durable";
        case ProblemKind::storage: return "storage";
        case ProblemKind::too_much: return "too-much";
        case ProblemKind::invite: return "invite";
        case ProblemKind::outdated: return "outdated";
    }
    std::unreachable();
}

std::string_view advice(ProblemKind kind) {
    switch (kind) {
        case ProblemKind::bad_request: return "Ask in the way that `selvage --help` shows.";
        case ProblemKind::not_ready:
            return "Wait until the mesh is found or founded; `selvage status` says how far it is.";
        case ProblemKind::not_found: return "Look at what is there: `selvage doc`, `selvage get`.";
        case ProblemKind::wrong_type:
            return "Look at what is there with `selvage get`, or take it away first.";
        case ProblemKind::not_allowed:
            return "Ask an Authority of the mesh: `selvage peers` shows who is one.";
        case ProblemKind::no_quorum:
            return "Wait until more Authorities can be reached, or ask for less durability.";
        case ProblemKind::not_durable:
            return "It is kept here and goes on its way; `selvage status` shows who is missing.";
        case ProblemKind::storage:
            return "Make room on the disk, or see with `selvage doctor` what is wrong with it.";
        case ProblemKind::too_much: return "Do it in smaller parts.";
        case ProblemKind::invite:
            return "Go on without the invite, or put what is kept here aside (`--data`, in a page "
                   "`wipe()`) and join anew.";
        case ProblemKind::outdated: return "Do it again by what the watch tells now.";
    }
    std::unreachable();
}

Problem problem_of(core::Error error) {
    using core::Error;
    struct Kind {
        Error error;
        ProblemKind kind;
    };
    static constexpr std::array kinds{Kind{Error::value_missing, ProblemKind::not_found},
                                      Kind{Error::type_wrong, ProblemKind::wrong_type},
                                      Kind{Error::too_large, ProblemKind::too_much},
                                      Kind{Error::too_deep, ProblemKind::too_much},
                                      Kind{Error::backlog_full, ProblemKind::too_much},
                                      Kind{Error::storage_full, ProblemKind::storage},
                                      Kind{Error::storage_failed, ProblemKind::storage},
                                      Kind{Error::author_quarantined, ProblemKind::not_allowed},
                                      Kind{Error::author_revoked, ProblemKind::not_allowed},
                                      Kind{Error::past_unknown, ProblemKind::not_ready}};
    const auto at = std::ranges::find(kinds, error, &Kind::error);
    const ProblemKind kind = at == kinds.end() ? ProblemKind::bad_request : at->kind;
    if (error == Error::past_unknown)
        return {
            kind, std::string(core::describe(error)),
            "Wait until the Authorities can be reached: then it is compared with what they have."};
    return {kind, std::string(core::describe(error))};
}

Problem problem_of(membership::WriteRefusal refusal) {
    return {ProblemKind::not_allowed, std::string(membership::describe(refusal))};
}

Problem problem_of(const node::NotWritten& refused) {
    return core::match(
        refused, core::Cases{[](core::Error error) { return problem_of(error); },
                             [](const quorum::Refusal& refusal) {
                                 return Problem{ProblemKind::no_quorum,
                                                core::formatted("{}: {} of {}",
                                                                quorum::describe(refusal.reason),
                                                                refusal.have, refusal.need)};
                             }});
}

}  // namespace fabric::control
