// Messages in bytes: the version, the kind, and the fields in their order. Each has one form only.
#include "fabric/liveness/message.h"

#include <array>

#include "core/base/assert.h"
#include "core/base/reader.h"
#include "core/codec/message_bytes.h"
#include "core/codec/varint.h"

namespace fabric::liveness {

using core::Bytes;
using core::Duration;
using core::Error;
using core::Reader;
using core::Result;
using std::chrono::milliseconds;

namespace {

constexpr std::uint8_t version = 1;
// Nobody pulses or asks that often; a peer that says so would overflow sums.
constexpr std::uint64_t number_max = std::uint64_t{1} << 56;

class LivenessWriter {
public:
    void operator()(const Pulse& pulse) {
        ASSERT(pulse.interval >= interval_min && pulse.interval <= interval_max);
        message_.writer().u64_le(pulse.life.value);
        number(pulse.sequence.value);
        time(pulse.interval);
        message_.writer().u8(std::to_underlying(pulse.presence.activity));
        message_.writer().u8(std::to_underlying(pulse.presence.tier));
        number(pulse.presence.load.per_mille());
        message_.writer().text(pulse.presence.platform.text());
    }
    void operator()(const Ask& ask) {
        number(ask.number.value);
        message_.writer().bytes(ask.about.bytes());
    }
    void operator()(const Answer& answer) {
        number(answer.number.value);
        if (!answer.heard) return;
        ASSERT(answer.heard->age <= age_max);
        time(answer.heard->interval);
        time(answer.heard->age);
    }

    void head(std::size_t kind) { message_.head(version, kind); }
    [[nodiscard]] core::Buffer take() { return message_.take(); }

private:
    void number(std::uint64_t value) { message_.number(value); }
    void time(Duration time) {
        number(static_cast<std::uint64_t>(std::chrono::duration_cast<milliseconds>(time).count()));
    }

    core::codec::MessageBytes message_{message_size_max};
};

Result<std::uint64_t> read_number_up_to(Reader& reader, std::uint64_t most) {
    const std::uint64_t number = TRY(core::codec::read_varint(reader));
    if (number > most) return core::fail(Error::too_large);
    return number;
}

Result<Duration> read_time(Reader& reader, Duration most) {
    const auto most_count =
        static_cast<std::uint64_t>(std::chrono::duration_cast<milliseconds>(most).count());
    return milliseconds{TRY(read_number_up_to(reader, most_count))};
}

Result<Duration> read_interval(Reader& reader) {
    const Duration interval = TRY(read_time(reader, interval_max));
    if (interval < interval_min) return core::fail(Error::malformed);
    return interval;
}

template <class Kind>
Result<Kind> read_kind(Reader& reader, Kind last) {
    const std::uint8_t kind = TRY(reader.u8());
    if (kind > std::to_underlying(last)) return core::fail(Error::malformed);
    return Kind{kind};
}

Result<Message> read_pulse(Reader& reader) {
    Pulse pulse{};
    pulse.life = Life{TRY(reader.u64_le())};
    pulse.sequence = Sequence{TRY(read_number_up_to(reader, number_max))};
    pulse.interval = TRY(read_interval(reader));
    pulse.presence.activity = TRY(read_kind(reader, Activity::closing));
    pulse.presence.tier = TRY(read_kind(reader, Tier::high_performance));
    pulse.presence.load = Load(TRY(read_number_up_to(reader, Load::per_mille_max)));
    const Bytes text = TRY(reader.take(reader.remaining()));
    pulse.presence.platform = TRY(Platform::from_text(core::as_text(text)));
    return pulse;
}

Result<Message> read_ask(Reader& reader) {
    const AskNumber number{TRY(read_number_up_to(reader, number_max))};
    const Bytes about = TRY(reader.take(reader.remaining()));
    return Ask{number, TRY(MemberId::from_bytes(about))};
}

Result<Message> read_answer(Reader& reader) {
    Answer answer{{TRY(read_number_up_to(reader, number_max))}};
    if (reader.at_end()) return answer;
    const Duration interval = TRY(read_interval(reader));
    answer.heard = Heard{TRY(read_time(reader, age_max)), interval};
    TRY(reader.expect_end());
    return answer;
}

using ReadBody = Result<Message> (*)(Reader&);
// In the order of the variant.
constexpr std::array<ReadBody, Message::type_count> read_bodies{read_pulse, read_ask, read_answer};

}  // namespace

core::Buffer write_message(const Message& message) {
    LivenessWriter writer;
    writer.head(message.index());
    match(message, writer);
    return writer.take();
}

Result<Message> read_message(Bytes bytes) {
    if (bytes.size() > message_size_max) return core::fail(Error::too_large);
    Reader reader(bytes);
    if (TRY(reader.u8()) != version) return core::fail(Error::format_unknown);
    const std::uint8_t kind = TRY(reader.u8());
    if (kind >= read_bodies.size()) return core::fail(Error::malformed);
    return read_bodies[kind](reader);
}

}  // namespace fabric::liveness
