// RecentCommands remembers where the last commands stand, by their digests: one that is asked for
// again is told its first place (rules OR8, OR9, spec/ordering.md). It is the same at every member
// that has applied as much, and the content of the log's snapshots.
#pragma once

#include <map>
#include <optional>

#include "core/base/bytes.h"
#include "core/base/queue.h"
#include "core/base/result.h"
#include "fabric/leadership/types.h"

namespace fabric::ordering {

using CommandKey = core::FixedBytes<struct CommandKeyTag, 16>;
[[nodiscard]] CommandKey key_of(core::Bytes command);

class RecentCommands {
public:
    static constexpr std::size_t count_max = 1'024;

    [[nodiscard]] std::optional<leadership::Place> find(const CommandKey& key) const;
    // False if it is there: the first place counts.
    bool add(const CommandKey& key, leadership::Place place);

    [[nodiscard]] core::Buffer write() const;
    [[nodiscard]] static core::Result<RecentCommands> read(core::Bytes bytes);

private:
    std::map<CommandKey, leadership::Place> places_;
    core::Queue<CommandKey> order_{count_max + 1};
};

}  // namespace fabric::ordering
