// RequestLines keeps the order that a disk promises (DK1): a request waits in the line of its file,
// in that of the names, or, if it opens or closes a file, in both. Whoever stands first in each of
// its lines may be carried out, at the same time as others that do.
#pragma once

#include <array>
#include <deque>
#include <map>
#include <memory>
#include <optional>

#include "core/store/disk.h"

namespace native {

class RequestLines {
public:
    struct Job {
        core::store::DiskRequest request;
        std::array<std::optional<std::uint64_t>, 2> lines;
        std::size_t waits_in = 0;  // Of its lines, those where somebody stands in front of it.
    };

    // Whether it may go at once.
    bool put(core::store::DiskRequest request);
    // Null if nobody may go. It stays first in its lines until it is ended.
    [[nodiscard]] std::shared_ptr<Job> take();
    // The last that may go, instead of the first.
    [[nodiscard]] std::shared_ptr<Job> take_newest();
    void end(const Job& job);

    [[nodiscard]] std::size_t ready_count() const { return ready_.size(); }

private:
    using Line = std::deque<std::shared_ptr<Job>>;

    std::map<std::uint64_t, Line> lines_;
    Line ready_;
};

}  // namespace native
