// An offer, an answer, and candidates around them.
#include "net/signalling/meeting.h"

#include <utility>

#include "core/base/assert.h"

namespace net::signalling {

namespace {
constexpr std::size_t descriptions_max = 2;
}  // namespace

Meeting::Meeting(const Options& options, Role role)
    : options_(options),
      role_(role),
      state_(role == Role::offerer ? State::describing : State::awaiting_offer),
      signals_(options.candidates_max + descriptions_max),
      steps_(options.candidates_max + descriptions_max) {
    if (role == Role::offerer) step(MakeOffer{});
}

bool Meeting::hear(Signal signal) {
    switch (signal.kind) {
        case SignalKind::offer:
            if (state_ != State::awaiting_offer) return false;
            state_ = State::describing;
            step(MakeAnswer{std::move(signal.text)});
            use_held();
            return true;
        case SignalKind::answer:
            if (state_ != State::awaiting_answer) return false;
            state_ = State::agreed;
            step(UseAnswer{std::move(signal.text)});
            use_held();
            return true;
        case SignalKind::candidate: return hear_candidate(std::move(signal.text));
    }
    std::unreachable();
}

bool Meeting::hear_candidate(std::string candidate) {
    if (heard_count_ == options_.candidates_max) return false;
    ++heard_count_;
    const bool knows_other =
        role_ == Role::offerer ? state_ == State::agreed : state_ != State::awaiting_offer;
    if (knows_other)
        step(UseCandidate{std::move(candidate)});
    else
        held_.push_back(std::move(candidate));
    return true;
}

bool Meeting::describe(std::string_view description) {
    if (state_ != State::describing || description.size() > description_size_max) return false;
    const bool offers = role_ == Role::offerer;
    state_ = offers ? State::awaiting_answer : State::agreed;
    tell({offers ? SignalKind::offer : SignalKind::answer, std::string(description)});
    return true;
}

void Meeting::add_candidate(std::string_view candidate) {
    if (told_count_ == options_.candidates_max || candidate.size() > candidate_size_max) return;
    ++told_count_;
    tell({SignalKind::candidate, std::string(candidate)});
}

void Meeting::use_held() {
    for (std::string& candidate : std::exchange(held_, {}))
        step(UseCandidate{std::move(candidate)});
}

void Meeting::step(Step step) {
    const bool is_kept = steps_.push(std::move(step));
    ASSERT(is_kept);
}

void Meeting::tell(Signal signal) {
    const bool is_kept = signals_.push(std::move(signal));
    ASSERT(is_kept);
}

}  // namespace net::signalling
