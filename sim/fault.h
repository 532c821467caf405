// Everything that the simulated world does to machines. Each is counted when it happens, so that a
// sweep can show that it tested what it claims.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

namespace sim {

enum class Fault : std::uint8_t {
    // Of a stream between two machines.
    fragmented,  // A piece was delivered in parts.
    delayed,     // A piece took longer than the one before it.
    clogged,     // Nothing moved for a while.
    cut,         // Both ends were told that the stream is gone.
    vanished,    // Nobody was told anything: bytes go in and do not come out.
    lost,        // A segment had to be sent again, and everything behind it waited.
    // Of nodes.
    parted,       // Nothing got from some nodes to the others, for a while.
    unreachable,  // A dial was refused, or nobody answered.
    died,         // A node was gone, with or without its machine.
    returned,     // It came back, and knew nothing of before but its key.
    frozen,       // It was not run for a while; its links stayed.
    slept,        // So was its machine, and its links were dead behind it.
    skewed,       // Its clock was off, by minutes.
    far,          // Its links were slow, and lost much.
    // Of a disk and who uses it.
    crashed,       // The process ended, and left requests half done.
    power_lost,    // The machine too: of what was not synced, some is gone.
    torn,          // A write was there in part after that.
    name_lost,     // A new, changed or removed name was not.
    rotten,        // A sector that was synced has other bytes now.
    unreadable,    // A sector that was synced cannot be read.
    misdirected,   // A write went to another place.
    write_failed,  // A write was answered with a fault.
    sync_failed,   // So was a sync: what it should have synced is lost, but for what is seen.
    full,          // There was no room.
    slow,          // An answer took very long.
    gone,          // The storage was taken away.
    wiped,         // Another one was in its place, empty.
    // Of a member that is hostile.
    withheld,        // What it was given it acknowledged, and neither kept it nor handed it on.
    replayed,        // It said again what somebody had said.
    distorted,       // The same, with other bytes in it.
    forged,          // It wrote in another's name.
    told_two_tales,  // In its own it wrote one thing to some, and another to others.
    claimed,         // It said of itself or of others what it may not say.
    flooded,         // It sent more than anybody wants.
};
inline constexpr std::size_t fault_count = static_cast<std::size_t>(Fault::flooded) + 1;
std::string_view describe(Fault fault);

using FaultCounts = std::array<std::uint64_t, fault_count>;

inline void count(FaultCounts& faults, Fault fault) { ++faults[std::to_underlying(fault)]; }

}  // namespace sim
