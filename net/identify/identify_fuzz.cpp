// A receiver that is told anything, whole and cut: the same comes of it, within the limits, and
// what was understood is understood again after another sender has said it.
#include "core/base/assert.h"
#include "core/testing/fuzz.h"
#include "net/identify/identify.h"

namespace net::identify {
namespace {

constexpr core::Instant start{};

struct Heard {
    std::optional<Identity> identity;
    std::optional<EndReason> end;
};

const core::codec::PeerId& peer() {
    static const core::codec::PeerId the_peer = core::codec::PeerId::of(core::codec::PublicKey(
        core::crypto::Ed25519KeyPair(core::crypto::Ed25519Seed{}).public_key()));
    return the_peer;
}

Heard hear(core::Bytes stream, std::size_t cut) {
    Receiver receiver({}, peer(), start);
    receiver.receive(stream.first(cut), start);
    receiver.receive(stream.subspan(cut), start);
    receiver.end(start);
    ASSERT(receiver.ended() && !receiver.deadline());
    Heard heard;
    while (auto event = receiver.next_event()) {
        ASSERT(!heard.end);
        if (auto* identified = core::get_if<Identified>(&*event))
            heard.identity = std::move(identified->identity);
        else
            heard.end = core::get<Ended>(*event).reason;
    }
    ASSERT(heard.end && heard.identity.has_value() == (heard.end == EndReason::completed));
    return heard;
}

}  // namespace
}  // namespace net::identify

FUZZ(identify) {
    using namespace net::identify;
    if (input.empty()) return;
    const core::Bytes stream = input.subspan(1);
    const Heard whole = hear(stream, 0);
    const Heard cut = hear(stream, std::min(stream.size(), std::to_integer<std::size_t>(input[0])));
    ASSERT(whole.identity == cut.identity && whole.end == cut.end);
    if (!whole.identity) return;
    ASSERT(whole.identity->listen_addresses.size() <= addresses_max);
    ASSERT(whole.identity->protocols.size() <= protocols_max);
    const auto again = encode(*whole.identity);
    if (!again) return;
    ASSERT(hear(*again, 0).identity == whole.identity);
}
