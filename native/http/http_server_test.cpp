// A node's HTTP, as browsers, monitors and programs ask it.
#include "native/http/http_server.h"

#include <gtest/gtest.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>
#include <filesystem>
#include <fstream>
#include <thread>

#include "native/disk/temporary_directory.h"
#include "native/http/answers.h"
#include "native/platform/clock.h"
#include "native/platform/random.h"

namespace native {
namespace {

namespace beast = boost::beast;
namespace http = beast::http;
using boost::asio::ip::tcp;

struct Answer {
    unsigned status = 0;
    std::string body;
    std::string type;
};

// A node that keeps nothing, with a folder of files.
struct Site {
    Site() {
        std::ofstream(files.path() / "index.html") << "the page";
        std::filesystem::create_directory(files.path() / "assets");
        std::ofstream(files.path() / "assets" / "a.js") << "script";
        std::ofstream(outside.path() / "secret") << "secret";
        std::filesystem::create_symlink(outside.path() / "secret", files.path() / "link");
        body.on_control([this] { server.pump(); });
        body.open();
        port = *server.listen();
    }
    static NodeBodyOptions node_options() {
        NodeBodyOptions options;
        options.node.name = "Alpha";
        options.node.found_after = std::chrono::milliseconds{1};
        options.mdns.reset();
        return options;
    }

