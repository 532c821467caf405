// A page has no way to speak mDNS, and its browser frames WebSockets; nobody is to connect to it
// without protection.
#include "net/swarm/parts.h"

namespace net::swarm {

const Parts parts{.local_discovery = false, .plaintext = false, .websocket_frames = false};

}  // namespace net::swarm
