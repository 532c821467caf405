// The values in addresses: numbers, names, paths, peers and hashes, each to its borders.
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "core/base/format.h"
#include "core/base/hex.h"
#include "core/codec/multiaddr.h"
#include "core/codec/multibase.h"
#include "core/codec/peer_id.h"
#include "core/codec/utf8.h"

namespace core::codec {
namespace {

struct NameProtocol {
    Protocol protocol;
    std::string_view name;
};

constexpr std::array<NameProtocol, 7> name_protocols{{{Protocol::dns, "dns"},
                                                      {Protocol::dns4, "dns4"},
                                                      {Protocol::dns6, "dns6"},
                                                      {Protocol::dnsaddr, "dnsaddr"},
                                                      {Protocol::sni, "sni"},
                                                      {Protocol::ip6zone, "ip6zone"},
                                                      {Protocol::memory, "memory"}}};

std::string written(std::string_view text) {
    const auto address = Multiaddr::from_text(text);
    return address ? address->to_text() : "refused";
}

Error error_of(std::string_view text) {
    const auto address = Multiaddr::from_text(text);
    EXPECT_FALSE(address) << text;
    return address ? Error{} : address.error();
}

std::string path_of(std::string_view name, std::string_view value) {
    return formatted("/{}/{}", name, value);
}

TEST(MultiaddrValue, MA5_ip4_has_four_decimal_numbers) {
    for (const std::string_view text : {"0.0.0.0", "127.0.0.1", "255.255.255.255"})
        EXPECT_EQ(written(path_of("ip4", text)), path_of("ip4", text));
    for (const std::string_view text : {"1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "::1", "a"})
        EXPECT_FALSE(Multiaddr::from_text(path_of("ip4", text))) << text;
}

TEST(MultiaddrValue, MA6_ip6_in_every_form_and_zones_in_front) {
    EXPECT_EQ(written("/ip6/2001:0DB8:0:0:0:0:0:1"), "/ip6/2001:db8::1");
    EXPECT_EQ(written("/ip6/::ffff:7f00:1"), "/ip6/::ffff:127.0.0.1");
    EXPECT_EQ(written("/ip6/::ffff:127.0.0.1"), "/ip6/::ffff:127.0.0.1");
    EXPECT_EQ(written("/ip6zone/eth0/ip6/fe80::1"), "/ip6zone/eth0/ip6/fe80::1");
    EXPECT_FALSE(Multiaddr::from_text("/ip6/fe80::1%eth0"));
    EXPECT_FALSE(Multiaddr::from_text("/ip6/fe80::1%25eth0"));
    EXPECT_FALSE(Multiaddr::from_text("/ip6/[::1]"));
}

TEST(MultiaddrValue, MA7_ports_and_prefix_lengths_to_their_limits) {
    for (const std::string_view name : {"tcp", "udp"}) {
        for (const unsigned port : {0u, 1u, 9u, 10u, 255u, 256u, 4001u, 65'535u}) {
            const std::string text = formatted("/{}/{}", name, port);
            const auto address = Multiaddr::from_text(text);
            ASSERT_TRUE(address) << text;
            EXPECT_EQ(address->to_text(), text);
            EXPECT_EQ(to_hex(address->begin()->value),
                      to_hex(Buffer{std::byte(port >> 8), std::byte(port & 255)}));
        }
        EXPECT_EQ(error_of(path_of(name, "65536")), Error::too_large);
        EXPECT_EQ(error_of(path_of(name, "99999999999999999999")), Error::too_large);
    }
    for (unsigned size = 0; size < 256; ++size) {
        const std::string text = formatted("/ipcidr/{}", size);
        EXPECT_EQ(written(text), size <= 128 ? text : "refused");
        const Buffer value{std::byte(size)};
        EXPECT_EQ(Multiaddr().with(Protocol::ipcidr, value).has_value(), size <= 128) << size;
    }
    EXPECT_EQ(error_of("/ipcidr/129"), Error::too_large);
    EXPECT_EQ(error_of("/ipcidr/256"), Error::too_large);
    for (const std::string_view name : {"tcp", "udp", "ipcidr"})
        for (const std::string_view text : {"-1", "+1", "01", "00", " 1", "1 ", "1a", "0x1", "1.0"})
            EXPECT_FALSE(Multiaddr::from_text(path_of(name, text))) << name << " " << text;
}

TEST(MultiaddrValue, MA8_every_byte_that_a_name_can_have) {
    for (unsigned byte = 0; byte < 256; ++byte) {
        const std::string value{'a', static_cast<char>(byte), 'b'};
        const bool is_plain = byte > 0x20 && byte < 0x7f && byte != '/';
        for (const auto& [protocol, name] : name_protocols) {
            const auto address = Multiaddr().with(protocol, as_bytes(value));
            ASSERT_EQ(address.has_value(), is_plain) << byte;
            if (address) ASSERT_EQ(address->to_text(), path_of(name, value));
            if (byte == '/') continue;
            ASSERT_EQ(written(path_of(name, value)), is_plain ? path_of(name, value) : "refused")
                << byte;
        }
    }
}

TEST(MultiaddrValue, MA8_names_are_UTF8_without_controls_above_ASCII_and_of_direction) {
    for (char32_t code_point = 0x80; code_point < 0x3000; ++code_point) {
        std::string name;
        append_utf8(name, code_point);
        const bool is_control = code_point < 0xa0 ||
                                (code_point >= 0x202a && code_point <= 0x202e) ||
                                (code_point >= 0x2066 && code_point <= 0x2069);
        ASSERT_EQ(Multiaddr().with(Protocol::dns, as_bytes(name)).has_value(), !is_control)
            << static_cast<unsigned>(code_point);
        ASSERT_EQ(Multiaddr::from_text("/dns/x" + name).has_value(), !is_control);
    }
    EXPECT_EQ(written("/dns/b\xc3\xbc"
                      "cher.example"),
              "/dns/b\xc3\xbc"
              "cher.example");
    for (const std::string_view wrong : {"\xff", "\xc3", "\xc0\xaf", "\xed\xa0\x80", "a\x9b"})
        EXPECT_EQ(error_of(path_of("dns", wrong)), Error::malformed);
}

TEST(MultiaddrValue, MA8_a_name_has_at_most_253_bytes) {
    const std::string most(address_value_size_max, 'n');
    for (const auto& [protocol, name] : name_protocols) {
        EXPECT_EQ(written(path_of(name, most)), path_of(name, most));
        EXPECT_EQ(written(path_of(name, "n")), path_of(name, "n"));
        EXPECT_EQ(error_of(path_of(name, most + 'n')), Error::too_large);
        EXPECT_EQ(Multiaddr().with(protocol).error(), Error::value_missing);
    }
}

TEST(MultiaddrValue, MA9_every_byte_of_a_path) {
    constexpr std::string_view unreserved =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    for (unsigned byte = 0; byte < 256; ++byte) {
        const std::string raw(1, static_cast<char>(byte));
        const std::string upper =
            std::string("%") + "0123456789ABCDEF"[byte >> 4] + "0123456789ABCDEF"[byte & 15];
        const std::string lower =
            std::string("%") + "0123456789abcdef"[byte >> 4] + "0123456789abcdef"[byte & 15];
        const std::string expected = unreserved.contains(raw) ? raw : upper;
        for (const auto& [protocol, name] : {std::pair(Protocol::unix_socket, "unix"),
                                             std::pair(Protocol::http_path, "http-path")}) {
            const auto address = Multiaddr().with(protocol, as_bytes(raw));
            ASSERT_TRUE(address) << byte;
            EXPECT_EQ(address->to_text(), path_of(name, expected));
            EXPECT_EQ(Multiaddr::from_text(path_of(name, upper)), *address) << byte;
            EXPECT_EQ(Multiaddr::from_text(path_of(name, lower)), *address) << byte;
            if (raw != "/" && raw != "%")
                EXPECT_EQ(Multiaddr::from_text(path_of(name, raw)), *address) << byte;
        }
    }
}

TEST(MultiaddrValue, MA9_escapes_are_whole_and_paths_limited) {
    EXPECT_EQ(written("/unix/%2fdir%2Ffile"), "/unix/%2Fdir%2Ffile");
    EXPECT_EQ(written("/unix/%252F/ws"), "/unix/%252F/ws");
    for (const std::string_view text : {"%", "a%", "%2", "a%f"})
        EXPECT_EQ(error_of(path_of("unix", text)), Error::truncated) << text;
    for (const std::string_view text : {"%zz", "%2g", "%-1", "% 1", "%%41", "%+1"})
        EXPECT_EQ(error_of(path_of("unix", text)), Error::bad_digit) << text;
    std::string most;
    for (std::size_t i = 0; i < address_value_size_max; ++i) most += "%00";
    EXPECT_EQ(written(path_of("unix", most)), path_of("unix", most));
    EXPECT_EQ(error_of(path_of("unix", most + "%00")), Error::too_large);
    EXPECT_EQ(Multiaddr().with(Protocol::unix_socket).error(), Error::value_missing);
}

TEST(MultiaddrValue, MA10_a_certhash_in_every_base) {
    const Buffer hash = *from_hex("1220" + std::string(64, '5'));
    const auto address = Multiaddr().with(Protocol::certhash, hash);
    ASSERT_TRUE(address);
    EXPECT_EQ(address->to_text(), "/certhash/" + encode_multibase(Base::base64url, hash));
    for (const char prefix : std::string_view("fFbBcCvVtTkKzmMuU")) {
        const std::string text = encode_multibase(static_cast<Base>(prefix), hash);
        if (!text.contains('/'))
            EXPECT_EQ(Multiaddr::from_text(path_of("certhash", text)), *address) << prefix;
    }
    EXPECT_EQ(error_of("/certhash/f1221" + std::string(66, '5')), Error::hash_size_wrong);
    EXPECT_EQ(error_of("/certhash/f1114" + std::string(40, '5')), Error::hash_unknown);
    EXPECT_EQ(error_of("/certhash/f1220" + std::string(66, '5')), Error::trailing_bytes);
    EXPECT_EQ(error_of("/certhash/f1220"), Error::truncated);
    EXPECT_EQ(error_of("/certhash/?"), Error::base_unknown);
    EXPECT_TRUE(Multiaddr().with(Protocol::certhash, *from_hex("0000")));
}

TEST(MultiaddrValue, MA10_a_peer_in_every_form) {
    const Buffer hash = *from_hex("1220" + std::string(64, '5'));
    const auto peer = PeerId::from_bytes(hash);
    const auto address = Multiaddr().with(Protocol::p2p, peer->bytes());
    ASSERT_TRUE(address);
    EXPECT_EQ(address->to_text(), "/p2p/" + peer->to_text());
    EXPECT_EQ(written("/p2p/f0172" + to_hex(hash)), "/p2p/" + peer->to_text());
    EXPECT_EQ(error_of("/p2p/f" + to_hex(hash)), Error::type_wrong);
    EXPECT_EQ(Multiaddr().with(Protocol::p2p, *from_hex("000161")).error(), Error::truncated);
    EXPECT_EQ(Multiaddr().with(Protocol::p2p, *from_hex("1e20" + std::string(64, '5'))).error(),
              Error::hash_unknown);
}

}  // namespace
}  // namespace core::codec
