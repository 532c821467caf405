// What is answered to requests of HTTP. Rules HS1–HS5, spec/http.md.
#pragma once

#include <optional>
#include <string_view>

#include "native/http/http_connection.h"

namespace native {

[[nodiscard]] HttpResponse answer_to(const HttpRequest& request, NodeBody& body,
                                     const HttpOptions& options);
[[nodiscard]] HttpResponse plain_answer(const HttpRequest& request,
                                        boost::beast::http::status status, std::string_view text);
// Of a WebSocket: nothing if it is let in.
[[nodiscard]] std::optional<HttpResponse> refusal_of_api(const HttpRequest& request,
                                                         const HttpOptions& options);

// Whether the node can be used, and why not.
struct Readiness {
    bool is_ready = false;
    std::string_view why;
};
[[nodiscard]] Readiness readiness_of(const fabric::node::Node& node);

// Figures in the text format of Prometheus.
[[nodiscard]] std::string metrics_of(NodeBody& body);

// The file of the Studio that a path leads to: below its folder, whatever the path is. Nothing if
// there is none.
[[nodiscard]] std::optional<std::string> file_of(std::string_view path, std::string_view folder);

}  // namespace native
