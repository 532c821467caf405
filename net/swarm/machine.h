// The machines of all protocols that a swarm speaks by itself, as one: what runs on a stream once
// it is agreed what the stream is for.
#pragma once

#include <optional>

#include "core/base/machine.h"
#include "core/base/variant.h"
#include "net/identify/identify.h"
#include "net/perf/perf.h"
#include "net/ping/ping.h"
#include "net/signalling/carried_stream.h"
#include "net/signalling/introduced_end.h"

namespace net::swarm {

// The stream is its user's: no machine runs on it.
struct UserStream {};

using Machine =
    core::Variant<UserStream, ping::Pinger, ping::Responder, identify::Sender, identify::Receiver,
                  perf::Client, perf::Server, signalling::CarriedStream, signalling::IntroducedEnd>;
using MachineEvent =
    core::Variant<ping::Event, identify::Event, perf::Event, signalling::CarriedStream::Event,
                  signalling::IntroducedEnd::Event>;

inline bool is_users(const Machine& machine) {
    return core::holds_alternative<UserStream>(machine);
}

// Calls the action with the machine, unless the stream is its user's.
template <class M, class Action>
auto with_machine(M& machine, Action action, auto otherwise) {
    return core::match(machine, [&](auto& one) {
        if constexpr (core::StreamMachine<std::remove_cvref_t<decltype(one)>>)
            return action(one);
        else
            return otherwise;
    });
}

}  // namespace net::swarm
