// The rules of the handshake, WS1 to WS9 of spec/websocket.md.
#include "net/websocket/handshake.h"

#include <gtest/gtest.h>

#include "net/websocket/http_head.h"
#include "net/websocket/websocket_twin.h"

namespace net::websocket {
namespace {

using core::as_bytes;
using core::Buffer;
using core::Bytes;
using core::Seed;

std::string text_sent_by(Session& session) { return std::string(core::as_text(sent_by(session))); }

std::string replaced(std::string_view text, std::string_view from, std::string_view to) {
    std::string changed(text);
    const std::size_t at = changed.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return at == std::string::npos ? changed : changed.replace(at, from.size(), to);
}

// What a server makes of a request, and the first line of what it answers.
std::pair<Told, std::string> outcome_of(std::string_view request) {
    Session server({}, start);
    Told told = told_after(server, as_bytes(request));
    const std::string answer = text_sent_by(server);
    return {std::move(told), answer.substr(0, answer.find("\r\n"))};
}

void expect_refused(std::string_view request, EndReason reason, std::string_view status) {
    const auto [told, answer] = outcome_of(request);
    EXPECT_FALSE(told.opened) << request;
    EXPECT_EQ(told.ended, Ended{reason}) << request;
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 " + std::string(status))) << request << answer;
}

void expect_accepted(std::string_view request) {
    const auto [told, answer] = outcome_of(request);
    EXPECT_TRUE(told.opened) << request;
    EXPECT_EQ(told.ended, std::nullopt) << request;
    EXPECT_EQ(answer, "HTTP/1.1 101 Switching Protocols");
}

// What a client with the key of the RFC makes of an answer.
std::optional<Ended> end_by(std::string_view answer) {
    Session client({}, sample_request(), Seed{1}, start);
    const Told told = told_after(client, as_bytes(answer));
    EXPECT_NE(told.opened, told.ended.has_value()) << answer;
    return told.ended;
}

TEST(WebSocketHandshake, WS1_the_client_asks_for_an_upgrade) {
    ClientRequest request = sample_request();
    request.path = "/a?b=c";
    Session client({}, request, Seed{1}, start);
    EXPECT_EQ(text_sent_by(client),
              "GET /a?b=c HTTP/1.1\r\nHost: example.org:4002\r\nUpgrade: websocket\r\n"
              "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
              "Sec-WebSocket-Version: 13\r\n\r\n");
    EXPECT_EQ(client.room(), 0u);
}

TEST(WebSocketHandshake, WS2_what_cannot_stand_in_a_request_is_not_sent) {
    const auto is_refused = [](std::string_view host, std::string_view path) {
        ClientRequest request = sample_request();
        request.host = host;
        request.path = path;
        Session client({}, request, Seed{1}, start);
        const Told told = told_after(client, {});
        EXPECT_EQ(client.ended(), client.outgoing().empty());
        return told.ended == Ended{EndReason::address_unusable};
    };
    EXPECT_FALSE(is_refused("h", "/"));
    EXPECT_FALSE(is_refused(std::string(host_size_max, 'h'), "/"));
    EXPECT_TRUE(is_refused(std::string(host_size_max + 1, 'h'), "/"));
    EXPECT_FALSE(is_refused("h", "/" + std::string(path_size_max - 1, 'p')));
    EXPECT_TRUE(is_refused("h", "/" + std::string(path_size_max, 'p')));
    for (const std::string_view host : {"", "a b", "a\r\nb", "a\x7f", "\xc3\xa4"})
        EXPECT_TRUE(is_refused(host, "/")) << host;
    for (const std::string_view path : {"", "p", "/a b", "/\r\nX: y", "/\xc3\xa4"})
        EXPECT_TRUE(is_refused("h", path)) << path;
}

TEST(WebSocketHandshake, WS3_the_accept_key_is_the_one_of_the_standard) {
    EXPECT_EQ(accept_key("dGhlIHNhbXBsZSBub25jZQ=="), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    EXPECT_EQ(key_text(sample_request().key), "dGhlIHNhbXBsZSBub25jZQ==");
}

TEST(WebSocketHandshake, WS4_the_server_accepts_and_tells_what_was_asked) {
    Session server({}, start);
    server.receive(as_bytes(sample_request_text), start);
    const auto event = server.next_event({}, start);
    const auto& opened = core::get<Opened>(*event);
    EXPECT_EQ(opened.path, "/chat");
    EXPECT_EQ(opened.host, "server.example.com");
    EXPECT_EQ(opened.origin, "http://example.com");
    EXPECT_EQ(text_sent_by(server), sample_answer_text);
    EXPECT_EQ(server.deadline(), std::nullopt);
}

TEST(WebSocketHandshake, WS4_names_and_tokens_may_be_in_any_case_and_in_lists) {
    expect_accepted(
        replaced(sample_request_text, "Connection: Upgrade", "connection: keep-alive ,\t UPGRADE"));
    expect_accepted(replaced(sample_request_text, "Upgrade: websocket",
                             "UPGRADE:h2c\r\nUpgrade:  , WebSocket  "));
    expect_accepted(replaced(sample_request_text, "Origin: http://example.com\r\n",
                             "Sec-WebSocket-Extensions: permessage-deflate\r\n"
                             "Sec-WebSocket-Protocol: chat\r\n"));
}

TEST(WebSocketHandshake, WS4_what_is_missing_or_twice_is_refused) {
    constexpr auto malformed = EndReason::request_malformed;
    const auto without = [](std::string_view line) {
        return replaced(sample_request_text, line, "");
    };
    const auto twice = [](std::string_view line) {
        return replaced(sample_request_text, line, std::string(line) + std::string(line));
    };
    for (const std::string_view line :
         {"Host: server.example.com\r\n", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n",
          "Sec-WebSocket-Version: 13\r\n"}) {
        expect_refused(without(line), malformed, "400");
        expect_refused(twice(line), malformed, "400");
    }
    for (const std::string_view key :
         {"", "dGhlIHNhbXBsZSBub25jZQ=", "dGhlIHNhbXBsZSBub25jZQ===", "dGhlIHNhbXBsZSBub25jZQA=",
          "dGhlIHNhbXBsZSBub25j*Q==", "dGhlIHNhbXBsZSBub25jZQQQ"})
        expect_refused(replaced(sample_request_text, "dGhlIHNhbXBsZSBub25jZQ==", key), malformed,
                       "400");
    for (const std::string_view line :
         {"GET /chat HTTP/1.0", "GET /chat HTTP/2", "GET  HTTP/1.1", "GET chat HTTP/1.1",
          "GET /chat  HTTP/1.1", "GET http://a/ HTTP/1.1", "GET HTTP/1.1", "GET /\x01 HTTP/1.1"})
        expect_refused(replaced(sample_request_text, "GET /chat HTTP/1.1", line), malformed, "400");
}

TEST(WebSocketHandshake, WS5_the_client_wants_exactly_what_it_asked_for) {
    EXPECT_EQ(end_by(sample_answer_text), std::nullopt);
    EXPECT_EQ(end_by(replaced(sample_answer_text, "101 Switching Protocols", "101")), std::nullopt);
    const Ended wrong{EndReason::answer_wrong};
    const auto changed = [](std::string_view from, std::string_view to) {
        return end_by(replaced(sample_answer_text, from, to));
    };
    EXPECT_EQ(changed("s3pP", "s3pp"), wrong);
    EXPECT_EQ(changed("Sec-WebSocket-Accept", "X"), wrong);
    EXPECT_EQ(changed("Upgrade: websocket", "Upgrade: other"), wrong);
    EXPECT_EQ(changed("Connection: Upgrade", "Connection: close"), wrong);
    EXPECT_EQ(changed("\r\n\r\n", "\r\nSec-WebSocket-Protocol: a\r\n\r\n"), wrong);
    EXPECT_EQ(changed("\r\n\r\n", "\r\nSec-WebSocket-Extensions: a\r\n\r\n"), wrong);
    for (const std::string_view status : {"HTTP/1.0 101", "HTTP/1.1 1O1", "HTTP/1.1 1010", "x"})
        EXPECT_EQ(changed("HTTP/1.1 101", status), wrong) << status;
    EXPECT_EQ(changed("101", "404"), (Ended{EndReason::refused, 404}));
    EXPECT_EQ(end_by("HTTP/1.1 301 \r\nLocation: ws://elsewhere/\r\n\r\n"),
              (Ended{EndReason::refused, 301}));
}

TEST(WebSocketHandshake, WS6_a_head_has_a_limited_size_and_count) {
    const auto padded_to = [](std::size_t size) {
        const std::size_t padding = size - sample_request_text.size() - 5;
        return replaced(sample_request_text, "\r\n\r\n",
                        "\r\nP: " + std::string(padding, 'p') + "\r\n\r\n");
    };
    EXPECT_EQ(padded_to(head_size_max).size(), head_size_max);
    expect_accepted(padded_to(head_size_max));
    expect_refused(padded_to(head_size_max + 1), EndReason::head_too_large, "431");
    const auto with_fields = [](std::string_view head, std::size_t count) {
        std::string fields = "\r\n";
        for (std::size_t i = 0; i < count; ++i) fields += "P: p\r\n";
        return replaced(head, "\r\n\r\n", fields + "\r\n");
    };
    expect_accepted(with_fields(sample_request_text, head_fields_max - 6));
    expect_refused(with_fields(sample_request_text, head_fields_max - 5), EndReason::head_too_large,
                   "431");
    EXPECT_EQ(end_by(with_fields(sample_answer_text, head_fields_max)),
              Ended{EndReason::head_too_large});
    EXPECT_EQ(end_by(std::string(head_size_max, 'x')), Ended{EndReason::head_too_large});
}

TEST(WebSocketHandshake, WS7_lines_and_fields_are_read_strictly) {
    constexpr auto malformed = EndReason::request_malformed;
    for (const std::string_view line :
         {" folded", "no colon", ": no name", "A B: x", "A : x", "A: \rx", "A: x\ny: z", "A: \x01",
          "A\x80: x", "A: \x7f", ""})
        expect_refused(replaced(sample_request_text, "Origin: http://example.com", line), malformed,
                       "400");
    expect_accepted(replaced(sample_request_text, "Origin: http://example.com", "A: \t\x80 \t"));
    expect_accepted(replaced(sample_request_text, "Origin: http://example.com", "A:"));
}

TEST(WebSocketHandshake, WS7_what_begins_no_get_is_answered_at_once) {
    for (const std::string_view first : {"\x16\x03\x01", "\x13/multistream/1.0.0\n", "P", "GEX"})
        expect_refused(first, EndReason::request_malformed, "400");
    Session server({}, start);
    EXPECT_EQ(told_after(server, as_bytes("GET")).ended, std::nullopt);
}

TEST(WebSocketHandshake, WS8_who_asks_for_a_page_is_told_what_this_is) {
    Session server({}, start);
    const Told told = told_after(server, as_bytes("GET /quoted HTTP/1.1\r\nHost: quoted\r\n\r\n"));
    EXPECT_EQ(told.ended, Ended{EndReason::not_websocket});
    const std::string answer = text_sent_by(server);
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 426 ")) << answer;
    EXPECT_TRUE(answer.contains("Upgrade: websocket\r\n"));
    EXPECT_FALSE(answer.contains("quoted"));
    const std::string_view text =
        "\r\n\r\nThis port speaks libp2p over WebSocket; there are no pages here.\n";
    EXPECT_TRUE(answer.ends_with(text));
    EXPECT_TRUE(answer.contains(core::formatted("Content-Length: {}\r\n", text.size() - 4)));

    Session other({}, start);
    const Told older =
        told_after(other, as_bytes(replaced(sample_request_text, "Version: 13", "Version: 8")));
    EXPECT_EQ(older.ended, Ended{EndReason::version_unsupported});
    const std::string versions = text_sent_by(other);
    EXPECT_TRUE(versions.starts_with("HTTP/1.1 426 ")) << versions;
    EXPECT_TRUE(versions.contains("Sec-WebSocket-Version: 13\r\n"));
}

TEST(WebSocketHandshake, WS9_what_follows_the_head_belongs_to_the_frames) {
    const std::string all =
        std::string(sample_request_text) + "\x82\x82" + std::string("\0\0\0\0", 4) + "hi";
    for (std::size_t cut = 0; cut <= all.size(); ++cut) {
        Session server({}, start);
        Told told;
        receive(server, as_bytes(all).first(cut), told);
        receive(server, as_bytes(all).subspan(cut), told);
        EXPECT_TRUE(told.opened);
        EXPECT_EQ(core::as_text(told.payload), "hi") << cut;
    }
    Session client({}, sample_request(), Seed{1}, start);
    const std::string answer = std::string(sample_answer_text) + "\x82\x02hi";
    EXPECT_EQ(core::as_text(told_after(client, as_bytes(answer)).payload), "hi");
}

}  // namespace
}  // namespace net::websocket
