// Certificates and DTLS sessions: rules DT1–DT6 of spec/webrtc-body.md.
#include <gtest/gtest.h>

#include "core/base/hex.h"
#include "core/base/reader.h"
#include "core/testing/files.h"
#include "native/webrtc/certificate.h"
#include "native/webrtc/dtls_session.h"

namespace native::webrtc {
namespace {

using core::as_bytes;
using core::Buffer;
using State = DtlsSession::State;

TEST(Dtls, DT1_a_certificate_is_the_same_after_saving) {
    const Certificate made = Certificate::make();
    const Buffer pem = made.to_pem();
    const auto read = Certificate::from_pem(pem);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->hash(), made.hash());
    EXPECT_EQ(read->to_pem(), pem);
    EXPECT_NE(Certificate::make().hash(), made.hash());
}

TEST(Dtls, DT1_what_is_no_certificate_with_its_key_is_refused) {
    EXPECT_FALSE(Certificate::from_pem({}));
    EXPECT_FALSE(Certificate::from_pem(as_bytes("-----BEGIN PRIVATE KEY-----\nAAAA\n")));
    const Buffer one = Certificate::make().to_pem();
    const Buffer other = Certificate::make().to_pem();
    const auto half = [](const Buffer& pem, bool first) {
        const std::size_t at = core::as_text(pem).find("-----BEGIN CERT");
        const std::string_view text = core::as_text(pem);
        return std::string(first ? text.substr(0, at) : text.substr(at));
    };
    EXPECT_FALSE(Certificate::from_pem(as_bytes(half(one, true) + half(other, false))));
    EXPECT_FALSE(Certificate::from_pem(as_bytes(half(one, false))));
    EXPECT_TRUE(Certificate::from_pem(as_bytes(half(one, true) + half(one, false))));
}

// Two sessions and the datagrams between them.
struct Pair {
    explicit Pair(std::optional<net::webrtc::CertificateHash> expected = std::nullopt,
                  const DtlsContext::Options& options = {})
        : server_context(server_certificate, options),
          client_context(client_certificate, options),
          server(server_context, DtlsRole::server, sink(to_client)),
          client(client_context, DtlsRole::client, sink(to_server), expected) {}

    static DtlsSession::Sink sink(std::vector<Buffer>& queue) {
        return [&queue](core::Bytes datagram) {
            EXPECT_LE(datagram.size(), dtls_datagram_size_max);
            queue.emplace_back(datagram.begin(), datagram.end());
        };
    }

    static std::string deliver(std::vector<Buffer>& queue, DtlsSession& to) {
        std::string read;
        for (const Buffer& datagram : std::exchange(queue, {})) {
            to.receive(datagram);
            while (const auto packet = to.next_packet()) read += core::as_text(*packet);
        }
        return read;
    }

    void shake_hands() {
        while (!to_server.empty() || !to_client.empty()) {
            deliver(to_server, server);
            deliver(to_client, client);
        }
    }

