// DiskClient is a machine's end of a disk: it numbers requests and keeps them until the driver
// takes them. Several machines of a node use one disk: each is a user of its own number, which
// stands in its tickets and files, so that whoever joins the machines finds whose an answer is.
#pragma once

#include <optional>
#include <utility>

#include "core/base/assert.h"
#include "core/base/queue.h"
#include "core/store/disk.h"

namespace core::store {

using DiskUser = Id<struct DiskUserTag, std::uint8_t>;

class DiskClient {
public:
    // Machines wait for answers before they go on, so one with more than this runs away.
    static constexpr std::size_t requests_max = std::size_t{1} << 16;

    explicit DiskClient(DiskUser user)
        : last_ticket_{std::uint64_t{user.value} << user_shift},
          last_file_{std::uint64_t{user.value} << user_shift},
          requests_(requests_max) {}

    Ticket put(DiskAction action) {
        ASSERT(is_allowed(action));
        ++last_ticket_.value;
        const bool queued = requests_.push({last_ticket_, std::move(action)});
        ASSERT(queued);
        ++unanswered_;
        return last_ticket_;
    }

    [[nodiscard]] FileNumber new_file() {
        ++last_file_.value;
        return last_file_;
    }

    [[nodiscard]] std::optional<DiskRequest> next_request() { return requests_.pop(); }

    void note_answer() {
        ASSERT(unanswered_ > 0);
        --unanswered_;
    }
    // Of the requests that were put, whether the driver has taken them or not.
    [[nodiscard]] std::size_t unanswered() const { return unanswered_; }

    static DiskUser user_of(Ticket ticket) {
        return DiskUser{static_cast<std::uint8_t>(ticket.value >> user_shift)};
    }

private:
    static constexpr unsigned user_shift = 56;

    Ticket last_ticket_;
    FileNumber last_file_;
    std::size_t unanswered_ = 0;
    Queue<DiskRequest> requests_;
};

}  // namespace core::store
