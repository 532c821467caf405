// Data channels: rules DA1–DA14 of spec/webrtc-channels.md.
#include "net/webrtc/channels.h"

#include <gtest/gtest.h>

#include "core/base/hex.h"

namespace net::webrtc {
namespace {

using core::as_bytes;
using core::Buffer;
using core::from_hex;

constexpr std::uint32_t binary = 53;
constexpr std::uint32_t dcep = 50;

Buffer open_message(unsigned channel_type = 0, std::string_view label = "") {
    Buffer message = from_hex("030000000000000000000000").value();
    message[1] = static_cast<std::byte>(channel_type);
    message[9] = static_cast<std::byte>(label.size());
    core::append(message, as_bytes(label));
    return message;
}

// What is told and ordered, as texts.
std::vector<std::string> told(Channels& channels) {
    std::vector<std::string> texts;
    while (const auto event = channels.next_event()) {
        if (const auto* opened = core::get_if<ChannelOpened>(&*event))
            texts.push_back("opened " + std::to_string(opened->stream.value));
        else if (const auto* received = core::get_if<ChannelReceived>(&*event))
            texts.push_back("received " + std::to_string(received->stream.value) + " " +
                            std::string(core::as_text(received->bytes)));
        else if (const auto* closed = core::get_if<ChannelClosed>(&*event))
            texts.push_back("closed " + std::to_string(closed->stream.value));
        else
            texts.emplace_back(describe(core::get<ChannelsEnded>(*event).reason));
    }
    while (const auto order = channels.next_order()) {
        if (const auto* send = core::get_if<SendControl>(&*order))
            texts.push_back("send " + std::to_string(send->stream.value) + " " +
                            core::to_hex(send->message));
        else
            texts.push_back("reset " + std::to_string(core::get<ResetStream>(*order).stream.value));
    }
    return texts;
}

using Texts = std::vector<std::string>;

Channels server(const Channels::Options& options = {}) { return {options, DtlsRole::server}; }

TEST(Channels, DA1_an_opening_is_read_whole_whatever_its_label) {
    const Buffer message = from_hex("03820100000000070004000261626364efff").value();
    const auto open = parse_dcep_open(message);
    ASSERT_TRUE(open);
    EXPECT_EQ(open->channel_type, 0x82);
    EXPECT_EQ(open->priority, 0x0100);
    EXPECT_EQ(open->reliability, 7u);
    EXPECT_EQ(open->label, "abcd");
    EXPECT_EQ(open->protocol, "\xef\xff");
    EXPECT_FALSE(open->is_reliable_and_ordered());
    for (std::size_t size = 0; size < message.size(); ++size)
        EXPECT_FALSE(parse_dcep_open(core::Bytes(message).first(size)));
    Buffer longer = message;
    longer.push_back({});
    EXPECT_FALSE(parse_dcep_open(longer));
    EXPECT_FALSE(parse_dcep_open(Buffer(1, std::byte{2})));
    EXPECT_EQ(dcep_kind(Buffer(1, std::byte{2})), DcepKind::ack);
    EXPECT_FALSE(dcep_kind(Buffer(1, std::byte{1})));
    EXPECT_FALSE(dcep_kind(Buffer(dcep_size_max + 1, std::byte{3})));
}

TEST(Channels, DA2_we_open_with_an_empty_label) {
    const auto open = parse_dcep_open(encode_dcep_open());
    ASSERT_TRUE(open);
    EXPECT_TRUE(open->is_reliable_and_ordered());
    EXPECT_EQ(open->label, "");
    EXPECT_EQ(open->protocol, "");
}

TEST(Channels, DA3_an_opened_channel_is_acknowledged_and_carries_data) {
    Channels channels = server();
    channels.receive({2}, dcep, open_message(0, "any label"));
    EXPECT_EQ(told(channels), (Texts{"opened 2", "send 2 02"}));
    channels.receive({2}, binary, as_bytes("hello"));
    EXPECT_EQ(told(channels), Texts{"received 2 hello"});
}

TEST(Channels, DA3_data_comes_before_the_acknowledgement) {
    Channels channels = server();
    EXPECT_EQ(channels.open(), SctpStream{1});
    EXPECT_TRUE(channels.is_open({1}));
    EXPECT_EQ(told(channels), Texts{"send 1 030000000000000000000000"});
    channels.receive({1}, binary, as_bytes("early"));
    channels.receive({1}, dcep, Buffer(1, std::byte{2}));
    EXPECT_EQ(told(channels), Texts{"received 1 early"});
}

TEST(Channels, DA4_text_is_bytes_and_the_empty_kinds_carry_none) {
    for (const std::uint32_t ppid : {51u, 52u, 53u, 54u}) {
        Channels channels = server();
        channels.receive(handshake_stream, ppid, as_bytes("x"));
        EXPECT_EQ(told(channels), Texts{"received 0 x"});
    }
    for (const std::uint32_t ppid : {56u, 57u}) {
        Channels channels = server();
        channels.receive(handshake_stream, ppid, as_bytes("x"));
        EXPECT_EQ(told(channels), Texts{});
    }
    for (const std::uint32_t ppid : {0u, 49u, 55u, 58u, 0x35000000u}) {
        Channels channels = server();
        channels.receive(handshake_stream, ppid, as_bytes("x"));
        EXPECT_EQ(told(channels), Texts{"the peer sent what is no channel's message"});
    }
    EXPECT_EQ(ppid_for(1), Ppid::binary);
    EXPECT_EQ(ppid_for(0), Ppid::binary_empty);
}

TEST(Channels, DA5_numbers_go_by_the_role_in_dtls) {
    Channels odd({}, DtlsRole::server);
    EXPECT_EQ(odd.open(), SctpStream{1});
    EXPECT_EQ(odd.open(), SctpStream{3});
    Channels even({}, DtlsRole::client);
    EXPECT_EQ(even.open(), SctpStream{2});
    EXPECT_EQ(even.open(), SctpStream{4});
}

TEST(Channels, DA5_a_number_that_is_not_the_peers_ends_the_association) {
    for (const SctpStream id : {SctpStream{0}, SctpStream{1}, SctpStream{65535}}) {
        Channels channels = server();
        channels.receive(id, dcep, open_message());
        EXPECT_EQ(told(channels), Texts{"the peer opened a channel it may not open"});
        EXPECT_TRUE(channels.ended());
    }
    Channels channels = server();
    channels.receive({2}, dcep, open_message());
    channels.receive({65534}, dcep, open_message());
    EXPECT_EQ(told(channels).size(), 4u);
    channels.receive({2}, dcep, open_message());
    EXPECT_EQ(told(channels), Texts{"the peer opened a channel it may not open"});
}

TEST(Channels, DA6_channel_0_is_always_there) {
    Channels channels = server();
    EXPECT_TRUE(channels.is_open(handshake_stream));
    channels.close(handshake_stream);
    channels.peer_reset(handshake_stream);
    channels.reset_done(handshake_stream);
    channels.receive(handshake_stream, binary, as_bytes("noise"));
    EXPECT_EQ(told(channels), Texts{"received 0 noise"});
}

TEST(Channels, DA7_closing_resets_and_is_answered_by_a_reset) {
    Channels channels = server();
    channels.receive({2}, dcep, open_message());
    const auto id = channels.open().value();
    told(channels);
    channels.close(id);
    channels.close(id);
    EXPECT_EQ(told(channels), Texts{"reset 1"});
    EXPECT_FALSE(channels.is_open(id));
    channels.peer_reset({2});
    EXPECT_EQ(told(channels), (Texts{"closed 2", "reset 2"}));
    channels.peer_reset({2});
    EXPECT_EQ(told(channels), Texts{});
}

TEST(Channels, DA8_a_number_is_free_when_both_directions_are_reset) {
    Channels channels = server();
    const auto id = channels.open().value();
    channels.close(id);
    channels.reset_done(id);
    EXPECT_EQ(channels.closing_count(), 1u);
    channels.peer_reset(id);
    EXPECT_EQ(channels.closing_count(), 0u);

    channels.receive({2}, dcep, open_message());
    channels.peer_reset({2});
    EXPECT_EQ(channels.closing_count(), 1u);
    channels.reset_done({2});
    EXPECT_EQ(channels.closing_count(), 0u);
}

TEST(Channels, DA8_the_lowest_number_that_is_free_is_taken) {
    for (const DtlsRole role : {DtlsRole::server, DtlsRole::client}) {
        Channels channels({}, role);
        const auto number = [&](std::uint16_t nth) {
            return SctpStream{
                static_cast<std::uint16_t>(2 * nth + (role == DtlsRole::server ? 1 : 2))};
        };
        const auto free = [&](SctpStream id) {
            channels.close(id);
            channels.reset_done(id);
            channels.peer_reset(id);
        };
        for (std::uint16_t nth = 0; nth < 6; ++nth) ASSERT_EQ(channels.open(), number(nth));
        free(number(4));
        free(number(1));
        channels.close(number(0));
        EXPECT_EQ(channels.open(), number(1));
        EXPECT_EQ(channels.open(), number(4));
        EXPECT_EQ(channels.open(), number(6));
    }
}

TEST(Channels, DA13_no_number_is_used_that_not_both_can_send_on) {
    struct {
        DtlsRole role;
        std::uint16_t stream_count;
        std::size_t expected;
    } const cases[]{{DtlsRole::server, 8, 4},
                    {DtlsRole::client, 8, 3},
                    {DtlsRole::server, 2, 1},
                    {DtlsRole::client, 2, 0},
                    {DtlsRole::server, 1, 0}};
    for (const auto& [role, stream_count, expected] : cases) {
        Channels channels({}, role);
        channels.limit_streams(stream_count);
        std::size_t opened = 0;
        while (const auto id = channels.open()) {
            EXPECT_LT(id->value, stream_count);
            ++opened;
        }
        EXPECT_EQ(opened, expected);
        EXPECT_FALSE(channels.ended());
    }
}

TEST(Channels, DA13_without_a_free_number_opening_is_refused_until_both_have_reset_one) {
    Channels channels({}, DtlsRole::server);
    channels.limit_streams(1024);
    for (int count = 0; count < 512; ++count) ASSERT_TRUE(channels.open());
    EXPECT_EQ(channels.open(), std::nullopt);
    channels.close({7});
    EXPECT_EQ(channels.open(), std::nullopt);
    channels.reset_done({7});
    EXPECT_EQ(channels.open(), std::nullopt);
    channels.peer_reset({7});
    EXPECT_EQ(channels.open(), SctpStream{7});
    EXPECT_EQ(channels.open(), std::nullopt);
    channels.receive({2}, dcep, open_message());
    EXPECT_TRUE(channels.is_open({2}));
    EXPECT_FALSE(channels.ended());
}

TEST(Channels, DA14_a_peer_that_opens_what_it_is_not_answered_on_ends_the_association) {
    Channels channels = server();
    channels.limit_streams(8);
    channels.receive({6}, dcep, open_message());
    EXPECT_EQ(told(channels), (Texts{"opened 6", "send 6 02"}));
    channels.receive({8}, dcep, open_message());
    EXPECT_EQ(told(channels), Texts{"the peer opened a channel it may not open"});
}

TEST(Channels, DA8_a_peer_may_open_again_what_it_knows_to_be_free) {
    Channels channels = server();
    channels.receive({2}, dcep, open_message());
    channels.peer_reset({2});
    told(channels);
    channels.receive({2}, dcep, open_message());  // Our reset is done there, and not yet told.
    EXPECT_EQ(told(channels), (Texts{"opened 2", "send 2 02"}));
    channels.reset_done({2});
    EXPECT_TRUE(channels.is_open({2}));
}

TEST(Channels, DA9_what_comes_late_is_dropped_and_what_was_never_opened_is_not) {
    Channels channels = server();
    const auto id = channels.open().value();
    channels.close(id);
    told(channels);
    channels.receive(id, binary, as_bytes("late"));
    EXPECT_EQ(told(channels), Texts{});
    channels.receive({4}, binary, as_bytes("stray"));
    EXPECT_EQ(told(channels), Texts{"the peer wrote to a channel that is not open"});
}

TEST(Channels, DA10_channels_are_limited_each_way) {
    Channels channels = server({.opened_here_max = 1, .opened_by_peer_max = 1});
    EXPECT_TRUE(channels.open());
    EXPECT_FALSE(channels.open());
    channels.receive({2}, dcep, open_message());
    told(channels);
    channels.receive({4}, dcep, open_message());
    EXPECT_EQ(told(channels), Texts{"reset 4"});
    channels.receive({4}, binary, as_bytes("not wanted"));
    EXPECT_EQ(told(channels), Texts{});
    channels.close({2});
    told(channels);
    channels.receive({6}, dcep, open_message());
    EXPECT_EQ(told(channels), (Texts{"opened 6", "send 6 02"}));
}

TEST(Channels, DA10_a_channel_that_may_lose_messages_is_reset) {
    Channels channels = server();
    for (const unsigned type : {0x80u, 0x01u, 0x02u, 0x81u}) {
        const auto id = static_cast<std::uint16_t>(2 * type + 2);
        channels.receive({id}, dcep, open_message(type));
        EXPECT_EQ(told(channels), Texts{"reset " + std::to_string(id)});
    }
    EXPECT_EQ(channels.open_count(), 0u);
}

TEST(Channels, DA11_a_peer_that_opens_faster_than_it_closes_ends_the_association) {
    Channels channels = server({.opened_here_max = 1, .opened_by_peer_max = 2, .closing_max = 2});
    for (std::uint16_t id = 2; id <= 12; id += 2) channels.receive({id}, dcep, open_message());
    EXPECT_FALSE(channels.ended());
    told(channels);
    channels.receive({14}, dcep, open_message());
    EXPECT_EQ(told(channels), Texts{"the peer opened too many channels"});
}

TEST(Channels, DA12_after_the_end_nothing_happens) {
    Channels channels = server();
    channels.receive({2}, dcep, open_message());
    told(channels);
    channels.receive({2}, dcep, Buffer(1, std::byte{9}));
    EXPECT_EQ(told(channels), Texts{"the peer sent what is no channel's message"});
    channels.receive({2}, binary, as_bytes("x"));
    channels.receive({4}, dcep, open_message());
    channels.peer_reset({2});
    channels.close({2});
    EXPECT_EQ(told(channels), Texts{});
    EXPECT_EQ(channels.open(), std::nullopt);
}

}  // namespace
}  // namespace net::webrtc
