// First one side speaks, then the other, then both.
#include "net/signalling/introducer.h"

#include <utility>

#include "core/base/assert.h"

namespace net::signalling {

Introducer::Introducer(const Options& options, const core::codec::PeerId& asking, core::Instant now)
    : options_(options), asking_(asking), until_(now + options.patience) {}

void Introducer::receive(Side side, core::Bytes bytes) {
    if (bytes.empty()) return;
    switch (state_) {
        case State::awaiting_want:
            if (side != Side::asking) return finish(false);
            reader_.receive(bytes);
            return hear_want();
        case State::asking:
            if (side != Side::asked) return finish(false);  // It was not accepted yet.
            reader_.receive(bytes);
            return hear_answer();
        case State::carrying: return carry(side, bytes);
        case State::awaiting_stream: return finish(false);
        case State::ended: return;
    }
    std::unreachable();
}

void Introducer::hear_want() {
    const auto message = reader_.next();
    if (!message) {
        if (reader_.has_failed()) finish(false);
        return;
    }
    const auto introduction = decode_introduction(*message);
    if (!introduction || introduction->kind != IntroductionKind::want || !reader_.rest().empty())
        return finish(false);
    if (*introduction->peer == asking_) return refuse(Refusal::not_connected);
    state_ = State::awaiting_stream;
    const bool is_kept = wanted_.push(Wanted{*introduction->peer});
    ASSERT(is_kept);
}

void Introducer::begin() {
    if (state_ != State::awaiting_stream) return;
    state_ = State::asking;
    reader_ = FrameReader();
    send(Side::asked, {IntroductionKind::asked, asking_});
}

void Introducer::refuse(Refusal refusal) {
    if (ended()) return;
    send(Side::asking, {.kind = IntroductionKind::refused, .refusal = refusal});
    finish(true);
}

// What comes behind the acceptance is said to the other end already.
void Introducer::hear_answer() {
    const auto message = reader_.next();
    if (!message) {
        if (reader_.has_failed()) finish(false);
        return;
    }
    const auto introduction = decode_introduction(*message);
    if (!introduction) return finish(false);
    if (introduction->kind == IntroductionKind::refused) return refuse(Refusal::unwilling);
    if (introduction->kind != IntroductionKind::accept) return finish(false);
    send(Side::asking, *introduction);
    state_ = State::carrying;
    carry(Side::asked, reader_.rest());
}

void Introducer::carry(Side from, core::Bytes bytes) {
    std::size_t& carried = carried_size_[index(from)];
    if (bytes.size() > options_.carried_size_max - carried) return finish(false);
    carried += bytes.size();
    core::append(outgoing_[index(other(from))], bytes);
}

void Introducer::end(Side side) {
    has_ended_[index(side)] = true;
    if (state_ == State::carrying && !has_ended_[index(other(side))]) return;
    finish(state_ == State::carrying);
}

// Who speaks no introductions, or too many, has not answered: it is as if it had refused.
void Introducer::lose(Side side) {
    if (side == Side::asked && state_ == State::asking) return refuse(Refusal::unwilling);
    finish(false);
}

void Introducer::expire(core::Instant now) {
    if (now >= until_) finish(false);
}

std::optional<core::Instant> Introducer::deadline() const {
    return ended() ? std::nullopt : std::optional(until_);
}

void Introducer::consume(Side side, std::size_t size) {
    core::Buffer& buffer = outgoing_[index(side)];
    ASSERT(size <= buffer.size());
    buffer.erase(buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(size));
}

void Introducer::send(Side side, const Introduction& introduction) {
    write_frame(outgoing_[index(side)], encode(introduction));
}

void Introducer::finish(bool was_good) {
    if (ended()) return;
    state_ = State::ended;
    was_good_ = was_good;
}

}  // namespace net::signalling
