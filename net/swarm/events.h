// What a swarm tells its user.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/time.h"
#include "core/base/variant.h"
#include "core/codec/multiaddr.h"
#include "core/codec/peer_id.h"
#include "net/base/link.h"
#include "net/dialing/dialer.h"
#include "net/gossipsub/events.h"
#include "net/identify/identify.h"
#include "net/perf/perf.h"
#include "net/ping/ping.h"
#include "net/signalling/meeting.h"
#include "net/swarm/connection.h"
#include "net/swarm/link_end.h"

namespace net::swarm {

using DialId = core::Id<struct DialIdTag, std::uint64_t>;

// One stream of one connection, for as long as both live.
struct StreamHandle {
    LinkId link;
    StreamId stream;
    friend auto operator<=>(const StreamHandle&, const StreamHandle&) = default;
};

struct Connected {
    core::codec::PeerId peer;
    LinkId link;
    Direction direction;
    Transport transport;
    core::codec::Multiaddr remote;
    // The same at both ends, and on no other connection: what one proves to the other is bound to
    // it.
    core::crypto::Sha256Digest binding;
};
struct Disconnected {
    core::codec::PeerId peer;
    LinkId link;
    LinkEnd reason;
    bool is_last;  // Of that peer.
};
// An incoming link that came to nothing.
struct Rejected {
    core::codec::Multiaddr remote;
    LinkEnd reason;
};
struct Dialed {
    DialId dial;
    core::codec::PeerId peer;
    LinkId link;
};
using DialEnd = core::Variant<dialing::RefusalReason, dialing::EndReason>;
struct DialEnded {  // Without success.
    DialId dial;
    DialEnd reason;
    // What became of each address; net::advice() says what can be done about it.
    std::vector<dialing::AddressFailure> attempts;
    std::optional<core::Instant> retry_at;  // When the first address may be dialled again.
    std::size_t left_out_count = 0;         // Addresses beyond the limit.
};
inline std::string_view describe(const DialEnd& end) {
    return core::match(end, [](auto reason) { return dialing::describe(reason); });
}
inline std::string_view advice(const DialEnd& end) {
    return core::match(end, [](auto reason) { return dialing::advice(reason); });
}
// On the local network. Not proven: whoever is there may say that anybody is.
struct Discovered {
    core::codec::PeerId peer;
    std::vector<core::codec::Multiaddr> addresses;
};
using StreamEvent = core::Variant<Accepted, Agreed, Received, Finished, Failed, Writable>;
struct StreamTold {
    core::codec::PeerId peer;
    LinkId link;
    StreamEvent event;
};
struct PingTold {
    core::codec::PeerId peer;
    StreamHandle stream;
    ping::Event event;
};
struct PerfTold {
    core::codec::PeerId peer;
    StreamHandle stream;
    perf::Event event;
};
struct GossipTold {
    gossipsub::Event event;
};
struct PeerIdentified {
    core::codec::PeerId peer;
    LinkId link;
    identify::Identified identified;
};
enum class IntroductionFailure : std::uint8_t {
    ourselves,
    too_many,
    via_not_connected,
    via_unable,
    unwilling,
    wanted_not_connected,
    busy,
    broken_off,
    too_slow,
    no_way,
    link_failed,
};
inline constexpr std::size_t introduction_failure_count =
    static_cast<std::size_t>(IntroductionFailure::link_failed) + 1;
std::string_view describe(IntroductionFailure failure);
// What the user can do about it: a sentence.
std::string_view advice(IntroductionFailure failure);
struct IntroductionTold {  // One that was begun here is over.
    signalling::MeetingId introduction;
    core::codec::PeerId wanted;
    std::expected<LinkId, IntroductionFailure> outcome;
};
// Somebody wants to meet us, by a peer that both are connected to: one of accept_introduction() and
// refuse_introduction() is awaited, for a little shorter than who asks waits. Told only to users
// who want to decide; until a connection has proven it, who asks is what the peer in the middle
// says.
struct IntroductionAsked {
    signalling::MeetingId introduction;
    core::codec::PeerId asking;
    core::codec::PeerId via;
};
using Event =
    core::Variant<PeerIdentified, PerfTold, GossipTold, Connected, Disconnected, Rejected, Dialed,
                  DialEnded, Discovered, StreamTold, PingTold, IntroductionTold, IntroductionAsked>;
// In words for people, the same in every body: what happened and, where it is not what was wanted,
// what can be done. Of a dial that ended, also a line for each address.
std::string describe(const Event& event);

// What a swarm asks its body to do.
struct Dial {
    LinkId link;
    core::codec::Multiaddr address;
};
struct Close {  // Or give up to connect it.
    LinkId link;
    core::Buffer last;  // To be sent before, if it goes soon.
};
using Order = core::Variant<Dial, Close>;

}  // namespace net::swarm
