// The conversation that shows that all bodies drive a machine alike: the same pinger and responder,
// from the same seed, in the simulator, on sockets and in WebAssembly. Their traces stand in
// spec/vectors/ping/conversation.json, and every body's test compares with it.
#pragma once

#include "net/ping/ping.h"

namespace net::ping {

inline constexpr core::Seed conversation_seed{0x5e1fa6e};
inline constexpr Pinger::Options conversation_options{.count = 20, .interval = core::Duration{0}};

}  // namespace net::ping
