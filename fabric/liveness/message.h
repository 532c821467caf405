// What members say to one another about being there, and its bytes (rules LV50–LV52,
// spec/liveness.md). A message is a frame that arrives whole.
#pragma once

#include <optional>

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/base/time.h"
#include "core/base/variant.h"
#include "fabric/liveness/types.h"

namespace fabric::liveness {

// What a member may announce as its interval: a shorter one would flood, a longer one would keep
// the dead among the living. Browsers wake hidden pages once a minute.
inline constexpr core::Duration interval_min = std::chrono::milliseconds{500};
inline constexpr core::Duration interval_max = std::chrono::minutes{2};
// Who heard of a member longer ago says that it did not.
inline constexpr core::Duration age_max = std::chrono::hours{24};

inline constexpr std::size_t message_size_max = 128;

struct Pulse {
    Life life;
    Sequence sequence;
    core::Duration interval;  // The next comes no later.
    Presence presence;
    friend bool operator==(const Pulse&, const Pulse&) = default;
};

// Whether the other has heard of a member.
struct Ask {
    AskNumber number;
    MemberId about;
    friend bool operator==(const Ask&, const Ask&) = default;
};

struct Heard {
    core::Duration age;       // Since its last pulse.
    core::Duration interval;  // That it announced.
    friend bool operator==(const Heard&, const Heard&) = default;
};
struct Answer {
    AskNumber number;
    std::optional<Heard> heard = {};
    friend bool operator==(const Answer&, const Answer&) = default;
};

using Message = core::Variant<Pulse, Ask, Answer>;

// Times are written in whole milliseconds; what is below is left out.
[[nodiscard]] core::Buffer write_message(const Message& message);
[[nodiscard]] core::Result<Message> read_message(core::Bytes bytes);

}  // namespace fabric::liveness
