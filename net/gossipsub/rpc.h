// The RPCs of pubsub: everything that goes over a stream is a varint of a size and an RPC of that
// size. RpcReader takes one apart item by item, in the order of the wire and without copies;
// RpcWriter puts control items together up to a size.
//
//     RpcReader items(rpc);
//     while (const auto item = TRY(items.next())) core::match(*item, …);
//
// Unknown fields are passed over. Rules: GS6, GS8, spec/gossipsub.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/base/variant.h"
#include "core/codec/protobuf.h"
#include "net/gossipsub/message.h"
#include "net/gossipsub/message_id.h"

namespace net::gossipsub {

// Views into the RPC.
struct Subscription {
    bool subscribes = false;
    std::string_view topic;
};
// The ids of one control item, read as they are asked for.
class IdReader {
public:
    IdReader(core::Bytes item, std::uint32_t number) : fields_(item), number_(number) {}
    [[nodiscard]] core::Result<std::optional<core::Bytes>> next();

private:
    core::codec::ProtobufReader fields_;
    std::uint32_t number_;
};
struct IHave {
    std::string_view topic;
    IdReader ids;
};
struct IWant {
    IdReader ids;
};
struct Graft {
    std::string_view topic;
};
// Peers of a prune, read as they are asked for.
struct ExchangedPeerView {
    core::Bytes id;
    core::Bytes record;
};
class ExchangedPeerReader {
public:
    explicit ExchangedPeerReader(core::Bytes item) : fields_(item) {}
    [[nodiscard]] core::Result<std::optional<ExchangedPeerView>> next();

private:
    core::codec::ProtobufReader fields_;
};
struct Prune {
    std::string_view topic;
    std::optional<std::uint64_t> backoff_seconds;
    ExchangedPeerReader peers;
};
struct IDontWant {
    IdReader ids;
};
// Of our extension, see GS46: the peer knows the two below.
struct KnowsChoke {};
// Announce messages of these authors to me, rather than send them; or send them again.
struct Choke {
    bool chokes = false;
    std::string_view topic;
    std::optional<std::uint8_t> author_group;  // Else those of whom nothing was said.
};

using RpcItem = core::Variant<Subscription, MessageView, IHave, IWant, Graft, Prune, IDontWant,
                              KnowsChoke, Choke>;

class RpcReader {
public:
    explicit RpcReader(core::Bytes rpc) : fields_(rpc) {}

    // Nothing at the end. After an error the RPC is to be dropped.
    [[nodiscard]] core::Result<std::optional<RpcItem>> next();

private:
    core::codec::ProtobufReader fields_;
    std::optional<core::codec::ProtobufReader> control_;
};

// Writes the items of one RPC into a buffer. What would make the RPC larger than its limit is
// refused and leaves no trace.
class RpcWriter {
public:
    RpcWriter(core::Buffer& rpc, std::size_t size_max) : rpc_(rpc), size_max_(size_max) {}

    bool subscription(bool subscribes, std::string_view topic);
    bool graft(std::string_view topic);
    bool prune(std::string_view topic, std::optional<std::uint64_t> backoff_seconds,
               std::span<const core::codec::PeerId> peers);
    bool knows_choke();
    bool choke(bool chokes, std::string_view topic, std::optional<std::uint8_t> author_group);
    // Of these, as many as fit; returns how many.
    std::size_t ihave(std::string_view topic, std::span<const MessageId> ids);
    std::size_t iwant(std::span<const MessageId> ids);
    std::size_t idontwant(std::span<const MessageId> ids);

private:
    template <class Write>
    bool control(Write write);
    std::size_t ids(std::uint32_t item, std::optional<std::string_view> topic, std::uint32_t number,
                    std::span<const MessageId> ids);

    core::Buffer& rpc_;
    std::size_t size_max_;
};

// What stands in front of a message that is alone in its RPC: the size of the frame, the tag and
// size of the message.
inline constexpr std::size_t message_head_size_max = 11;
void write_message_head(core::Buffer& head, std::size_t message_size);
// Of the whole RPC, without the frame's own size.
[[nodiscard]] std::size_t message_rpc_size(std::size_t message_size);

}  // namespace net::gossipsub
