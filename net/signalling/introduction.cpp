// Three fields: kind, peer, refusal.
#include "net/signalling/introduction.h"

#include <utility>

#include "core/base/assert.h"
#include "core/codec/protobuf.h"

namespace net::signalling {

namespace {

constexpr std::uint32_t kind_field = 1;
constexpr std::uint32_t peer_field = 2;
constexpr std::uint32_t refusal_field = 3;

bool needs_peer(IntroductionKind kind) {
    return kind == IntroductionKind::want || kind == IntroductionKind::asked;
}

}  // namespace

std::string_view describe(Refusal refusal) {
    switch (refusal) {
        case Refusal::unwilling: return "the peer does not want to be introduced";
        case Refusal::not_connected: return "the peer in the middle is not connected to that peer";
        case Refusal::busy: return "the peer in the middle has too many introductions under way";
    }
    std::unreachable();
}

core::Buffer encode(const Introduction& introduction) {
    ASSERT(needs_peer(introduction.kind) == introduction.peer.has_value());
    core::Buffer message;
    core::codec::ProtobufWriter writer(message, introduction_size_max);
    writer.u64(kind_field, static_cast<std::uint64_t>(introduction.kind));
    if (introduction.peer) writer.bytes(peer_field, introduction.peer->bytes());
    if (introduction.kind == IntroductionKind::refused)
        writer.u64(refusal_field, static_cast<std::uint64_t>(introduction.refusal));
    ASSERT(writer.finish());
    return message;
}

core::Result<Introduction> decode_introduction(core::Bytes message) {
    if (message.size() > introduction_size_max) return core::fail(core::Error::too_large);
    Introduction introduction{IntroductionKind::want};
    core::codec::ProtobufReader reader(message);
    while (const auto field = TRY(reader.next())) {
        if (field->number == kind_field) {
            const std::uint64_t kind = TRY(field->u64());
            if (kind > static_cast<std::uint64_t>(IntroductionKind::refused))
                return core::fail(core::Error::type_wrong);
            introduction.kind = static_cast<IntroductionKind>(kind);
        } else if (field->number == peer_field) {
            const core::Bytes bytes = TRY(field->bytes());
            introduction.peer = TRY(core::codec::PeerId::from_bytes(bytes));
        } else if (field->number == refusal_field) {
            const std::uint64_t refusal = TRY(field->u64());
            if (refusal > static_cast<std::uint64_t>(Refusal::busy))
                return core::fail(core::Error::type_wrong);
            introduction.refusal = static_cast<Refusal>(refusal);
        }
    }
    if (needs_peer(introduction.kind) != introduction.peer.has_value())
        return core::fail(core::Error::malformed);
    return introduction;
}

}  // namespace net::signalling
