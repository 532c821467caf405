// The questions that were not answered yet: whom they went to, and about whom.
#pragma once

#include <cstddef>
#include <optional>

#include "core/base/flat_map.h"
#include "fabric/liveness/types.h"

namespace fabric::liveness {

class Asks {
public:
    struct Ask {
        MemberId about;
        MemberId witness;
    };

    [[nodiscard]] std::size_t size() const { return asks_.size(); }
    [[nodiscard]] AskNumber add(const MemberId& about, const MemberId& witness) {
        asks_.insert(++last_, {about, witness});
        return {last_};
    }
    [[nodiscard]] const Ask* find(AskNumber number) const { return asks_.find(number.value); }
    void erase(AskNumber number) { asks_.erase(number.value); }
    [[nodiscard]] bool has_about(const MemberId& about) const;
    void erase_about(const MemberId& about);
    // Of a witness that went away: about whom it will not answer.
    [[nodiscard]] std::optional<MemberId> erase_to(const MemberId& witness);

private:
    core::FlatMap<std::uint64_t, Ask> asks_;
    std::uint64_t last_ = 0;
};

}  // namespace fabric::liveness
