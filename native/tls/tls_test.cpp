// Both ends of TLS over a wire of the test with its own time: rules TL1–TL12 of spec/tls.md.
#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <optional>
#include <string>

#include "native/tls/session.h"
#include "native/tls/tls_test_support.h"

namespace native::tls {
namespace {

using core::as_bytes;
using std::chrono::seconds;
using testing::Identity;
using testing::Signer;
using testing::Subject;

constexpr core::Instant start{};
const PeerName node{"node.example", false};

// An authority and one that it has signed are enough for most.
struct World {
    Signer signer{};
    Identity identity = signer.issue();
    Context server = testing::server_context(identity);
    Context client = testing::client_context(signer);
};

const World& world() {
    static const World made;
    return made;
}

struct Pair {
    explicit Pair(const PeerName& peer = node, const Context& server_context = world().server,
                  const Context& client_context = world().client)
        : server(server_context, {}, start), client(client_context, peer, {}, start) {}

    // Carries what was sent, in pieces; whether there was anything.
    static bool carry(Session& from, Session& to, std::string& text, std::size_t piece_max) {
        const std::string sent(core::as_text(from.outgoing()));
        from.consume(sent.size());
        for (std::size_t i = 0; i < sent.size(); i += piece_max) {
            const std::string piece = sent.substr(i, piece_max);
            to.receive(as_bytes(piece));
            std::array<std::byte, 1000> room;
            for (auto read = to.read(room); !read.empty(); read = to.read(room))
                text += core::as_text(read);
        }
        return !sent.empty();
    }
    void settle(std::size_t piece_max = 1 << 20) {
        for (bool any = true; any;) {
            any = carry(client, server, at_server, piece_max);
            any = carry(server, client, at_client, piece_max) || any;
        }
    }

