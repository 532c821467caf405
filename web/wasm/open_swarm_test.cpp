// What a page carries of each connection.
#include "web/wasm/open_swarm.h"

#include <gtest/gtest.h>

namespace wasm {
namespace {

using net::yamux::Role;
using net::yamux::Session;

TEST(OpenSwarm, PN11_a_peer_opens_as_many_streams_as_a_page_carries) {
    Session page(yamux_for_page(), Role::listener, {});
    Session peer({}, Role::dialer, {});
    for (std::size_t i = 0; i < streams_by_peer_max + 10; ++i) {
        const auto stream = peer.open({});
        ASSERT_TRUE(stream);
        EXPECT_EQ(peer.write(*stream, core::as_bytes("a")), 1U);  // Goes with what opens it.
    }
    while (!peer.outgoing().empty()) {
        const core::Buffer sent(peer.outgoing().begin(), peer.outgoing().end());
        peer.consume(sent.size());
        page.receive(sent, {});
        while (page.next_event({})) {
        }
        while (peer.next_event({})) {
        }
    }
    EXPECT_EQ(page.stream_count(), streams_by_peer_max);
}

}  // namespace
}  // namespace wasm
