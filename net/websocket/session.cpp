// Input, and what follows from it.
#include "net/websocket/session.h"

#include <algorithm>
#include <utility>

#include "core/base/assert.h"
#include "core/base/reader.h"
#include "core/codec/utf8.h"
#include "net/websocket/http_head.h"

namespace net::websocket {

Session::Session(const Options& options, const ClientRequest& request, core::Seed mask_seed,
                 core::Instant now)
    : options_(options), prng_(mask_seed), key_(request.key), reader_(Role::client) {
    if (!is_usable(request)) {
        finish({EndReason::address_unusable});
        return;
    }
    append_text(write_request(request));
    timers_.set(Timer::handshake, now + options_.handshake_patience);
}

Session::Session(const Options& options, core::Instant now)
    : options_(options), reader_(Role::server) {
    timers_.set(Timer::handshake, now + options_.handshake_patience);
}

void Session::receive(core::Bytes bytes, core::Instant) {
    ASSERT(input_.empty());  // Else the driver did not take all events.
    if (state_ != State::ended) input_ = bytes;
}

std::optional<Event> Session::next_event(core::MutableBytes scratch, core::Instant) {
    if (state_ == State::handshaking) advance_handshake();
    if (opened_) return *std::exchange(opened_, std::nullopt);
    if (!head_.empty() && state_ != State::handshaking) head_ = {};
    while (state_ == State::open || state_ == State::closing) {
        const auto item = reader_.next(input_, scratch);
        if (!item) return std::nullopt;
        if (const auto* data = core::get_if<DataPart>(&*item)) {
            if (state_ == State::open) return Received{data->bytes};
        } else if (const auto* control = core::get_if<ControlFrame>(&*item)) {
            handle(*control);
        } else {
            handle(core::get<Violation>(*item));
        }
    }
    if (ended_) return *std::exchange(ended_, std::nullopt);
    return std::nullopt;
}

void Session::advance_handshake() {
    const auto head = gather_head();
    if (head && head->empty()) return;  // Not whole yet.
    const Outcome outcome = head ? judge(*head) : std::unexpected(head.error());
    if (!outcome) {
        if (role() == Role::server) append_text(write_refusal(outcome.error().reason));
        return finish(outcome.error());
    }
    state_ = State::open;
    timers_.stop(Timer::handshake);
}

std::expected<std::string_view, Ended> Session::gather_head() {
    const std::size_t before = head_.size();
    core::append(head_, input_.first(std::min(input_.size(), head_size_max - before)));
    const std::string_view text = core::as_text(head_);
    if (role() == Role::server && !may_become_request(text))
        return std::unexpected(Ended{EndReason::request_malformed});
    // The end may have been cut.
    const std::size_t end = text.find(head_end, before - std::min(before, head_end.size() - 1));
    const bool is_whole = end != std::string_view::npos;
    if (!is_whole && head_.size() == head_size_max)
        return std::unexpected(Ended{EndReason::head_too_large});
    const std::size_t size = is_whole ? end + head_end.size() : head_.size();
    input_ = input_.subspan(size - before);
    return is_whole ? text.substr(0, size) : std::string_view{};
}

Session::Outcome Session::judge(std::string_view head) {
    return role() == Role::server ? judge_request(head) : judge_answer(head);
}

Session::Outcome Session::judge_request(std::string_view head) {
    const auto request = read_request(head);
    if (!request) return std::unexpected(Ended{request.error()});
    append_text(write_acceptance(request->key));
    opened_ = Opened{request->path, request->host, request->origin};
    return {};
}

Session::Outcome Session::judge_answer(std::string_view head) {
    Outcome outcome = read_answer(head, key_);
    if (outcome) opened_ = Opened{};
    return outcome;
}

void Session::handle(const ControlFrame& frame) {
    if (frame.opcode == Opcode::close) return handle_close(frame.payload);
    if (frame.opcode != Opcode::ping || state_ != State::open) return;
    core::copy(pong_, frame.payload);
    pong_size_ = frame.payload.size();
    send_pong();
}

void Session::handle_close(core::Bytes payload) {
    core::Reader reader(payload);
    const bool has_code = !payload.empty();
    const std::uint16_t code = has_code ? reader.u16_be().value_or(0) : 0;
    // Those below 3000 are named by the standard and its registry, some never to be sent.
    const bool is_named = (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014);
    const bool is_free = code >= 3000 && code <= 4999;
    const bool is_right = is_named || is_free;
    if (has_code && !(is_right && core::codec::is_utf8(core::as_text(reader.rest()))))
        return handle(Violation{CloseCode::violation});
    if (state_ == State::closing) return finish({EndReason::closed_here});
    append_close(code);
    finish({EndReason::closed_by_peer, code});
}

void Session::handle(const Violation& found) {
    // Nothing may follow a close frame.
    if (state_ == State::open) append_close(std::to_underlying(found.code));
    finish(
        {found.code == CloseCode::text ? EndReason::text_received : EndReason::protocol_violated});
}

void Session::close(core::Instant now) {
    if (state_ == State::handshaking) {
        out_ = {};
        sent_size_ = 0;
        return finish({EndReason::closed_here});
    }
    if (state_ != State::open) return;
    append_close(std::to_underlying(CloseCode::normal));
    state_ = State::closing;
    pong_size_.reset();
    timers_.set(Timer::close, now + options_.close_patience);
}

void Session::end(core::Instant) {
    if (state_ == State::ended) return;
    out_ = {};
    sent_size_ = 0;
    finish({state_ == State::closing ? EndReason::closed_here : EndReason::connection_lost});
}

void Session::expire(core::Instant now) {
    if (timers_.take_due(Timer::handshake, now)) return finish({EndReason::silence});
    if (timers_.take_due(Timer::close, now)) finish({EndReason::closed_here});
}

void Session::finish(Ended ended) {
    ASSERT(state_ != State::ended);
    state_ = State::ended;
    ended_ = ended;
    input_ = {};
    pong_size_.reset();
    timers_.stop_all();
}

}  // namespace net::websocket
