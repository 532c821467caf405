// Addresses as values: their limits, their order, their components, and adding to them.
#include <gtest/gtest.h>

#include <iterator>
#include <string>
#include <vector>

#include "core/base/hex.h"
#include "core/codec/multiaddr.h"

namespace core::codec {
namespace {

Multiaddr address_of(std::string_view text) {
    const auto address = Multiaddr::from_text(text);
    EXPECT_TRUE(address) << text;
    return address.value_or(Multiaddr());
}

std::string repeat(std::string_view text, std::size_t times) {
    std::string all;
    for (std::size_t i = 0; i < times; ++i) all += text;
    return all;
}

// An address of that many bytes.
Multiaddr address_of_size(std::size_t size) {
    Multiaddr address;
    while (address.bytes().size() < size) {
        const std::size_t left = size - address.bytes().size();
        // Code and length take three bytes where the name has 128 or more, else two.
        const std::size_t name_size = left >= 300 ? 250 : left >= 131 ? 125 : left - 2;
        address = *address.with(Protocol::dns, Buffer(name_size, std::byte{'n'}));
    }
    EXPECT_EQ(address.bytes().size(), size);
    return address;
}

TEST(MultiaddrLimits, MA11_components_end_exactly_at_the_limit) {
    const std::string most = repeat("/ws", multiaddr_components_max);
    const Multiaddr address = address_of(most);
    EXPECT_EQ(std::distance(address.begin(), address.end()), 32);
    EXPECT_EQ(address.to_text(), most);
    EXPECT_EQ(Multiaddr::from_bytes(address.bytes()), address);
    EXPECT_EQ(Multiaddr::from_text(most + "/ws").error(), Error::too_large);
    EXPECT_EQ(address.with(Protocol::ws).error(), Error::too_large);
    Buffer longer(address.bytes().begin(), address.bytes().end());
    append(longer, *from_hex("dd03"));
    EXPECT_EQ(Multiaddr::from_bytes(longer).error(), Error::too_large);
}

TEST(MultiaddrLimits, MA11_bytes_end_exactly_at_the_limit) {
    const Multiaddr most = address_of_size(multiaddr_size_max);
    EXPECT_EQ(Multiaddr::from_bytes(most.bytes()), most);
    EXPECT_EQ(Multiaddr::from_text(most.to_text()), most);
    EXPECT_EQ(most.with(Protocol::ws).error(), Error::too_large);
    const Multiaddr nearly = address_of_size(multiaddr_size_max - 3);
    EXPECT_TRUE(nearly.with(Protocol::tcp, *from_hex("0001")));
    const Multiaddr too_near = address_of_size(multiaddr_size_max - 2);
    EXPECT_EQ(too_near.with(Protocol::tcp, *from_hex("0001")).error(), Error::too_large);
    EXPECT_EQ(Multiaddr::from_text(too_near.to_text() + "/tcp/1").error(), Error::too_large);
    Buffer longer(too_near.bytes().begin(), too_near.bytes().end());
    append(longer, *from_hex("060001"));
    EXPECT_EQ(Multiaddr::from_bytes(longer).error(), Error::too_large);
    // What is too long is not even looked at.
    EXPECT_EQ(Multiaddr::from_bytes(Buffer(multiaddr_size_max)).error(), Error::protocol_unknown);
    EXPECT_EQ(Multiaddr::from_bytes(Buffer(multiaddr_size_max + 1)).error(), Error::too_large);
}

TEST(MultiaddrLimits, MA11_the_text_ends_exactly_at_the_limit) {
    // No address that keeps the other limits needs so much: what is too long is refused for that,
    // whatever else is wrong.
    const std::string unknown(multiaddr_text_size_max, 'x');
    EXPECT_EQ(Multiaddr::from_text("/" + unknown.substr(1)).error(), Error::protocol_unknown);
    EXPECT_EQ(Multiaddr::from_text("/" + unknown).error(), Error::too_large);
}

TEST(MultiaddrLimits, MA11_the_longest_text_of_an_address_can_be_read) {
    // Paths of bytes that need escapes take the most room: three characters for a byte.
    Multiaddr address;
    for (const std::size_t size : {252u, 252u, 252u, 252u})
        address = *address.with(Protocol::http_path, Buffer(size, std::byte{'/'}));
    EXPECT_EQ(address.bytes().size(), multiaddr_size_max);
    EXPECT_LE(address.to_text().size(), multiaddr_text_size_max);
    EXPECT_EQ(Multiaddr::from_text(address.to_text()), address);
}

TEST(MultiaddrLimits, MA11_only_an_address_made_by_hand_is_empty) {
    const Multiaddr empty;
    EXPECT_TRUE(empty.empty());
    EXPECT_EQ(empty.begin(), empty.end());
    EXPECT_EQ(empty.to_text(), "");
    EXPECT_EQ(Multiaddr::from_bytes({}).error(), Error::truncated);
    EXPECT_EQ(Multiaddr::from_text("").error(), Error::malformed);
    EXPECT_FALSE(Multiaddr::from_text("/"));
    EXPECT_FALSE(address_of("/ws").empty());
}

TEST(MultiaddrLimits, MA12_addresses_are_ordered_by_their_bytes) {
    const std::vector<Multiaddr> addresses{
        Multiaddr(),
        address_of("/ip4/1.2.3.4"),
        address_of("/ip4/1.2.3.4/tcp/1"),
        address_of("/ip4/1.2.3.4/tcp/256"),
        address_of("/ip4/9.0.0.0"),
        address_of("/ip4/10.0.0.0"),
        address_of("/tcp/1"),
        address_of("/dns/a"),
        address_of("/p2p-circuit"),
    };
    for (std::size_t i = 0; i < addresses.size(); ++i)
        for (std::size_t j = 0; j < addresses.size(); ++j) {
            EXPECT_EQ(addresses[i] <=> addresses[j], i <=> j) << i << " " << j;
            EXPECT_EQ(addresses[i] == addresses[j], i == j);
        }
    EXPECT_EQ(address_of("/ip6/0:0:0:0:0:0:0:1/unix/%2fa/"), address_of("/ip6/::1/unix/%2Fa"));
}

TEST(MultiaddrLimits, MA13_adding_a_component_leaves_the_address_as_it_was) {
    const Multiaddr address = address_of("/ip4/1.2.3.4/udp/9");
    const auto longer = address.with(Protocol::webrtc_direct);
    ASSERT_TRUE(longer);
    EXPECT_EQ(longer->to_text(), "/ip4/1.2.3.4/udp/9/webrtc-direct");
    EXPECT_EQ(address.to_text(), "/ip4/1.2.3.4/udp/9");
    EXPECT_EQ(longer->with(Protocol::unix_socket, as_bytes("/a b"))->to_text(),
              "/ip4/1.2.3.4/udp/9/webrtc-direct/unix/%2Fa%20b");
    EXPECT_EQ(Multiaddr().with(Protocol::ip4, *from_hex("01020304"))->to_text(), "/ip4/1.2.3.4");
}

TEST(MultiaddrLimits, MA13_adding_a_component_checks_its_value) {
    const Multiaddr address = address_of("/ws");
    const auto error_with = [&](Protocol protocol, std::string_view hex) {
        const auto longer = address.with(protocol, *from_hex(hex));
        EXPECT_FALSE(longer) << hex;
        EXPECT_EQ(address.to_text(), "/ws");
        return longer ? Error{} : longer.error();
    };
    for (const std::string_view hex : {"", "010203", "0102030405"})
        EXPECT_EQ(error_with(Protocol::ip4, hex), Error::malformed);
    for (const std::string_view hex : {"", "01", "010203"}) {
        EXPECT_EQ(error_with(Protocol::tcp, hex), Error::malformed);
        EXPECT_EQ(error_with(Protocol::udp, hex), Error::malformed);
    }
    EXPECT_EQ(error_with(Protocol::ipcidr, ""), Error::malformed);
    EXPECT_EQ(error_with(Protocol::ipcidr, "0101"), Error::malformed);
    EXPECT_EQ(error_with(Protocol::ip6, std::string(30, '0')), Error::malformed);
    EXPECT_EQ(error_with(Protocol::ip6, std::string(34, '0')), Error::malformed);
    EXPECT_EQ(error_with(Protocol::ws, "00"), Error::malformed);
    EXPECT_EQ(error_with(Protocol::p2p_circuit, "61"), Error::malformed);
    EXPECT_EQ(error_with(Protocol::dns, "ff"), Error::malformed);
    EXPECT_EQ(error_with(Protocol::p2p, "00"), Error::truncated);
    EXPECT_EQ(error_with(Protocol::certhash, "122001"), Error::truncated);
    EXPECT_EQ(error_with(Protocol::unix_socket, std::string(508, '0')), Error::too_large);
}

TEST(MultiaddrLimits, MA1_components_come_from_the_outermost_to_the_innermost) {
    const Multiaddr address = address_of("/ip4/1.2.3.4/tcp/4001/tls/sni/a/ws/tcp/7");
    std::string seen;
    for (const Component& component : address)
        seen += std::to_string(static_cast<unsigned>(component.protocol)) + ":" +
                to_hex(component.value) + " ";
    EXPECT_EQ(seen, "4:01020304 6:0fa1 448: 449:61 477: 6:0007 ");
    EXPECT_EQ(to_hex(*address.find(Protocol::tcp)), "0fa1");  // The first.
    EXPECT_EQ(to_hex(*address.find(Protocol::sni)), "61");
    EXPECT_TRUE(address.find(Protocol::ws)->empty());
    EXPECT_EQ(address.find(Protocol::udp), std::nullopt);
    EXPECT_EQ(Multiaddr().find(Protocol::tcp), std::nullopt);
    auto iterator = address.begin();
    EXPECT_EQ((iterator++)->protocol, Protocol::ip4);
    EXPECT_EQ(iterator->protocol, Protocol::tcp);
}

}  // namespace
}  // namespace core::codec
