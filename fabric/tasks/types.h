// The words of tasks: what is to be done, by whom, and what became of it (spec/tasks.md).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/id.h"
#include "core/base/time.h"
#include "core/base/variant.h"
#include "core/crypto/ed25519.h"
#include "fabric/blobs/types.h"
#include "fabric/units/unit.h"

namespace fabric::tasks {

using Member = core::crypto::Ed25519PublicKey;
using TaskId = core::FixedBytes<struct TaskIdTag, 16>;
// Of a task's leases, from 1.
using Generation = core::Id<struct GenerationTag, std::uint32_t>;
// BLAKE3 of all bytes.
using ContentHash = blobs::Hash;
using UnixSeconds = core::Id<struct TaskSecondsTag, std::uint64_t>;

using units::Engine;
inline constexpr std::size_t engine_count = std::to_underlying(Engine::wgsl) + 1;

// Bytes that are held elsewhere.
struct Elsewhere {
    ContentHash hash{};
    std::uint64_t size = 0;
    friend bool operator==(const Elsewhere&, const Elsewhere&) = default;
};
using Content = core::Variant<core::Buffer, Elsewhere>;
[[nodiscard]] std::uint64_t size_of(const Content& content);

inline constexpr std::size_t inline_size_max = std::size_t{48} << 10;
inline constexpr std::uint64_t code_size_max = std::uint64_t{16} << 20;
inline constexpr std::uint64_t content_size_max = std::uint64_t{16} << 20;
inline constexpr std::size_t entry_size_max = 256;
inline constexpr std::size_t label_size_max = 128;
inline constexpr std::size_t reads_max = 16;
inline constexpr std::size_t read_size_max = 1'024;
inline constexpr std::uint64_t memory_max = std::uint64_t{1} << 30;
inline constexpr std::size_t words_size_max = 512;
inline constexpr std::size_t line_size_max = std::size_t{4} << 10;
inline constexpr core::Duration time_max = std::chrono::hours{24 * 30};

// Of a shader: how large its output is, and how many workgroups there are.
struct Shader {
    std::uint32_t output_size = 0;
    std::array<std::uint32_t, 3> groups{1, 1, 1};
    friend bool operator==(const Shader&, const Shader&) = default;
};

struct Work {
    Engine engine = Engine::wasm;
    Elsewhere code = {};
    std::string entry = "main";
    Content input = core::Buffer{};
    std::string label = {};  // For people.
    // Values of the mesh that it may read: a document and a path, with a space between.
    std::vector<std::string> reads = {};
    bool may_know_time = false;
    bool may_draw = false;
    bool is_once = false;  // Done twice would be wrong.
    bool is_for_authority = false;
    std::uint8_t priority = 0;  // The higher, the sooner.
    std::uint8_t failures_max = 3;
    std::uint64_t memory = std::uint64_t{64} << 20;
    Shader shader = {};
    // Whole milliseconds. None: it may wait for as long as it may take in all.
    core::Duration begin_within = {};
    core::Duration run_within = std::chrono::minutes{5};
    core::Duration end_within = std::chrono::hours{1};
    core::Duration expected = {};  // How long a run takes; none if nobody knows.
    friend bool operator==(const Work&, const Work&) = default;
};

enum class State : std::uint8_t { pending, leased, completed, failed, cancelled, too_late };
inline constexpr std::size_t state_count = std::to_underlying(State::too_late) + 1;
[[nodiscard]] std::string_view describe(State state);
[[nodiscard]] constexpr bool has_ended(State state) { return state >= State::completed; }

// How an attempt ended that has no result.
enum class Ending : std::uint8_t {
    // By the unit: it counts as a failure.
    unit_failed,
    unit_invalid,
    too_much,
    too_long,
    // By the worker, and what it has.
    crashed,
    no_engine,
    stopped,
    given_back,
    // By what was heard of the worker.
    went,
    fell_silent,
};
inline constexpr std::size_t ending_count = std::to_underlying(Ending::fell_silent) + 1;
[[nodiscard]] std::string_view describe(Ending ending);
[[nodiscard]] constexpr bool is_failure(Ending ending) { return ending <= Ending::crashed; }

struct Attempt {
    Generation generation{};
    Member worker{};
    Ending ending = Ending::unit_failed;
    std::string words = {};
    friend bool operator==(const Attempt&, const Attempt&) = default;
};

struct Task {
    TaskId id{};
    Member asker{};
    Work work;
    std::uint64_t number = 0;  // In the order in which they came.
    UnixSeconds asked_at{};
    State state = State::pending;
    Generation generation{};
    Member worker{};                  // Of the last lease; who has completed it.
    std::vector<Attempt> attempts{};  // The last ones.
    std::uint32_t failures = 0;
    std::uint32_t losses = 0;
    Content output = core::Buffer{};
    UnixSeconds ended_at{};
};

}  // namespace fabric::tasks
