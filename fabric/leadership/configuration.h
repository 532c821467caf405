// Configuration: who the members are and who of them votes. It is the content of configuration
// entries and part of every snapshot (rules RF40–RF47, spec/raft.md).
#pragma once

#include <cstddef>

#include "core/base/flat_map.h"
#include "core/base/reader.h"
#include "core/base/result.h"
#include "fabric/leadership/types.h"

namespace fabric::leadership {

// Voters and learners together. Every voter more makes each decision slower; a mesh has few
// Authorities that vote.
inline constexpr std::size_t members_max = 32;

// A learner gets the log and has no say.
enum class Role : std::uint8_t { learner = 0, voter = 1 };

struct Change {
    enum class Kind : std::uint8_t { add_learner, promote, demote, remove };
    Kind kind;
    MemberId member;
};

class Configuration {
public:
    Configuration() = default;

    [[nodiscard]] static core::Result<Configuration> read(core::Bytes bytes);
    [[nodiscard]] static core::Result<Configuration> read(core::Reader& reader);
    [[nodiscard]] core::Buffer write() const;

    [[nodiscard]] const core::FlatMap<MemberId, Role>& members() const { return members_; }
    [[nodiscard]] bool contains(const MemberId& id) const { return members_.contains(id); }
    [[nodiscard]] bool is_voter(const MemberId& id) const;
    [[nodiscard]] std::size_t voter_count() const;

    // At most members_max of them.
    void set(const MemberId& id, Role role);
    void remove(const MemberId& id) { members_.erase(id); }

    friend bool operator==(const Configuration&, const Configuration&) = default;

private:
    core::FlatMap<MemberId, Role> members_;
};

}  // namespace fabric::leadership
