// What a process and a worker of its own say to one another: frames of bytes, each a message of one
// kind. The worker runs what strangers wrote and may have been taken over, so both sides read what
// they are sent as if an enemy had written it; what is not exactly right is an error, after which
// the other side is not listened to any more.
//
// A frame is the size of its body, in four bytes, and the body, whose first byte is the kind. A
// worker says that it is ready, is given a run, tells how it goes, how it ended, and that it is
// ready again. It keeps code in slots: which, the process decides, so that it knows what need not
// be sent twice. Rules WU3 and WU9 of spec/units.md.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/result.h"
#include "fabric/units/unit.h"

namespace fabric::units {

// A worker says it as it says that it is ready: a program that was replaced on the disk while an
// older one runs is no worker for that.
inline constexpr std::uint8_t wire_version = 1;
inline constexpr std::size_t frame_head_size = 4;
inline constexpr std::size_t slot_count = 8;

inline constexpr std::size_t frame_slack = 64 * 1024;  // For names, sizes and counts.
inline constexpr std::size_t to_worker_size_max =
    code_size_max + input_size_max + state_size_max + frame_slack;
inline constexpr std::size_t from_worker_size_max = output_size_max + edits_size_max + frame_slack;

// A run as the worker sees it: views of the frame, valid as long as that is. Without code, it is
// what is in the slot already.
struct RunOrder {
    Engine engine = Engine::wasm;
    bool may_know_time = false;
    bool may_draw = false;
    std::uint8_t slot = 0;
    std::uint64_t memory_max = 0;
    std::string_view entry;
    Bytes input;
    std::vector<std::pair<std::string_view, std::string_view>> state;
    std::optional<Bytes> code;
};

enum class CodeIs : std::uint8_t { sent, kept };

struct Ready {
    friend bool operator==(const Ready&, const Ready&) = default;
};
struct Progress {
    double part = 0;
    friend bool operator==(const Progress&, const Progress&) = default;
};
struct LogLine {
    std::string text;
    friend bool operator==(const LogLine&, const LogLine&) = default;
};
using FromWorker = core::Variant<Ready, Progress, LogLine, Done, Failed>;

// Frames, head and all. What is written must be within the limits of unit.h (objection_to).
[[nodiscard]] Buffer write_run(const UnitRun& run, std::uint8_t slot, CodeIs code);
[[nodiscard]] Buffer write_ready();
[[nodiscard]] Buffer write_progress(double part);
[[nodiscard]] Buffer write_log(std::string_view text);
[[nodiscard]] Buffer write_done(Bytes output, std::span<const std::string> edits);
[[nodiscard]] Buffer write_failed(FailureKind kind, std::string_view text);

// Bodies of frames.
core::Result<RunOrder> read_run(Bytes body);
core::Result<FromWorker> read_from_worker(Bytes body);

}  // namespace fabric::units
