// An answer or a question, then signals.
#include "net/signalling/introduced_end.h"

#include <utility>

#include "core/base/assert.h"

namespace net::signalling {

namespace {
// Steps of one meeting, and what is told around them.
constexpr std::size_t events_around_max = 8;
}  // namespace

std::string_view describe(EndReason reason) {
    switch (reason) {
        case EndReason::finished: return "both have met";
        case EndReason::refused: return "the introduction was refused";
        case EndReason::broken: return "what came is no introduction";
        case EndReason::silence: return "the introduction took too long";
        case EndReason::ended_early: return "the stream ended before both had met";
    }
    std::unreachable();
}

IntroducedEnd::IntroducedEnd(const Options& options, const core::codec::PeerId& wanted,
                             core::Instant now)
    : options_(options),
      state_(State::asking),
      until_(now + options.patience),
      wanted_(wanted),
      events_(options.meeting.candidates_max + events_around_max) {
    send({IntroductionKind::want, wanted});
}

IntroducedEnd::IntroducedEnd(const Options& options, core::Instant now)
    : options_(options),
      state_(State::awaiting_asked),
      until_(now + options.patience),
      events_(options.meeting.candidates_max + events_around_max) {}

void IntroducedEnd::receive(core::Bytes bytes, core::Instant) {
    if (ended() || bytes.empty()) return;
    reader_.receive(bytes);
    // Who decides is sent nothing until it has.
    if (state_ == State::deciding) return finish(EndReason::broken);
    while (!ended()) {
        const auto message = reader_.next();
        if (!message) break;
        hear(*message);
    }
    if (reader_.has_failed()) finish(EndReason::broken);
}

void IntroducedEnd::hear(core::Bytes message) {
    if (state_ == State::meeting) {
        auto signal = decode(message);
        if (!signal || !meeting_->hear(*std::move(signal))) return finish(EndReason::broken);
        return settle();
    }
    const auto introduction = decode_introduction(message);
    if (!introduction) return finish(EndReason::broken);
    if (state_ == State::asking) return hear_answer(*introduction);
    const bool is_question =
        state_ == State::awaiting_asked && introduction->kind == IntroductionKind::asked;
    if (!is_question) return finish(EndReason::broken);
    state_ = State::deciding;
    tell(Asked{*introduction->peer});
}

void IntroducedEnd::hear_answer(const Introduction& introduction) {
    if (introduction.kind == IntroductionKind::refused) {
        tell(Refused{introduction.refusal});
        return finish(EndReason::refused);
    }
    if (introduction.kind != IntroductionKind::accept) return finish(EndReason::broken);
    tell(Introduced{*wanted_});
    begin_meeting(Role::offerer);
}

void IntroducedEnd::accept() {
    if (state_ != State::deciding) return;
    send({IntroductionKind::accept});
    begin_meeting(Role::answerer);
}

void IntroducedEnd::refuse() {
    if (state_ != State::deciding) return;
    send({IntroductionKind::refused});
    finish(EndReason::refused);
}

void IntroducedEnd::begin_meeting(Role role) {
    state_ = State::meeting;
    meeting_.emplace(options_.meeting, role);
    settle();
}

void IntroducedEnd::describe(std::string_view description) {
    if (state_ != State::meeting) return;
    if (!meeting_->describe(description)) return finish(EndReason::broken);
    settle();
}

void IntroducedEnd::add_candidate(std::string_view candidate) {
    if (state_ != State::meeting) return;
    meeting_->add_candidate(candidate);
    settle();
}

void IntroducedEnd::settle() {
    while (auto step = meeting_->next_step()) tell(*std::move(step));
    while (const auto signal = meeting_->next_signal()) write_frame(outgoing_, encode(*signal));
}

void IntroducedEnd::end(core::Instant) { finish(EndReason::ended_early); }

void IntroducedEnd::expire(core::Instant now) {
    if (now >= until_) finish(EndReason::silence);
}

std::optional<core::Instant> IntroducedEnd::deadline() const {
    return ended() ? std::nullopt : std::optional(until_);
}

void IntroducedEnd::consume(std::size_t size) {
    ASSERT(size <= outgoing_.size());
    outgoing_.erase(outgoing_.begin(), outgoing_.begin() + static_cast<std::ptrdiff_t>(size));
}

void IntroducedEnd::send(const Introduction& introduction) {
    write_frame(outgoing_, encode(introduction));
}

void IntroducedEnd::finish(EndReason reason) {
    if (ended()) return;
    state_ = State::ended;
    tell(Ended{reason});
}

void IntroducedEnd::tell(Event event) {
    const bool is_kept = events_.push(std::move(event));
    ASSERT(is_kept);
}

}  // namespace net::signalling