    Session server;
    Session client;
    std::string at_server{};
    std::string at_client{};
};

std::optional<EndReason> client_end_with(const Subject& subject, const PeerName& peer = node) {
    const Context server = testing::server_context(world().signer.issue(subject));
    Pair pair(peer, server);
    pair.settle();
    EXPECT_EQ(pair.server.is_up(), pair.client.is_up());
    if (pair.client.ended()) EXPECT_EQ(pair.server.ended(), EndReason::refused_by_peer);
    return pair.client.ended();
}

TEST(TlsContext, TL1_a_chain_and_its_key_make_a_server) {
    const Identity other = world().signer.issue();
    const Identity& own = world().identity;
    const auto error = [](const std::string& chain, const std::string& key) {
        const auto made = Context::server(as_bytes(chain), as_bytes(key));
        return made ? "" : made.error();
    };
    EXPECT_EQ(error(own.certificate, own.key), "");
    EXPECT_EQ(error(own.certificate + world().signer.certificate(), own.key), "");
    EXPECT_EQ(error(own.certificate, other.key), "the key is not that of the first certificate");
    EXPECT_EQ(error(own.certificate, ""), "no key in PEM");
    EXPECT_EQ(error("", own.key), "no certificate chain in PEM");
    EXPECT_EQ(error(own.certificate.substr(0, 300), own.key), "no certificate chain in PEM");
    EXPECT_EQ(error(own.certificate, "x"), "no key in PEM, or one with a password");
}

TEST(TlsContext, TL2_a_client_trusts_whom_it_is_told_to_trust) {
    EXPECT_TRUE(Context::client());
    EXPECT_FALSE(Context::client(as_bytes("no PEM"), Context::SystemTrust::ignored));
    const auto both = Context::client(as_bytes(world().signer.certificate()));
    ASSERT_TRUE(both);
    Pair pair(node, world().server, *both);
    pair.settle();
    EXPECT_TRUE(pair.client.is_up());
    const auto system = Context::client();
    Pair strangers(node, world().server, *system);
    strangers.settle();
    EXPECT_EQ(strangers.client.ended(), EndReason::authority_unknown);
}

TEST(TlsSession, TL4_text_goes_both_ways_however_it_is_cut) {
    for (const std::size_t piece_max : {std::size_t{1}, std::size_t{7}, std::size_t{1} << 20}) {
        Pair pair;
        EXPECT_EQ(pair.client.room(), 0u);
        pair.settle(piece_max);
        ASSERT_TRUE(pair.client.is_up() && pair.server.is_up());
        const std::string text(40'000, 'x');
        pair.client.write(as_bytes(text));
        pair.server.write(as_bytes("hello"));
        EXPECT_EQ(pair.client.room(), 0u);
        pair.settle(piece_max);
        EXPECT_EQ(pair.at_server, text);
        EXPECT_EQ(pair.at_client, "hello");
        EXPECT_EQ(pair.client.room(), Session::Options{}.unsent_size_max);
    }
}

TEST(TlsSession, TL4_text_right_behind_the_handshake_is_not_lost) {
    Pair pair;
    Pair::carry(pair.client, pair.server, pair.at_server, 1 << 20);
    Pair::carry(pair.server, pair.client, pair.at_client, 1 << 20);
    ASSERT_TRUE(pair.client.is_up());
    ASSERT_FALSE(pair.server.is_up());
    const std::string finished(core::as_text(pair.client.outgoing()));
    pair.client.consume(finished.size());
    pair.client.write(as_bytes("early"));
    const std::string both = finished + std::string(core::as_text(pair.client.outgoing()));
    pair.server.receive(as_bytes(both));
    std::array<std::byte, 16> room;
    EXPECT_EQ(core::as_text(pair.server.read(room)), "early");
}

TEST(TlsSession, TL5_the_certificate_must_be_that_of_the_host) {
    EXPECT_EQ(client_end_with({}), std::nullopt);
    EXPECT_EQ(client_end_with({}, {"a.many.example", false}), std::nullopt);
    EXPECT_EQ(client_end_with({}, {"127.0.0.1", true}), std::nullopt);
    EXPECT_EQ(client_end_with({}, {"::1", true}), std::nullopt);
    EXPECT_EQ(client_end_with({}, {"other.example", false}), EndReason::name_wrong);
    EXPECT_EQ(client_end_with({}, {"a.b.many.example", false}), EndReason::name_wrong);
    EXPECT_EQ(client_end_with({}, {"127.0.0.2", true}), EndReason::name_wrong);
    // An address is no name, even where a certificate has it as one.
    EXPECT_EQ(client_end_with({.names = "DNS:127.0.0.1"}, {"127.0.0.1", true}),
              EndReason::name_wrong);
    EXPECT_EQ(client_end_with({.names = {}}), EndReason::name_wrong);
}

TEST(TlsSession, TL6_the_certificate_must_be_valid_now) {
    EXPECT_EQ(client_end_with({.begins_in_days = -30, .ends_in_days = -1}), EndReason::expired);
    EXPECT_EQ(client_end_with({.begins_in_days = 1}), EndReason::not_yet_valid);
}

TEST(TlsSession, TL6_the_certificate_must_be_signed_by_somebody_trusted) {
    const Signer stranger;
    const Context server = testing::server_context(stranger.issue());
    Pair pair(node, server);
    pair.settle();
    EXPECT_EQ(pair.client.ended(), EndReason::authority_unknown);
    EXPECT_EQ(pair.server.ended(), EndReason::refused_by_peer);
}

TEST(TlsSession, TL7_what_is_no_TLS_ends_both_kinds_of_end) {
    for (const std::string_view said :
         {"GET / HTTP/1.1\r\nHost: a\r\n\r\n", "\x13/multistream/1.0.0\n", "SSH-2.0-x\r\n"}) {
        Pair pair;
        pair.server.receive(as_bytes(said));
        pair.client.receive(as_bytes(said));
        EXPECT_EQ(pair.server.ended(), EndReason::not_tls) << said;
        EXPECT_EQ(pair.client.ended(), EndReason::not_tls) << said;
    }
}

TEST(TlsSession, TL7_a_record_that_was_changed_ends_the_session) {
    Pair pair;
    pair.settle();
    pair.client.write(as_bytes("some text"));
    std::string sealed(core::as_text(pair.client.outgoing()));
    sealed.back() = static_cast<char>(sealed.back() ^ 1);
    pair.server.receive(as_bytes(sealed));
    std::array<std::byte, 16> room;
    EXPECT_TRUE(pair.server.read(room).empty());
    EXPECT_EQ(pair.server.ended(), EndReason::violation);
}

TEST(TlsSession, TL8_a_handshake_has_its_time) {
    Pair pair;
    EXPECT_EQ(pair.server.deadline(), start + seconds{10});
    pair.server.expire(start + seconds{9});
    EXPECT_FALSE(pair.server.ended());
    pair.server.expire(start + seconds{10});
    EXPECT_EQ(pair.server.ended(), EndReason::silence);
    EXPECT_EQ(pair.server.deadline(), std::nullopt);
    Pair quick;
    quick.settle();
    EXPECT_EQ(quick.client.deadline(), std::nullopt);
    quick.client.expire(start + seconds{99});
    EXPECT_TRUE(quick.client.is_up());
}

TEST(TlsSession, TL9_a_goodbye_comes_behind_the_text_and_is_answered) {
    Pair pair;
    pair.settle();
    pair.client.write(as_bytes("the last word"));
    pair.client.close();
    EXPECT_EQ(pair.client.ended(), EndReason::closed_here);
    Pair::carry(pair.client, pair.server, pair.at_server, 1 << 20);
    EXPECT_EQ(pair.at_server, "the last word");
    EXPECT_EQ(pair.server.ended(), EndReason::closed_by_peer);
    EXPECT_FALSE(pair.server.outgoing().empty());
}

TEST(TlsSession, TL9_an_end_without_a_goodbye_is_told_as_such) {
    Pair pair;
    pair.settle();
    pair.server.end();
    EXPECT_EQ(pair.server.ended(), EndReason::cut_off);
    Pair early;
    early.client.end();
    EXPECT_EQ(early.client.ended(), EndReason::cut_off);
}

TEST(TlsSession, TL11_after_its_end_a_session_ignores_all_and_holds_nothing) {
    Pair pair;
    pair.settle();
    pair.client.close();
    pair.client.consume(pair.client.outgoing().size());
    pair.client.receive(as_bytes("anything"));
    pair.client.end();
    pair.client.close();
    pair.client.expire(start + seconds{99});
    std::array<std::byte, 16> room;
    EXPECT_TRUE(pair.client.read(room).empty());
    EXPECT_EQ(pair.client.room(), 0u);
    EXPECT_TRUE(pair.client.outgoing().empty());
    EXPECT_EQ(pair.client.ended(), EndReason::closed_here);
}

TEST(TlsSession, TL12_sessions_live_on_when_their_context_is_renewed) {
    std::optional<Context> context = testing::server_context(world().identity);
    Pair pair(node, *context);
    pair.settle();
    context.emplace(testing::server_context(world().signer.issue()));
    pair.server.write(as_bytes("still here"));
    pair.settle();
    EXPECT_EQ(pair.at_client, "still here");
}

// A client that OpenSSL drives by itself, for what ours would never do.
struct Stranger {
    Stranger() {
        SSL_set_connect_state(ssl);
        SSL_set_bio(ssl, incoming, outgoing);
        BIO_set_mem_eof_return(incoming, -1);
    }
    ~Stranger() {
        SSL_free(ssl);
        SSL_CTX_free(context);
    }
    void exchange(Session& server) {
        for (int round = 0; round < 6; ++round) {
            SSL_do_handshake(ssl);
            give(server);
            const core::Bytes answer = server.outgoing();
            BIO_write(incoming, answer.data(), static_cast<int>(answer.size()));
            server.consume(answer.size());
        }
        ERR_clear_error();
    }
    void give(Session& server) const {
        char* data = nullptr;
        const long size = BIO_get_mem_data(outgoing, &data);
        const std::string sent(data, static_cast<std::size_t>(size));
        BIO_reset(outgoing);
        server.receive(as_bytes(sent));
        std::array<std::byte, 64> room;
        while (!server.read(room).empty()) {
        }
    }

    SSL_CTX* context = SSL_CTX_new(TLS_client_method());
    SSL* ssl = SSL_new(context);
    BIO* incoming = BIO_new(BIO_s_mem());
    BIO* outgoing = BIO_new(BIO_s_mem());
};

TEST(TlsSession, TL3_versions_before_12_are_refused) {
    Session server(world().server, {}, start);
    Stranger old;
    SSL_set_security_level(old.ssl, 0);
    SSL_set_min_proto_version(old.ssl, TLS1_VERSION);
    SSL_set_max_proto_version(old.ssl, TLS1_1_VERSION);
    old.exchange(server);
    EXPECT_EQ(server.ended(), EndReason::nothing_in_common);
}

TEST(TlsSession, TL3_12_and_13_are_spoken_without_tickets) {
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        Session server(world().server, {}, start);
        Stranger stranger;
        SSL_set_max_proto_version(stranger.ssl, version);
        stranger.exchange(server);
        EXPECT_TRUE(server.is_up());
        EXPECT_EQ(SSL_version(stranger.ssl), version);
        EXPECT_FALSE(SSL_SESSION_is_resumable(SSL_get_session(stranger.ssl)) &&
                     SSL_SESSION_has_ticket(SSL_get_session(stranger.ssl)));
    }
}

TEST(TlsSession, TL3_who_offers_only_other_protocols_is_refused) {
    const std::string http1("\x08http/1.1", 9);
    const std::string http2("\x02h2", 3);
    for (const std::string& offered : {http2, http2 + http1}) {
        Session server(world().server, {}, start);
        Stranger stranger;
        SSL_set_alpn_protos(stranger.ssl, reinterpret_cast<const unsigned char*>(offered.data()),
                            static_cast<unsigned int>(offered.size()));
        stranger.exchange(server);
        EXPECT_EQ(server.is_up(), offered != http2);
        if (offered == http2) EXPECT_EQ(server.ended(), EndReason::nothing_in_common);
    }
}

TEST(TlsSession, TL10_who_asks_and_does_not_read_is_cut_off) {
    Session server(world().server, {}, start);
    Stranger stranger;
    stranger.exchange(server);
    ASSERT_TRUE(server.is_up());
    for (int round = 0; round < 20'000 && !server.ended(); ++round) {
        SSL_key_update(stranger.ssl, SSL_KEY_UPDATE_REQUESTED);
        SSL_do_handshake(stranger.ssl);
        stranger.give(server);
        EXPECT_LT(server.outgoing().size(), std::size_t{256} * 1024);
    }
    EXPECT_EQ(server.ended(), EndReason::peer_not_reading);
}

}  // namespace
}  // namespace native::tls
