// What members say to who leads about tasks, and are told by it (rules TK40 and TK41).
#pragma once

#include <vector>

#include "core/base/result.h"
#include "core/base/variant.h"
#include "fabric/tasks/types.h"

namespace fabric::tasks {

// What a worker has, and whether its owner lets it work now.
struct Capacity {
    std::uint32_t places = 0;   // Runs at once; none: it does no work.
    std::uint8_t engines = 0;   // A bit for each.
    std::uint8_t strength = 0;  // As its tier in presence, 0 to 2.
    std::uint64_t memory = 0;   // For one run.
    friend bool operator==(const Capacity&, const Capacity&) = default;
};
[[nodiscard]] constexpr std::uint8_t bit_of(Engine engine) {
    return static_cast<std::uint8_t>(1U << std::to_underlying(engine));
}
inline constexpr std::uint32_t places_max = 256;

// --- To who leads.

struct Submit {
    TaskId id{};
    Work work;
    friend bool operator==(const Submit&, const Submit&) = default;
};
struct Await {
    TaskId id{};
    friend bool operator==(const Await&, const Await&) = default;
};
// No more.
struct Leave {
    TaskId id{};
    friend bool operator==(const Leave&, const Leave&) = default;
};
struct Cancel {
    TaskId id{};
    friend bool operator==(const Cancel&, const Cancel&) = default;
};
struct Running {
    TaskId id{};
    Generation generation{};
    std::uint16_t permille = 0;  // How far it is.
    friend bool operator==(const Running&, const Running&) = default;
};
struct Pulse {
    Capacity capacity;
    std::vector<Running> running{};
    friend bool operator==(const Pulse&, const Pulse&) = default;
};
struct Done {
    TaskId id{};
    Generation generation{};
    Content output = core::Buffer{};
    friend bool operator==(const Done&, const Done&) = default;
};
struct NotDone {
    TaskId id{};
    Generation generation{};
    Ending ending = Ending::unit_failed;
    std::string words{};
    friend bool operator==(const NotDone&, const NotDone&) = default;
};
struct Logged {
    TaskId id{};
    Generation generation{};
    std::string line{};
    friend bool operator==(const Logged&, const Logged&) = default;
};

// Said by an Authority of a member that was connected to it.
struct Went {
    friend bool operator==(const Went&, const Went&) = default;
};

// --- From who leads.

struct Submitted {
    TaskId id{};
    friend bool operator==(const Submitted&, const Submitted&) = default;
};
enum class SubmitRefusal : std::uint8_t {
    no_room,
    may_not,   // It is no member.
    is_other,  // Its name is another member's task's.
};
inline constexpr std::size_t submit_refusal_count = std::to_underlying(SubmitRefusal::is_other) + 1;
[[nodiscard]] std::string_view describe(SubmitRefusal refusal);
struct NotSubmitted {
    TaskId id{};
    SubmitRefusal refusal = SubmitRefusal::no_room;
    friend bool operator==(const NotSubmitted&, const NotSubmitted&) = default;
};
// Of what was waited for: how it stands.
struct Standing {
    TaskId id{};
    bool is_known = false;
    State state = State::pending;
    Generation generation{};
    Member worker{};
    std::uint16_t permille = 0;
    std::vector<Attempt> attempts{};
    Content output = core::Buffer{};
    friend bool operator==(const Standing&, const Standing&) = default;
};
struct Line {
    TaskId id{};
    Generation generation{};
    std::string line{};
    friend bool operator==(const Line&, const Line&) = default;
};
struct Grant {
    TaskId id{};
    Generation generation{};
    Work work;
    friend bool operator==(const Grant&, const Grant&) = default;
};
// The lease is over; what the worker still has of it is not wanted.
struct Stop {
    TaskId id{};
    Generation generation{};
    friend bool operator==(const Stop&, const Stop&) = default;
};

using Message = core::Variant<Submit, Await, Leave, Cancel, Pulse, Done, NotDone, Logged, Submitted,
                              NotSubmitted, Standing, Line, Grant, Stop, Went>;

// How a message travels: between a member and who leads, or by way of an Authority.
enum class Way : std::uint8_t { direct, from, to };
struct Letter {
    Way way = Way::direct;
    Member who{};  // Who said it, or for whom it is; of a direct one nobody.
    Message message;
};

inline constexpr std::size_t message_size_max = std::size_t{160} << 10;

[[nodiscard]] core::Buffer write_letter(const Letter& letter);
[[nodiscard]] core::Result<Letter> read_letter(core::Bytes bytes);

}  // namespace fabric::tasks
