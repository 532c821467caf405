// The blocks of addresses that reach less than everywhere.
#include "net/base/ip_address.h"

#include <utility>

namespace net {

namespace {

constexpr std::array<std::uint8_t, 12> mapped_prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

constexpr unsigned mapped_prefix_size = 96;

struct Block {
    std::array<std::uint8_t, 16> prefix;
    unsigned prefix_size;  // In bits.
    IpScope scope;
};

constexpr Block block4(std::array<std::uint8_t, 4> prefix, unsigned prefix_size, IpScope scope) {
    Block block{{}, mapped_prefix_size + prefix_size, scope};
    std::copy(mapped_prefix.begin(), mapped_prefix.end(), block.prefix.begin());
    std::copy(prefix.begin(), prefix.end(), block.prefix.begin() + 12);
    return block;
}

// Of the registries of special-purpose addresses (RFC 6890 and later) what matters to a peer. The
// first that fits counts.
constexpr std::array blocks{
    block4({127, 0, 0, 0}, 8, IpScope::same_host),
    block4({169, 254, 0, 0}, 16, IpScope::link_local),
    block4({10, 0, 0, 0}, 8, IpScope::site),
    block4({172, 16, 0, 0}, 12, IpScope::site),
    block4({192, 168, 0, 0}, 16, IpScope::site),
    block4({100, 64, 0, 0}, 10, IpScope::site),
    block4({0, 0, 0, 0}, 8, IpScope::nowhere),
    block4({224, 0, 0, 0}, 3, IpScope::nowhere),  // Multicast and reserved.
    block4({}, 0, IpScope::everywhere),
    Block{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 128, IpScope::same_host},
    Block{{}, 128, IpScope::nowhere},
    Block{{0xfe, 0x80}, 10, IpScope::link_local},
    Block{{0xfc}, 7, IpScope::site},
    Block{{0xff}, 8, IpScope::nowhere},
};

std::array<std::byte, 16> masked(std::array<std::byte, 16> bytes, unsigned prefix_size) {
    for (unsigned i = 0; i < bytes.size(); ++i) {
        const unsigned kept = prefix_size > i * 8 ? std::min(prefix_size - i * 8, 8u) : 0;
        bytes[i] &= static_cast<std::byte>(0xff00u >> kept & 0xffu);
    }
    return bytes;
}

}  // namespace

std::string_view describe(IpScope scope) {
    switch (scope) {
        case IpScope::same_host: return "this host";
        case IpScope::link_local: return "this link";
        case IpScope::site: return "a private network";
        case IpScope::everywhere: return "the internet";
        case IpScope::nowhere: return "nowhere";
    }
    std::unreachable();
}

std::optional<IpAddress> IpAddress::from_bytes(core::Bytes bytes) {
    IpAddress address;
    const core::MutableBytes all = address.bytes_;
    if (bytes.size() == 4) {
        core::copy(all, std::as_bytes(std::span(mapped_prefix)));
        core::copy(all.subspan(mapped_prefix.size()), bytes);
    } else if (bytes.size() == 16) {
        core::copy(all, bytes);
    } else {
        return std::nullopt;
    }
    return address;
}

bool IpAddress::is_version_4() const {
    return core::equal(bytes().first(mapped_prefix.size()),
                       std::as_bytes(std::span(mapped_prefix)));
}

IpScope IpAddress::scope() const {
    for (const Block& block : blocks) {
        const core::Bytes prefix = std::as_bytes(std::span(block.prefix));
        if (core::equal(masked(bytes_, block.prefix_size), prefix)) return block.scope;
    }
    return IpScope::everywhere;
}

IpAddress IpAddress::network(unsigned prefix_size) const {
    IpAddress network;
    network.bytes_ = masked(bytes_, prefix_size);
    return network;
}

IpAddress IpAddress::subscriber() const { return is_version_4() ? *this : network(64); }

std::optional<IpAddress> ip_of(const core::codec::Multiaddr& address) {
    using core::codec::Protocol;
    auto component = address.begin();
    if (component != address.end() && component->protocol == Protocol::ip6zone) ++component;
    if (component == address.end()) return std::nullopt;
    if (component->protocol != Protocol::ip4 && component->protocol != Protocol::ip6)
        return std::nullopt;
    return IpAddress::from_bytes(component->value);
}

std::optional<IpAddress> stranger(const std::optional<IpAddress>& from) {
    return from && from->scope() != IpScope::same_host ? from : std::nullopt;
}

}  // namespace net
