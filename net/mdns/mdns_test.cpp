// The rules of spec/mdns.md.
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "core/base/format.h"
#include "core/testing/spaced_hex.h"
#include "net/mdns/discovery.h"

namespace net::mdns {
namespace {

using core::Buffer;
using core::Bytes;
using core::Instant;
using core::Seed;
using core::codec::Multiaddr;
using core::codec::PeerId;
using core::testing::spaced_hex;
using std::chrono::milliseconds;
using std::chrono::seconds;
using Texts = std::vector<std::string>;
using Datagrams = std::vector<core::Buffer>;

constexpr Instant start{};
constexpr std::string_view id_of_us = "12D3KooWSP3MFvGaUeYuQ2yrkiSWhDrY5XoNZzCtomfHjpjEdF4C";
constexpr std::string_view id_of_other = "QmYyQSo1c1Ym7orWxLYvCrM2EmxFTANf8wXmmE7DWjhx5N";

PeerId us() { return *PeerId::from_text(id_of_us); }
PeerId other() { return *PeerId::from_text(id_of_other); }
Multiaddr address(std::string_view text) { return *Multiaddr::from_text(text); }
std::string of_other(std::string_view text) {
    return core::formatted("{}/p2p/{}", text, id_of_other);
}

Texts told_by(Discovery& discovery) {
    Texts texts;
    while (const auto event = discovery.next_event()) {
        if (const auto* found = core::get_if<Found>(&*event))
            texts.push_back("found " + found->address.to_text());
        else
            texts.push_back("lost " + core::get<Lost>(*event).address.to_text());
    }
    return texts;
}

Datagrams sent_by(Discovery& discovery) {
    Datagrams datagrams;
    while (auto datagram = discovery.next_datagram()) datagrams.push_back(std::move(*datagram));
    return datagrams;
}

// What waits at the next deadlines, until there is something.
Datagrams next_sent_by(Discovery& discovery) {
    for (;;) {
        discovery.expire(*discovery.deadline());
        if (auto sent = sent_by(discovery); !sent.empty()) return sent;
    }
}

const Buffer query =
    spaced_hex("0000 0000 0001 0000 0000 0000 04 5f703270 04 5f756470 05 6c6f63616c 00 000c 0001");

std::string hex_of(std::string_view text) { return core::to_hex(core::as_bytes(text)); }

// A message with one TXT record among the answers.
Buffer txt_message(const std::vector<std::string>& texts, std::uint32_t lifetime = 120) {
    std::string data;
    for (const auto& text : texts) data += static_cast<char>(text.size()) + text;
    return spaced_hex(
        "0000 8400 0000 0001 0000 0000 03 414263 04 5f503250 04 5f756470 05 6c6f63616c 00"
        "0010 8001" +
        core::formatted("{:x}", 0x1'0000'0000u + lifetime).substr(1) +
        core::formatted("{:x}", 0x1'0000u + data.size()).substr(1) + hex_of(data));
}
Buffer announcement(std::string_view text, std::uint32_t lifetime = 120) {
    return txt_message({"dnsaddr=" + of_other(text)}, lifetime);
}

TEST(Mdns, MD1_names_may_point_backwards_only) {
    const auto name_of = [](const std::string& name) {
        const Buffer bytes = spaced_hex("0000 0000 0001 0000 0000 0000" + name + "000c 0001");
        return MessageReader::of(bytes)->next_question();
    };
    EXPECT_TRUE((*name_of("01 41 00"))->name == Name("a"));
    EXPECT_EQ(name_of("c0 0c").error(), core::Error::malformed);        // Itself.
    EXPECT_EQ(name_of("01 41 c0 0c").error(), core::Error::malformed);  // A loop.
    EXPECT_EQ(name_of("c0 20").error(), core::Error::malformed);        // Forwards.
    EXPECT_EQ(name_of("80 00").error(), core::Error::malformed);  // Neither label nor pointer.
    EXPECT_EQ(name_of("3f 41").error(), core::Error::truncated);
    std::string long_name;
    for (int i = 0; i < 127; ++i) long_name += "01 41";
    EXPECT_TRUE(name_of(long_name + "00"));
    EXPECT_EQ(name_of(long_name + "01 41 00").error(), core::Error::too_large);
    const Buffer two =
        spaced_hex("0000 0000 0002 0000 0000 0000 0141 0142 00 000c 0001 0143 c00e 000c 0001");
    MessageReader reader = *MessageReader::of(two);
    EXPECT_TRUE(reader.next_question());
    EXPECT_TRUE((*reader.next_question())->name == Name("c.b"));
    EXPECT_FALSE(*reader.next_question());
}

TEST(Mdns, MD1_messages_have_limits) {
    EXPECT_EQ(MessageReader::of(Buffer(9'001)).error(), core::Error::too_large);
    EXPECT_EQ(MessageReader::of(Buffer(11)).error(), core::Error::truncated);
    EXPECT_EQ(MessageReader::of(spaced_hex("0000 0000 0100 0101 0000 0000")).error(),
              core::Error::too_large);
    EXPECT_EQ(MessageReader::of(spaced_hex("0000 2800 0001 0000 0000 0000")).error(),
              core::Error::format_unknown);
}

TEST(Mdns, MD2_what_came_in_front_of_an_error_counts) {
    Discovery discovery({}, us(), Seed{1}, start);
    Buffer bytes = announcement("/ip4/10.0.0.1/tcp/1");
    bytes[7] = std::byte{2};  // One more record than there is.
    discovery.receive(bytes, "10.0.0.1", start);
    EXPECT_EQ(told_by(discovery), Texts{"found " + of_other("/ip4/10.0.0.1/tcp/1")});
    for (std::size_t size = 0; size < bytes.size(); ++size)
        discovery.receive(Bytes(bytes).first(size), "10.0.0.1", start);
    EXPECT_EQ(told_by(discovery), Texts{});
}

TEST(Mdns, MD3_questions_are_asked_at_intervals_that_double) {
    Discovery discovery({.query_interval_max = seconds{4}}, us(), Seed{1}, start);
    Instant last = start;
    for (const seconds interval : {seconds{0}, seconds{1}, seconds{2}, seconds{4}, seconds{4}}) {
        const Instant when = *discovery.deadline();
        EXPECT_GE(when - last, interval + milliseconds{20});
        EXPECT_LE(when - last, interval + milliseconds{120});
        EXPECT_EQ(next_sent_by(discovery), Datagrams{query});
        last = when;
    }
}

TEST(Mdns, MD4_an_announcement_is_a_pointer_and_a_text_of_addresses) {
    Discovery discovery({}, us(), Seed{1}, start);
    EXPECT_GE(discovery.name().size(), 32u);
    EXPECT_LE(discovery.name().size(), 63u);
    EXPECT_EQ(discovery.name().find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789"),
              std::string_view::npos);
    EXPECT_NE(discovery.name(), Discovery({}, us(), Seed{2}, start).name());
    const Multiaddr addresses[] = {address("/ip4/10.0.0.1/tcp/1"), address("/ip6/fe80::1/tcp/2")};
    EXPECT_EQ(discovery.set_addresses(addresses, start), 0u);
    sent_by(discovery);
    discovery.expire(start + milliseconds{120});
    const auto sent = sent_by(discovery);
    ASSERT_EQ(sent.size(), 2u);  // The first question, too.
    const std::string name = std::string(discovery.name());
    const std::string first = core::formatted("dnsaddr=/ip4/10.0.0.1/tcp/1/p2p/{}", id_of_us);
    const std::string second = core::formatted("dnsaddr=/ip6/fe80::1/tcp/2/p2p/{}", id_of_us);
    const std::string texts =
        static_cast<char>(first.size()) + first + static_cast<char>(second.size()) + second;
    const auto number = [](std::size_t size) {
        return core::formatted("{:x}", 0x1'0000u + size).substr(1);
    };
    EXPECT_EQ(sent[1],
              spaced_hex("0000 8400 0000 0001 0000 0001 04 5f703270 04 5f756470 05 6c6f63616c 00"
                         "000c 0001 00000078" +
                         number(name.size() + 3) + number(name.size()).substr(2) + hex_of(name) +
                         "c00c c027 0010 0001 00000078" + number(texts.size()) + hex_of(texts)));
}

TEST(Mdns, MD5_addresses_that_are_too_long_are_left_out_and_many_go_into_several_datagrams) {
    Discovery discovery({}, us(), Seed{1}, start);
    std::vector<Multiaddr> addresses{address("/dns/" + std::string(200, 'a') + "/tcp/1")};
    for (int i = 0; i < 40; ++i)
        addresses.push_back(address(core::formatted("/ip4/10.0.0.{}/tcp/1", i)));
    EXPECT_EQ(discovery.set_addresses(addresses, start), 9u);
    sent_by(discovery);
    discovery.expire(start + milliseconds{120});
    const auto sent = sent_by(discovery);
    EXPECT_GE(sent.size(), 3u);
    Discovery reader({}, other(), Seed{2}, start);
    for (const Buffer& datagram : sent) {
        EXPECT_LE(datagram.size(), 1'452u);
        reader.receive(datagram, "10.0.0.1", start);
    }
    EXPECT_EQ(told_by(reader).size(), 32u);
}

TEST(Mdns, MD6_changed_addresses_are_announced_twice) {
    Discovery discovery({}, us(), Seed{1}, start);
    const Multiaddr one[] = {address("/ip4/10.0.0.1/tcp/1")};
    const auto count_until = [&](Instant when) {
        std::size_t count = 0;
        while (*discovery.deadline() <= when) {
            discovery.expire(*discovery.deadline());
            for (const auto& datagram : sent_by(discovery)) count += datagram != query;
        }
        return count;
    };
    discovery.set_addresses(one, start);
    EXPECT_EQ(count_until(start + seconds{1}), 1u);
    EXPECT_EQ(count_until(start + seconds{50}), 1u);
    discovery.set_addresses(one, start + seconds{50});
    EXPECT_EQ(count_until(start + seconds{100}), 0u);
}

TEST(Mdns, MD6_answers_keep_an_interval) {
    Discovery discovery({}, us(), Seed{1}, start);
    discovery.receive(query, "10.0.0.9", start);
    EXPECT_EQ(next_sent_by(discovery), Datagrams{query});  // Nothing to announce.
    const Multiaddr one[] = {address("/ip4/10.0.0.1/tcp/1")};
    discovery.set_addresses(one, start + seconds{1});
    std::size_t count = 0;
    for (Instant now = start + seconds{3}; now < start + seconds{8}; now += milliseconds{10}) {
        discovery.expire(now);
        for (const auto& datagram : sent_by(discovery)) count += datagram != query;
        discovery.receive(query, "10.0.0.9", now);
    }
    EXPECT_GE(count, 4u);
    EXPECT_LE(count, 6u);
}

TEST(Mdns, MD6_only_questions_for_our_service_are_answered) {
    Discovery discovery({}, us(), Seed{1}, start);
    const Multiaddr one[] = {address("/ip4/10.0.0.1/tcp/1")};
    discovery.set_addresses(one, start);
    for (int i = 0; i < 3; ++i) discovery.expire(start + seconds{2 * i});
    sent_by(discovery);
    const Instant next = *discovery.deadline();
    Buffer wrong = query;
    wrong[30] = std::byte{1};  // Type A.
    discovery.receive(wrong, "10.0.0.9", start + seconds{5});
    wrong = query;
    wrong[14] ^= std::byte{1};  // Another name.
    discovery.receive(wrong, "10.0.0.9", start + seconds{5});
    EXPECT_EQ(discovery.deadline(), next);
    Buffer any = query;
    any[30] = std::byte{0xff};
    any[31] = std::byte{0x80};  // May be answered to one.
    discovery.receive(any, "10.0.0.9", start + seconds{5});
    EXPECT_LE(*discovery.deadline(), start + seconds{5} + milliseconds{120});
}

TEST(Mdns, MD7_the_question_for_services_is_answered) {
    Discovery discovery({}, us(), Seed{1}, start);
    next_sent_by(discovery);
    const std::string names = "09" + hex_of("_services") + "07" + hex_of("_dns-sd") + "04" +
                              hex_of("_udp") + "05" + hex_of("local") + "00";
    discovery.receive(spaced_hex("0000 0000 0001 0000 0000 0000" + names + "000c 0001"), "10.0.0.9",
                      start + milliseconds{200});
    EXPECT_EQ(
        next_sent_by(discovery),
        Datagrams{spaced_hex("0000 8400 0000 0001 0000 0000" + names +
                             "000c 0001 00000078 0011 04 5f703270 04 5f756470 05 6c6f63616c 00")});
}

TEST(Mdns, MD8_closing_takes_back_what_was_announced) {
    Discovery discovery({}, us(), Seed{1}, start);
    Discovery reader({}, other(), Seed{2}, start);
    const Multiaddr one[] = {address("/ip4/10.0.0.1/tcp/1")};
    discovery.set_addresses(one, start);
    discovery.expire(start + milliseconds{120});
    for (const auto& datagram : sent_by(discovery)) reader.receive(datagram, "10.0.0.1", start);
    EXPECT_EQ(told_by(reader).size(), 1u);
    discovery.close(start + seconds{1});
    EXPECT_TRUE(discovery.ended());
    EXPECT_EQ(discovery.deadline(), std::nullopt);
    const auto goodbyes = sent_by(discovery);
    ASSERT_EQ(goodbyes.size(), 1u);
    reader.receive(goodbyes[0], "10.0.0.1", start + seconds{1});
    EXPECT_EQ(told_by(reader), Texts{core::formatted("lost /ip4/10.0.0.1/tcp/1/p2p/{}", id_of_us)});
    discovery.receive(query, "10.0.0.9", start + seconds{2});
    discovery.expire(start + seconds{9});
    EXPECT_TRUE(sent_by(discovery).empty());
}

TEST(Mdns, MD9_addresses_come_from_texts_wherever_they_are) {
    Discovery discovery({}, us(), Seed{1}, start);
    discovery.receive(txt_message({"dnsaddr=" + of_other("/ip4/10.0.0.1/tcp/1"), "", "other=1",
                                   "dnsaddr=/ip4/10.0.0.2/tcp/1", "dnsaddr=nonsense",
                                   core::formatted("dnsaddr=/ip4/10.0.0.3/tcp/1/p2p/{}", id_of_us),
                                   "dnsaddr=" + of_other("/ip4/10.0.0.4/tcp/1") + "/p2p-circuit",
                                   "dnsaddr=" + of_other("/ip4/10.0.0.5/tcp/1")}),
                      "10.0.0.1", start);
    EXPECT_EQ(told_by(discovery), (Texts{"found " + of_other("/ip4/10.0.0.1/tcp/1"),
                                         "found " + of_other("/ip4/10.0.0.5/tcp/1")}));
    Buffer additional = announcement("/ip4/10.0.0.6/tcp/1");
    std::swap(additional[7], additional[11]);
    discovery.receive(additional, "10.0.0.1", start);
    EXPECT_EQ(told_by(discovery), Texts{"found " + of_other("/ip4/10.0.0.6/tcp/1")});
    Buffer elsewhere = announcement("/ip4/10.0.0.7/tcp/1");
    elsewhere[18] ^= std::byte{1};  // Another service.
    discovery.receive(elsewhere, "10.0.0.1", start);
    EXPECT_EQ(told_by(discovery), Texts{});
}

TEST(Mdns, MD10_MD11_an_address_is_told_once_and_lost_when_its_lifetime_has_passed) {
    Discovery discovery({}, us(), Seed{1}, start);
    const Buffer bytes = announcement("/ip4/10.0.0.1/tcp/1");
    const Texts found{"found " + of_other("/ip4/10.0.0.1/tcp/1")};
    const Texts lost{"lost " + of_other("/ip4/10.0.0.1/tcp/1")};
    discovery.receive(bytes, "10.0.0.1", start);
    EXPECT_EQ(told_by(discovery), found);
    discovery.receive(bytes, "10.0.0.1", start + seconds{100});
    discovery.expire(start + seconds{219});
    EXPECT_EQ(told_by(discovery), Texts{});
    discovery.expire(start + seconds{220});
    EXPECT_EQ(told_by(discovery), lost);
    discovery.receive(announcement("/ip4/10.0.0.1/tcp/1", UINT32_MAX), "10.0.0.1",
                      start + seconds{220});
    EXPECT_EQ(told_by(discovery), found);
    discovery.receive(announcement("/ip4/10.0.0.1/tcp/1", 0), "10.0.0.2", start + seconds{220});
    EXPECT_EQ(told_by(discovery), Texts{});
    discovery.expire(start + seconds{220 + 3'600});
    EXPECT_EQ(told_by(discovery), lost);
    EXPECT_EQ(discovery.found_count(), 0u);
}

TEST(Mdns, MD12_what_is_known_is_bounded) {
    Discovery discovery({.found_count_max = 5, .found_per_sender_max = 3}, us(), Seed{1}, start);
    const auto announce = [&](int number, std::string_view sender) {
        discovery.receive(announcement(core::formatted("/ip4/10.0.0.{}/tcp/1", number)), sender,
                          start);
        return told_by(discovery).size();
    };
    for (int i = 0; i < 3; ++i) EXPECT_EQ(announce(i, "a"), 1u);
    EXPECT_EQ(announce(3, "a"), 0u);
    EXPECT_EQ(announce(4, "b"), 1u);
    EXPECT_EQ(announce(5, "c"), 1u);
    EXPECT_EQ(announce(6, "d"), 0u);
    discovery.receive(announcement("/ip4/10.0.0.0/tcp/1", 0), "a", start);
    EXPECT_EQ(told_by(discovery).size(), 1u);
    EXPECT_EQ(announce(6, "d"), 1u);
    EXPECT_EQ(discovery.found_count(), 5u);
}

}  // namespace
}  // namespace net::mdns
