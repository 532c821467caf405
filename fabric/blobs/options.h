// What can be chosen, and every bound. Who meets one learns of it: an error to our own side; a peer
// is not answered, which is counted, and asks again.
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/base/time.h"
#include "fabric/blobs/types.h"

namespace fabric::blobs {

struct Options {
    std::size_t blob_size_max = blob_size_most;
    // Of all that is held, and of what has begun to come.
    std::size_t held_size_max = std::size_t{256} << 20;
    std::size_t held_count_max = 16'384;
    std::size_t wanted_max = 1'024;
    // Fetched at once; the others wait.
    std::size_t fetched_max = 8;
    std::size_t peers_max = 256;

    // Asked for at once of one blob: 480 KiB.
    std::uint64_t range_pieces = 10;
    // From who is asked nothing came for so long: then another is asked.
    core::Duration ask_again_after = std::chrono::seconds{2};
    // Who gives other blobs meanwhile may have a slow link, or no wish to give this one. Also where
    // all must come from one peer, and another one means to begin anew.
    core::Duration ask_again_at_last_after = std::chrono::seconds{10};
    // Who lacked a blob, or was silent, is not asked for it again so soon.
    core::Duration rest = std::chrono::seconds{10};

    // Ranges that one peer is owed. An honest one asks for no more than it fetches at once.
    std::size_t owed_max = 16;
    // Whom not to believe about which blob; the oldest gives way.
    std::size_t disbelieved_max = 1'024;
};

}  // namespace fabric::blobs
