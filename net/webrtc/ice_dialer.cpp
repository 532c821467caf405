// One check at a time, and what its answer means.
#include "net/webrtc/ice_dialer.h"

#include <algorithm>
#include <string>
#include <utility>

#include "core/base/assert.h"

namespace net::webrtc {
namespace {

// Of a host candidate of the one component (RFC 8445, section 5.1.2.1). We have no other.
constexpr std::uint32_t host_priority = 126u << 24 | 65535u << 8 | 255u;

}  // namespace

IceDialer::IceDialer(const Options& options, const Credentials& credentials,
                     const UdpAddress& server, core::Seed seed, core::Instant now)
    : options_(options),
      credentials_(credentials),
      server_(server),
      prng_(seed),
      tie_breaker_(prng_.next()),
      retry_(options.first_retry) {
    prng_.fill(transaction_.mutable_view());
    timers_.set(Timer::silence, now + options_.patience);
    send_check(now);
}

void IceDialer::send_check(core::Instant now) {
    // Until there is an answer it is one question, asked again: the round trip may be longer than
    // that takes.
    if (state_ == State::connected) prng_.fill(transaction_.mutable_view());
    StunWriter writer(StunClass::request, transaction_);
    writer.add(StunAttribute::username,
               core::as_bytes(credentials_.server_ufrag + ":" + credentials_.client_ufrag));
    writer.add_u32(StunAttribute::priority, host_priority);
    writer.add_u64(StunAttribute::ice_controlling, tie_breaker_);
    // There is nothing to choose from, so that the first check nominates already.
    writer.add(StunAttribute::use_candidate, {});
    tell(SendDatagram{server_, writer.finish(core::as_bytes(credentials_.server_ufrag))});
    timers_.set(Timer::check,
                now + (state_ == State::checking ? retry_ : options_.consent_interval));
    retry_ = std::min(retry_ * 2, options_.retry_max);
}

void IceDialer::receive(core::Bytes datagram, const UdpAddress& from, core::Instant now) {
    if (state_ == State::ended) return;
    if (datagram.empty()) return drop(Dropped::not_ours);
    if (datagram.size() > options_.datagram_size_max) return drop(Dropped::too_large);
    if (from != server_) return drop(Dropped::address_unknown);
    if (looks_like_stun(datagram)) return receive_stun(datagram, now);
    if (state_ != State::connected) return drop(Dropped::address_unknown);
    tell(SessionDatagram{session, datagram});
}

void IceDialer::receive_stun(core::Bytes datagram, core::Instant now) {
    const auto message = parse_stun(datagram);
    const bool is_binding = message && message->method == stun_binding;
    if (is_binding && message->kind == StunClass::success) return use_answer(*message, now);
    if (is_binding && message->kind == StunClass::request) return answer(*message);
    drop(Dropped::malformed);
}

void IceDialer::use_answer(const StunMessage& answer, core::Instant now) {
    if (answer.transaction != transaction_) return drop(Dropped::not_asked);
    if (!answer.is_signed_with(core::as_bytes(credentials_.server_ufrag)))
        return drop(Dropped::not_signed);
    timers_.set(Timer::silence, now + options_.consent_max);
    if (state_ != State::checking) return;
    state_ = State::connected;
    timers_.set(Timer::check, now + options_.consent_interval);
    tell(SessionBegan{session, credentials_.version, server_, credentials_.client_ufrag});
}

// Some servers are full agents, which take no DTLS before a check of their own was answered.
void IceDialer::answer(const StunMessage& check) {
    const std::string expected = credentials_.client_ufrag + ":" + credentials_.server_ufrag;
    const core::Bytes key = core::as_bytes(credentials_.client_password);
    if (!check.username || core::as_text(*check.username) != expected)
        return drop(Dropped::username_refused);
    if (!check.is_signed_with(key)) return drop(Dropped::not_signed);
    StunWriter writer(StunClass::success, check.transaction);
    writer.add_mapped_address(server_);
    tell(SendDatagram{server_, writer.finish(key)});
}

void IceDialer::expire(core::Instant now) {
    if (timers_.take_due(Timer::silence, now)) {
        state_ = State::ended;
        timers_.stop_all();
        return tell(SessionEnded{session, SessionEndReason::silence});
    }
    if (timers_.take_due(Timer::check, now)) send_check(now);
}

void IceDialer::tell(IceEvent event) {
    const bool told = events_.push(std::move(event));
    ASSERT(told);  // Each call causes one at most, and its driver takes them all.
}

}  // namespace net::webrtc
