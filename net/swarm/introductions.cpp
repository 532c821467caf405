// One entry for each, from when it is begun until its link is there, or is not.
#include "net/swarm/introductions.h"

#include <utility>

#include "core/base/assert.h"

namespace net::swarm {

using core::Instant;
using core::codec::PeerId;
using signalling::EndReason;
using signalling::IntroducedEnd;
using signalling::MeetingId;
using signalling::Party;
using signalling::Refusal;
using signalling::Role;

namespace {

// Each meeting orders a bounded number of steps; a body takes all after every call.
constexpr std::size_t orders_max = 4096;
// For the last order of each meeting under way: with less room no other meeting begins or goes on.
constexpr std::size_t orders_kept_free = 64;
constexpr std::size_t untold_max = 4096;

IntroductionFailure failure_of(Refusal refusal) {
    switch (refusal) {
        case Refusal::unwilling: return IntroductionFailure::unwilling;
        case Refusal::not_connected: return IntroductionFailure::wanted_not_connected;
        case Refusal::busy: return IntroductionFailure::busy;
    }
    std::unreachable();
}

IntroductionFailure failure_of(EndReason reason) {
    return reason == EndReason::silence ? IntroductionFailure::too_slow
                                        : IntroductionFailure::broken_off;
}

}  // namespace

std::string_view describe(IntroductionFailure failure) {
    switch (failure) {
        case IntroductionFailure::ourselves: return "nobody is introduced to itself";
        case IntroductionFailure::too_many: return "too many introductions are under way here";
        case IntroductionFailure::via_not_connected:
            return "there is no connection to the peer in the middle";
        case IntroductionFailure::via_unable: return "the peer in the middle introduces nobody";
        case IntroductionFailure::unwilling:
            return "the wanted peer cannot be introduced, or does not want to be";
        case IntroductionFailure::wanted_not_connected:
            return "the peer in the middle is not connected to the wanted one";
        case IntroductionFailure::busy: return "the peer in the middle is busy";
        case IntroductionFailure::broken_off: return "the introduction was broken off";
        case IntroductionFailure::too_slow: return "the introduction took too long";
        case IntroductionFailure::no_way: return "the browsers found no way to one another";
        case IntroductionFailure::link_failed:
            return "the other end is not who it should be, or one end has too many connections";
    }
    std::unreachable();
}

std::string_view advice(IntroductionFailure failure) {
    switch (failure) {
        case IntroductionFailure::ourselves: return "Ask for another peer.";
        case IntroductionFailure::too_many: return "Wait for some of them to end.";
        case IntroductionFailure::via_not_connected: return "Dial that peer first.";
        case IntroductionFailure::via_unable: return "Ask a peer that introduces others.";
        case IntroductionFailure::unwilling:
            return "Agree on it with the peer's user, or dial the peer at an address of its own.";
        case IntroductionFailure::wanted_not_connected:
            return "Ask a peer that is connected to both.";
        case IntroductionFailure::busy: return "Try later, or ask another peer in the middle.";
        case IntroductionFailure::broken_off: return "Try again, if need be by another peer.";
        case IntroductionFailure::too_slow:
            return "Try again while the wanted peer, and its user if it asks one, are there.";
        case IntroductionFailure::no_way:
            return "Name a STUN server in the options of both: it may help.";
        case IntroductionFailure::link_failed:
            return "Close connections that are not needed, or ask another peer in the middle.";
    }
    std::unreachable();
}

Introductions::Introductions(const Options& options, const PeerId& own, Links& links)
    : options_(options), own_(own), links_(links), orders_(orders_max), events_(untold_max) {}

MeetingId Introductions::begin(Link* via, const PeerId& wanted, Instant now) {
    const auto refuse = [&](IntroductionFailure failure) {
        const MeetingId id{++last_id_};
        tell(id, wanted, std::unexpected(failure));
        return id;
    };
    if (const auto& there = links_.of(wanted); !there.empty()) {
        const MeetingId id{++last_id_};
        tell(id, wanted, there.front());
        return id;
    }
    if (const auto failure = obstacle(via, wanted)) return refuse(*failure);
    const auto stream = via->connection.open({std::string(signalling::introduce_protocol)},
                                             IntroducedEnd(options_.each, wanted, now), now);
    links_.wake(*via);
    if (!stream) return refuse(IntroductionFailure::too_many);
    return add({.peer = wanted, .role = Role::offerer, .stream = {via->id, *stream}});
}

// What a peer speaks is known only some time after it was connected.
std::optional<IntroductionFailure> Introductions::obstacle(const Link* via,
                                                           const PeerId& wanted) const {
    if (wanted == own_) return IntroductionFailure::ourselves;
    if (!via) return IntroductionFailure::via_not_connected;
    if (!via->protocols.empty() && !via->speaks(signalling::introduce_protocol))
        return IntroductionFailure::via_unable;
    if (count(Role::offerer) >= options_.wanted_max) return IntroductionFailure::too_many;
    return std::nullopt;
}

void Introductions::accept(Link& link, StreamId stream, Instant now) {
    const bool is_too_much =
        count(Role::answerer) >= options_.asked_max ||
        count(Role::answerer, link.id) >= options_.asked_per_connection_max ||
        link.connection.count_running<IntroducedEnd>() >= options_.streams_per_connection_max ||
        is_flooded();
    link.connection.run(stream, IntroducedEnd(options_.each, now), now);
    if (is_too_much) return link.connection.reset(stream);
    add({.peer = {}, .role = Role::answerer, .stream = {link.id, stream}});
}

std::size_t Introductions::count(Role role, std::optional<LinkId> on) const {
    std::size_t count = 0;
    for (const auto& [id, entry] : all_)
        count += entry.role == role && (!on || entry.stream.link == *on);
    return count;
}

MeetingId Introductions::add(Entry entry) {
    const MeetingId id{++last_id_};
    all_.insert(id, std::move(entry));
    return id;
}

std::optional<MeetingId> Introductions::meeting_on(StreamHandle stream) const {
    for (const auto& [id, entry] : all_)
        if (entry.stream == stream) return id;
    return std::nullopt;
}

void Introductions::hear(StreamHandle stream, const IntroducedEnd::Event& event, Instant now) {
    const auto meeting = meeting_on(stream);
    if (!meeting || all_.find(*meeting)->has_met) return;
    if (const auto* asked = core::get_if<signalling::Asked>(&event))
        answer(*meeting, asked->peer, now);
    else if (const auto* step = core::get_if<signalling::Step>(&event))
        is_flooded() ? fail(*meeting) : order(signalling::Take{*meeting, *step});
    else if (const auto* refused = core::get_if<signalling::Refused>(&event))
        drop(*meeting, failure_of(refused->refusal));
    else if (const auto* ended = core::get_if<signalling::Ended>(&event))
        drop(*meeting, failure_of(ended->reason));
}

void Introductions::answer(MeetingId meeting, const PeerId& asking, Instant now) {
    Entry& entry = *all_.find(meeting);
    entry.peer = asking;
    entry.awaits_consent = true;
    const Link* const via = links_.find(entry.stream.link);
    if (asking == own_ || options_.consent == Consent::given || !via)
        static_cast<void>(decide(meeting, asking != own_, now));
    else
        ASSERT(events_.push(IntroductionAsked{meeting, asking, *via->peer}));
}

bool Introductions::decide(MeetingId meeting, bool accepts, Instant now) {
    Entry* const entry = all_.find(meeting);
    if (!entry || !std::exchange(entry->awaits_consent, false)) return false;
    act(meeting, now, [&](IntroducedEnd& end) { accepts ? end.accept() : end.refuse(); });
    if (!accepts) all_.erase(meeting);
    return true;
}

void Introductions::act(MeetingId meeting, Instant now, auto action) {
    const Entry* const entry = all_.find(meeting);
    Link* const link = entry ? links_.find(entry->stream.link) : nullptr;
    if (!link) return;
    link->connection.act_on<IntroducedEnd>(entry->stream.stream, now, action);
    links_.wake(*link);
}

void Introductions::describe(MeetingId meeting, std::string_view description, Instant now) {
    act(meeting, now, [&](IntroducedEnd& end) { end.describe(description); });
}

void Introductions::add_candidate(MeetingId meeting, std::string_view candidate, Instant now) {
    act(meeting, now, [&](IntroducedEnd& end) { end.add_candidate(candidate); });
}

// The other end need not wait.
void Introductions::fail(MeetingId meeting) {
    const Entry* const entry = all_.find(meeting);
    if (!entry || entry->has_met) return;
    if (Link* const link = links_.find(entry->stream.link)) {
        link->connection.reset(entry->stream.stream);
        links_.wake(*link);
    }
    drop(meeting, IntroductionFailure::no_way);
}

void Introductions::met(MeetingId meeting, std::optional<LinkId> link, Instant now) {
    Entry* const entry = all_.find(meeting);
    if (!entry || entry->has_met) return;
    entry->has_met = true;
    entry->link = link;
    act(meeting, now, [](IntroducedEnd& end) { end.finish(); });
    if (!link) return drop(meeting, IntroductionFailure::link_failed);
    if (entry->role == Role::answerer) all_.erase(meeting);
}

std::optional<Party> Introductions::party(MeetingId meeting) const {
    const Entry* const entry = all_.find(meeting);
    if (!entry || !entry->peer || entry->has_met) return std::nullopt;
    return Party{*entry->peer, entry->role};
}

// However it came about.
void Introductions::connected(const PeerId& peer, LinkId link, Instant now) {
    for (std::size_t place = all_.size(); place-- > 0;) {
        const MeetingId id = all_.at(place).first;
        const Entry& entry = all_.at(place).second;
        if (entry.role != Role::offerer || *entry.peer != peer) continue;
        if (!entry.has_met) {
            act(id, now, [](IntroducedEnd& end) { end.finish(); });
            order(signalling::Drop{id});
        }
        tell(id, peer, link);
        all_.erase(id);
    }
}

void Introductions::lost(LinkId link) {
    for (const auto& [id, entry] : all_)
        if (entry.link == link) return drop(MeetingId(id), IntroductionFailure::link_failed);
}

void Introductions::drop(MeetingId meeting, IntroductionFailure failure) {
    const Entry entry = *all_.find(meeting);
    all_.erase(meeting);
    if (!entry.has_met && !entry.awaits_consent) order(signalling::Drop{meeting});
    if (entry.role == Role::offerer) tell(meeting, *entry.peer, std::unexpected(failure));
}

void Introductions::tell(MeetingId meeting, const PeerId& wanted,
                         std::expected<LinkId, IntroductionFailure> outcome) {
    ASSERT(events_.push(IntroductionTold{meeting, wanted, outcome}));
}

bool Introductions::is_flooded() const { return orders_.size() + orders_kept_free > orders_max; }

void Introductions::order(MeetingOrder order) { ASSERT(orders_.push(std::move(order))); }

}  // namespace net::swarm
