// Messages between a process and its worker, written and read.
#include "fabric/units/worker_wire.h"

#include <bit>

#include "core/base/assert.h"
#include "core/base/reader.h"
#include "core/base/writer.h"
#include "core/codec/utf8.h"

namespace fabric::units {
namespace {

using core::BufferWriter;
using core::Error;
using core::fail;
using core::Reader;
using core::Result;

enum class WireKind : std::uint8_t { run, ready, progress, log, done, failed };

constexpr std::uint8_t grants_time = 1;
constexpr std::uint8_t grants_chance = 2;

// One frame that is being written: its head is filled in at the end.
class FrameWriter {
public:
    FrameWriter(WireKind kind, std::size_t size_max)
        : frame_(frame_head_size), writer_(frame_, frame_head_size + size_max) {
        writer_.u8(static_cast<std::uint8_t>(kind));
    }

    BufferWriter& to() { return writer_; }

    void sized(Bytes bytes) {
        writer_.u32_le(static_cast<std::uint32_t>(bytes.size()));
        writer_.bytes(bytes);
    }
    void sized(std::string_view text) { sized(core::as_bytes(text)); }

    Buffer finish() {
        ASSERT(writer_.finish());
        const auto size = static_cast<std::uint32_t>(frame_.size() - frame_head_size);
        core::copy(frame_, std::as_bytes(std::span(&size, 1)));
        return std::move(frame_);
    }

private:
    Buffer frame_;
    BufferWriter writer_;
};

Result<Bytes> take_sized(Reader& reader, std::size_t size_max) {
    const std::uint32_t size = TRY(reader.u32_le());
    if (size > size_max) return fail(Error::too_large);
    return reader.take(size);
}

Result<std::string_view> take_text(Reader& reader, std::size_t size_max) {
    const std::string_view text = core::as_text(TRY(take_sized(reader, size_max)));
    if (!core::codec::is_utf8(text)) return fail(Error::malformed);
    return text;
}

// What a worker can know of how a run ended; the rest is for whoever watches it.
bool is_workers_to_say(FailureKind kind) {
    switch (kind) {
        case FailureKind::unit_failed:
        case FailureKind::unit_invalid:
        case FailureKind::too_much:
        case FailureKind::no_engine: return true;
        case FailureKind::too_long:
        case FailureKind::crashed:
        case FailureKind::stopped: return false;
    }
    return false;
}

Result<void> read_state(Reader& reader, RunOrder& order) {
    const std::uint16_t count = TRY(reader.u16_le());
    if (count > state_count_max) return fail(Error::too_large);
    std::size_t room = state_size_max;
    for (std::uint16_t i = 0; i < count; ++i) {
        const std::string_view name = TRY(take_text(reader, room));
        room -= name.size();
        const std::string_view json = TRY(take_text(reader, room));
        room -= json.size();
        order.state.emplace_back(name, json);
    }
    return {};
}

Result<FromWorker> read_progress(Reader& reader) {
    const auto part = std::bit_cast<double>(TRY(reader.u64_le()));
    if (!(part >= 0 && part <= 1)) return fail(Error::malformed);
    return Progress{part};
}

Result<FromWorker> read_done(Reader& reader) {
    const Bytes output = TRY(take_sized(reader, output_size_max));
    const std::uint16_t count = TRY(reader.u16_le());
    if (count > edit_count_max) return fail(Error::too_large);
    Done done{.output = Buffer(output.begin(), output.end()), .edits = {}};
    std::size_t room = edits_size_max;
    for (std::uint16_t i = 0; i < count; ++i) {
        done.edits.emplace_back(TRY(take_text(reader, room)));
        room -= done.edits.back().size();
    }
    return done;
}

Result<FromWorker> read_failed(Reader& reader) {
    const std::uint8_t number = TRY(reader.u8());
    if (number >= failure_kind_count) return fail(Error::malformed);
    const auto kind = static_cast<FailureKind>(number);
    if (!is_workers_to_say(kind)) return fail(Error::malformed);
    return Failed{kind, std::string(TRY(take_text(reader, failure_size_max)))};
}

Result<FromWorker> read_kind(Reader& reader) {
    switch (static_cast<WireKind>(TRY(reader.u8()))) {
        case WireKind::ready:
            if (TRY(reader.u8()) != wire_version) return fail(Error::format_unknown);
            return Ready{};
        case WireKind::progress: return read_progress(reader);
        case WireKind::log: return LogLine{std::string(TRY(take_text(reader, log_size_max)))};
        case WireKind::done: return read_done(reader);
        case WireKind::failed: return read_failed(reader);
        case WireKind::run: break;
    }
    return fail(Error::malformed);
}

}  // namespace

Buffer write_run(const UnitRun& run, std::uint8_t slot, CodeIs code) {
    FrameWriter frame(WireKind::run, to_worker_size_max);
    frame.to().u8(static_cast<std::uint8_t>(run.engine));
    frame.to().u8(static_cast<std::uint8_t>((run.may_know_time ? grants_time : 0) |
                                            (run.may_draw ? grants_chance : 0)));
    frame.to().u8(slot);
    frame.to().u64_le(run.memory_max);
    frame.sized(run.entry);
    frame.sized(run.input);
    frame.to().u16_le(static_cast<std::uint16_t>(run.state.size()));
    for (const auto& [name, json] : run.state) {
        frame.sized(name);
        frame.sized(json);
    }
    if (code == CodeIs::sent) frame.sized(run.code);
    return frame.finish();
}

Buffer write_ready() {
    FrameWriter frame(WireKind::ready, from_worker_size_max);
    frame.to().u8(wire_version);
    return frame.finish();
}

Buffer write_progress(double part) {
    FrameWriter frame(WireKind::progress, from_worker_size_max);
    frame.to().u64_le(std::bit_cast<std::uint64_t>(part));
    return frame.finish();
}

Buffer write_log(std::string_view text) {
    FrameWriter frame(WireKind::log, from_worker_size_max);
    frame.sized(text);
    return frame.finish();
}

Buffer write_done(Bytes output, std::span<const std::string> edits) {
    FrameWriter frame(WireKind::done, from_worker_size_max);
    frame.sized(output);
    frame.to().u16_le(static_cast<std::uint16_t>(edits.size()));
    for (const std::string& edit : edits) frame.sized(edit);
    return frame.finish();
}

Buffer write_failed(FailureKind kind, std::string_view text) {
    FrameWriter frame(WireKind::failed, from_worker_size_max);
    frame.to().u8(static_cast<std::uint8_t>(kind));
    frame.sized(shortened(text, failure_size_max));
    return frame.finish();
}

Result<RunOrder> read_run(Bytes body) {
    Reader reader(body);
    if (TRY(reader.u8()) != static_cast<std::uint8_t>(WireKind::run)) return fail(Error::malformed);
    RunOrder order;
    const std::uint8_t engine = TRY(reader.u8());
    if (engine > static_cast<std::uint8_t>(Engine::wgsl)) return fail(Error::malformed);
    order.engine = static_cast<Engine>(engine);
    const std::uint8_t grants = TRY(reader.u8());
    if (grants > (grants_time | grants_chance)) return fail(Error::malformed);
    order.may_know_time = (grants & grants_time) != 0;
    order.may_draw = (grants & grants_chance) != 0;
    order.slot = TRY(reader.u8());
    if (order.slot >= slot_count) return fail(Error::malformed);
    order.memory_max = TRY(reader.u64_le());
    if (order.memory_max > memory_size_max) return fail(Error::too_large);
    order.entry = TRY(take_text(reader, entry_size_max));
    order.input = TRY(take_sized(reader, input_size_max));
    TRY(read_state(reader, order));
    if (!reader.at_end()) order.code = TRY(take_sized(reader, code_size_max));
    TRY(reader.expect_end());
    return order;
}

Result<FromWorker> read_from_worker(Bytes body) {
    Reader reader(body);
    FromWorker message = TRY(read_kind(reader));
    TRY(reader.expect_end());
    return message;
}

}  // namespace fabric::units
