// Requests and their answers; messages that are lines.
#include "native/http/http_connection.h"

#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <utility>

#include "native/http/answers.h"
#include "native/platform/clock.h"

namespace native {

namespace http = boost::beast::http;
namespace websocket = boost::beast::websocket;

void HttpConnection::read() {
    parser_.emplace();
    parser_->header_limit(header_size_max);
    parser_->body_limit(request_size_max);
    stream_.expires_after(patience);
    http::async_read(stream_, buffer_, *parser_,
                     [self = shared_from_this()](const ErrorCode& error, std::size_t) {
                         if (!self->server_) return;
                         if (error) return self->end();
                         const HttpRequest request = self->parser_->release();
                         if (websocket::is_upgrade(request)) return self->upgrade(request);
                         self->answer(request);
                     });
}

void HttpConnection::answer(const HttpRequest& request) {
    response_ = answer_to(request, server_->body(), server_->options());
    stream_.expires_after(patience);
    http::async_write(stream_, response_,
                      [self = shared_from_this()](const ErrorCode& error, std::size_t) {
                          if (!self->server_) return;
                          if (error || !self->response_.keep_alive()) return self->end();
                          self->read();
                      });
}

void HttpConnection::upgrade(const HttpRequest& request) {
    auto refused = refusal_of_api(request, server_->options());
    if (!refused) {
        session_ = server_->body().control().open();
        if (!session_) refused = plain_answer(request, http::status::service_unavailable, "busy\n");
    }
    if (refused) {
        response_ = *std::move(refused);
        return http::async_write(stream_, response_,
                                 [self = shared_from_this()](const ErrorCode&, std::size_t) {
                                     if (self->server_) self->end();
                                 });
    }
    stream_.expires_never();  // The WebSocket has patience of its own.
    socket_.emplace(std::move(stream_));
    socket_->set_option(
        websocket::stream_base::timeout::suggested(boost::beast::role_type::server));
    socket_->read_message_max(message_size_max);
    socket_->async_accept(request, [self = shared_from_this()](const ErrorCode& error) {
        if (!self->server_) return;
        if (error) return self->end();
        self->read_message();
    });
}

void HttpConnection::read_message() {
    buffer_.clear();
    socket_->async_read(buffer_, [self = shared_from_this()](const ErrorCode& error, std::size_t) {
        if (!self->server_) return;
        if (error) return self->end();
        const auto data = self->buffer_.cdata();
        std::string line(static_cast<const char*>(data.data()), data.size());
        line += '\n';
        NodeBody& body = self->server_->body();
        body.act(
            [&] { body.control().receive(*self->session_, core::as_bytes(line), steady_now()); });
        if (self->server_) self->read_message();
    });
}

void HttpConnection::pump() {
    if (socket_ && session_ && socket_->is_open()) send();
}

void HttpConnection::send() {
    fabric::control::Control& control = server_->body().control();
    if (is_sending_) return;
    const std::string_view text = control.outgoing(*session_);
    const std::size_t end = text.find('\n');
    if (end == text.npos) {
        if (control.has_ended(*session_)) close();
        return;
    }
    is_sending_ = true;
    sending_ = text.substr(0, end);
    socket_->text(true);
    socket_->async_write(
        boost::asio::buffer(sending_),
        [self = shared_from_this()](const ErrorCode& error, std::size_t size) {
            self->is_sending_ = false;
            if (!self->server_) return;
            if (error) return self->end();
            NodeBody& body = self->server_->body();
            body.act([&] { body.control().consume(*self->session_, size + 1, steady_now()); });
            if (self->server_) self->send();
        });
}

void HttpConnection::close() { end(); }

void HttpConnection::end() {
    if (!server_) return;
    HttpServer& server = *std::exchange(server_, nullptr);
    if (session_) server.body().control().close(*session_, steady_now());
    ErrorCode ignored;
    auto& lowest = socket_ ? boost::beast::get_lowest_layer(*socket_) : stream_;
    lowest.socket().close(ignored);
    server.end(shared_from_this());
}

}  // namespace native
