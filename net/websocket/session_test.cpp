// The rules of frames and ends, WS10 to WS21 of spec/websocket.md.
#include "net/websocket/session.h"

#include <gtest/gtest.h>

#include "net/websocket/websocket_twin.h"

namespace net::websocket {
namespace {

using core::as_bytes;
using core::as_text;
using core::Buffer;
using core::Bytes;
using core::Seed;
using std::chrono::seconds;

// The bytes that follow the handshake are what these tests are about.
class OpenClient : public Session {
public:
    explicit OpenClient(const Options& options = {})
        : Session(options, sample_request(), Seed{1}, start) {
        sent_by(*this);
        EXPECT_TRUE(told_after(*this, as_bytes(sample_answer_text)).opened);
    }
};
class OpenServer : public Session {
public:
    explicit OpenServer(const Options& options = {}) : Session(options, start) {
        EXPECT_TRUE(told_after(*this, as_bytes(sample_request_text)).opened);
        sent_by(*this);
    }
};

Buffer hex(std::string_view digits) { return *core::from_hex(digits); }
std::string hex_sent_by(Session& session) { return core::to_hex(sent_by(session)); }

Buffer unmasked_frame(Opcode opcode, Bytes payload) {
    const FrameHeader header(opcode, payload.size(), std::nullopt);
    Buffer frame(header.bytes().begin(), header.bytes().end());
    core::append(frame, payload);
    return frame;
}

void expect_end_by(std::string_view frames, EndReason reason, std::string_view answer) {
    OpenClient client;
    const Told told = told_after(client, hex(frames));
    EXPECT_EQ(told.ended, Ended{reason}) << frames;
    const Buffer sent = sent_by(client);
    ASSERT_EQ(sent.size(), 8u) << frames;
    Buffer code(2);
    apply_mask(code, Bytes(sent).last(2), MaskKey{sent[2], sent[3], sent[4], sent[5]});
    EXPECT_EQ(core::to_hex(code), answer) << frames;
}

TEST(WebSocket, WS10_masks_as_in_the_example_of_the_standard) {
    OpenServer server;
    // Section 5.7, as binary.
    EXPECT_EQ(as_text(told_after(server, hex("828537fa213d7f9f4d5158")).payload), "Hello");
}

TEST(WebSocket, WS10_clients_mask_each_frame_differently_and_servers_do_not) {
    OpenClient client;
    OpenServer server;
    client.write(as_bytes("Hello"));
    client.write(as_bytes("Hello"));
    const Buffer sent = sent_by(client);
    ASSERT_EQ(sent.size(), 22u);
    EXPECT_EQ(core::to_hex(Bytes(sent).first(2)), "8285");
    EXPECT_FALSE(core::equal(Bytes(sent).first(11), Bytes(sent).last(11)));
    EXPECT_EQ(as_text(told_after(server, sent).payload), "HelloHello");
    server.write(as_bytes("Hello"));
    EXPECT_EQ(hex_sent_by(server), "820548656c6c6f");
}

TEST(WebSocket, WS10_a_mask_the_wrong_way_round_is_a_violation) {
    expect_end_by("828537fa213d7f9f4d5158", EndReason::protocol_violated, "03ea");
    OpenServer server;
    EXPECT_EQ(told_after(server, hex("820548656c6c6f")).ended, Ended{EndReason::protocol_violated});
    EXPECT_EQ(hex_sent_by(server), "880203ea");
}

TEST(WebSocket, WS11_each_writing_is_one_binary_message) {
    OpenServer server({.unsent_size_max = 2 * message_size_max});
    const auto header_of = [&](std::size_t size, std::size_t header_size) {
        server.write(Buffer(size));
        const Buffer sent = sent_by(server);
        EXPECT_EQ(sent.size(), size + header_size);
        return core::to_hex(Bytes(sent).first(header_size));
    };
    // 256 and 65536 are in section 5.7.
    EXPECT_EQ(header_of(125, 2), "827d");
    EXPECT_EQ(header_of(126, 4), "827e007e");
    EXPECT_EQ(header_of(256, 4), "827e0100");
    EXPECT_EQ(header_of(65'535, 4), "827effff");
    EXPECT_EQ(header_of(65'536, 10), "827f0000000000010000");
    EXPECT_EQ(server.room(), message_size_max);
    EXPECT_EQ(header_of(message_size_max, 10), "827f0000000000020000");
    server.write({});
    EXPECT_TRUE(server.outgoing().empty());
}

TEST(WebSocket, WS11_what_is_prepared_and_committed_goes_as_if_it_was_written) {
    OpenClient writing, preparing;
    writing.write(as_bytes("Hello, sealed"));
    core::copy(preparing.prepare(13), as_bytes("Hello, sealed"));
    preparing.commit();
    EXPECT_EQ(sent_by(writing), sent_by(preparing));
}

TEST(WebSocket, WS12_fragments_are_joined_and_control_frames_may_stand_between) {
    OpenClient client;
    // Section 5.7 as binary, with a ping within, an empty fragment and an empty message.
    const Told told = told_after(client, hex("0203"
                                             "48656c"
                                             "8900"
                                             "0000"
                                             "8002"
                                             "6c6f"
                                             "8200"));
    EXPECT_EQ(as_text(told.payload), "Hello");
    EXPECT_EQ(told.ended, std::nullopt);
}

TEST(WebSocket, WS12_a_payload_is_told_before_its_frame_has_come) {
    OpenClient client;
    Told told;
    receive(client, hex("827f7fffffffffffffff"), told);
    for (int i = 0; i < 100; ++i) receive(client, Buffer(1000), told);
    EXPECT_EQ(told.payload.size(), 100'000u);
    EXPECT_EQ(told.ended, std::nullopt);
}

TEST(WebSocket, WS13_violations_end_the_session_with_1002) {
    for (const std::string_view frames : {"c200",
                                          "a200",
                                          "9200",
                                          "8300",
                                          "8700",
                                          "8b00",
                                          "8f00",
                                          "8000",
                                          "0000",
                                          "0200"
                                          "8200",
                                          "0200"
                                          "0100",
                                          "827e007d",
                                          "827f000000000000ffff",
                                          "827f8000000000000000",
                                          "0900",
                                          "0800",
                                          "0a00",
                                          "897e",
                                          "887f",
                                          "8a7e"})
        expect_end_by(frames, EndReason::protocol_violated, "03ea");
}

TEST(WebSocket, WS14_text_ends_the_session_with_1003) {
    expect_end_by("810548656c6c6f", EndReason::text_received, "03eb");
    expect_end_by("0100", EndReason::text_received, "03eb");
}

TEST(WebSocket, WS15_a_ping_is_answered_by_its_bytes_and_a_pong_by_nothing) {
    OpenServer server;
    told_after(server, hex("898537fa213d7f9f4d5158"));
    EXPECT_EQ(hex_sent_by(server), "8a0548656c6c6f");
    told_after(server, hex("8a8537fa213d7f9f4d5158"));  // As in section 5.7.
    EXPECT_TRUE(server.outgoing().empty());
}

TEST(WebSocket, WS15_a_flood_of_pings_makes_one_pong_wait) {
    OpenServer server;
    server.write(as_bytes("before"));
    Told told;
    const auto ping = [&](std::string_view text) {
        Buffer frame = unmasked_frame(Opcode::ping, as_bytes(text));
        frame[1] |= std::byte{128};
        frame.insert(frame.begin() + 2, 4, std::byte{0});
        receive(server, frame, told);
    };
    ping("first");
    const std::size_t waiting_size = server.outgoing().size();
    for (int i = 0; i < 1000; ++i) ping("another");
    ping("last");
    EXPECT_EQ(server.outgoing().size(), waiting_size);
    server.write(as_bytes("behind"));
    server.consume(waiting_size - 1);
    EXPECT_EQ(as_text(server.outgoing()),
              "t\x82\x06"
              "behind");
    server.consume(1);  // Room for another though the buffer was never empty.
    EXPECT_EQ(as_text(server.outgoing()),
              "\x82\x06"
              "behind\x8a\x04last");
}

TEST(WebSocket, WS16_what_waits_to_be_sent_has_a_limit) {
    OpenServer server({.unsent_size_max = 100});
    EXPECT_EQ(server.room(), 86u);
    server.write(Buffer(50));
    EXPECT_EQ(server.room(), 34u);
    server.write(Buffer(34));
    EXPECT_EQ(server.room(), 0u);
    server.consume(server.outgoing().size());
    EXPECT_EQ(server.room(), 86u);
    server.close(start);
    EXPECT_EQ(server.room(), 0u);
}

TEST(WebSocket, WS17_closing_waits_for_the_peer_and_drops_what_still_comes) {
    OpenServer server;
    server.close(start);
    EXPECT_EQ(hex_sent_by(server), "880203e8");
    EXPECT_EQ(server.deadline(), start + seconds{5});
    Told told;
    receive(server, hex("828537fa213d7f9f4d5158898000000000"), told);
    EXPECT_TRUE(told.payload.empty());
    EXPECT_TRUE(server.outgoing().empty());
    receive(server, hex("888000000000"), told);
    EXPECT_EQ(told.ended, Ended{EndReason::closed_here});
    EXPECT_TRUE(server.outgoing().empty());

    OpenServer patient;
    patient.close(start);
    patient.expire(start + seconds{4});
    EXPECT_FALSE(patient.ended());
    patient.expire(start + seconds{5});
    EXPECT_EQ(told_after(patient, {}).ended, Ended{EndReason::closed_here});
}

TEST(WebSocket, WS18_the_peers_close_is_answered_with_its_code) {
    OpenServer server;
    const Told told = told_after(server, hex("888c00000000"
                                             "03e9"
                                             "676f6f642062796521"
                                             "21"));
    EXPECT_EQ(told.ended, (Ended{EndReason::closed_by_peer, 1001}));
    EXPECT_EQ(hex_sent_by(server), "880203e9");
    OpenServer silent;
    EXPECT_EQ(told_after(silent, hex("888000000000")).ended, (Ended{EndReason::closed_by_peer, 0}));
    EXPECT_EQ(hex_sent_by(silent), "8800");
}

TEST(WebSocket, WS18_a_close_that_may_not_be_sent_is_a_violation) {
    for (const std::string_view frame :
         {"880103", "88020000", "880203e7", "880203ec", "880203ed", "880203ee", "880203f7",
          "880207d0", "88021388", "8802ffff", "880303e8ff", "880403e8c328"})
        expect_end_by(frame, EndReason::protocol_violated, "03ea");
    for (const std::string_view frame :
         {"880203e8", "880203eb", "880203ef", "880203f6", "88020bb8", "88021387", "880403e8c3a4"}) {
        OpenClient client;
        EXPECT_EQ(told_after(client, hex(frame)).ended->reason, EndReason::closed_by_peer) << frame;
    }
}

TEST(WebSocket, WS19_a_handshake_has_a_deadline) {
    Session client({}, sample_request(), Seed{1}, start);
    Session server({}, start);
    told_after(server, as_bytes("GET / HTTP"));
    for (Session* session : {&client, &server}) {
        EXPECT_EQ(session->deadline(), start + seconds{10});
        session->expire(start + seconds{9});
        EXPECT_FALSE(session->ended());
        session->expire(start + seconds{10});
        EXPECT_EQ(told_after(*session, {}).ended, Ended{EndReason::silence});
    }
}

TEST(WebSocket, WS19_a_lost_connection_is_told) {
    Session unopened({}, start);
    unopened.end(start);
    EXPECT_EQ(told_after(unopened, {}).ended, Ended{EndReason::connection_lost});
    OpenClient client;
    client.write(as_bytes("never sent"));
    client.end(start);
    EXPECT_EQ(told_after(client, {}).ended, Ended{EndReason::connection_lost});
    EXPECT_TRUE(client.outgoing().empty());
    OpenServer closing;
    closing.close(start);
    closing.end(start);
    EXPECT_EQ(told_after(closing, {}).ended, Ended{EndReason::closed_here});
}

TEST(WebSocket, WS20_after_the_end_a_session_is_deaf_and_sends_only_what_was_to_be_sent) {
    OpenServer server;
    server.write(as_bytes("bye"));
    EXPECT_TRUE(told_after(server, hex("888000000000")).ended);
    server.close(start);
    server.end(start);
    server.expire(start + seconds{1000});
    const Told told = told_after(server, hex("898000000000"));
    EXPECT_EQ(told.ended, std::nullopt);
    EXPECT_EQ(server.deadline(), std::nullopt);
    EXPECT_EQ(server.room(), 0u);
    EXPECT_EQ(hex_sent_by(server), "82036279658800");

    Session unopened({}, sample_request(), Seed{1}, start);
    unopened.close(start);
    EXPECT_EQ(told_after(unopened, {}).ended, Ended{EndReason::closed_here});
    EXPECT_TRUE(unopened.outgoing().empty());
}

TEST(WebSocket, WS20_an_end_does_not_swallow_the_opening) {
    Session server({}, start);
    server.receive(as_bytes(sample_request_text), start);
    EXPECT_TRUE(core::holds_alternative<Opened>(*server.next_event({}, start)));
    server.close(start);
    server.end(start);
    EXPECT_TRUE(core::holds_alternative<Ended>(*server.next_event({}, start)));
    EXPECT_FALSE(server.next_event({}, start));
}

TEST(WebSocket, WS21_payloads_are_views_of_the_input_or_of_the_lent_memory) {
    OpenClient client;
    const Buffer input = hex("820548656c6c6f");
    client.receive(input, start);
    const auto event = client.next_event({}, start);
    EXPECT_EQ(core::get<Received>(*event).bytes.data(), input.data() + 2);

    OpenServer server;
    const Buffer masked = hex("828537fa213d7f9f4d5158");
    std::array<std::byte, 3> scratch{};
    server.receive(masked, start);
    std::string text;
    while (const auto part = server.next_event(scratch, start)) {
        const Bytes bytes = core::get<Received>(*part).bytes;
        EXPECT_EQ(bytes.data(), scratch.data());
        text += as_text(bytes);
    }
    EXPECT_EQ(text, "Hello");
}

TEST(WebSocket, WS21_nothing_has_happened_before_its_event_is_taken) {
    OpenClient client;
    const Buffer input =
        hex("820141"
            "8900"
            "8800");
    client.receive(input, start);
    EXPECT_TRUE(core::holds_alternative<Received>(*client.next_event({}, start)));
    EXPECT_TRUE(client.outgoing().empty());
    EXPECT_FALSE(client.ended());
    client.write(as_bytes("an answer in between"));
    EXPECT_TRUE(core::holds_alternative<Ended>(*client.next_event({}, start)));
}

}  // namespace
}  // namespace net::websocket
