// A datagram from its first byte to the session it belongs to, and the sessions' ends.
#include "net/webrtc/ice_lite.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "core/base/assert.h"

namespace net::webrtc {
namespace {

// RFC 7983: 20–63 is DTLS. 0–3 is STUN, and the rest is of protocols that nobody speaks here.
bool looks_like_dtls(core::Bytes datagram) {
    return !datagram.empty() && datagram[0] >= std::byte{20} && datagram[0] < std::byte{64};
}

}  // namespace

std::string_view describe(SessionEndReason reason) {
    switch (reason) {
        case SessionEndReason::closed_here: return "closed here";
        case SessionEndReason::silence: return "the peer sent no checks for too long";
        case SessionEndReason::handshake_too_slow: return "the handshake took too long";
    }
    std::unreachable();
}

std::string_view describe(Dropped why) {
    switch (why) {
        case Dropped::too_large: return "larger than may be";
        case Dropped::not_ours: return "neither STUN nor DTLS";
        case Dropped::malformed: return "STUN that cannot be read";
        case Dropped::username_refused: return "checks without a user name that is known";
        case Dropped::not_signed: return "checks whose integrity is missing or wrong";
        case Dropped::not_asked: return "answers to no check";
        case Dropped::address_unknown: return "DTLS from where no check succeeded";
        case Dropped::session_over: return "checks of sessions that are over";
        case Dropped::address_taken: return "checks from an address of another session";
        case Dropped::addresses_full: return "checks from too many addresses of a session";
        case Dropped::sessions_full: return "checks for more sessions than may be";
        case Dropped::handshakes_full: return "checks for more handshakes than may be";
        case Dropped::too_often: return "checks that came too often";
        case Dropped::output_full: return "what came while too much waited to be sent";
    }
    std::unreachable();
}

IceLite::IceLite(const Options& options)
    : options_(options),
      contacts_(options.contacts),
      over_order_(options.over_max),
      // Where all sessions end at once, each is told.
      events_(options.events_max + options.sessions_max + 2) {}

void IceLite::receive(core::Bytes datagram, const UdpAddress& from, core::Instant now) {
    if (events_.size() >= options_.events_max) return drop(Dropped::output_full);
    if (datagram.size() > options_.datagram_size_max) return drop(Dropped::too_large);
    if (looks_like_stun(datagram)) return receive_check(datagram, from, now);
    if (looks_like_dtls(datagram)) return receive_dtls(datagram, from);
    drop(Dropped::not_ours);
}

void IceLite::receive_dtls(core::Bytes datagram, const UdpAddress& from) {
    const SessionId* const session = by_address_.find(from);
    if (!session) return drop(Dropped::address_unknown);
    sessions_.find(*session)->has_spoken = true;
    tell(SessionDatagram{*session, datagram});
}

// Each step may drop the datagram, and none before use_check() leaves a trace of it.
void IceLite::receive_check(core::Bytes datagram, const UdpAddress& from, core::Instant now) {
    const auto check = parse_stun(datagram);
    if (!check || check->kind != StunClass::request || check->method != stun_binding)
        return drop(Dropped::malformed);
    const auto username = check->username ? parse_username(*check->username) : std::nullopt;
    if (!username) return drop(Dropped::username_refused);
    if (!check->is_signed_with(core::as_bytes(username->server_ufrag)))
        return drop(Dropped::not_signed);
    use_check(*check, *username, from, now);
}

void IceLite::use_check(const StunMessage& check, const Username& username, const UdpAddress& from,
                        core::Instant now) {
    if (!check.unknown_attributes.empty() || check.ice_controlled) {
        if (!contacts_.allow(from, now)) return drop(Dropped::too_often);
        return refuse(check, username, from);
    }
    Session* const session = session_for(username, from, now);
    if (!session) return;
    choose(*session, check, from, now);
    StunWriter writer(StunClass::success, check.transaction);
    writer.add_mapped_address(from);
    tell(SendDatagram{from, writer.finish(core::as_bytes(username.server_ufrag))});
}

// The session to which the check belongs, its address remembered; null if it was dropped.
IceLite::Session* IceLite::session_for(const Username& username, const UdpAddress& from,
                                       core::Instant now) {
    Key key{std::string(username.server_ufrag), from.family};
    const SessionId* const known = by_key_.find(key);
    const SessionId* const owner = by_address_.find(from);
    // Else a forged check could take away the datagrams of a connection that lives.
    if (owner && (!known || *owner != *known)) {
        drop(Dropped::address_taken);
        return nullptr;
    }
    if (!known) return begin_session(std::move(key), username, from, now);
    const SessionId id = *known;
    Session& session = *sessions_.find(id);
    if (!owner && session.addresses.size() >= options_.addresses_per_session_max) {
        drop(Dropped::addresses_full);
        return nullptr;
    }
    return remember(id, session, from, now) ? &session : nullptr;
}

IceLite::Session* IceLite::begin_session(Key key, const Username& username, const UdpAddress& from,
                                         core::Instant now) {
    if (over_.contains(key)) return drop(Dropped::session_over), nullptr;
    if (sessions_.size() >= options_.sessions_max) return drop(Dropped::sessions_full), nullptr;
    if (handshake_count_ >= options_.handshakes_max) return drop(Dropped::handshakes_full), nullptr;
    if (!contacts_.allow(from, now)) return drop(Dropped::too_often), nullptr;
    const SessionId id{next_session_++};
    ++handshake_count_;
    by_key_.insert(key, id);
    by_address_.insert(from, id);
    Session session{
        .key = std::move(key), .began_at = now, .heard_at = now, .chosen = from, .addresses = {}};
    session.addresses.push_back({from, now});
    sessions_.insert(id, std::move(session));
    Session* const begun = sessions_.find(id);
    wake_by(due_at(*begun));
    tell(SessionBegan{id, username.version, from, std::string(username.client_ufrag)});
    return begun;
}

// False if a new address comes too often to be remembered.
bool IceLite::remember(SessionId id, Session& session, const UdpAddress& from, core::Instant now) {
    for (Known& known : session.addresses) {
        if (known.address != from) continue;
        known.heard_at = session.heard_at = now;
        return true;
    }
    if (!contacts_.allow(from, now)) {
        drop(Dropped::too_often);
        return false;
    }
    session.addresses.push_back({from, now});
    session.heard_at = now;
    by_address_.insert(from, id);
    return true;
}

// A peer moves by nominating another address, or by leaving the chosen one without checks.
void IceLite::choose(Session& session, const StunMessage& check, const UdpAddress& from,
                     core::Instant now) {
    if (session.chosen == from) return;
    const auto chosen = std::ranges::find(session.addresses, session.chosen, &Known::address);
    const bool is_stale = now - chosen->heard_at >= options_.address_stale_after;
    if (check.use_candidate || is_stale) session.chosen = from;
}

void IceLite::refuse(const StunMessage& check, const Username& username, const UdpAddress& to) {
    StunWriter writer(StunClass::error, check.transaction);
    if (check.unknown_attributes.empty()) {
        writer.add_error_code(stun_error_role_conflict);  // We never control.
    } else {
        writer.add_error_code(stun_error_unknown_attribute);
        writer.add_unknown_attributes(
            std::span(check.unknown_attributes.begin(), check.unknown_attributes.end()));
    }
    tell(SendDatagram{to, writer.finish(core::as_bytes(username.server_ufrag))});
}

void IceLite::established(SessionId id) {
    Session* const session = sessions_.find(id);
    if (!session || std::exchange(session->established, true)) return;
    --handshake_count_;
}

void IceLite::close(SessionId id) {
    const Session* const session = sessions_.find(id);
    if (!session) return;
    if (session->established)
        note_over(session->key);
    else
        --handshake_count_;
    for (const Known& known : session->addresses) by_address_.erase(known.address);
    by_key_.erase(session->key);
    sessions_.erase(id);
}

// Nobody uses a user name twice, so that only their number limits how long they are remembered.
void IceLite::note_over(const Key& key) {
    if (over_order_.full()) over_.erase(*over_order_.pop());
    if (over_.insert(key, {})) static_cast<void>(over_order_.push(key));
}

void IceLite::end_session(SessionId id, SessionEndReason reason) {
    close(id);
    tell(SessionEnded{id, reason});
}

core::Instant IceLite::due_at(const Session& session) const {
    const core::Instant silent_at = session.heard_at + options_.consent_max;
    if (session.established) return silent_at;
    const auto patience = session.has_spoken
                              ? options_.handshake_max
                              : std::min(options_.handshake_max, options_.first_datagram_max);
    return std::min(silent_at, session.began_at + patience);
}

void IceLite::wake_by(core::Instant when) {
    if (!wake_at_ || when < *wake_at_) wake_at_ = when;
}

// A session's time only moves away as it is heard, so the earliest that was ever set is early
// enough; all are looked at when it is reached.
void IceLite::expire(core::Instant now) {
    if (!wake_at_ || now < *wake_at_) return;
    wake_at_.reset();
    std::vector<SessionId> due;
    for (const auto& [id, session] : sessions_) {
        const core::Instant when = due_at(session);
        if (when <= now)
            due.push_back(id);
        else
            wake_by(when);
    }
    for (const SessionId id : due) {
        const Session& session = *sessions_.find(id);
        const bool was_silent = now - session.heard_at >= options_.consent_max;
        end_session(id,
                    was_silent ? SessionEndReason::silence : SessionEndReason::handshake_too_slow);
    }
}

std::optional<core::Instant> IceLite::deadline() const {
    if (sessions_.empty()) return std::nullopt;
    return wake_at_;
}

std::optional<UdpAddress> IceLite::address_of(SessionId id) const {
    const Session* const session = sessions_.find(id);
    if (!session) return std::nullopt;
    return session->chosen;
}

void IceLite::tell(IceEvent event) {
    const bool told = events_.push(std::move(event));
    ASSERT(told);  // receive() looks for room first, and a session ends once.
}

}  // namespace net::webrtc
