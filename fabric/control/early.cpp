// What is asked for before the mesh is known: it waits until it is, in its order (CT17).
#include <algorithm>

#include "fabric/control/control.h"

namespace fabric::control {

using core::Instant;

namespace {

bool needs_mesh(const Request& request) {
    return core::match(
        request.what,
        core::Cases{[](const WatchEvents&) { return false; }, [](const Cancel&) { return false; },
                    [](const ShowStatus&) { return false; }, [](const ShowPeers&) { return false; },
                    [](const ShowDocuments&) { return false; },
                    [](const Connect&) { return false; }, [](const Stop&) { return false; },
                    [](const auto&) { return true; }});
}

}  // namespace

Problem Control::no_mesh() const {
    if (!node_.is_invited_elsewhere()) return {ProblemKind::not_ready, "the node has no mesh yet"};
    return {ProblemKind::invite,
            "the invite is to another mesh of this name than what is kept here"};
}

bool Control::is_early(const Session& session, const Request& request) const {
    return needs_mesh(request) && (!is_ready() || !session.early.empty());
}

void Control::put_off(Session& session, Request request, std::size_t size, Instant now) {
    if (node_.is_invited_elsewhere()) return fail(session, request.id, no_mesh());
    if (session.early_size + size > options_.line_size_max ||
        session.early.size() >= options_.early_max)
        return fail(session, request.id,
                    {ProblemKind::too_much, "so much waits for the mesh to be known already"});
    session.early_size += size;
    std::optional<Instant> until;
    const bool is_watch = core::holds_alternative<Watch>(request.what) ||
                          core::holds_alternative<WatchNotes>(request.what);
    if (!is_watch) until = now + options_.mesh_patience;
    session.early.push_back({std::move(request), size, until});
}

void Control::carry_out_early(Session& session, SessionId id, Instant now) {
    while (is_ready() && !session.early.empty() &&
           session.out.size() <= options_.outgoing_size_max) {
        const Early early = std::move(session.early.front());
        session.early.pop_front();
        session.early_size -= early.size;
        carry_out(session, id, early.request, now);
    }
}

void Control::give_up_early(Session& session, Instant now) {
    if (is_ready()) return;  // It waits only for answers to be read.
    const bool is_in_vain = node_.is_invited_elsewhere();
    const auto is_over = [&](const Early& early) {
        return is_in_vain || (early.until && *early.until <= now);
    };
    for (const Early& early : session.early) {
        if (!is_over(early)) continue;
        session.early_size -= early.size;
        fail(session, early.request.id, no_mesh());
    }
    std::erase_if(session.early, is_over);
}

std::size_t Control::cancel_early(Session& session, RequestId request) {
    return std::erase_if(session.early, [&](const Early& early) {
        if (early.request.id != request) return false;
        session.early_size -= early.size;
        return true;
    });
}

}  // namespace fabric::control
