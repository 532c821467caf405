// A unit of work, as whoever runs it is given it, and how it ended: plain values, the same for the
// brain, which decides who runs what, and for the bodies, which run it. Rules WU1–WU3 and WU9 of
// spec/units.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/time.h"
#include "core/base/variant.h"

namespace fabric::units {

using core::Buffer;
using core::Bytes;
using core::Duration;

inline constexpr std::size_t mebibyte = std::size_t{1} << 20;

inline constexpr std::size_t code_size_max = 16 * mebibyte;
inline constexpr std::size_t entry_size_max = 256;
inline constexpr std::size_t input_size_max = 64 * mebibyte;
inline constexpr std::size_t state_size_max = 16 * mebibyte;  // Names and values together.
inline constexpr std::size_t state_count_max = 1024;
inline constexpr std::size_t output_size_max = 64 * mebibyte;
inline constexpr std::size_t edit_count_max = 256;
inline constexpr std::size_t edits_size_max = mebibyte;  // Together.
inline constexpr std::size_t log_count_max = 1024;
inline constexpr std::size_t log_size_max = 4096;  // Of a line.
inline constexpr std::size_t progress_per_second_max = 100;
inline constexpr std::uint64_t memory_size_usual = 64 * mebibyte;
inline constexpr std::uint64_t memory_size_max = 1024 * mebibyte;
// Of the sentence that says why a unit failed; what is longer is cut between two characters.
inline constexpr std::size_t failure_size_max = 4096;

enum class Engine : std::uint8_t { wasm, js, wgsl };

struct UnitRun {
    Engine engine = Engine::wasm;
    Buffer code;
    std::string entry;
    Buffer input;
    std::vector<std::pair<std::string, std::string>> state;  // Names, and values in JSON.
    bool may_know_time = false;
    bool may_draw = false;
    std::uint64_t memory_max = memory_size_usual;
    Duration time_max{};
};

enum class FailureKind : std::uint8_t {
    unit_failed,
    unit_invalid,
    too_much,
    too_long,
    crashed,
    no_engine,
    stopped,
};

inline constexpr std::size_t failure_kind_count =
    static_cast<std::size_t>(FailureKind::stopped) + 1;

struct Done {
    Buffer output;
    std::vector<std::string> edits;  // Each in JSON.

    friend bool operator==(const Done&, const Done&) = default;
};

struct Failed {
    FailureKind kind{};
    std::string text;

    friend bool operator==(const Failed&, const Failed&) = default;
};

using Outcome = core::Variant<Done, Failed>;

// As in the spec and on every wire.
[[nodiscard]] std::string_view name_of(Engine engine);
[[nodiscard]] std::string_view name_of(FailureKind kind);

// Why the run cannot begin wherever it is; nothing if it can.
[[nodiscard]] std::optional<Failed> objection_to(const UnitRun& run);

// UTF-8, cut to at most so many bytes without cutting a character.
[[nodiscard]] std::string_view shortened(std::string_view text, std::size_t size_max);

}  // namespace fabric::units
