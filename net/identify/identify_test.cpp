// The rules of spec/identify.md, one test each.
#include "net/identify/identify.h"

#include <gtest/gtest.h>

#include "core/base/hex.h"
#include "core/codec/protobuf.h"
#include "core/codec/varint.h"
#include "core/testing/vectors.h"

namespace net::identify {
namespace {

using core::Buffer;
using core::Bytes;
using core::Instant;
using core::codec::Multiaddr;
using core::codec::PeerId;
using core::codec::ProtobufWriter;
using core::codec::PublicKey;
using std::chrono::seconds;

constexpr Instant start{};

core::crypto::Ed25519KeyPair pair_of(unsigned char fill) {
    core::crypto::Ed25519Seed seed;
    for (std::byte& byte : seed.mutable_view()) byte = std::byte{fill};
    return core::crypto::Ed25519KeyPair(std::move(seed));
}
PublicKey key_of(unsigned char fill) { return PublicKey(pair_of(fill).public_key()); }
PeerId peer_of(unsigned char fill) { return PeerId::of(key_of(fill)); }

const Multiaddr address = *Multiaddr::from_text("/ip4/1.2.3.4/tcp/4001");
const Multiaddr other_address = *Multiaddr::from_text("/ip6/::1/udp/9/webrtc-direct");

Buffer record_of(unsigned char fill) {
    return *core::codec::seal_peer_record(pair_of(fill), 5, std::span(&other_address, 1));
}

Identity sample() {
    return {.key = key_of(7),
            .listen_addresses = {address, other_address},
            .protocols = {"/a/1", "/b/2"},
            .observed_address = address,
            .protocol_version = "mesh/1",
            .agent_version = "agent/2",
            .signed_record = {}};
}

// A message by hand, with its length.
template <class Write>
Buffer message(Write write) {
    Buffer fields;
    ProtobufWriter writer(fields, 1'000'000);
    write(writer);
    EXPECT_TRUE(writer.finish());
    Buffer stream;
    core::BufferWriter with_length(stream, 1'000'000);
    core::codec::write_varint(with_length, fields.size());
    with_length.bytes(fields);
    return stream;
}

struct Heard {
    std::optional<Identified> identified;
    std::optional<EndReason> end;
};

void take_events(Receiver& receiver, Heard& heard) {
    while (auto event = receiver.next_event()) {
        if (auto* identified = core::get_if<Identified>(&*event))
            heard.identified = std::move(*identified);
        else
            heard.end = core::get<Ended>(*event).reason;
    }
}

// What the receiver connected with the peer of 7 makes of a stream and its end.
Heard heard_from(Bytes stream) {
    Receiver receiver({}, peer_of(7), start);
    receiver.receive(stream, start);
    receiver.end(start);
    Heard heard;
    take_events(receiver, heard);
    EXPECT_TRUE(receiver.ended());
    EXPECT_EQ(heard.identified.has_value(), heard.end == EndReason::completed);
    return heard;
}

std::optional<EndReason> end_by(Bytes stream) { return heard_from(stream).end; }

Buffer sent_by(Sender& sender) {
    const Buffer sent(sender.outgoing().begin(), sender.outgoing().end());
    sender.consume(sent.size());
    return sent;
}

TEST(Identify, IY1_the_message_has_the_fields_of_the_specification) {
    const Buffer stream = *encode(sample());
    const std::string key = core::to_hex(key_of(7).encode());
    const std::string first = core::to_hex(address.bytes());
    const std::string second = core::to_hex(other_address.bytes());
    EXPECT_EQ(core::to_hex(stream),
              "70"
              "0a24" +
                  key + "1208" + first + "1217" + second +
                  "1a042f612f31"
                  "1a042f622f32"
                  "2208" +
                  first +
                  "2a066d6573682f31"
                  "32076167656e742f32");
    EXPECT_EQ(heard_from(stream).identified->identity, sample());
    EXPECT_EQ(core::to_hex(*encode({})), "00");
}

template <class Item, class TextOf>
std::string joined(const std::vector<Item>& items, TextOf text_of) {
    std::string text;
    for (const Item& item : items) text += (text.empty() ? "" : " ") + text_of(item);
    return text;
}

TEST(Identify, IY1_what_others_say_is_understood) {
    for (const auto& vector : core::testing::read_cases("spec/vectors/identify/identify.json")) {
        const Heard heard = heard_from(vector.bytes("stream"));
        ASSERT_TRUE(heard.identified) << vector.name();
        const Identity& identity = heard.identified->identity;
        const auto text_of = [](const Multiaddr& one) { return one.to_text(); };
        EXPECT_EQ(joined(identity.protocols, [](const std::string& name) { return name; }),
                  vector.text("protocols"));
        EXPECT_EQ(joined(identity.listen_addresses, text_of), vector.text("addresses"));
        EXPECT_EQ(joined(heard.identified->record->addresses, text_of), vector.text("addresses"));
        EXPECT_EQ(identity.observed_address->to_text(), vector.text("observed"));
        EXPECT_EQ(identity.protocol_version, vector.text("protocol_version"));
        EXPECT_EQ(identity.agent_version, vector.text("agent_version"));
        EXPECT_TRUE(peer_of(7).matches(*identity.key));
    }
}

TEST(Identify, IY2_a_large_message_sends_its_record_behind_it) {
    Identity identity = sample();
    identity.signed_record = record_of(7);
    identity.listen_addresses = {other_address};
    const Buffer whole = *encode(identity);
    EXPECT_EQ(end_by(whole), EndReason::completed);
    // Filled up to where it no longer fits into one: two or three bytes stand before a protocol.
    std::size_t free_size = sent_size_max - (whole.size() - 2);
    for (; free_size > protocol_size_max; free_size -= protocol_size_max)
        identity.protocols.emplace_back(protocol_size_max - 3, 'p');
    identity.protocols.emplace_back(free_size - (free_size < 130 ? 2 : 3), 'p');
    const Buffer filled = *encode(identity);
    EXPECT_EQ(filled.size(), 2 + sent_size_max);
    EXPECT_EQ(heard_from(filled).identified->identity, identity);
    identity.protocols.back().push_back('p');
    const Buffer split = *encode(identity);
    EXPECT_EQ(split.size(), filled.size() + 1 + 2);  // Of the second message's length.
    EXPECT_EQ(heard_from(split).identified->identity, identity);
    const std::string tail = core::to_hex(Bytes(split).last(identity.signed_record.size()));
    EXPECT_EQ(tail, core::to_hex(identity.signed_record));

    identity.protocols.assign(protocols_max, std::string(100, 'p'));
    Sender sender(identity);
    EXPECT_TRUE(sender.outgoing().empty());
    EXPECT_EQ(core::get<Ended>(*sender.next_event()).reason, EndReason::limit_exceeded);
}

TEST(Identify, IY3_the_sender_is_done_when_it_is_made) {
    Sender sender(sample());
    EXPECT_TRUE(sender.ended());
    EXPECT_EQ(core::get<Ended>(*sender.next_event()).reason, EndReason::completed);
    sender.receive(Buffer(10), start);
    sender.end(start);
    sender.expire(start);
    EXPECT_EQ(sender.deadline(), std::nullopt);
    EXPECT_FALSE(sender.next_event());
    EXPECT_EQ(heard_from(sent_by(sender)).identified->identity, sample());
    EXPECT_TRUE(sender.outgoing().empty());
}

TEST(Identify, IY4_a_message_may_be_cut_anywhere_and_counts_at_the_end) {
    const Buffer stream = *encode(sample());
    for (std::size_t cut = 0; cut <= stream.size(); ++cut) {
        Receiver receiver({}, peer_of(7), start);
        receiver.receive(Bytes(stream).first(cut), start);
        receiver.receive(Bytes(stream).subspan(cut), start);
        EXPECT_FALSE(receiver.next_event());
        EXPECT_TRUE(receiver.outgoing().empty());
        receiver.end(start);
        Heard heard;
        take_events(receiver, heard);
        EXPECT_EQ(heard.identified->identity, sample()) << cut;
    }
}

TEST(Identify, IY4_sizes_and_numbers_of_messages_are_limited) {
    const auto of_size = [](std::size_t size) {
        return message([&](ProtobufWriter& writer) { writer.bytes(100, Buffer(size - 8)); });
    };
    // Three for the message's length, two for the tag, three for the field's.
    EXPECT_EQ(of_size(received_size_max).size(), received_size_max);
    EXPECT_EQ(end_by(of_size(received_size_max)), EndReason::completed);
    EXPECT_EQ(end_by(of_size(received_size_max + 1)), EndReason::limit_exceeded);
    EXPECT_EQ(end_by(*core::from_hex("81800400")), EndReason::limit_exceeded);
    EXPECT_EQ(end_by(Buffer(messages_max)), EndReason::completed);
    EXPECT_EQ(end_by(Buffer(messages_max + 1)), EndReason::limit_exceeded);
    EXPECT_EQ(end_by(*core::from_hex("ffffffffffffffffff01")), EndReason::malformed);
    EXPECT_EQ(end_by(*core::from_hex("8000")), EndReason::malformed);
}

TEST(Identify, IY5_messages_are_joined_field_by_field) {
    Buffer stream = *encode(sample());
    core::append(stream, message([](ProtobufWriter& writer) {
                     writer.text(3, "/c/3");
                     writer.text(6, "agent/3");
                     writer.u64(99, 1);
                     writer.bytes(7, core::as_bytes("unknown"));
                 }));
    const Identity identity = heard_from(stream).identified->identity;
    EXPECT_EQ(identity.protocols, (std::vector<std::string>{"/a/1", "/b/2", "/c/3"}));
    EXPECT_EQ(identity.agent_version, "agent/3");
    EXPECT_EQ(identity.protocol_version, "mesh/1");
}

TEST(Identify, IY6_lists_and_texts_are_limited) {
    const auto end_by_many = [](std::uint32_t number, std::size_t count, Bytes value) {
        return end_by(message([&](ProtobufWriter& writer) {
            for (std::size_t i = 0; i < count; ++i) writer.bytes(number, value);
        }));
    };
    constexpr auto completed = EndReason::completed;
    constexpr auto exceeded = EndReason::limit_exceeded;
    EXPECT_EQ(end_by_many(2, addresses_max, address.bytes()), completed);
    EXPECT_EQ(end_by_many(2, addresses_max + 1, address.bytes()), exceeded);
    EXPECT_EQ(end_by_many(2, addresses_max + 1, core::as_bytes("?")), exceeded);
    EXPECT_EQ(end_by_many(3, protocols_max, core::as_bytes("/p")), completed);
    EXPECT_EQ(end_by_many(3, protocols_max + 1, core::as_bytes("/p")), exceeded);
    const auto end_by_text = [&](std::uint32_t number, std::size_t size) {
        return end_by_many(number, 1, Buffer(size, std::byte{'a'}));
    };
    EXPECT_EQ(end_by_text(3, protocol_size_max), completed);
    EXPECT_EQ(end_by_text(3, protocol_size_max + 1), exceeded);
    for (const std::uint32_t number : {5u, 6u}) {
        EXPECT_EQ(end_by_text(number, version_size_max), completed);
        EXPECT_EQ(end_by_text(number, version_size_max + 1), exceeded);
    }
    for (const std::uint32_t number : {3u, 5u, 6u})
        EXPECT_EQ(end_by_many(number, 1, core::as_bytes("\xff")), EndReason::malformed);
    // Counted over all messages.
    const Buffer half = message([](ProtobufWriter& writer) {
        for (std::size_t i = 0; i <= protocols_max / 2; ++i) writer.text(3, "/p");
    });
    Buffer both = half;
    core::append(both, half);
    EXPECT_EQ(end_by(half), completed);
    EXPECT_EQ(end_by(both), exceeded);
}

TEST(Identify, IY7_unknown_addresses_are_left_out) {
    const Identity identity = heard_from(message([](ProtobufWriter& writer) {
                                  writer.bytes(2, *core::from_hex("bd03"));
                                  writer.bytes(2, address.bytes());
                                  writer.bytes(2, {});
                                  writer.bytes(4, *core::from_hex("bd03"));
                              })).identified->identity;
    EXPECT_EQ(identity.listen_addresses, std::vector{address});
    EXPECT_EQ(identity.observed_address, std::nullopt);
}

TEST(Identify, IY8_the_key_is_the_connected_peers) {
    Identity identity = sample();
    identity.key = key_of(8);
    EXPECT_EQ(end_by(*encode(identity)), EndReason::key_wrong);
    identity.key.reset();
    EXPECT_EQ(end_by(*encode(identity)), EndReason::completed);
    EXPECT_EQ(end_by(message([](ProtobufWriter& writer) { writer.bytes(1, Buffer(3)); })),
              EndReason::malformed);
}

TEST(Identify, IY9_the_signed_record_is_the_connected_peers) {
    const auto end_by_record = [](Bytes record) {
        Identity identity = sample();
        identity.signed_record.assign(record.begin(), record.end());
        return end_by(*encode(identity));
    };
    EXPECT_EQ(end_by_record(record_of(7)), EndReason::completed);
    EXPECT_EQ(end_by_record(record_of(8)), EndReason::record_wrong);  // True, but another's.
    Buffer forged = record_of(7);
    forged.back() ^= std::byte{1};
    EXPECT_EQ(end_by_record(forged), EndReason::record_wrong);
    EXPECT_EQ(end_by_record(core::as_bytes("x")), EndReason::record_wrong);
}

TEST(Identify, IY9_a_record_that_cannot_be_verified_here_is_left_out) {
    Identity identity = sample();
    ProtobufWriter writer(identity.signed_record, 1000);
    writer.bytes(1, *core::from_hex("08021221" + std::string(66, '2')));
    writer.bytes(2, core::as_bytes("\x03\x01"));
    writer.bytes(5, Buffer(64));
    const Heard heard = heard_from(*encode(identity));
    EXPECT_EQ(heard.identified->identity, sample());
    EXPECT_EQ(heard.identified->record, std::nullopt);
}

TEST(Identify, IY10_signed_addresses_stand_for_the_others) {
    Identity identity = sample();
    identity.signed_record = record_of(7);
    const Heard heard = heard_from(*encode(identity));
    EXPECT_EQ(heard.identified->identity.listen_addresses, std::vector{other_address});
    EXPECT_EQ(heard.identified->identity.signed_record, record_of(7));
    EXPECT_EQ(heard.identified->record->sequence, 5u);
    EXPECT_EQ(heard.identified->record->peer, peer_of(7));
}

TEST(Identify, IY11_patience_and_the_stream_may_end_too_early) {
    Receiver receiver({.patience = seconds{10}}, peer_of(7), start);
    receiver.receive(*encode(sample()), start);
    EXPECT_EQ(receiver.deadline(), start + seconds{10});
    receiver.expire(start + seconds{9});
    EXPECT_FALSE(receiver.ended());
    receiver.expire(start + seconds{10});
    Heard heard;
    take_events(receiver, heard);
    EXPECT_EQ(heard.end, EndReason::silence);
    EXPECT_EQ(heard.identified, std::nullopt);

    EXPECT_EQ(end_by({}), EndReason::ended_early);
    Buffer stream = *encode(sample());
    EXPECT_EQ(end_by(Bytes(stream).first(stream.size() - 1)), EndReason::ended_early);
    stream.push_back(std::byte{1});
    EXPECT_EQ(end_by(stream), EndReason::ended_early);
}

TEST(Identify, IY12_what_a_push_leaves_out_is_told_as_left_out) {
    const Heard heard =
        heard_from(message([](ProtobufWriter& writer) { writer.bytes(2, address.bytes()); }));
    EXPECT_EQ(heard.identified->identity, (Identity{.key = {},
                                                    .listen_addresses = {address},
                                                    .protocols = {},
                                                    .observed_address = {},
                                                    .protocol_version = {},
                                                    .agent_version = {},
                                                    .signed_record = {}}));
}

TEST(Identify, IY13_after_the_end_the_receiver_is_deaf) {
    Receiver receiver({}, peer_of(7), start);
    receiver.receive(Buffer(messages_max + 1), start);
    EXPECT_TRUE(receiver.ended());
    EXPECT_EQ(describe(*receiver.next_event()), "ended: there is more than may be said");
    EXPECT_EQ(receiver.deadline(), std::nullopt);
    receiver.receive(*encode(sample()), start);
    receiver.end(start);
    receiver.expire(start + seconds{100});
    EXPECT_FALSE(receiver.next_event());
}

}  // namespace
}  // namespace net::identify
