// What a worker gives up before it reads the first byte of a unit, in two steps, because the engine
// needs files while it starts and must have none when it runs what strangers wrote:
//
//     drop_what_no_worker_needs();     // First of all.
//     …                                // The engine starts, and warms up.
//     if (!close_the_door()) return 1; // From here on all but a list of system calls kills.
//
// Of resource limits, NPROC is not among those that are set: it counts all processes of the user,
// and not those of this one. The filter lets no process begin in its place. Limits of address space
// are of no use either, since the engine reserves 136 GiB: whoever started the worker watches what
// it really takes.
#pragma once

namespace native::units {

// The end of the socket pair that the worker is started with.
inline constexpr int channel_number = 3;

void drop_what_no_worker_needs();
[[nodiscard]] bool close_the_door();

}  // namespace native::units
