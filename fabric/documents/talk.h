// Talk is one session in which two members find out how their copies of a document differ: one end
// of core/sync, whose messages come whole. Its owner numbers it, so that what is said of an earlier
// one is not taken for an answer.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "core/base/range_set.h"
#include "core/base/time.h"
#include "core/crdt/version.h"
#include "core/sync/answerer.h"
#include "core/sync/opener.h"

namespace fabric::documents {

using TalkNumber = core::Id<struct TalkNumberTag, std::uint64_t>;

// What was so when it began: the index, which does not change under it; how far all was safe; how
// many of our own changes were, and which of them the peer had acknowledged.
struct TalkBasis {
    std::unique_ptr<core::sync::Index> index;
    core::crdt::Version version;
    std::uint64_t own_count = 0;
    core::RangeSet own_had = {};
};

struct Talk {
    TalkBasis basis;
    core::Variant<core::sync::Opener, core::sync::Answerer> side;
    TalkNumber number;
    core::Instant give_up_at;

    [[nodiscard]] bool is_opener() const {
        return core::holds_alternative<core::sync::Opener>(side);
    }
    [[nodiscard]] core::sync::Step take(const core::sync::Message& message) {
        return core::match(side, [&](auto& end) { return end.take(message); });
    }
};

}  // namespace fabric::documents
