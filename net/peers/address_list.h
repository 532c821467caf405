// AddressList is where one peer may be found: who said so, until when that is believed, and where
// it was reached. It is bounded, in addresses and in bytes; what was reached, was told by somebody
// better, or will be believed for longer displaces what is worth less, never the other way round.
// Rules: PS2–PS5, spec/peers.md.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "core/base/flat_map.h"
#include "core/base/time.h"
#include "core/codec/multiaddr.h"

namespace net::peers {

// The weakest first: anybody can sign what he likes with a new key.
enum class AddressSource : std::uint8_t { exchange, signed_record, identify, mdns, user };
inline constexpr std::size_t address_source_count = 5;
std::string_view describe(AddressSource source);

struct AddressListOptions {
    std::size_t addresses_max = 64;
    std::size_t addresses_size_max = std::size_t{8} * 1024;  // Bytes.
    // How long each source is believed; who told forever, until told otherwise.
    std::array<core::Duration, address_source_count> believed{
        std::chrono::minutes{30}, std::chrono::hours{2}, std::chrono::hours{1},
        std::chrono::minutes{5}, core::Duration::max()};
    core::Duration believed_when_reached = std::chrono::days{7};
};

struct AddressFacts {
    std::array<std::optional<core::Instant>, address_source_count> told_until{};
    std::optional<core::Instant> reached_at{};
    friend bool operator==(const AddressFacts&, const AddressFacts&) = default;
};

class AddressList {
public:
    using Options = AddressListOptions;
    using Map = core::FlatMap<core::codec::Multiaddr, AddressFacts>;

    // Addresses without the peer id at their end. False if there is no room for this one.
    bool add(const core::codec::Multiaddr& address, AddressSource source, core::Instant now,
             const Options& options);
    // All facts at once, as they were kept.
    bool add(const core::codec::Multiaddr& address, const AddressFacts& facts,
             const Options& options);
    // Where it is not known it is added.
    bool reached(const core::codec::Multiaddr& address, core::Instant now, const Options& options);

    // The source says no more of any address.
    void forget(AddressSource source, const Options& options);
    // Everything is believed as if it had been told now.
    void renew(core::Instant now, const Options& options);
    void drop_expired(core::Instant now, const Options& options);

    // What was reached last comes first, then what the best source told, then the first by bytes.
    enum class Expired : std::uint8_t { left_out, included };
    [[nodiscard]] std::vector<core::codec::Multiaddr> best_first(core::Instant now, Expired expired,
                                                                 const Options& options) const;

    [[nodiscard]] const Map& all() const { return addresses_; }
    [[nodiscard]] bool was_reached() const { return was_reached_; }
    [[nodiscard]] std::optional<AddressSource> best_source() const { return best_source_; }

    [[nodiscard]] static core::Instant expiry_of(const AddressFacts& facts, const Options& options);

private:
    bool make_room(std::size_t size, const AddressFacts& facts, const Options& options);
    void erase(const core::codec::Multiaddr& address);
    void note_best();

    Map addresses_;
    std::size_t size_ = 0;  // Of all addresses, in bytes.
    bool was_reached_ = false;
    std::optional<AddressSource> best_source_;
};

// Instants do not run over.
[[nodiscard]] core::Instant later(core::Instant now, core::Duration duration);

}  // namespace net::peers
