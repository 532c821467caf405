// A session on a stream: messages out of bytes and into bytes, time, and the end.
#include "core/sync/reconciler.h"

#include "core/base/assert.h"
#include "core/codec/varint.h"

namespace core::sync {
namespace {

// What was told, and the end.
constexpr std::size_t events_max = 2;

// The length of a message is one varint of three bytes at most.
constexpr std::size_t framed_size_max = message_size_max + 3;

// Answers to a peer that asks without reading. One may wait while the next question comes: a driver
// can learn of the question before it learns that the answer is gone.
constexpr std::size_t unsent_size_max = 2 * framed_size_max;

}  // namespace

static_assert(StreamMachine<Reconciler>);

Reconciler::Reconciler(Variant<Opener, Answerer> side, const Options& options, Instant now)
    : side_(std::move(side)), options_(options), events_(events_max) {
    timers_.set(Timer::patience, now + options.patience);
    timers_.set(Timer::session, now + options.session_max);
}

Reconciler::Reconciler(Opener opener, const Options& options, Instant now)
    : Reconciler(Variant<Opener, Answerer>(std::move(opener)), options, now) {
    send(get<Opener>(side_).open());
}

Reconciler::Reconciler(Answerer answerer, const Options& options, Instant now)
    : Reconciler(Variant<Opener, Answerer>(std::move(answerer)), options, now) {}

void Reconciler::receive(Bytes bytes, Instant now) {
    if (has_ended_) return;
    append(received_, bytes);
    while (!has_ended_) {
        const auto message = next_message();
        if (!message) return finish(EndReason::broken_rules);
        if (!*message) break;
        follow(match(side_, [&](auto& side) { return side.take(**message); }), now);
    }
}

Result<std::optional<Message>> Reconciler::next_message() {
    Reader reader(received_);
    const auto size = codec::read_varint(reader);
    if (!size && size.error() == Error::truncated) return std::nullopt;
    if (TRY(size) > message_size_max) return fail(Error::too_large);
    if (*size > reader.remaining()) return std::nullopt;
    Message message = TRY(read_message(*reader.take(*size)));
    received_.erase(received_.begin(),
                    received_.begin() + static_cast<std::ptrdiff_t>(reader.position()));
    return message;
}

void Reconciler::follow(Step step, Instant now) {
    timers_.set(Timer::patience, now + options_.patience);
    if (step.reply) send(*step.reply);
    if (step.told) static_cast<void>(events_.push(*std::move(step.told)));
    if (step.end)
        finish(*step.end);
    else if (outgoing().size() > unsent_size_max)
        finish(EndReason::peer_not_reading);
}

void Reconciler::send(const Message& message) { append(outgoing_, write_message(message)); }

void Reconciler::consume(std::size_t size) {
    ASSERT(size <= outgoing().size());
    sent_size_ += size;
    if (sent_size_ < outgoing_.size()) return;
    outgoing_.clear();
    sent_size_ = 0;
}

void Reconciler::expire(Instant now) {
    const bool is_silent = timers_.take_due(Timer::patience, now);
    const bool is_over = timers_.take_due(Timer::session, now);
    if (is_over) return finish(EndReason::too_far_apart);
    if (is_silent) finish(EndReason::silence);
}

void Reconciler::end(Instant /*now*/) {
    if (!has_ended_) finish(EndReason::stream_ended);
}

void Reconciler::finish(EndReason reason) {
    has_ended_ = true;
    timers_.stop_all();
    received_ = {};
    static_cast<void>(events_.push(Ended{reason}));
}

}  // namespace core::sync
