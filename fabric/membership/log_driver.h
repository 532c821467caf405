// Several replicas of one log whose keys write whatever comes to mind, at whatever point of what
// they know, while entries get lost, repeated and out of order. In the end all that have the same
// entries must say the same.
#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "core/base/assert.h"
#include "fabric/membership/mesh_world.h"

namespace fabric::membership::world {

// `Chance` has below(bound).
template <class Chance>
class LogDriver {
public:
    LogDriver(Chance& chance, Policy policy)
        : chance_(chance), logs_{log_of(policy), log_of(policy), log_of(policy)} {
        // Else most of what is written has no right to be, and nobody undoes anything.
        for (unsigned key = 1; key < 4; ++key) {
            const SignedEntry entry =
                entry_behind(logs_[0], logs_[0].heads(), key / 3, role(key, Role::authority));
            written_.emplace_back(entry.bytes().begin(), entry.bytes().end());
            for (Log& log : logs_) deliver(log, written_.back());
        }
    }

    void step() {
        Log& log = logs_[chance_.below(logs_.size())];
        if (chance_.below(2) == 0) {
            const unsigned author = writer();
            const SignedEntry entry = entry_behind(log, parents_in(log), author, body(log, author));
            if (log.contains(entry.hash())) return;
            written_.emplace_back(entry.bytes().begin(), entry.bytes().end());
            deliver(log, written_.back());
        } else {
            deliver(log, written_[chance_.below(written_.size())]);
        }
    }

    // Everybody gets everything, in three orders; one keeps its bytes and reads them again.
    void check_agreement() {
        std::vector<core::Buffer> order = written_;
        for (Log& log : logs_) {
            for (std::size_t i = order.size(); i > 1; --i)
                std::swap(order[i - 1], order[chance_.below(i)]);
            // What was dropped while waiting comes again.
            for (std::size_t round = 0; round <= order.size() && log.size() < order.size(); ++round)
                for (const core::Buffer& bytes : order) deliver(log, bytes);
        }
        const std::string expected = report(logs_[0]);
        ASSERT(report(logs_[1]) == expected && report(logs_[2]) == expected);
        const core::Buffer kept = logs_[0].to_bytes();
        const auto again = Log::from_bytes(kept, limits);
        ASSERT(again && report(*again) == expected);
        ASSERT(again->to_bytes() == kept && logs_[1].to_bytes() == kept);
    }

    [[nodiscard]] const std::array<Log, 3>& logs() const { return logs_; }

private:
    static constexpr LogLimits limits{.waiting = {.count_max = 8, .size_max = 8 * 1024}};
    static constexpr unsigned writers = 6;
    static constexpr unsigned invites = 4;

    static Log log_of(Policy policy) { return {genesis_of(policy), limits}; }

    void deliver(Log& log, const core::Buffer& bytes) {
        const auto taken = log.take(bytes);
        ASSERT(taken);
        ASSERT(log.waiting_count() <= limits.waiting.count_max);
    }

    // The first ones write more, so that the mesh has some that may.
    unsigned writer() { return static_cast<unsigned>(chance_.below(chance_.below(writers) + 1)); }
    unsigned any_key() { return static_cast<unsigned>(chance_.below(writers)); }

    const EntryHash& any_entry(const Log& log) {
        const Graph& graph = log.evaluation().graph();
        return graph.at(static_cast<EntryIndex>(chance_.below(graph.size()))).hash();
    }

    std::vector<EntryHash> some_entries(const Log& log) {
        std::vector<EntryHash> some;
        for (auto left = log.size() ? chance_.below(3) : 0; left > 0; --left)
            some.push_back(any_entry(log));
        std::ranges::sort(some);
        const auto repeated = std::ranges::unique(some);
        some.erase(repeated.begin(), repeated.end());
        return some;
    }

    std::vector<EntryHash> parents_in(const Log& log) {
        std::vector<EntryHash> heads = log.heads();
        if (heads.size() > parents_max || chance_.below(4) == 0) return some_entries(log);
        return heads;
    }

    Role any_role() { return Role{static_cast<std::uint8_t>(1 + chance_.below(3))}; }

    Body body(const Log& log, unsigned author) {
        const unsigned key = any_key();
        const auto invite = static_cast<unsigned>(chance_.below(invites));
        const unsigned one_time = keys_max - 1 - invite;
        switch (chance_.below(14)) {
            case 0: return Admit{key_of(key), Role::citizen};
            case 1: return Admit{key_of(key), Role::ephemeral};
            case 2:
            case 3: return use(grant(log, invite / 2, one_time, any_role()), one_time, key);
            case 4: return Confirm{log.size() ? any_entry(log) : EntryHash{}};
            case 5: return RevokeInvite{key_of(one_time)};
            case 6:
            case 10: return revocation(key, some_entries(log), {{document_of(1), 1 + key}});
            case 7:
                return revocation(
                    key, log.heads().size() > parents_max ? some_entries(log) : log.heads());
            case 8: return device(log, author, key);
            case 9: return role(key, any_role(), UnixSeconds{1'500'000});
            default: return role(key, Role::authority);
        }
    }

    Chance& chance_;
    std::array<Log, 3> logs_;
    std::vector<core::Buffer> written_;
};

}  // namespace fabric::membership::world
