// Messages in one block of memory: the object, the prefix of what is signed, the encoding.
#include "net/gossipsub/message.h"

#include <memory>
#include <new>

#include "core/base/assert.h"
#include "core/base/writer.h"
#include "core/codec/varint.h"

namespace net::gossipsub {
namespace {

constexpr std::string_view signing_prefix = "libp2p-pubsub:";

enum Field : std::uint32_t { from = 1, data = 2, seqno = 3, topic = 4, signature = 5, key = 6 };

std::size_t field_size(std::size_t size) { return 1 + core::codec::varint_size(size) + size; }

std::size_t encoded_size(const MessageView& view) {
    return field_size(view.from.size()) + (view.has_data ? field_size(view.data.size()) : 0) +
           field_size(view.seqno.size()) + field_size(view.topic.size()) +
           (view.signature.empty() ? 0 : field_size(view.signature.size())) +
           (view.key.empty() ? 0 : field_size(view.key.size()));
}

class Encoder {
public:
    explicit Encoder(core::MutableBytes room) : writer_(room) { writer_.text(signing_prefix); }

    void field(Field number, core::Bytes value) {
        writer_.u8(static_cast<std::uint8_t>(number << 3 | 2));
        core::codec::write_varint(writer_, value.size());
        writer_.bytes(value);
    }
    [[nodiscard]] std::uint32_t size() const {
        return static_cast<std::uint32_t>(writer_.finish()->size());
    }

private:
    core::SpanWriter writer_;
};

}  // namespace

std::string_view describe(RejectReason reason) {
    switch (reason) {
        case RejectReason::author_malformed: return "the author is no peer id";
        case RejectReason::seqno_malformed: return "the number has not eight bytes";
        case RejectReason::unsigned_: return "the message is not signed";
        case RejectReason::key_unsupported: return "keys of this type cannot be verified";
        case RejectReason::key_mismatch: return "the key is not the author's";
        case RejectReason::signature_wrong: return "the signature is wrong";
        case RejectReason::refused: return "the message was refused";
    }
}

std::string_view advice(RejectReason reason) {
    switch (reason) {
        case RejectReason::author_malformed:
            return "Update the peer that has sent it: a message names its author by its peer id.";
        case RejectReason::seqno_malformed:
            return "Update the author: its numbers need eight bytes.";
        case RejectReason::unsigned_: return "Let the author sign what it publishes.";
        case RejectReason::key_unsupported: return "Give the author an Ed25519 key.";
        case RejectReason::key_mismatch:
            return "Look for who forges messages, or mend the key that the author adds.";
        case RejectReason::signature_wrong:
            return "Look for who changes messages on the way: whoever has sent it is blamed.";
        case RejectReason::refused:
            return "Nothing needs to be done: whoever has sent it is blamed.";
    }
    std::unreachable();
}

Message::Message(const core::codec::PeerId& author, const MessageView& view)
    : storage_size_(static_cast<std::uint32_t>(signing_prefix.size() + encoded_size(view))),
      data_size_(static_cast<std::uint32_t>(view.data.size())),
      topic_size_(static_cast<std::uint32_t>(view.topic.size())),
      author_(author),
      id_(MessageId::of(author, view.seqno)) {
    Encoder encoder(storage());
    encoder.field(Field::from, view.from);
    if (view.has_data) encoder.field(Field::data, view.data);
    data_begin_ = encoder.size() - data_size_;
    encoder.field(Field::seqno, view.seqno);
    encoder.field(Field::topic, core::as_bytes(view.topic));
    signed_size_ = encoder.size();
    topic_begin_ = signed_size_ - topic_size_;
    if (!view.signature.empty()) encoder.field(Field::signature, view.signature);
    if (!view.key.empty()) encoder.field(Field::key, view.key);
    ASSERT(encoder.size() == storage_size_);
}

core::MutableBytes Message::storage() {
    return {reinterpret_cast<std::byte*>(this + 1), storage_size_};
}
core::Bytes Message::storage() const {
    return {reinterpret_cast<const std::byte*>(this + 1), storage_size_};
}

std::string_view Message::topic() const {
    return core::as_text(storage().subspan(topic_begin_, topic_size_));
}
core::Bytes Message::data() const { return storage().subspan(data_begin_, data_size_); }
core::Bytes Message::encoded() const { return storage().subspan(signing_prefix.size()); }

core::Bytes MessageRef::signed_bytes() const {
    return message_->storage().first(message_->signed_size_);
}

void MessageRef::release() {
    if (!message_ || --message_->references_ > 0) return;
    message_->~Message();
    ::operator delete(static_cast<void*>(std::exchange(message_, nullptr)));
}

MessageRef make_message(const core::codec::PeerId& author, const MessageView& view) {
    ASSERT(view.seqno.size() == seqno_size);
    void* const room = ::operator new(sizeof(Message) + signing_prefix.size() + encoded_size(view));
    return MessageRef(new (room) Message(author, view));
}

}  // namespace net::gossipsub
