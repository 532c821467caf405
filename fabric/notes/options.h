// What can be chosen, and every bound. Who meets one learns of it: an error to our own side, a
// count of what was refused to others, whose authors say it again anyway.
#pragma once

#include <cstddef>

#include "core/base/allowance.h"
#include "core/base/time.h"
#include "fabric/notes/types.h"

namespace fabric::notes {

struct Options {
    MeshId mesh = {};

    // Of our own notes. Browsers let a hidden page run once a minute.
    core::Duration renew_every = std::chrono::seconds{15};
    core::Duration valid_for = std::chrono::seconds{45};
    core::Duration hidden_renew_every = std::chrono::seconds{60};
    core::Duration hidden_valid_for = std::chrono::seconds{150};
    // Between two times at which we outdo another life of our own key.
    core::Duration outdo_every = std::chrono::seconds{60};

    // For who was disconnected, and of whom nobody else has anything newer.
    core::Duration absent_max = std::chrono::seconds{20};
    // The versions of what no longer counts are remembered for so long.
    core::Duration remember_for = valid_for_max;

    // Between two versions of one note to one peer.
    core::Duration pause = std::chrono::milliseconds{40};
    // What a peer has lately said to hear from the author itself waits so long before it goes
    // there.
    core::Duration patience = std::chrono::seconds{1};
    core::Duration lately = std::chrono::seconds{3};

    std::size_t own_topics_max = 64;
    std::size_t notes_per_author_max = 64;  // With what is remembered, which gives way.
    // In all, of which what our own notes may take is kept free.
    std::size_t notes_max = 4'096;
    std::size_t notes_size_max = std::size_t{4} << 20;  // Of topics and bytes.
    std::size_t peers_max = 1'024;
    // Signatures that are checked for one peer.
    core::Rate checks = {2'000, std::chrono::milliseconds{2}};
};

}  // namespace fabric::notes
