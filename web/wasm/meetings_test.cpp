// What the board of tabs learns of the swarm's connections.
#include "web/wasm/meetings.h"

#include <gtest/gtest.h>

#include <utility>

#include "net/signalling/note.h"
#include "net/swarm/pair_test.h"

namespace wasm {
namespace {

using namespace net::signalling;
using net::swarm::testing::Pair;

// The meetings that begin when the other end says that it is there.
std::size_t meetings_after_notice(Meetings& meetings, const core::codec::PeerId& author) {
    meetings.board()->receive(encode({NoteKind::here, author}), {});
    return meetings.board()->meeting_count();
}

TEST(Meetings, PN10_who_is_connected_before_the_tabs_are_joined_is_not_met_again) {
    for (const bool is_connected : {true, false}) {
        Pair pair;
        if (is_connected) pair.connect();
        net::swarm::Swarm* here = &pair.left.swarm;
        net::swarm::Swarm* there = &pair.right.swarm;
        if (there->id() < here->id()) std::swap(here, there);  // The smaller one offers.
        Meetings meetings(*here);
        meetings.join_board(core::Seed{1}, {});
        EXPECT_EQ(meetings_after_notice(meetings, there->id()), is_connected ? 0U : 1U);
    }
}

}  // namespace
}  // namespace wasm
