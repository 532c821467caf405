// What users read: of each reason what happened and what can be done, and of each event a text.
#include <gtest/gtest.h>

#include <set>

#include "net/gossipsub/test_router.h"
#include "net/swarm/pair_test.h"

namespace net::swarm {
namespace {

using testing::address;
using testing::Pair;

template <class Reason>
void expect_texts(std::size_t count) {
    std::set<std::string_view> texts;
    for (std::size_t i = 0; i < count; ++i) {
        const auto reason = static_cast<Reason>(i);
        const std::string_view what = describe(reason);
        const std::string_view next = advice(reason);
        EXPECT_FALSE(what.empty());
        EXPECT_FALSE(what.ends_with('.')) << what;
        EXPECT_TRUE(next.ends_with('.')) << next;
        EXPECT_TRUE(next.size() > 1 && next[0] >= 'A' && next[0] <= 'Z') << next;
        EXPECT_TRUE(texts.insert(what).second) << what;
        EXPECT_TRUE(texts.insert(next).second) << next;
    }
    EXPECT_EQ(texts.size(), 2 * count);
}

TEST(Advice, SW52_each_reason_says_what_happened_and_what_can_be_done) {
    expect_texts<DialFailure>(dial_failure_count);
    expect_texts<dialing::RefusalReason>(dialing::refusal_reason_count);
    expect_texts<dialing::EndReason>(dialing::end_reason_count);
    expect_texts<MuxerEndReason>(muxer_end_reason_count);
    expect_texts<peers::CloseReason>(peers::close_reason_count);
    expect_texts<StreamFailure>(stream_failure_count);
    expect_texts<IntroductionFailure>(introduction_failure_count);
    expect_texts<ping::EndReason>(ping::end_reason_count);
    expect_texts<perf::EndReason>(perf::end_reason_count);
    expect_texts<gossipsub::EndReason>(gossipsub::end_reason_count);
    expect_texts<gossipsub::RejectReason>(gossipsub::reject_reason_count);
    expect_texts<gossipsub::PublishError>(gossipsub::publish_error_count);
}

const core::codec::PeerId peer =
    core::codec::PeerId::of(core::codec::PublicKey(testing::identity_of(1).public_key()));

void expect_text(const Event& event, const std::string& text) { EXPECT_EQ(describe(event), text); }
template <class Reason>
std::string both(Reason reason) {
    return std::string(describe(reason)) + ". " + std::string(advice(reason));
}

TEST(Advice, SW53_what_ended_says_why_and_what_next) {
    const std::string id = peer.to_text();
    const auto place = address("/ip4/1.2.3.4/tcp/5");
    expect_text(Disconnected{peer, LinkId{1}, MuxerEndReason::silence, true},
                "a connection with " + id + " ended: " + both(MuxerEndReason::silence));
    expect_text(Rejected{place, peers::CloseReason::degree},
                "a connection from /ip4/1.2.3.4/tcp/5 came to nothing: " +
                    both(peers::CloseReason::degree));
    expect_text(DialEnded{DialId{7}, dialing::RefusalReason::no_address, {}, std::nullopt},
                "dial 7 has failed: " + both(dialing::RefusalReason::no_address));
    expect_text(DialEnded{DialId{7},
                          dialing::EndReason::all_failed,
                          {{place, DialFailure::refused, std::nullopt}},
                          std::nullopt,
                          2},
                "dial 7 has failed: " + both(dialing::EndReason::all_failed) +
                    "\n/ip4/1.2.3.4/tcp/5: " + both(DialFailure::refused) +
                    "\n2 more addresses were not tried");
    expect_text(StreamTold{peer, LinkId{1}, Failed{StreamId{3}, StreamFailure::reset_by_peer}},
                "stream 3 with " + id + " failed: " + both(StreamFailure::reset_by_peer));
    expect_text(PingTold{peer, {}, ping::Ended{ping::EndReason::silence}},
                "ping of " + id + ": " + both(ping::EndReason::silence));
    expect_text(PerfTold{peer, {}, perf::Ended{perf::EndReason::too_much}},
                "perf with " + id + ": " + both(perf::EndReason::too_much));
    expect_text(IntroductionTold{{}, peer, std::unexpected(IntroductionFailure::busy)},
                "not introduced to " + id + ": " + both(IntroductionFailure::busy));
    expect_text(GossipTold{gossipsub::PeerEnded{peer, gossipsub::EndReason::rpc_malformed}},
                id + " takes no part in gossip: " + both(gossipsub::EndReason::rpc_malformed));
    expect_text(
        GossipTold{gossipsub::MessageRejected{peer, gossipsub::RejectReason::signature_wrong}},
        "a message from " + id +
            " was not taken: " + both(gossipsub::RejectReason::signature_wrong));
}

TEST(Advice, SW53_every_event_has_a_text_of_its_own) {
    const auto place = address("/ip4/1.2.3.4/tcp/5");
    const gossipsub::MessageRef message = gossipsub::message_of(3, 1, "t", 10);
    const auto of_stream = [&](StreamEvent event) {
        return StreamTold{peer, LinkId{1}, std::move(event)};
    };
    const std::vector<Event> events{
        PeerIdentified{peer, LinkId{1}, {}},
        PerfTold{peer, {}, perf::Measured{}},
        PerfTold{peer, {}, perf::Progress{}},
        Connected{peer, LinkId{1}, Direction::incoming, Transport::tcp, place, {}},
        Dialed{DialId{1}, peer, LinkId{1}},
        Discovered{peer, {place}},
        of_stream(Accepted{StreamId{1}, "/a"}),
        of_stream(Agreed{StreamId{1}, "/a"}),
        of_stream(Received{StreamId{1}, core::as_bytes("bytes")}),
        of_stream(Finished{StreamId{1}}),
        of_stream(Writable{StreamId{1}}),
        PingTold{peer, {}, ping::RoundTrip{1, std::chrono::microseconds{5}}},
        IntroductionTold{{}, peer, LinkId{1}},
        IntroductionAsked{{}, peer, peer},
        GossipTold{gossipsub::MessageReceived{message, peer}},
        GossipTold{gossipsub::PeerSubscribed{peer, "t"}},
        GossipTold{gossipsub::PeerUnsubscribed{peer, "t"}},
        GossipTold{gossipsub::Grafted{peer, "t"}},
        GossipTold{gossipsub::Pruned{peer, "t", gossipsub::PruneReason::mesh_full}},
        GossipTold{gossipsub::PeersExchanged{peer, "t", {}}},
        GossipTold{gossipsub::MessagesDropped{peer, 3}},
    };
    std::set<std::string> texts;
    for (const Event& event : events) {
        const std::string text = describe(event);
        EXPECT_TRUE(texts.insert(text).second) << text;
        EXPECT_EQ(text.find("{}"), std::string::npos) << text;
    }
}

}  // namespace
}  // namespace net::swarm
