// Judge knows what all members of a test cluster did, and says what of it must not be (RF72):
// the properties of figure 3.2 of the thesis, and what this machine promises beyond. What a Member
// is made of is left open, so that a twin stands before the same judge.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "core/base/format.h"
#include "fabric/leadership/disk_test.h"

namespace fabric::leadership::testing {

class Judge {
public:
    struct Fact {
        Term term;
        std::uint64_t hash;
    };
    // What a proposal that waits for its end is known by: who asked, in which life, and where.
    using ProposalKey = std::tuple<unsigned, unsigned, Place>;

    [[nodiscard]] bool failed() const { return !failure_.empty(); }
    [[nodiscard]] const std::string& failure() const { return failure_; }
    void fail(const std::string& what) {
        if (failure_.empty()) failure_ = what;
    }
    void expect(bool holds, const char* what) {
        ++checks_;
        if (!holds) fail(what);
    }
    [[nodiscard]] std::uint64_t checks() const { return checks_; }

    static std::uint64_t hash_of(std::uint64_t hash, core::Bytes bytes) {
        for (const std::byte byte : bytes)
            hash = (hash ^ std::to_integer<std::uint64_t>(byte)) * 0x100000001b3;
        return hash;
    }
    static Fact fact(const EntryView& entry) {
        const std::uint64_t kind = static_cast<std::uint64_t>(entry.kind) + 1;
        return {entry.term, hash_of(0xcbf29ce484222325 + kind, entry.bytes)};
    }

    [[nodiscard]] std::uint64_t committed_count() const { return committed_.size(); }
    // Hashes of the commands among what is committed, which know nothing of terms.
    [[nodiscard]] const std::vector<std::uint64_t>& commands() const { return commands_; }

    template <class Member>
    void leads(unsigned who, const Member& raft) {
        const auto [at, is_new] = leaders_.try_emplace(raft.term(), who);
        expect(is_new || at->second == who, "election safety: two leaders in one term");
        const auto& log = raft.log();
        expect(log.last().index.value >= committed_.size(), "leader completeness: too short");
        for (Index i = log.first(); i.value <= committed_.size() && i <= log.last().index;
             i = i.next())
            expect(same(fact(log.at(i)), committed(i)),
                   "leader completeness: another entry than the committed one");
    }

    void votes(unsigned voter, Term term, unsigned candidate) {
        const auto [at, is_new] = votes_.try_emplace({voter, term}, candidate);
        expect(is_new || at->second == candidate, "one vote: two votes in one term");
    }

    // Who starts again knows the vote it gave.
    void remembers(unsigned voter, const HardState& stored) {
        const auto later = votes_.upper_bound({voter, stored.term});
        expect(later == votes_.end() || later->first.first != voter, "disk: a term forgotten");
        const auto given = votes_.find({voter, stored.term});
        if (given == votes_.end()) return;
        expect(stored.vote == member(given->second), "disk: a vote forgotten");
    }

    // Entries from `checked` on; returns where to go on.
    template <class Member>
    Index commits(const Member& raft, Index checked) {
        const auto& log = raft.log();
        for (Index i = std::max(checked.next(), log.first()); i <= raft.commit(); i = i.next()) {
            const Fact found = fact(log.at(i));
            if (i.value > committed_.size()) {
                expect(i.value == committed_.size() + 1, "a gap in what is committed");
                committed_.push_back(found);
                if (log.at(i).kind == EntryKind::command) commands_.push_back(found.hash);
            }
            if (failed()) break;
            expect(same(found, committed(i)), "state machine safety: two at one index");
        }
        return raft.commit();
    }

    // Of a leader that committed: the entry is of its term (RF26), and as many as decide have it on
    // their disks.
    template <class Member, class Disk>
    void is_durable(const Member& raft, const std::vector<const Disk*>& disks) {
        const Configuration& members = raft.log().configuration().configuration;
        const Place place{*raft.log().term_at(raft.commit()), raft.commit()};
        expect(place.term == raft.term(), "commit: by copies of an entry of an earlier term");
        std::size_t have = 0;
        for (unsigned i = 0; i < disks.size(); ++i)
            have += members.is_voter(member(i)) && disks[i]->has(place) ? 1 : 0;
        expect(have >= members.voter_count() / 2 + 1, "durable: committed without a majority");
    }

    // A leader whose followers are silent has had time to notice (RF9).
    void is_followed(const Raft& raft, const Options& options, core::Instant now) {
        const core::Duration most = options.election_timeout_min + 2 * options.heartbeat_interval;
        const Configuration& members = raft.log().configuration().configuration;
        std::size_t silent = 0;
        for (const auto& [id, follower] : raft.leading()->followers)
            silent += members.is_voter(id) && now - follower.heard_at > most ? 1 : 0;
        expect(silent < members.voter_count() / 2 + 1,
               "check-quorum: a leader whom nobody follows");
    }

    // [RF42] Also of those that an earlier leader left. What somebody committed is not pending,
    // also where this leader does not know it yet.
    void changes_one_at_a_time(const Raft& raft) {
        std::size_t pending = 0;
        const Index behind = std::max(Index{committed_.size()}, raft.commit()).next();
        for (Index i = behind; i <= raft.log().last().index; i = i.next())
            pending += raft.log().at(i).kind == EntryKind::configuration ? 1 : 0;
        expect(pending <= 1, "members: two changes at a time");
    }

    void hands_out(Index index, std::uint64_t hash) {
        const bool is_there = index.value <= committed_.size() && committed(index).hash == hash;
        expect(is_there, "applied: not what is committed");
    }
    void applies(Index index, std::uint64_t state) {
        const auto [at, is_new] = states_.try_emplace(index, state);
        expect(is_new || at->second == state, "state machine safety: states differ");
    }

    void proposed(unsigned who, unsigned life, Place place) {
        expect(waiting_.emplace(ProposalKey{who, life, place}, true).second, "told: a place twice");
    }
    void ended(unsigned who, unsigned life, const ProposalEnded& end) {
        const Place place{end.term, end.index};
        expect(waiting_.erase(ProposalKey{who, life, place}) == 1, "told: not once");
        if (end.fate == Fate::unknown) return;
        const bool is_there =
            end.index.value <= committed_.size() && committed(end.index).term == end.term;
        expect(is_there == (end.fate == Fate::committed), "told: not what came of it");
    }

    template <class LogOfOne>
    void logs_match(const LogOfOne& one, const LogOfOne& other) {
        Index i = std::min(one.last().index, other.last().index);
        const Index lowest = std::max(one.first(), other.first());
        while (i >= lowest && one.at(i).term != other.at(i).term) i = i.previous();
        for (; i >= lowest; i = i.previous())
            expect(same(fact(one.at(i)), fact(other.at(i))), "log matching");
    }

private:
    [[nodiscard]] const Fact& committed(Index index) const {
        return committed_[static_cast<std::size_t>(index.value - 1)];
    }
    static bool same(const Fact& one, const Fact& other) {
        return one.term == other.term && one.hash == other.hash;
    }

    std::string failure_;
    std::uint64_t checks_ = 0;
    std::map<Term, unsigned> leaders_;
    std::map<std::pair<unsigned, Term>, unsigned> votes_;
    std::vector<Fact> committed_;
    std::vector<std::uint64_t> commands_;
    std::map<Index, std::uint64_t> states_;
    std::map<ProposalKey, bool> waiting_;
};

}  // namespace fabric::leadership::testing
