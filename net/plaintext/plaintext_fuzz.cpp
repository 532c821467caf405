// One end hears the input in pieces. Whoever it meets has the id of its key; an end that has failed
// has nothing to say; and how the bytes were cut makes no difference.
#include <algorithm>

#include "core/base/assert.h"
#include "core/testing/fuzz.h"
#include "net/plaintext/plaintext.h"

namespace net::plaintext {
namespace {

struct Outcome {
    std::size_t used = 0;
    bool is_identified = false;
    std::optional<EndReason> reason;
    friend bool operator==(const Outcome&, const Outcome&) = default;
};

Outcome hear(const core::codec::PublicKey& own_key, core::Bytes input, std::size_t piece_size) {
    Exchange end({}, own_key, core::Instant{});
    Outcome outcome;
    while (outcome.used < input.size() && !end.ended()) {
        const core::Bytes rest = input.subspan(outcome.used);
        outcome.used += end.receive(rest.first(std::min(piece_size, rest.size())), core::Instant{});
        ASSERT(outcome.used <= input.size());
    }
    const auto event = end.next_event();
    ASSERT(event.has_value() == end.ended() && !end.next_event());
    ASSERT(end.ended() == !end.deadline());
    if (!event) return outcome;
    if (const auto* ended = core::get_if<Ended>(&*event)) {
        outcome.reason = ended->reason;
        ASSERT(end.outgoing().empty());
        return outcome;
    }
    const auto& identified = core::get<Identified>(*event);
    ASSERT(identified.peer.matches(identified.key));
    outcome.is_identified = true;
    return outcome;
}

}  // namespace
}  // namespace net::plaintext

FUZZ(plaintext) {
    using namespace net::plaintext;
    static const core::codec::PublicKey own_key{core::crypto::Ed25519PublicKey{}};
    const Outcome whole = hear(own_key, input, input.size());
    ASSERT(whole == hear(own_key, input, 1));
    // The same behind the right size, so that not all chance goes into finding it.
    const core::Bytes some = input.first(std::min<std::size_t>(input.size(), 127));
    core::Buffer framed{static_cast<std::byte>(some.size())};
    core::append(framed, some);
    hear(own_key, framed, 7);
    // Two honest ends understand each other.
    Exchange end({}, own_key, core::Instant{});
    ASSERT(hear(own_key, end.outgoing(), 100).is_identified);
}
