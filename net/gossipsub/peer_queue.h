// PeerQueue is what waits to be sent to one peer: control first, own messages next, forwarded ones
// last. Frames are encoded one at a time, when they are asked for; a message's bytes are shared
// with all other queues and never copied.
//
// Bounded: of messages by number and bytes, of ids by number; changes of a mesh replace what waits
// for the same topic. What does not fit is refused, and own messages push out forwarded ones.
// Rules: GS10–GS14, spec/gossipsub.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/queue.h"
#include "core/codec/peer_id.h"
#include "net/gossipsub/message.h"
#include "net/gossipsub/options.h"
#include "net/gossipsub/rpc.h"

namespace net::gossipsub {

class PeerQueue {
public:
    explicit PeerQueue(const LimitOptions& limits)
        : limits_(limits), own_(limits.queued_max), forwarded_(limits.queued_max) {}

    // Later ones replace earlier ones of the same topic.
    void subscription(bool subscribes, std::string_view topic);
    void graft(std::string_view topic);
    void prune(std::string_view topic, std::optional<std::uint64_t> backoff_seconds,
               std::vector<core::codec::PeerId> peers);
    void choke(bool chokes, std::string_view topic, std::optional<std::uint8_t> author_group);
    void knows_choke();

    // False if there was no room.
    [[nodiscard]] bool ihave(std::string_view topic, const MessageId& id);
    [[nodiscard]] bool iwant(const MessageId& id);
    [[nodiscard]] bool idontwant(const MessageId& id);

    // False if there was no room for it.
    [[nodiscard]] bool forward(const MessageRef& message);
    // How many forwarded ones had to make room; nothing if even that did not help.
    [[nodiscard]] std::optional<std::size_t> publish(const MessageRef& message);
    // Whether it was waiting; it is then sent no more.
    bool cancel(const MessageId& id);

    [[nodiscard]] bool empty() const { return !has_frame() && !control_ && message_count_ == 0; }
    [[nodiscard]] std::size_t message_count() const { return message_count_; }
    // Bytes of waiting messages, without the one that is being sent.
    [[nodiscard]] std::size_t message_size() const { return message_size_; }

    // Empty if nothing waits. Valid until the next call.
    [[nodiscard]] core::Bytes outgoing();
    void consume(std::size_t size);

private:
    struct SubscriptionChange {
        bool subscribes;
        std::string topic;
    };
    struct MeshChange {
        bool grafts;
        std::string topic;
        std::optional<std::uint64_t> backoff_seconds;
        std::vector<core::codec::PeerId> peers;
    };
    struct ChokeChange {
        bool chokes;
        std::string topic;
        std::optional<std::uint8_t> author_group;
    };
    struct Announcements {
        std::string topic;
        std::vector<MessageId> ids;
    };
    // There is none when none waits.
    struct Control {
        bool knows_choke = false;
        std::vector<SubscriptionChange> subscriptions;
        std::vector<MeshChange> meshes;
        std::vector<ChokeChange> chokes;
        std::vector<MessageId> iwant;
        std::vector<MessageId> idontwant;
        std::vector<Announcements> ihave;
        std::size_t ihave_count = 0;

        [[nodiscard]] bool empty() const;
    };

    Control& control();
    void change_mesh(MeshChange change);
    [[nodiscard]] bool has_frame() const { return sent_size_ < head_.size() || body_; }
    void encode_control();
    void next_message();
    [[nodiscard]] MessageRef take(core::Queue<MessageRef>& messages);
    [[nodiscard]] bool has_room(const MessageRef& message) const;
    void add(core::Queue<MessageRef>& messages, const MessageRef& message);
    bool cancel_in(core::Queue<MessageRef>& messages, const MessageId& id);

    const LimitOptions& limits_;
    std::unique_ptr<Control> control_;
    core::Queue<MessageRef> own_;  // Those that were cancelled are empty.
    core::Queue<MessageRef> forwarded_;
    std::size_t message_count_ = 0;
    std::size_t message_size_ = 0;

    // The frame that is being sent: all of a control RPC, or what stands in front of a message.
    core::Buffer head_;
    MessageRef body_;
    std::size_t sent_size_ = 0;  // Of both together.
};

}  // namespace net::gossipsub
