// Addresses put together at random: bytes, text and components lead to the same address.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <string>
#include <utility>

#include "core/codec/multiaddr.h"
#include "core/codec/multihash.h"

namespace core::codec {
namespace {

Buffer any_bytes(std::size_t size) {
    return *rc::gen::container<Buffer>(
        size, rc::gen::map(rc::gen::arbitrary<std::uint8_t>(),
                           [](std::uint8_t byte) { return std::byte{byte}; }));
}

Buffer any_name() {
    const auto name = *rc::gen::nonEmpty(
        rc::gen::container<std::string>(rc::gen::elementOf(std::string("az09.-_%:@!~"))));
    const Bytes bytes = as_bytes(name);
    return {bytes.begin(), bytes.end()};
}

Buffer any_path() { return any_bytes(*rc::gen::inRange<std::size_t>(1, 60)); }

std::pair<Protocol, Buffer> any_component() {
    switch (*rc::gen::inRange(0, 9)) {
        case 0: return {Protocol::ip4, any_bytes(4)};
        case 1: return {Protocol::ip6, any_bytes(16)};
        case 2: return {*rc::gen::element(Protocol::tcp, Protocol::udp), any_bytes(2)};
        case 3: return {Protocol::ipcidr, {std::byte(*rc::gen::inRange(0, 129))}};
        case 4:
            return {*rc::gen::element(Protocol::dns, Protocol::sni, Protocol::memory), any_name()};
        case 5: return {*rc::gen::element(Protocol::unix_socket, Protocol::http_path), any_path()};
        case 6: return {Protocol::p2p, hash_content(HashFunction::sha2_256, any_path())};
        case 7: return {Protocol::certhash, hash_content(HashFunction::identity, any_path())};
        default:
            return {*rc::gen::element(Protocol::ws, Protocol::p2p_circuit, Protocol::quic_v1), {}};
    }
}

RC_GTEST_PROP(MultiaddrProperty, MA12_text_bytes_and_components_agree, ()) {
    Multiaddr address;
    std::vector<std::pair<Protocol, Buffer>> added;
    const int count = *rc::gen::inRange(1, 9);
    for (int i = 0; i < count; ++i) {
        auto [protocol, value] = any_component();
        const auto longer = address.with(protocol, value);
        if (!longer) continue;  // It would be too large.
        address = *longer;
        added.emplace_back(protocol, std::move(value));
    }
    RC_ASSERT(!added.empty());
    RC_ASSERT(*Multiaddr::from_bytes(address.bytes()) == address);
    RC_ASSERT(*Multiaddr::from_text(address.to_text()) == address);
    std::size_t index = 0;
    for (const Component& component : address) {
        RC_ASSERT(component.protocol == added[index].first);
        RC_ASSERT(equal(component.value, added[index].second));
        ++index;
    }
    RC_ASSERT(index == added.size());
}

}  // namespace
}  // namespace core::codec
