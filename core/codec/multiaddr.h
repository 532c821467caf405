// Multiaddr is an address as a path of protocols: /ip4/127.0.0.1/tcp/4001/p2p/12D3… (rules
// MA1–MA13, spec/codec.md). It holds the binary form, so that equal addresses have equal bytes,
// however they were written.
//
//     for (const Component& component : address) …   from the outermost protocol to the innermost
//     TRY(address.with(Protocol::p2p, peer.bytes()))
//
// Invariant: every component has a known protocol and a value that is valid for it; the limits
// below are kept. An address made by its constructor is empty, and only with() goes on from there.
#pragma once

#include <compare>
#include <cstddef>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/codec/multiaddr_protocol.h"

namespace core::codec {

// A relayed address with two certificate hashes takes about 200 bytes, a domain name 253 more.
inline constexpr std::size_t multiaddr_size_max = 1024;
inline constexpr std::size_t multiaddr_components_max = 32;
// Escapes triple a path, names of protocols add up to fourteen characters to each component.
inline constexpr std::size_t multiaddr_text_size_max = 4096;

// A view into its address.
struct Component {
    Protocol protocol;
    Bytes value;  // Without the size in front of it.
};

class Multiaddr {
public:
    class Iterator {
    public:
        using value_type = Component;
        using difference_type = std::ptrdiff_t;

        Iterator() = default;
        explicit Iterator(Bytes bytes);

        const Component& operator*() const { return component_; }
        const Component* operator->() const { return &component_; }
        Iterator& operator++();
        Iterator operator++(int);
        friend bool operator==(const Iterator& left, const Iterator& right) {
            return left.bytes_.size() == right.bytes_.size();
        }

    private:
        Bytes bytes_;  // From this component on.
        Bytes behind_;
        Component component_{};
    };

    Multiaddr() = default;
    [[nodiscard]] static Result<Multiaddr> from_bytes(Bytes bytes);
    [[nodiscard]] static Result<Multiaddr> from_text(std::string_view text);

    [[nodiscard]] Bytes bytes() const { return bytes_; }
    [[nodiscard]] std::string to_text() const;

    [[nodiscard]] Iterator begin() const { return Iterator(bytes_); }
    [[nodiscard]] Iterator end() const { return {}; }
    [[nodiscard]] bool empty() const { return bytes_.empty(); }

    // The value of the first component of that protocol.
    [[nodiscard]] std::optional<Bytes> find(Protocol protocol) const;

    // This address with one component more, whose value is given in its binary form.
    [[nodiscard]] Result<Multiaddr> with(Protocol protocol, Bytes value = {}) const;

    friend bool operator==(const Multiaddr&, const Multiaddr&) = default;
    friend auto operator<=>(const Multiaddr&, const Multiaddr&) = default;

private:
    Result<void> add(const multiaddr_internal::ProtocolRow& row, Bytes value);

    Buffer bytes_;
};

}  // namespace core::codec
