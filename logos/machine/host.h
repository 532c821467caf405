// What a program asks of whoever runs its machine: the machine itself knows no files, no clock, no
// chance and no mesh. Each call has values and is answered by one, or by a failure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace logos {

enum class HostCall : std::uint16_t {
    read_console,
    read_file,   // Path.
    write_file,  // Value, path.
    arguments,
    calendar_time,   // Milliseconds since 1970.
    today,           // A text, 2026-01-31.
    random_integer,  // From, to.
    random_real,
    random_id,
    // The mesh.
    enable_mesh,       // Role, id.
    platform,          // A role; a truth.
    quorum_available,  // Count; a truth.
    mount,             // Policy, path, count or nothing, value; the value as it is there.
    sync,              // The same with a topic.
    written,           // A mounted or synced name, its new value.
    listen,            // Address.
    connect,           // Address.
    send,              // Recipient, value.
    await,             // Source; the message.
    invite,            // Id; a text.
    discovery,         // A truth.
    heartbeat,         // A truth.
    pulse,
    reconcile,  // Name.
    skip,
};

// Of a function that programs call by a name of its own.
std::optional<HostCall> host_call_named(std::string_view name, std::size_t argument_count);

}  // namespace logos
