// Message is a signed message as it goes over the wire, encoded once: every queue and cache that
// holds it shares one block of memory through a MessageRef. It never changes.
//
// In front of its encoding stands the prefix that is signed with it, so that signing and verifying
// need no copy. Rules: GS1–GS5, spec/gossipsub.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

#include "core/base/bytes.h"
#include "core/codec/peer_id.h"
#include "core/crypto/ed25519.h"
#include "net/gossipsub/message_id.h"

namespace net::gossipsub {

// The fields of a message, as views. An empty view without `has_…` is a field that is missing.
struct MessageView {
    core::Bytes from;
    core::Bytes data;
    core::Bytes seqno;
    std::string_view topic;
    core::Bytes signature;
    core::Bytes key;
    bool has_data = false;
};

// Why a message is not taken. Each counts against the peer that sent it.
enum class RejectReason : std::uint8_t {
    author_malformed,
    seqno_malformed,
    unsigned_,
    key_unsupported,
    key_mismatch,
    signature_wrong,
    refused,  // By the user's validation.
};
inline constexpr std::size_t reject_reason_count = 7;
std::string_view describe(RejectReason reason);
// What the user can do about it: a sentence.
std::string_view advice(RejectReason reason);

class MessageRef;

class Message {
public:
    Message(const Message&) = delete;
    Message& operator=(const Message&) = delete;

    [[nodiscard]] const MessageId& id() const { return id_; }
    [[nodiscard]] const core::codec::PeerId& author() const { return author_; }
    [[nodiscard]] std::string_view topic() const;
    [[nodiscard]] core::Bytes data() const;
    // The protobuf message, as it stands in an RPC.
    [[nodiscard]] core::Bytes encoded() const;

private:
    friend class MessageRef;
    friend MessageRef make_message(const core::codec::PeerId& author, const MessageView& view);

    Message(const core::codec::PeerId& author, const MessageView& view);
    ~Message() = default;

    [[nodiscard]] core::MutableBytes storage();
    [[nodiscard]] core::Bytes storage() const;

    std::uint32_t references_ = 0;
    std::uint32_t storage_size_;  // Of prefix and encoding, behind this object.
    std::uint32_t signed_size_ = 0;
    std::uint32_t data_begin_ = 0;
    std::uint32_t data_size_;
    std::uint32_t topic_begin_ = 0;
    std::uint32_t topic_size_;
    core::codec::PeerId author_;
    MessageId id_;
};

// Counts who holds a message. Not for several threads at once, as nothing in the brain is.
class MessageRef {
public:
    MessageRef() = default;
    MessageRef(const MessageRef& other) : message_(other.message_) { hold(); }
    MessageRef(MessageRef&& other) noexcept : message_(std::exchange(other.message_, nullptr)) {}
    MessageRef& operator=(MessageRef other) noexcept {
        std::swap(message_, other.message_);
        return *this;
    }
    ~MessageRef() { release(); }

    [[nodiscard]] const Message& operator*() const { return *message_; }
    [[nodiscard]] const Message* operator->() const { return message_; }
    explicit operator bool() const { return message_ != nullptr; }
    friend bool operator==(const MessageRef&, const MessageRef&) = default;

    // How many hold it, this one included.
    [[nodiscard]] std::size_t holders() const { return message_ ? message_->references_ : 0; }
    // What was or is to be signed. For message_signing.h alone.
    [[nodiscard]] core::Bytes signed_bytes() const;

private:
    friend MessageRef make_message(const core::codec::PeerId& author, const MessageView& view);

    explicit MessageRef(Message* message) : message_(message) { hold(); }
    void hold() {
        if (message_) ++message_->references_;
    }
    void release();

    Message* message_ = nullptr;
};

// Encodes the fields that are there, in the order of their numbers. `from` must be the author's id
// and `seqno` of its size; nothing else is checked.
[[nodiscard]] MessageRef make_message(const core::codec::PeerId& author, const MessageView& view);

}  // namespace net::gossipsub
