// PeerScore is what a router remembers of how one peer behaved, and the score that follows from it:
// P1 to P5 and P7 of gossipsub 1.1; P6, how many share an address, is passed in.
//
// Topics are known here by numbers that are never used twice, so that a score may be kept longer
// than the topic. Rules: GS39–GS42, spec/gossipsub.md.
#pragma once

#include <cstddef>
#include <vector>

#include "core/base/id.h"
#include "core/base/time.h"
#include "net/gossipsub/score_options.h"

namespace net::gossipsub {

using TopicNumber = core::Id<struct TopicNumberTag, std::uint32_t>;

// A topic, and how it is scored.
struct ScoredTopic {
    TopicNumber number;
    const TopicScoreOptions* options;
};

class PeerScore {
public:
    void graft(ScoredTopic topic, core::Instant now);
    void prune(ScoredTopic topic, core::Instant now);
    // A message that it delivered first turned out to be good.
    void deliver_first(ScoredTopic topic);
    // It delivered a good message that another was quicker with, within the window.
    void deliver_soon_after(ScoredTopic topic);
    void deliver_invalid(ScoredTopic topic);
    void penalize(double penalty) { behaviour_ += penalty; }
    void set_user_score(double score) { user_ = score; }

    // Once per decay interval.
    void decay(const ScoreOptions& options, core::Instant now);

    // Of a peer with so many connected peers at its address, itself included.
    [[nodiscard]] double value(const ScoreOptions& options, std::size_t colocated_count) const;

    // The peer has gone: it leaves all meshes, and good memories are lost.
    void leave(core::Instant now);
    // What it did badly, for which alone it is remembered.
    [[nodiscard]] bool worth_retaining(const ScoreOptions& options) const;

private:
    struct TopicRecord {
        ScoredTopic topic;
        bool in_mesh = false;
        core::Instant grafted_at;
        core::Duration mesh_time{};
        double first = 0;
        double mesh = 0;
        double failure = 0;
        double invalid = 0;
    };

    TopicRecord& record(ScoredTopic topic);
    static void leave_mesh(TopicRecord& record, core::Instant now);

    std::vector<TopicRecord> topics_;
    double behaviour_ = 0;
    double user_ = 0;
};

}  // namespace net::gossipsub