    Certificate server_certificate = Certificate::make();
    Certificate client_certificate = Certificate::make();
    DtlsContext server_context;
    DtlsContext client_context;
    std::vector<Buffer> to_server{};
    std::vector<Buffer> to_client{};
    DtlsSession server;
    DtlsSession client;
};

TEST(Dtls, DT2_packets_cross_in_datagrams_of_their_own) {
    Pair pair;
    pair.shake_hands();
    ASSERT_EQ(pair.server.state(), State::up);
    ASSERT_EQ(pair.client.state(), State::up);
    EXPECT_FALSE(pair.client.expires_in());
    const std::string large(dtls_datagram_size_max - dtls_overhead_max, 'x');
    pair.client.send(as_bytes("one"));
    pair.client.send(as_bytes(large));
    ASSERT_EQ(pair.to_server.size(), 2u);
    EXPECT_EQ(Pair::deliver(pair.to_server, pair.server), "one" + large);
    pair.server.send(as_bytes("two"));
    EXPECT_EQ(Pair::deliver(pair.to_client, pair.client), "two");
}

Buffer captured(const std::string& name) {
    const std::string bytes = core::testing::read_file("spec/vectors/webrtc/" + name);
    const core::Bytes view = as_bytes(bytes);
    return {view.begin(), view.end()};
}

// Whether a ServerHello, alone in a datagram's first record, has this extension.
bool has_extension(core::Bytes datagram, std::uint16_t wanted) {
    constexpr std::size_t record_and_handshake_heads = 13 + 12;
    core::Reader hello(datagram.subspan(record_and_handshake_heads));
    EXPECT_TRUE(hello.take(2 + 32));       // Version and chance.
    EXPECT_TRUE(hello.take(*hello.u8()));  // The session's id.
    EXPECT_TRUE(hello.take(2 + 1));        // Cipher and compression.
    core::Reader extensions(*hello.take(*hello.u16_be()));
    while (!extensions.at_end()) {
        if (*extensions.u16_be() == wanted) return true;
        EXPECT_TRUE(extensions.take(*extensions.u16_be()));
    }
    return false;
}

TEST(Dtls, DT3_browsers_first_messages_in_two_datagrams_are_answered) {
    const Certificate certificate = Certificate::make();
    DtlsContext context(certificate);
    for (const std::string browser : {"chromium-v1", "chromium-v2", "firefox-v1", "firefox-v2"}) {
        std::vector<Buffer> answers;
        DtlsSession server(context, DtlsRole::server, Pair::sink(answers));
        server.receive(captured("dtls-" + browser + "-1.bin"));
        EXPECT_TRUE(answers.empty()) << browser;
        server.receive(captured("dtls-" + browser + "-2.bin"));
        ASSERT_FALSE(answers.empty()) << browser;
        std::size_t size = 0;
        for (const Buffer& answer : answers) size += answer.size();
        EXPECT_LT(size, 3u * 1463) << browser;    // Not more than three times what was received.
        EXPECT_EQ(answers[0][0], std::byte{22});  // Handshake,
        EXPECT_EQ(answers[0][13], std::byte{2});  // ServerHello, and no HelloVerifyRequest.
        constexpr std::uint16_t use_srtp = 14;    // Which all of these hellos have.
        constexpr std::uint16_t renegotiation_info = 0xff01;
        EXPECT_FALSE(has_extension(answers[0], use_srtp)) << browser;
        EXPECT_TRUE(has_extension(answers[0], renegotiation_info)) << browser;
        EXPECT_EQ(server.state(), State::handshaking);
        // What the browser sent again when it heard nothing.
        server.receive(captured("dtls-" + browser + "-3.bin"));
        server.receive(captured("dtls-" + browser + "-4.bin"));
        EXPECT_EQ(server.state(), State::handshaking) << browser;
    }
}

TEST(Dtls, DT4_each_knows_the_others_certificate) {
    Pair pair;
    pair.shake_hands();
    EXPECT_EQ(pair.server.peer_hash(), pair.client_certificate.hash());
    EXPECT_EQ(pair.client.peer_hash(), pair.server_certificate.hash());
}

TEST(Dtls, DT4_a_client_that_was_told_a_hash_accepts_no_other) {
    Pair pair(net::webrtc::CertificateHash{});
    pair.shake_hands();
    EXPECT_EQ(pair.client.state(), State::ended);
    EXPECT_EQ(pair.client.end_reason(), DtlsEndReason::certificate_wrong);
    EXPECT_NE(pair.server.state(), State::handshaking);
}

TEST(Dtls, DT5_lost_datagrams_are_sent_again) {
    Pair pair(std::nullopt, {.first_retry = std::chrono::milliseconds{20}});
    pair.to_server.clear();
    ASSERT_TRUE(pair.client.expires_in());
    while (*pair.client.expires_in() > core::Duration{0}) {
    }
    pair.client.expire();
    ASSERT_FALSE(pair.to_server.empty());
    Pair::deliver(pair.to_server, pair.server);
    pair.to_client.clear();  // The server's flight is lost, too.
    while (*pair.server.expires_in() > core::Duration{0}) {
    }
    pair.server.expire();
    pair.shake_hands();
    EXPECT_EQ(pair.client.state(), State::up);
    EXPECT_EQ(pair.server.state(), State::up);
}

TEST(Dtls, DT5_closing_is_told_to_the_peer) {
    Pair pair;
    pair.shake_hands();
    pair.client.close();
    pair.client.close();
    Pair::deliver(pair.to_server, pair.server);
    EXPECT_EQ(pair.server.state(), State::ended);
    pair.server.send(as_bytes("ignored"));
    EXPECT_FALSE(pair.server.next_packet());
}

TEST(Dtls, DT6_an_encrypted_record_that_is_too_short_does_not_end_a_session) {
    for (const bool is_early : {true, false}) {
        for (std::size_t size = 0; size < 32; ++size) {
            Pair pair;
            if (!is_early) pair.shake_hands();
            Buffer record(13 + size);
            record[0] = std::byte{23};
            record[1] = std::byte{0xfe};
            record[2] = std::byte{0xfd};
            record[4] = std::byte{1};
            record[5] = std::byte{1};
            record[12] = static_cast<std::byte>(size);
            pair.server.receive(record);
            EXPECT_FALSE(pair.server.next_packet());
            pair.shake_hands();
            ASSERT_EQ(pair.server.state(), State::up) << size;
            pair.client.send(as_bytes("good"));
            EXPECT_EQ(Pair::deliver(pair.to_server, pair.server), "good") << size;
        }
    }
}

TEST(Dtls, DT6_garbage_does_not_end_a_session) {
    Pair pair;
    pair.shake_hands();
    pair.client.send(as_bytes("good"));
    const Buffer good = pair.to_server[0];
    std::uint32_t state = 1;
    for (unsigned round = 0; round < 2000; ++round) {
        Buffer garbage = good;
        garbage.resize(1 + round % 200);
        for (std::byte& byte : garbage) {
            state = state * 1664525 + 1013904223;
            if (round % 3 != 0 || state >> 29 == 0) byte = static_cast<std::byte>(state >> 24);
        }
        garbage[0] = static_cast<std::byte>(20 + round % 44);
        pair.server.receive(garbage);
        EXPECT_FALSE(pair.server.next_packet());
        ASSERT_EQ(pair.server.state(), State::up) << round;
    }
    EXPECT_EQ(Pair::deliver(pair.to_server, pair.server), "good");
    pair.server.receive(good);  // Again.
    EXPECT_FALSE(pair.server.next_packet());
}

}  // namespace
}  // namespace native::webrtc
