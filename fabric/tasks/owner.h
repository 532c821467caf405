// What only the owner of tasks knows.
#pragma once

#include "fabric/tasks/types.h"

namespace fabric::tasks {

class Owner {
public:
    [[nodiscard]] virtual bool is_member(const Member& member) const = 0;
    [[nodiscard]] virtual bool is_authority(const Member& member) const = 0;
    [[nodiscard]] virtual UnixSeconds unix_seconds(core::Instant now) const = 0;
    // Whether the bytes are here; nothing else is asked of them.
    [[nodiscard]] virtual bool holds(const ContentHash& hash) const = 0;
    // If we lead: whether the table has all that was committed by now, whoever led.
    [[nodiscard]] virtual bool knows_all(core::Instant now) const = 0;

protected:
    ~Owner() = default;
};

}  // namespace fabric::tasks
