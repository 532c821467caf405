// Paths and what stands behind them. Who asks must mean this machine: a page from elsewhere whose
// name was made to lead here does not.
#include "native/http/answers.h"

#include <sodium.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "core/crypto/secret.h"

namespace native {

namespace http = boost::beast::http;

namespace {

constexpr std::string_view api_path = "/api";

std::string_view text_of(boost::beast::string_view text) { return {text.data(), text.size()}; }

// The name behind which this machine stands, without its port.
bool is_here(std::string_view host) {
    const std::size_t colon = host.rfind(':');
    const std::string_view name = host.substr(0, colon);
    return name == "localhost" || name == "127.0.0.1";
}

bool is_from_here(const HttpRequest& request) {
    return is_here(text_of(request[http::field::host]));
}

// Programs send no origin; pages send theirs.
bool has_good_origin(const HttpRequest& request) {
    const std::string_view origin = text_of(request[http::field::origin]);
    constexpr std::string_view scheme = "http://";
    return origin.empty() || (origin.starts_with(scheme) && is_here(origin.substr(scheme.size())));
}

bool has_token(std::string_view target, std::string_view token) {
    constexpr std::string_view marker = "?token=";
    const std::size_t at = target.find(marker);
    // Without a token nobody has it.
    if (at == target.npos || token.empty()) return false;
    const std::string_view given = target.substr(at + marker.size());
    return core::crypto::constant_time_equal(core::as_bytes(given), core::as_bytes(token));
}

std::string_view type_of(const std::string& path) {
    struct Type {
        std::string_view ending;
        std::string_view type;
    };
    static constexpr std::array types{Type{".html", "text/html; charset=utf-8"},
                                      Type{".js", "text/javascript; charset=utf-8"},
                                      Type{".css", "text/css; charset=utf-8"},
                                      Type{".wasm", "application/wasm"},
                                      Type{".svg", "image/svg+xml"},
                                      Type{".json", "application/json"},
                                      Type{".map", "application/json"}};
    for (const Type& type : types)
        if (path.ends_with(type.ending)) return type.type;
    return "application/octet-stream";
}

HttpResponse typed_answer(const HttpRequest& request, http::status status, std::string_view type,
                          std::string text) {
    HttpResponse response(status, request.version());
    response.set(http::field::content_type, boost::beast::string_view(type.data(), type.size()));
    response.set("X-Content-Type-Options", "nosniff");
    response.set(http::field::cache_control, "no-cache");
    response.set("Referrer-Policy", "no-referrer");  // Links hold invites.
    response.keep_alive(request.keep_alive());
    if (request.method() == http::verb::head)
        response.content_length(text.size());
    else
        response.body() = std::move(text);
    if (request.method() != http::verb::head) response.prepare_payload();
    return response;
}

HttpResponse file_answer(const HttpRequest& request, std::string_view path,
                         const HttpOptions& options) {
    const auto file = file_of(path, options.files);
    if (!file) return plain_answer(request, http::status::not_found, "There is no such page.\n");
    std::ifstream stream(*file, std::ios::binary);
    std::ostringstream content;
    content << stream.rdbuf();
    return typed_answer(request, http::status::ok, type_of(*file), std::move(content).str());
}

}  // namespace

HttpResponse plain_answer(const HttpRequest& request, http::status status, std::string_view text) {
    return typed_answer(request, status, "text/plain; charset=utf-8", std::string(text));
}

HttpResponse answer_to(const HttpRequest& request, NodeBody& body, const HttpOptions& options) {
    if (!is_from_here(request))
        return plain_answer(request, http::status::forbidden,
                            "This node is shown to its own machine: ask for it as 127.0.0.1.\n");
    if (request.method() != http::verb::get && request.method() != http::verb::head)
        return plain_answer(request, http::status::method_not_allowed, "Only GET is answered.\n");
    const std::string_view target = text_of(request.target());
    const std::string_view path = target.substr(0, target.find('?'));
    if (path == "/healthz") return plain_answer(request, http::status::ok, "ok\n");
    if (path == "/readyz") {
        const Readiness readiness = readiness_of(body.node());
        return plain_answer(
            request, readiness.is_ready ? http::status::ok : http::status::service_unavailable,
            std::string(readiness.why) + "\n");
    }
    if (path == "/metrics")
        return typed_answer(request, http::status::ok, "text/plain; version=0.0.4; charset=utf-8",
                            metrics_of(body));
    return file_answer(request, path == "/" ? "/index.html" : path, options);
}

std::optional<HttpResponse> refusal_of_api(const HttpRequest& request, const HttpOptions& options) {
    const std::string_view target = text_of(request.target());
    if (target.substr(0, target.find('?')) != api_path)
        return plain_answer(request, http::status::not_found, "The WebSocket is at /api.\n");
    if (!is_from_here(request) || !has_good_origin(request))
        return plain_answer(request, http::status::forbidden,
                            "Only this machine may use its node.\n");
    if (!has_token(target, options.token))
        return plain_answer(request, http::status::unauthorized,
                            "The token is missing or wrong: it stands in the file api.token of the "
                            "node's data directory.\n");
    return std::nullopt;
}

Readiness readiness_of(const fabric::node::Node& node) {
    if (!node.has_storage()) return {false, "the storage has failed"};
    if (!node.is_open()) return {false, "the node is still reading what it kept"};
    if (!node.members()) return {false, "the node has no mesh yet"};
    return {true, "ready"};
}

std::optional<std::string> file_of(std::string_view path, std::string_view folder) {
    namespace fs = std::filesystem;
    if (folder.empty() || !path.starts_with('/') || path.find("..") != path.npos ||
        path.find('\0') != path.npos)
        return std::nullopt;
    std::error_code error;
    const fs::path root = fs::canonical(fs::path(folder), error);
    if (error) return std::nullopt;
    const fs::path file = fs::canonical(root / fs::path(path.substr(1)), error);
    if (error || !fs::is_regular_file(file, error)) return std::nullopt;
    // A link that leads out of the folder.
    const std::string whole = file.string();
    return whole.starts_with(root.string() + "/") ? std::optional(whole) : std::nullopt;
}

}  // namespace native
