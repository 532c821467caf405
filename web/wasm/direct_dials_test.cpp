#include "web/wasm/direct_dials.h"

#include <gtest/gtest.h>

namespace wasm {
namespace {

constexpr std::string_view server =
    "/ip4/127.0.0.1/udp/37735/webrtc-direct/certhash/"
    "uEiANBMmFw_BzHwahTxp9X51JEbUPTY5LdmDpDZnl-za6_g";
constexpr std::string_view offer =
    "v=0\r\n"
    "a=ice-ufrag:abcd\r\n"
    "a=ice-pwd:0123456789012345678901\r\n"
    "a=fingerprint:sha-256 "
    "00:01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:"
    "10:11:12:13:14:15:16:17:18:19:1A:1B:1C:1D:1E:1F\r\n";
constexpr net::LinkId link{1};

core::codec::Multiaddr address(std::string_view text) {
    return *core::codec::Multiaddr::from_text(text);
}

TEST(DirectDials, PN3_begin_with_version_1) {
    DirectDials dials(core::Seed{1});
    ASSERT_TRUE(dials.begin(link, address(server)));
    const auto made = dials.describe(link, offer);
    ASSERT_TRUE(made);
    EXPECT_NE(made->local, offer);
    EXPECT_NE(made->local.find("a=ice-ufrag:libp2p+webrtc+v1/"), std::string::npos);
    EXPECT_NE(made->remote.find("a=ice-ufrag:libp2p+webrtc+v1/"), std::string::npos);
}

TEST(DirectDials, PN3_a_browser_that_lets_nobody_change_its_offer_is_dialled_with_version_2) {
    DirectDials dials(core::Seed{1});
    ASSERT_TRUE(dials.begin(link, address(server)));
    ASSERT_TRUE(dials.describe(link, offer));
    dials.refuse_changes();
    for (const net::LinkId id : {link, net::LinkId{2}}) {
        static_cast<void>(dials.begin(id, address(server)));
        const auto made = dials.describe(id, offer);
        ASSERT_TRUE(made);
        EXPECT_EQ(made->local, offer);
        EXPECT_NE(made->remote.find("a=ice-ufrag:libp2p+webrtc+v2/0123456789012345678901\r\n"),
                  std::string::npos);
    }
}

TEST(DirectDials, PN3_both_certificates_are_known_in_the_end) {
    DirectDials dials(core::Seed{1});
    ASSERT_TRUE(dials.begin(link, address(server)));
    ASSERT_TRUE(dials.describe(link, offer));
    const auto certificates = dials.finish(link);
    ASSERT_TRUE(certificates);
    EXPECT_EQ(certificates->here.bytes[31], std::byte{31});
    EXPECT_EQ(certificates->there.bytes[0], std::byte{0x0d});
    EXPECT_FALSE(dials.finish(link));
}

TEST(DirectDials, PN3_what_no_browser_can_dial_is_not_begun) {
    DirectDials dials(core::Seed{1});
    EXPECT_FALSE(dials.begin(link, address("/ip4/127.0.0.1/tcp/1")));
    EXPECT_FALSE(dials.describe(link, offer));
    ASSERT_TRUE(dials.begin(link, address(server)));
    EXPECT_FALSE(dials.describe(link, "v=0\r\n"));
    EXPECT_FALSE(dials.finish(link));  // Nothing was described.
}

}  // namespace
}  // namespace wasm
