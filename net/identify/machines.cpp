// The end that says who it is, and the end that reads it.
#include <utility>

#include "core/base/assert.h"
#include "core/base/reader.h"
#include "core/codec/varint.h"
#include "net/identify/identify.h"

namespace net::identify {

static_assert(core::StreamMachine<Sender> && core::StreamMachine<Receiver>);

namespace {
// What was read, and the end.
constexpr std::size_t events_max = 2;
}  // namespace

Sender::Sender(const Identity& identity) : events_(events_max) {
    auto stream = encode(identity);
    if (stream) stream_ = *std::move(stream);
    const bool told =
        events_.push(Ended{stream ? EndReason::completed : EndReason::limit_exceeded});
    ASSERT(told);
}

void Sender::consume(std::size_t size) {
    ASSERT(size <= outgoing().size());
    sent_size_ += size;
}

Receiver::Receiver(const Options& options, const core::codec::PeerId& peer, core::Instant now)
    : peer_(peer), events_(events_max) {
    timers_.set(Timer::patience, now + options.patience);
}

void Receiver::receive(core::Bytes bytes, core::Instant) {
    if (ended_) return;
    if (bytes.size() > received_size_max - received_size_) return finish(EndReason::limit_exceeded);
    received_size_ += bytes.size();
    core::append(unread_, bytes);
    Progress progress = Progress::went_on;
    while (progress == Progress::went_on) progress = read_message();
}

Receiver::Progress Receiver::read_message() {
    const auto fail_with = [&](EndReason reason) {
        finish(reason);
        return Progress::failed;
    };
    if (unread_.empty()) return Progress::needs_more;
    if (message_count_ == messages_max) return fail_with(EndReason::limit_exceeded);
    core::Reader reader(unread_);
    const auto size = core::codec::read_varint(reader);
    if (!size && size.error() != core::Error::truncated) return fail_with(EndReason::malformed);
    if (!size) return Progress::needs_more;
    if (*size > received_size_max) return fail_with(EndReason::limit_exceeded);
    const auto message = reader.take(*size);
    if (!message) return Progress::needs_more;
    const auto added = reader_.add(*message);
    if (!added)
        return fail_with(added.error() == core::Error::too_large ? EndReason::limit_exceeded
                                                                 : EndReason::malformed);
    ++message_count_;
    unread_.erase(unread_.begin(),
                  unread_.begin() + static_cast<std::ptrdiff_t>(reader.position()));
    return Progress::went_on;
}

void Receiver::expire(core::Instant now) {
    if (timers_.take_due(Timer::patience, now)) finish(EndReason::silence);
}

void Receiver::end(core::Instant) {
    if (ended_) return;
    if (message_count_ == 0 || !unread_.empty()) return finish(EndReason::ended_early);
    conclude();
}

void Receiver::conclude() {
    Identified identified{reader_.take(), std::nullopt};
    const Identity& identity = identified.identity;
    if (identity.key && !peer_.matches(*identity.key)) return finish(EndReason::key_wrong);
    if (!identity.signed_record.empty()) {
        auto record = core::codec::open_peer_record(identity.signed_record);
        const bool is_verifiable = record || record.error() != core::Error::key_type_unknown;
        if (is_verifiable && (!record || record->peer != peer_))
            return finish(EndReason::record_wrong);
        if (record) {
            identified.identity.listen_addresses = record->addresses;
            identified.record = *std::move(record);
        } else {
            identified.identity.signed_record = {};
        }
    }
    const bool told = events_.push(std::move(identified));
    ASSERT(told);
    finish(EndReason::completed);
}

void Receiver::consume(std::size_t size) { ASSERT(size == 0); }

void Receiver::finish(EndReason reason) {
    ASSERT(!ended_);
    ended_ = true;
    unread_ = {};
    timers_.stop_all();
    const bool told = events_.push(Ended{reason});
    ASSERT(told);  // A machine ends once.
}

}  // namespace net::identify
