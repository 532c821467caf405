// Two fields, of which the first may be left out when it is 0.
#include "net/signalling/signal.h"

#include "core/base/assert.h"
#include "core/codec/protobuf.h"

namespace net::signalling {

namespace {

constexpr std::uint32_t signal_kind_field = 1;
constexpr std::uint32_t signal_text_field = 2;
constexpr std::size_t overhead_max = 16;

}  // namespace

std::size_t text_size_max(SignalKind kind) {
    return kind == SignalKind::candidate ? candidate_size_max : description_size_max;
}

core::Buffer encode(const Signal& signal) {
    ASSERT(signal.text.size() <= text_size_max(signal.kind));
    core::Buffer message;
    core::codec::ProtobufWriter writer(message, signal.text.size() + overhead_max);
    writer.u64(signal_kind_field, static_cast<std::uint64_t>(signal.kind));
    writer.text(signal_text_field, signal.text);
    ASSERT(writer.finish());
    return message;
}

core::Result<Signal> decode(core::Bytes message) {
    if (message.size() > description_size_max + overhead_max)
        return core::fail(core::Error::too_large);
    Signal signal{SignalKind::offer, {}};
    core::codec::ProtobufReader reader(message);
    while (const auto field = TRY(reader.next())) {
        if (field->number == signal_kind_field) {
            const std::uint64_t kind = TRY(field->u64());
            if (kind > static_cast<std::uint64_t>(SignalKind::candidate))
                return core::fail(core::Error::type_wrong);
            signal.kind = static_cast<SignalKind>(kind);
        } else if (field->number == signal_text_field) {
            signal.text = TRY(field->text());
        }
    }
    if (signal.text.size() > text_size_max(signal.kind)) return core::fail(core::Error::too_large);
    return signal;
}

}  // namespace net::signalling
