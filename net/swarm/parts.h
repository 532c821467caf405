// What a program's swarms have beside what all have. A program that cannot use one of them defines
// the constant itself, in a file of its own: its linker then takes all_parts.cpp from no library,
// sees what is ruled out, and leaves out all that lies behind it.
#pragma once

namespace net::swarm {

struct Parts {
    bool local_discovery;   // By mDNS.
    bool plaintext;         // Connections that nothing protects.
    bool websocket_frames;  // For bodies that do not frame WebSockets themselves.
};

extern const Parts parts;

}  // namespace net::swarm
