// What a machine tells its owner, and what it hands over for keeping.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "core/base/variant.h"
#include "fabric/leadership/message.h"

namespace fabric::leadership {

struct BecameLeader {
    Term term;
};
// Also by its own will. What it did not see committed may yet be.
struct LostLeadership {
    Term term;
};
struct LeaderIs {
    std::optional<MemberId> leader;
    Term term;
};
// Told when it counts, which is when it is in the log, and again once it is committed.
struct ConfigurationChanged {
    Index index;
    Configuration configuration;
    bool is_committed = false;
};
// Unknown: a snapshot came in place of the entry, or the machine stopped.
enum class Fate : std::uint8_t { committed, lost, unknown };
struct ProposalEnded {
    Index index;
    Term term;
    Fate fate = Fate::unknown;
};
// Once everything up to the index is applied, the state is fit to be read.
struct ReadReady {
    ReadId id;
    Index index;
};
struct ReadFailed {
    ReadId id;
};
struct SnapshotWanted {};
// Entries up to here are in a snapshot, and need not be kept on the disk.
struct LogCut {
    Index up_to;
};
struct LearnerCaughtUp {
    MemberId member;
};
// Either the leader gave up and goes on, or there may be another by now.
struct TransferEnded {
    MemberId target;
    bool has_left = false;
};
// A peer said what cannot be. Nothing of it was believed.
struct Contradicted {
    MemberId peer;
    std::string_view what;
};
struct Stopped {};

using Event = core::Variant<BecameLeader, LostLeadership, LeaderIs, ConfigurationChanged,
                            ProposalEnded, ReadReady, ReadFailed, SnapshotWanted, LogCut,
                            LearnerCaughtUp, TransferEnded, Contradicted, Stopped>;

// The received snapshot becomes the state. In the same step the log in front of it goes, and unless
// `keeps_log` also what is behind it: it does not follow from the snapshot.
struct Install {
    SnapshotMeta snapshot;
    bool keeps_log = false;
};

// To be carried out from above to below, all or a beginning of it if power fails meanwhile; orders
// in the order of their tickets.
struct PersistOrder {
    Ticket ticket;
    HardState hard_state;
    std::optional<Index> truncate_from = {};  // What is there from here on goes.
    std::optional<Install> install = {};
    Index first = {};  // Of the entries.
    std::vector<EntryView> entries = {};
};

// To be applied. It is on this disk too.
struct Committed {
    Index index;
    EntryView entry;
};

// Of a snapshot that comes in: to be kept aside until it is complete, which a persistence order
// says. One at offset 0 begins anew.
struct SnapshotPiece {
    Index snapshot;
    std::uint64_t offset = 0;
    core::Buffer bytes;
};

enum class Refused : std::uint8_t {
    not_leader,
    transferring,
    too_large,
    busy,
    log_full,
    not_yet,  // The leader has no entry of its term committed.
    change_pending,
    member_unknown,
    nothing_to_change,
    members_full,
    last_voter,
    not_caught_up,
    not_a_voter,
    stopped,
};
[[nodiscard]] std::string_view describe(Refused refused);

struct Refusal {
    Refused reason;
    std::optional<MemberId> leader = {};  // Whom to ask instead, as far as is known.
};

}  // namespace fabric::leadership
