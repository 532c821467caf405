// Queues of one peer. What was encoded is only ever the frame that is being sent.
#include "net/gossipsub/peer_queue.h"

#include <algorithm>
#include <array>

#include "core/base/assert.h"
#include "core/base/writer.h"
#include "core/codec/varint.h"

namespace net::gossipsub {
namespace {

// An encoded control frame that was large is not kept for small ones.
constexpr std::size_t head_capacity_max = 1024;

template <class Changes>
auto find_topic(Changes& changes, std::string_view topic) {
    return std::ranges::find(changes, topic,
                             [](const auto& change) -> std::string_view { return change.topic; });
}

template <class Items>
void drop_first(Items& items, std::size_t count) {
    items.erase(items.begin(), items.begin() + static_cast<std::ptrdiff_t>(count));
}

// Writes items until one does not fit; true if all were written.
template <class Items, class Write>
bool write_while_it_fits(Items& items, Write write) {
    std::size_t count = 0;
    while (count < items.size() && write(items[count])) ++count;
    drop_first(items, count);
    return items.empty();
}

}  // namespace

bool PeerQueue::Control::empty() const {
    return !knows_choke && subscriptions.empty() && meshes.empty() && chokes.empty() &&
           iwant.empty() && idontwant.empty() && ihave.empty();
}

PeerQueue::Control& PeerQueue::control() {
    if (!control_) control_ = std::make_unique<Control>();
    return *control_;
}

void PeerQueue::knows_choke() { control().knows_choke = true; }

void PeerQueue::subscription(bool subscribes, std::string_view topic) {
    auto& changes = control().subscriptions;
    const auto waiting = find_topic(changes, topic);
    if (waiting != changes.end())
        waiting->subscribes = subscribes;
    else
        changes.push_back({subscribes, std::string(topic)});
}

void PeerQueue::change_mesh(MeshChange change) {
    auto& changes = control().meshes;
    const auto waiting = find_topic(changes, change.topic);
    if (waiting != changes.end())
        *waiting = std::move(change);
    else
        changes.push_back(std::move(change));
}

void PeerQueue::graft(std::string_view topic) { change_mesh({true, std::string(topic), {}, {}}); }

void PeerQueue::prune(std::string_view topic, std::optional<std::uint64_t> backoff_seconds,
                      std::vector<core::codec::PeerId> peers) {
    change_mesh({false, std::string(topic), backoff_seconds, std::move(peers)});
}

void PeerQueue::choke(bool chokes, std::string_view topic,
                      std::optional<std::uint8_t> author_group) {
    for (ChokeChange& waiting : control().chokes) {
        if (waiting.author_group != author_group || waiting.topic != topic) continue;
        waiting.chokes = chokes;
        return;
    }
    control().chokes.push_back({chokes, std::string(topic), author_group});
}

bool PeerQueue::ihave(std::string_view topic, const MessageId& id) {
    if (control_ && control_->ihave_count >= limits_.queued_ids_max) return false;
    Control& waiting = control();
    auto at = find_topic(waiting.ihave, topic);
    if (at == waiting.ihave.end())
        at = waiting.ihave.insert(at, Announcements{std::string(topic), {}});
    at->ids.push_back(id);
    ++waiting.ihave_count;
    return true;
}

bool PeerQueue::iwant(const MessageId& id) {
    if (control_ && control_->iwant.size() >= limits_.queued_ids_max) return false;
    control().iwant.push_back(id);
    return true;
}

bool PeerQueue::idontwant(const MessageId& id) {
    if (control_ && control_->idontwant.size() >= limits_.idontwant_ids_max) return false;
    control().idontwant.push_back(id);
    return true;
}

bool PeerQueue::has_room(const MessageRef& message) const {
    return message_count_ < limits_.queued_max &&
           message->encoded().size() <= limits_.queued_size_max - message_size_;
}

void PeerQueue::add(core::Queue<MessageRef>& messages, const MessageRef& message) {
    // Cancelled ones at the front are no reason to be full.
    while (!messages.empty() && !messages.front()) messages.drop_front();
    if (!messages.push(message)) {
        for (std::size_t left = messages.size(); left > 0; --left) {
            MessageRef waiting = *messages.pop();
            if (!waiting) continue;
            const bool kept = messages.push(std::move(waiting));
            ASSERT(kept);
        }
        const bool pushed = messages.push(message);
        ASSERT(pushed);  // There was room for one more that waits.
    }
    ++message_count_;
    message_size_ += message->encoded().size();
}

bool PeerQueue::forward(const MessageRef& message) {
    if (!has_room(message)) return false;
    add(forwarded_, message);
    return true;
}

std::optional<std::size_t> PeerQueue::publish(const MessageRef& message) {
    std::size_t dropped = 0;
    while (!has_room(message)) {
        if (!take(forwarded_)) return std::nullopt;
        ++dropped;
    }
    add(own_, message);
    return dropped;
}

bool PeerQueue::cancel_in(core::Queue<MessageRef>& messages, const MessageId& id) {
    for (std::size_t i = 0; i < messages.size(); ++i) {
        if (!messages[i] || messages[i]->id() != id) continue;
        --message_count_;
        message_size_ -= messages[i]->encoded().size();
        messages[i] = MessageRef();
        return true;
    }
    return false;
}

bool PeerQueue::cancel(const MessageId& id) {
    return message_count_ > 0 && (cancel_in(forwarded_, id) || cancel_in(own_, id));
}

MessageRef PeerQueue::take(core::Queue<MessageRef>& messages) {
    while (auto message = messages.pop()) {
        if (!*message) continue;
        --message_count_;
        message_size_ -= (*message)->encoded().size();
        return *message;
    }
    messages.clear();
    return {};
}

void PeerQueue::next_message() {
    body_ = take(own_);
    if (!body_) body_ = take(forwarded_);
    if (body_) write_message_head(head_, body_->encoded().size());
}

// As much of the waiting control as one RPC may hold; its size is written in front.
void PeerQueue::encode_control() {
    Control& waiting = *control_;
    RpcWriter rpc(head_, limits_.rpc_size_max);
    if (waiting.knows_choke) waiting.knows_choke = !rpc.knows_choke();
    const bool all_small =
        write_while_it_fits(waiting.subscriptions,
                            [&](const SubscriptionChange& change) {
                                return rpc.subscription(change.subscribes, change.topic);
                            }) &&
        write_while_it_fits(waiting.meshes,
                            [&](const MeshChange& change) {
                                return change.grafts
                                           ? rpc.graft(change.topic)
                                           : rpc.prune(change.topic, change.backoff_seconds,
                                                       change.peers);
                            }) &&
        write_while_it_fits(waiting.chokes, [&](const ChokeChange& change) {
            return rpc.choke(change.chokes, change.topic, change.author_group);
        });
    if (all_small) {
        drop_first(waiting.iwant, rpc.iwant(waiting.iwant));
        drop_first(waiting.idontwant, rpc.idontwant(waiting.idontwant));
        write_while_it_fits(waiting.ihave, [&](Announcements& announcements) {
            const std::size_t count = rpc.ihave(announcements.topic, announcements.ids);
            drop_first(announcements.ids, count);
            waiting.ihave_count -= count;
            return announcements.ids.empty();
        });
    }
    ASSERT(!head_.empty());  // The limit on topics leaves room for any one item.
    if (waiting.empty()) control_.reset();

    std::array<std::byte, core::codec::protobuf_varint_size_max> size;
    const std::size_t size_size = core::codec::encode_varint(head_.size(), size);
    head_.insert(head_.begin(), size.begin(),
                 size.begin() + static_cast<std::ptrdiff_t>(size_size));
}

core::Bytes PeerQueue::outgoing() {
    if (!has_frame()) {
        head_.clear();
        if (head_.capacity() > head_capacity_max) head_.shrink_to_fit();
        sent_size_ = 0;
        if (control_)
            encode_control();
        else
            next_message();
    }
    if (sent_size_ < head_.size()) return core::Bytes(head_).subspan(sent_size_);
    if (!body_) return {};
    return body_->encoded().subspan(sent_size_ - head_.size());
}

void PeerQueue::consume(std::size_t size) {
    sent_size_ += size;
    const std::size_t frame_size = head_.size() + (body_ ? body_->encoded().size() : 0);
    ASSERT(sent_size_ <= frame_size);
    if (sent_size_ < frame_size) return;
    body_ = MessageRef();
    head_.clear();
    sent_size_ = 0;
}

}  // namespace net::gossipsub
