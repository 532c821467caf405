// Log is a mesh's list of members as it travels: signed entries that name the ones before them,
// taken in any order, from anybody, as often as may be. What they come to is said by Evaluation.
// Rules: ML3–ML5, ML19–ML24, spec/membership.md.
//
//     const auto taken = log.take(bytes);        the journal had them before, or gets them now
//     log.membership(key, now), log.authorities(now), log.revocation_of(key)
//     for (EntryHash wanted : log.missing())     to ask for;  log.lacking(heads) to answer
//
// Everything in it came from members, and still everything is bounded; whoever meets a bound is
// told.
#pragma once

#include <cstddef>
#include <expected>
#include <map>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/ordered_map.h"
#include "core/base/result.h"
#include "fabric/membership/document_cuts.h"
#include "fabric/membership/evaluation.h"
#include "fabric/membership/waiting_entries.h"

namespace fabric::membership {

struct LogLimits {
    // A mesh of a few thousand members that has changed for years.
    std::size_t entries_max = std::size_t{64} * 1024;
    std::size_t size_max = std::size_t{64} << 20;
    // One key that writes without end must not fill it for all.
    std::size_t entries_per_author_max = std::size_t{4} * 1024;
    WaitingLimits waiting = {};
};

// Why an entry was not taken.
enum class LogRefusal : std::uint8_t {
    malformed,
    signature_wrong,
    mesh_foreign,
    depth_wrong,
    author_full,
    log_full,
};
[[nodiscard]] std::string_view describe(LogRefusal refusal);

struct Taken {
    // In the order in which they took their places: those that had waited for the first too.
    std::vector<EntryHash> added;
    bool is_known = false;
    bool is_waiting = false;
    // Some that took effect do not any more, or the other way round.
    bool is_judged_anew = false;
    // Had waited, and were dropped for others, or were refused when their turn came.
    std::vector<EntryHash> dropped;
};

enum class RevocationState : std::uint8_t {
    none,
    asked,     // By somebody of no smaller rank: nothing happens before a majority confirms it.
    eventual,  // Whoever knows of it acts on it.
    final,     // A majority of the Authorities knows of it.
};
[[nodiscard]] std::string_view describe(RevocationState state);

class Log {
public:
    using Limits = LogLimits;

    Log(SignedGenesis genesis, const Limits& limits);

    [[nodiscard]] std::expected<Taken, LogRefusal> take(core::Bytes bytes);

    // Of an entry whose parents are there.
    [[nodiscard]] std::expected<void, LogRefusal> has_room_for(const SignedEntry& entry) const;

    [[nodiscard]] const SignedGenesis& genesis() const { return genesis_; }
    [[nodiscard]] const MeshId& mesh() const { return genesis_.mesh(); }
    [[nodiscard]] std::size_t size() const { return graph().size(); }
    [[nodiscard]] std::size_t size_bytes() const { return size_bytes_; }
    [[nodiscard]] std::size_t waiting_count() const { return waiting_.size(); }

    // Who is what, now or as of the past of some entries (unknown ones count for nothing).
    [[nodiscard]] std::optional<Role> role(const MemberKey& key, UnixSeconds now) const;
    [[nodiscard]] std::optional<Role> role_at(const MemberKey& key,
                                              std::span<const EntryHash> heads,
                                              std::optional<UnixSeconds> now) const;
    // Reachable or not: quorums are counted over these. Ascending.
    [[nodiscard]] std::vector<MemberKey> authorities(UnixSeconds now) const;
    // All keys that were ever admitted or given a role, and are members. Ascending.
    [[nodiscard]] std::vector<MemberKey> members(UnixSeconds now) const;
    [[nodiscard]] RevocationState revocation_of(const MemberKey& key) const;
    // Effective revocations that this key, an Authority, has not confirmed yet.
    [[nodiscard]] std::vector<EntryHash> unconfirmed_by(const MemberKey& key) const;
    // Nothing for the root, and for who needed nobody.
    [[nodiscard]] std::optional<MemberKey> admitted_by(const MemberKey& key) const;
    // Whose device the key is.
    [[nodiscard]] std::optional<MemberKey> owner_of(const MemberKey& key) const;
    // Whether somebody whose rank is smaller than this has revoked the key.
    [[nodiscard]] bool is_revoked_over(const MemberKey& key, const Rank& rank) const;
    [[nodiscard]] bool is_invite_spent(const MemberKey& one_time) const;

    // Whether the key has a role, or somebody said that it has: what it wrote is then to be had,
    // whether or not it counts.
    [[nodiscard]] bool may_have_written(const MemberKey& key) const;
    // Whether it had a role, and lost it by its own word, or since it or its owner was revoked:
    // then nobody lets it in.
    [[nodiscard]] bool has_lost_role(const MemberKey& key) const;
    // Ascending.
    [[nodiscard]] std::vector<MemberKey> devices_of(const MemberKey& key) const;
    // What counts of the changes of a key that has no role any more. Nothing if it has one, or has
    // none by its end alone: all counts.
    [[nodiscard]] std::optional<DocumentCuts> cuts_of(const MemberKey& key) const;
    // Of all that are named here and have some.
    [[nodiscard]] std::map<MemberKey, DocumentCuts> cuts() const;

    // For those who exchange entries. Heads ascend.
    [[nodiscard]] std::vector<EntryHash> heads() const;
    [[nodiscard]] bool contains(const EntryHash& hash) const {
        return graph().find(hash).has_value();
    }
    [[nodiscard]] std::optional<Verdict> verdict(const EntryHash& hash) const;
    // Views of the log, valid until the next take().
    [[nodiscard]] std::optional<core::Bytes> bytes_of(const EntryHash& hash) const;
    // What somebody with these heads lacks, past before future, up to a size. Heads that are not
    // known here say nothing.
    [[nodiscard]] std::vector<core::Bytes> lacking(std::span<const EntryHash> heads,
                                                   std::size_t size_max) const;
    // Parents that others wait for.
    [[nodiscard]] std::vector<EntryHash> missing() const;

    // Genesis and entries; those that wait are not kept.
    [[nodiscard]] core::Buffer to_bytes() const;
    // Verifies everything. Error::too_large if there is more than the limits allow.
    [[nodiscard]] static core::Result<Log> from_bytes(core::Bytes bytes, const Limits& limits);

    [[nodiscard]] const Evaluation& evaluation() const { return evaluation_; }

private:
    [[nodiscard]] const Graph& graph() const { return evaluation_.graph(); }
    [[nodiscard]] std::expected<void, LogRefusal> check_place(const SignedEntry& entry) const;
    void count(const SignedEntry& entry);
    void place(SignedEntry entry, Taken& taken);
    void place_waiting(Taken& taken);
    [[nodiscard]] bool has_parents(const SignedEntry& entry) const;
    void unite_cuts(DocumentCuts& cuts, EntryIndex revocation) const;
    [[nodiscard]] std::vector<EntryIndex> known(std::span<const EntryHash> hashes) const;

    SignedGenesis genesis_;
    Limits limits_;
    Evaluation evaluation_;
    WaitingEntries waiting_;
    core::OrderedMap<MemberKey, std::size_t> author_counts_;
    std::size_t size_bytes_ = 0;
};

}  // namespace fabric::membership
