// Meetings of pages: notes of the board come and go as bytes, descriptions and candidates as texts.
// Meetings are numbers that count up. A page that has left the board may still hear of it.
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

wasm::Meetings& meetings(Handle handle) { return open(handle).meetings; }

}  // namespace

EXPORT(swarm_join_board) void swarm_join_board(Handle handle, double now) {
    OpenSwarm& opened = open(handle);
    ASSERT(!opened.meetings.board());
    opened.meetings.join_board(core::Seed{opened.chance.next()}, instant(now));
}

// What it orders is still to be taken, and then it is to be forgotten by swarm_forget_board().
EXPORT(swarm_leave_board) void swarm_leave_board(Handle handle) {
    if (Board* const board = meetings(handle).board()) board->leave();
}
EXPORT(swarm_forget_board) void swarm_forget_board(Handle handle) {
    meetings(handle).forget_board();
}

// Of the size in the window; one that is too large is no note.
EXPORT(swarm_hear_note) void swarm_hear_note(Handle handle, std::size_t size, double now) {
    if (Board* const board = meetings(handle).board())
        board->receive(wasm::in_window(size), instant(now));
}

// Shows an order (swarm_events.h); false if there is none.
EXPORT(swarm_next_meeting_order) bool swarm_next_meeting_order(Handle handle) {
    const auto order = meetings(handle).next_order();
    if (!order) return false;
    core::Buffer& buffer = wasm::fresh_buffer();
    core::BufferWriter writer(buffer, SIZE_MAX);
    wasm::write_board_order(writer, *order);
    wasm::show(buffer);
    return true;
}

EXPORT(swarm_describe_meeting)
void swarm_describe_meeting(Handle handle, std::uint32_t meeting, std::size_t size, double now) {
    meetings(handle).describe(MeetingId{meeting}, core::as_text(wasm::in_window(size)),
                              instant(now));
}

EXPORT(swarm_add_candidate)
void swarm_add_candidate(Handle handle, std::uint32_t meeting, std::size_t size, double now) {
    meetings(handle).add_candidate(MeetingId{meeting}, core::as_text(wasm::in_window(size)),
                                   instant(now));
}

EXPORT(swarm_meeting_failed) void swarm_meeting_failed(Handle handle, std::uint32_t meeting) {
    meetings(handle).fail(MeetingId{meeting});
}

// The link that has come of it; 0 if it is to be closed again.
EXPORT(swarm_meet)
std::uint32_t swarm_meet(Handle handle, std::uint32_t meeting, double now) {
    const auto link = meetings(handle).meet(MeetingId{meeting}, instant(now));
    return link ? static_cast<std::uint32_t>(link->value) : 0;
}
