// MessageId names a message: its author's peer id and its number behind one another, as go-libp2p
// and js-libp2p make it by default. A plain value without memory of its own.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>

#include "core/base/bytes.h"
#include "core/codec/peer_id.h"

namespace net::gossipsub {

inline constexpr std::size_t seqno_size = 8;
inline constexpr std::size_t message_id_size_max = core::codec::peer_id_size_max + seqno_size;

class MessageId {
public:
    // Nothing if no message that we would take can have this id: it is empty or too long.
    [[nodiscard]] static std::optional<MessageId> from_bytes(core::Bytes bytes) {
        if (bytes.empty() || bytes.size() > message_id_size_max) return std::nullopt;
        MessageId id;
        core::copy(id.bytes_, bytes);
        id.size_ = static_cast<std::uint8_t>(bytes.size());
        return id;
    }
    [[nodiscard]] static MessageId of(const core::codec::PeerId& author, core::Bytes seqno) {
        MessageId id;
        const std::size_t author_size = author.bytes().size();
        core::copy(id.bytes_, author.bytes());
        core::copy(core::MutableBytes(id.bytes_).subspan(author_size), seqno);
        id.size_ = static_cast<std::uint8_t>(author_size + seqno.size());
        return id;
    }

    // By it chokes tell authors apart, well enough: 256 of them cannot be more than alike.
    [[nodiscard]] std::uint8_t author_group() const {
        return size_ > seqno_size ? std::to_integer<std::uint8_t>(bytes_[size_ - seqno_size - 1])
                                  : std::uint8_t{0};
    }

    [[nodiscard]] core::Bytes bytes() const { return core::Bytes(bytes_).first(size_); }

    // What is not used is zero, so that whole arrays are compared.
    friend bool operator==(const MessageId& left, const MessageId& right) {
        return (left <=> right) == std::strong_ordering::equal;
    }
    friend std::strong_ordering operator<=>(const MessageId& left, const MessageId& right) {
        const int order = std::memcmp(left.bytes_.data(), right.bytes_.data(), message_id_size_max);
        return order != 0 ? order <=> 0 : left.size_ <=> right.size_;
    }

private:
    std::array<std::byte, message_id_size_max> bytes_{};
    std::uint8_t size_ = 0;
};

}  // namespace net::gossipsub
