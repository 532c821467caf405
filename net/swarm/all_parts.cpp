// What programs have that do not say otherwise.
#include "net/swarm/parts.h"

namespace net::swarm {

const Parts parts{.local_discovery = true, .plaintext = true, .websocket_frames = true};

}  // namespace net::swarm
