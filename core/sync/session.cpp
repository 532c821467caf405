// The words for what a session comes to, and what is common to its two ends.
#include "core/sync/session.h"

#include "core/base/format.h"

namespace core::sync {
namespace {

std::string_view describe(Way way) {
    switch (way) {
        case Way::resumed: return "what changed since both were equal";
        case Way::whole: return "all that one has";
        case Way::sketch: return "a sketch";
        case Way::ranges: return "ranges";
    }
    std::unreachable();
}

}  // namespace

std::string_view describe(EndReason reason) {
    switch (reason) {
        case EndReason::equal: return "both have the same";
        case EndReason::told: return "what differs was told";
        case EndReason::too_far_apart: return "more differs than a session can tell";
        case EndReason::contradiction: return "the peer contradicts what is known here";
        case EndReason::broken_rules: return "the peer broke the rules";
        case EndReason::peer_not_reading: return "the peer does not read the answers";
        case EndReason::silence: return "the peer said nothing for too long";
        case EndReason::stream_ended: return "the stream ended";
    }
    std::unreachable();
}

std::string describe(const Event& event) {
    if (const auto* ended = get_if<Ended>(&event))
        return formatted("ended: {}", describe(ended->reason));
    const auto& [way, differences] = get<Told>(event);
    return formatted("they lack {}, we lack {}, by {}", differences.they_lack.size(),
                     differences.we_lack.size(), describe(way));
}

void record(Trace& trace, const Event& event) {
    if (const auto* ended = get_if<Ended>(&event))
        return trace.record("ended", static_cast<std::uint64_t>(ended->reason));
    const auto& [way, differences] = get<Told>(event);
    trace.record("told", static_cast<std::uint64_t>(way));
    for (const Key& key : differences.they_lack) trace.record("they lack", key.view());
    for (const KeyId& id : differences.we_lack) trace.record("we lack", id.view());
}

std::optional<Differences> resolve(const Index& index, const std::vector<KeyId>& they_lack,
                                   const std::vector<KeyId>& we_lack) {
    Differences differences{{}, we_lack};
    for (const KeyId& id : we_lack)
        if (index.tree().find(id) != nullptr) return std::nullopt;
    for (const KeyId& id : they_lack) {
        const Key* const key = index.tree().find(id);
        if (key == nullptr) return std::nullopt;
        differences.they_lack.push_back(*key);
    }
    return differences;
}

Step RangeTalk::take(const Ranges& theirs) {
    auto answer = ranges_.receive(theirs.frame);
    if (!answer)
        return end_with(answer.error() == Error::too_large ? EndReason::too_far_apart
                                                           : EndReason::broken_rules);
    Step step;
    if (*answer) step.reply = Ranges{**std::move(answer)};
    if (ranges_.is_settled()) {
        step.told = Told{Way::ranges, ranges_.differences()};
        step.end = EndReason::told;
    }
    return step;
}

}  // namespace core::sync
