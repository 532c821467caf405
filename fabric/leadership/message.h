// What members say to one another, and its bytes (rules RF60–RF63, spec/raft.md). The meaning of
// the fields is that of the thesis (figures 3.1 and 5.3, section 3.10); `round`, `hint` and all
// chunks of a snapshot but the only one are extensions that an answer may lack.
//
// Bytes in messages are views: of the log of the machine from which a message was taken, or of the
// bytes from which it was read.
#pragma once

#include <optional>
#include <vector>

#include "core/base/blake3.h"
#include "core/base/result.h"
#include "core/base/variant.h"
#include "fabric/leadership/configuration.h"
#include "fabric/leadership/types.h"

namespace fabric::leadership {

// Of one message, and of what an entry holds.
inline constexpr std::size_t message_size_max = std::size_t{1} << 20;
inline constexpr std::size_t entry_size_max = std::size_t{512} << 10;
inline constexpr std::size_t entries_per_message_max = 4'096;
inline constexpr std::size_t chunk_size_max = std::size_t{512} << 10;

struct VoteRequest {
    Term term;  // Of the election; in a pre-vote the one that would follow.
    Place last;
    bool is_pre_vote = false;
    bool disrupts_leader = false;
    friend bool operator==(const VoteRequest&, const VoteRequest&) = default;
};
struct VoteResult {
    Term term;  // The voter's.
    bool is_granted = false;
    bool is_pre_vote = false;
    friend bool operator==(const VoteResult&, const VoteResult&) = default;
};
struct Append {
    Term term;
    Place previous;
    Index commit;
    std::vector<EntryView> entries;
    Round round = {};
};
struct AppendResult {
    Term term;
    Index rejected;  // Which `previous` was not there; 0 if it was.
    Index last;      // Persisted and agreed upon; if rejected, the end of the log.
    std::optional<Place> hint = {};
    Round round = {};
    friend bool operator==(const AppendResult&, const AppendResult&) = default;
};

// What is known of a snapshot besides its content.
struct SnapshotMeta {
    Place last;
    Index configuration_index;
    Configuration configuration;
    std::uint64_t size = 0;
    core::Blake3Digest digest = {};
    friend bool operator==(const SnapshotMeta&, const SnapshotMeta&) = default;
};
// In a message that a machine put out `data` is empty: its owner reads those `length` bytes of the
// snapshot.
struct InstallSnapshot {
    Term term;
    SnapshotMeta snapshot;
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
    core::Bytes data = {};
};
struct SnapshotResult {
    Term term;
    Index index;
    std::uint64_t received = 0;
    friend bool operator==(const SnapshotResult&, const SnapshotResult&) = default;
};
struct TimeoutNow {
    Term term;
    Place last;
    friend bool operator==(const TimeoutNow&, const TimeoutNow&) = default;
};

using Message = core::Variant<VoteRequest, VoteResult, Append, AppendResult, InstallSnapshot,
                              SnapshotResult, TimeoutNow>;

[[nodiscard]] inline Term term_of(const Message& message) {
    return match(message, [](const auto& body) { return body.term; });
}

[[nodiscard]] core::Buffer write_message(const Message& message);
[[nodiscard]] core::Result<Message> read_message(core::Bytes bytes);

}  // namespace fabric::leadership
