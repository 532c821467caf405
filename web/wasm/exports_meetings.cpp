// Meetings of tabs for the page: notes come and go as bytes, descriptions and candidates as texts.
// Meetings are numbers that count up.
#include "core/codec/varint.h"
#include "web/wasm/export.h"
#include "web/wasm/open_document.h"
#include "web/wasm/open_swarm.h"
#include "web/wasm/swarm_events.h"
#include "web/wasm/window.h"

namespace {

using namespace net::signalling;
using wasm::Handle;
using wasm::instant;
using wasm::OpenSwarm;

OpenSwarm& open(Handle handle) { return wasm::swarms().at(handle); }

// A page that has left the board may still hear of it.
wasm::Meetings* meetings(Handle handle) {
    auto& meetings = open(handle).meetings;
    return meetings ? &*meetings : nullptr;
}

}  // namespace

EXPORT(swarm_join_board) void swarm_join_board(Handle handle, double now) {
    OpenSwarm& opened = open(handle);
    ASSERT(!opened.meetings);
    opened.meetings.emplace(opened.swarm, core::Seed{opened.chance.next()}, instant(now));
}

// What it orders is still to be taken, and then it is to be forgotten by swarm_forget_board().
EXPORT(swarm_leave_board) void swarm_leave_board(Handle handle) {
    if (wasm::Meetings* const all = meetings(handle)) all->board().leave();
}
EXPORT(swarm_forget_board) void swarm_forget_board(Handle handle) { open(handle).meetings.reset(); }

// Of the size in the window; one that is too large is no note.
EXPORT(swarm_hear_note) void swarm_hear_note(Handle handle, std::size_t size, double now) {
    if (wasm::Meetings* const all = meetings(handle))
        all->board().receive(wasm::in_window(size), instant(now));
}

// Shows an order (swarm_events.h); false if there is none.
EXPORT(swarm_next_board_order) bool swarm_next_board_order(Handle handle) {
    wasm::Meetings* const all = meetings(handle);
    const auto order = all ? all->next_order() : std::nullopt;
    if (!order) return false;
    core::Buffer& buffer = wasm::fresh_buffer();
    core::BufferWriter writer(buffer, SIZE_MAX);
    wasm::write_board_order(writer, *order);
    wasm::show(buffer);
    return true;
}

EXPORT(swarm_describe_meeting)
void swarm_describe_meeting(Handle handle, std::uint32_t meeting, std::size_t size) {
    if (wasm::Meetings* const all = meetings(handle))
        all->describe(MeetingId{meeting}, core::as_text(wasm::in_window(size)));
}

EXPORT(swarm_add_candidate)
void swarm_add_candidate(Handle handle, std::uint32_t meeting, std::size_t size) {
    if (wasm::Meetings* const all = meetings(handle))
        all->board().add_candidate(MeetingId{meeting}, core::as_text(wasm::in_window(size)));
}

EXPORT(swarm_meeting_failed) void swarm_meeting_failed(Handle handle, std::uint32_t meeting) {
    if (wasm::Meetings* const all = meetings(handle)) all->finish(MeetingId{meeting});
}

// The link that has come of it; 0 if it is to be closed again.
EXPORT(swarm_meet)
std::uint32_t swarm_meet(Handle handle, std::uint32_t meeting, double now) {
    wasm::Meetings* const all = meetings(handle);
    const auto link = all ? all->meet(MeetingId{meeting}, instant(now)) : std::nullopt;
    return link ? static_cast<std::uint32_t>(link->value) : 0;
}
