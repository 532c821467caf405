// What both ends of a session have in common: what it comes to, and its part in ranges. opener.h
// and answerer.h are the two ends, reconciler.h puts either on a stream.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "core/base/trace.h"
#include "core/base/variant.h"
#include "core/sync/index.h"
#include "core/sync/message.h"
#include "core/sync/range_reconciliation.h"

namespace core::sync {

enum class EndReason : std::uint8_t {
    equal,
    told,           // The differences.
    too_far_apart,  // More rounds than a session may take: a snapshot is the better way.
    contradiction,  // The peer says of entries what our own index shows to be false.
    broken_rules,
    peer_not_reading,
    silence,
    stream_ended,
};
std::string_view describe(EndReason reason);

struct Told {
    Way way;
    Differences differences;
};
struct Ended {
    EndReason reason;
};
using Event = Variant<Told, Ended>;

// For people.
std::string describe(const Event& event);
void record(Trace& trace, const Event& event);

// How often an answerer may ask for more symbols: once for what it lacks, and once or twice because
// the estimate was low.
inline constexpr std::uint32_t symbol_requests_max = 6;

enum class Trust : std::uint8_t { trusted, suspected };

// What follows from a message: a reply, or the end, or both.
struct Step {
    std::optional<Message> reply{};
    std::optional<Told> told{};
    std::optional<EndReason> end{};
};
inline Step reply(Message message) { return {.reply = std::move(message)}; }
inline Step end_with(EndReason reason) { return {.end = reason}; }
inline Step end_with(Way way, Differences differences) {
    return {.told = Told{way, std::move(differences)}, .end = EndReason::told};
}

// From what was found out by ids to what that is of ours. None if our index says otherwise: we have
// what we should lack, or lack what we should have.
[[nodiscard]] std::optional<Differences> resolve(const Index& index,
                                                 const std::vector<KeyId>& they_lack,
                                                 const std::vector<KeyId>& we_lack);

// Either end's part in ranges, from whoever begins on.
class RangeTalk {
public:
    RangeTalk(const Index& index, const RangeReconciliation::Options& options)
        : ranges_(index.tree(), options) {}

    [[nodiscard]] Ranges begin() { return {ranges_.begin()}; }
    [[nodiscard]] Step take(const Ranges& theirs);

private:
    RangeReconciliation ranges_;
};

}  // namespace core::sync
