// The rules DQ4 and DQ5 of spec/dialing.md.
#include "net/dialing/ranking.h"

#include <gtest/gtest.h>

#include <string>

#include "net/dialing/dialer_twin.h"

namespace net::dialing {
namespace {

using core::codec::Multiaddr;
using Texts = std::vector<std::string>;

const Transports natively{Transport::tcp, Transport::websocket, Transport::webrtc_direct};
const std::string direct =
    "/udp/9/webrtc-direct/certhash/uEiANBMmFw_BzHwahTxp9X51JEbUPTY5LdmDpDZnl-za6_g";

Texts ranked_texts(const Texts& texts, const Texts& own, const Transports& transports = natively) {
    std::vector<Candidate> candidates;
    for (const std::string& text : texts) {
        const Multiaddr place = twin::address(text);
        candidates.push_back({place, transport_of(place).value()});
    }
    std::vector<Multiaddr> own_addresses;
    for (const std::string& text : own) own_addresses.push_back(twin::address(text));
    Neighbourhood neighbourhood;
    neighbourhood.set(own_addresses);
    Texts result;
    for (const Candidate& candidate : ranked(candidates, transports, neighbourhood))
        result.push_back(candidate.place.to_text());
    return result;
}

TEST(Ranking, DQ4_one_of_each_kind_before_the_second_of_any) {
    EXPECT_EQ(ranked_texts({"/ip4/8.8.8.1/tcp/1", "/ip4/8.8.8.2/tcp/1", "/ip4/8.8.8.1" + direct,
                            "/dns/a.org/tcp/443/wss", "/ip6/2600::1/tcp/1", "/ip6/2600::2/tcp/1",
                            "/ip4/8.8.8.1/tcp/2/ws", "/dns/a.org/tcp/1"},
                           {}),
              (Texts{"/ip6/2600::1/tcp/1", "/ip4/8.8.8.1/tcp/1", "/dns/a.org/tcp/1",
                     "/ip4/8.8.8.1/tcp/2/ws", "/dns/a.org/tcp/443/wss", "/ip4/8.8.8.1" + direct,
                     "/ip6/2600::2/tcp/1", "/ip4/8.8.8.2/tcp/1"}));
}

TEST(Ranking, DQ4_a_page_prefers_otherwise) {
    const Transports in_a_page{Transport::webrtc_direct, Transport::websocket};
    EXPECT_EQ(ranked_texts({"/dns/a.org/tcp/443/wss", "/ip4/8.8.8.1" + direct}, {}, in_a_page),
              (Texts{"/ip4/8.8.8.1" + direct, "/dns/a.org/tcp/443/wss"}));
}

TEST(Ranking, DQ4_those_of_one_kind_keep_their_order) {
    EXPECT_EQ(ranked_texts({"/ip4/8.8.8.2/tcp/1", "/ip4/8.8.8.1/tcp/1", "/ip4/8.8.8.3/tcp/1"}, {}),
              (Texts{"/ip4/8.8.8.2/tcp/1", "/ip4/8.8.8.1/tcp/1", "/ip4/8.8.8.3/tcp/1"}));
}

TEST(Ranking, DQ5_private_addresses_first_where_we_have_one_and_else_last) {
    const Texts texts{"/ip4/8.8.8.1/tcp/1", "/ip4/192.168.1.7/tcp/1", "/ip4/127.0.0.1/tcp/1",
                      "/ip6/fe80::1/tcp/1"};
    EXPECT_EQ(ranked_texts(texts, {"/ip4/8.8.4.4/tcp/1"}),
              (Texts{"/ip4/8.8.8.1/tcp/1", "/ip6/fe80::1/tcp/1", "/ip4/192.168.1.7/tcp/1",
                     "/ip4/127.0.0.1/tcp/1"}));
    EXPECT_EQ(ranked_texts(texts, {"/ip4/10.0.0.1/tcp/1"}),
              (Texts{"/ip4/192.168.1.7/tcp/1", "/ip4/8.8.8.1/tcp/1", "/ip6/fe80::1/tcp/1",
                     "/ip4/127.0.0.1/tcp/1"}));
    EXPECT_EQ(ranked_texts(texts, {"/ip6/::1/tcp/1"}).front(), "/ip4/127.0.0.1/tcp/1");
}

}  // namespace
}  // namespace net::dialing
