// What a journal tells: records while it is read, and events.
#pragma once

#include <string_view>

#include "core/base/error.h"
#include "core/base/variant.h"
#include "core/store/disk.h"
#include "core/store/position.h"

namespace core::store {

// The payload is valid until the next call that is not const.
struct RecordView {
    Position position;
    RecordType type;
    Bytes payload;
};

// What was synced once cannot be read any more: ask others for it. If a file holds what is left of
// it, it is kept under the name of a rotten one.
struct Lost {
    Position from;
    Position to;
    SegmentNumber segment;  // Where it begins to be lost; 0 if there is no file at all.
    std::uint64_t offset = 0;

    friend bool operator==(const Lost&, const Lost&) = default;
};

// The end was torn by a crash: what is behind it was never known to be synced, and is gone.
struct Cut {
    Position at;
    SegmentNumber segment;

    friend bool operator==(const Cut&, const Cut&) = default;
};

// All records were told. What was told is on disk for sure, and new ones can be appended.
struct Opened {
    Position begin;  // Of what is there.
    Position end;

    friend bool operator==(const Opened&, const Opened&) = default;
};

// Whatever was appended in front of this position is as safe as the sync policy makes it.
struct Acknowledged {
    Position up_to;

    friend bool operator==(const Acknowledged&, const Acknowledged&) = default;
};

// A write or sync failed. What was not acknowledged is written again, into another segment.
struct Abandoned {
    SegmentNumber segment;
    Position end;  // Of what counts in it.
    DiskFault fault = DiskFault::none;

    friend bool operator==(const Abandoned&, const Abandoned&) = default;
};

// There is no room: nothing more is accepted until there is, reading goes on.
struct SpaceEnded {
    friend bool operator==(const SpaceEnded&, const SpaceEnded&) = default;
};
struct SpaceBack {
    friend bool operator==(const SpaceBack&, const SpaceBack&) = default;
};

// Whole segments in front of this position were removed; for sure if there was no fault.
struct Released {
    Position begin;
    DiskFault fault = DiskFault::none;

    friend bool operator==(const Released&, const Released&) = default;
};

using ReadNumber = Id<struct ReadNumberTag, std::uint64_t>;

// The answer to read(): the first record at or behind a position.
struct Found {
    ReadNumber read;
    Position position;
    RecordType type;
    Buffer payload;
    Position next;

    friend bool operator==(const Found&, const Found&) = default;
};
struct NotFound {
    ReadNumber read;
    Error error;

    friend bool operator==(const NotFound&, const NotFound&) = default;
};

enum class StopReason : std::uint8_t {
    failed,          // The device failed twice in a row.
    gone,            // The storage was taken away.
    denied,          // It may not be used.
    of_other_owner,  // The files belong to another mesh or node.
    format_unknown,  // A later version wrote them.
};
std::string_view describe(StopReason reason);
[[nodiscard]] StopReason stop_reason_of(DiskFault fault);

// The end: nothing is accepted any more.
struct Stopped {
    StopReason reason;

    friend bool operator==(const Stopped&, const Stopped&) = default;
};

using JournalEvent = Variant<Lost, Cut, Opened, Acknowledged, Abandoned, SpaceEnded, SpaceBack,
                             Released, Found, NotFound, Stopped>;
std::string_view describe(const JournalEvent& event);

}  // namespace core::store