    // What a client does on a thread of its own, while the server runs here.
    template <class Use>
    void with_client(Use use) {
        bool is_over = false;
        std::thread client([&] {
            use();
            boost::asio::post(context, [&] { is_over = true; });
        });
        const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{60};
        while (!is_over && std::chrono::steady_clock::now() < until)
            context.run_one_for(std::chrono::seconds{1});
        client.join();
    }
    Answer get(const std::string& target, const std::string& host = "127.0.0.1",
               http::verb verb = http::verb::get) {
        Answer answer;
        with_client([&] {
            boost::asio::io_context own;
            beast::tcp_stream stream(own);
            stream.connect({boost::asio::ip::address_v4::loopback(), port});
            http::request<http::empty_body> request(verb, target, 11);
            request.set(http::field::host, host);
            http::write(stream, request);
            beast::flat_buffer buffer;
            http::response<http::string_body> response;
            http::read(stream, buffer, response);
            answer = {response.result_int(), response.body(),
                      std::string(response[http::field::content_type])};
        });
        return answer;
    }
    bool is_ready() { return readiness_of(body.node()).is_ready; }
    void wait_until_ready() {
        for (int i = 0; i < 1'000 && !is_ready(); ++i)
            context.run_one_for(std::chrono::milliseconds{20});
        EXPECT_TRUE(is_ready());
    }

    testing::TemporaryDirectory files;
    testing::TemporaryDirectory outside;
    boost::asio::io_context context;
    webrtc::SctpStack sctp{steady_now()};
    NodeBody body{context,
                  sctp,
                  node_options(),
                  {random_secret<core::crypto::Ed25519Seed>(), webrtc::Certificate::make(), {}}};
    HttpServer server{context, body, {0, files.path().string(), "the-token"}};
    std::uint16_t port = 0;
};

TEST(HttpServer, HS1_it_says_whether_it_lives_and_whether_it_can_be_used) {
    Site site;
    EXPECT_EQ(site.get("/healthz").status, 200u);
    site.wait_until_ready();
    EXPECT_EQ(site.get("/readyz").body, "ready\n");
}

TEST(HttpServer, HS2_figures_are_what_prometheus_reads) {
    Site site;
    site.wait_until_ready();
    const Answer answer = site.get("/metrics");
    EXPECT_TRUE(answer.type.starts_with("text/plain; version=0.0.4"));
    EXPECT_NE(answer.body.find("# TYPE selvage_sessions gauge\nselvage_sessions 0\n"),
              std::string::npos);
    EXPECT_NE(answer.body.find("selvage_dials_total{transport=\"TCP\"} 0\n"), std::string::npos);
}

TEST(HttpServer, HS3_files_are_those_of_the_folder_and_no_others) {
    Site site;
    EXPECT_EQ(site.get("/").body, "the page");
    EXPECT_EQ(site.get("/assets/a.js?v=1").type, "text/javascript; charset=utf-8");
    for (const char* const path : {"/missing", "/assets", "/../secret", "/%2e%2e/secret",
                                   "//etc/passwd", "/link", "/assets/"})
        EXPECT_EQ(site.get(path).status, 404u) << path;
    EXPECT_EQ(site.get("/", "127.0.0.1", http::verb::post).status, 405u);
}

TEST(HttpServer, HS4_a_name_that_leads_here_from_elsewhere_is_not_answered) {
    Site site;
    EXPECT_EQ(site.get("/healthz", "evil.example").status, 403u);
    EXPECT_EQ(site.get("/healthz", "localhost:4000").status, 200u);
}

// Whether the other end closes it without a word.
bool is_closed_at_once(tcp::socket& socket) {
    char byte = 0;
    boost::system::error_code error;
    return socket.read_some(boost::asio::buffer(&byte, 1), error) == 0 && error;
}

TEST(HttpServer, HS6_connections_and_headers_are_bounded) {
    Site site;
    bool is_closed = false;
    bool is_long_header_closed = false;
    site.with_client([&] {
        boost::asio::io_context own;
        const tcp::endpoint there(boost::asio::ip::address_v4::loopback(), site.port);
        tcp::socket first(own);
        first.connect(there);
        const std::string header =
            "GET / HTTP/1.1\r\nHost: localhost\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n";
        boost::system::error_code ignored;
        boost::asio::write(first, boost::asio::buffer(header), ignored);
        is_long_header_closed = is_closed_at_once(first);
        first.close();
        std::vector<tcp::socket> sockets;
        for (std::size_t i = 0; i <= HttpServer::connections_max; ++i)
            sockets.emplace_back(own).connect(there);
        is_closed = is_closed_at_once(sockets.back());
    });
    EXPECT_TRUE(is_long_header_closed);
    EXPECT_TRUE(is_closed);
}

// The first answer, or the status of the refusal.
std::string ask_api(Site& site, const std::string& target, const std::string& origin,
                    const std::string& line) {
    std::string answer;
    site.with_client([&] {
        boost::asio::io_context own;
        beast::websocket::stream<tcp::socket> socket(own);
        socket.next_layer().connect({boost::asio::ip::address_v4::loopback(), site.port});
        socket.set_option(
            beast::websocket::stream_base::decorator([&](beast::websocket::request_type& request) {
                if (!origin.empty()) request.set(http::field::origin, origin);
            }));
        beast::websocket::response_type response;
        beast::error_code error;
        socket.handshake(response, "127.0.0.1", target, error);
        answer = std::to_string(response.result_int());
        if (error) return;
        socket.write(boost::asio::buffer(line));
        beast::flat_buffer buffer;
        socket.read(buffer);
        answer = beast::buffers_to_string(buffer.data());
    });
    return answer;
}

TEST(HttpServer, HS5_programs_with_the_token_use_the_node) {
    Site site;
    site.wait_until_ready();
    const std::string line = R"({"id":1,"do":"set","document":"d","path":"a","value":1})";
    EXPECT_NE(ask_api(site, "/api?token=the-token", "", line).find("\"durable\""),
              std::string::npos);
    EXPECT_EQ(ask_api(site, "/api?token=another", "", line), "401");
    EXPECT_EQ(ask_api(site, "/api", "", line), "401");
    EXPECT_EQ(ask_api(site, "/other?token=the-token", "", line), "404");
    EXPECT_EQ(ask_api(site, "/api?token=the-token", "https://evil.example", line), "403");
}

TEST(HttpServer, HS5_without_a_token_no_program_is_let_in) {
    HttpRequest request(http::verb::get, "/api?token=", 11);
    request.set(http::field::host, "127.0.0.1");
    EXPECT_TRUE(refusal_of_api(request, {}));
    request.target("/api?token=x");
    EXPECT_FALSE(refusal_of_api(request, {0, "", "x"}));
}

}  // namespace
}  // namespace native
