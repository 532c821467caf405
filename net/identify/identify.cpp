// What both ends of identify say to their users.
#include "net/identify/identify.h"

#include <utility>

#include "core/base/format.h"

namespace net::identify {

std::string_view describe(EndReason reason) {
    switch (reason) {
        case EndReason::completed: return "all was said";
        case EndReason::silence: return "the peer did not say all in time";
        case EndReason::ended_early: return "the stream ended before all was said";
        case EndReason::malformed: return "the message is malformed";
        case EndReason::limit_exceeded: return "there is more than may be said";
        case EndReason::key_wrong: return "the peer claims another peer's key";
        case EndReason::record_wrong: return "the signed addresses are not the peer's own";
    }
    std::unreachable();
}

std::string describe(const Event& event) {
    if (const auto* identified = core::get_if<Identified>(&event))
        return core::formatted("identified: {}, {} protocols, {} addresses{}",
                               identified->identity.agent_version.value_or("no agent"),
                               identified->identity.protocols.size(),
                               identified->identity.listen_addresses.size(),
                               identified->record ? ", signed" : "");
    return core::formatted("ended: {}", describe(core::get<Ended>(event).reason));
}

void record(core::Trace& trace, const Event& event) {
    if (const auto* identified = core::get_if<Identified>(&event)) {
        for (const std::string& name : identified->identity.protocols)
            trace.record("protocol", core::as_bytes(name));
        for (const auto& address : identified->identity.listen_addresses)
            trace.record("address", address.bytes());
        trace.record("signed record", identified->identity.signed_record);
    } else {
        trace.record("ended", std::to_underlying(core::get<Ended>(event).reason));
    }
}

}  // namespace net::identify
