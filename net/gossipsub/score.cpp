// Scores: additions, multiplications and comparisons of doubles, nothing else (score_options.h).
#include "net/gossipsub/score.h"

#include <algorithm>

namespace net::gossipsub {
namespace {

void add_up_to(double& counter, double cap) { counter = std::min(counter + 1, cap); }

void decay_one(double& counter, double factor, double to_zero) {
    counter *= factor;
    if (counter < to_zero) counter = 0;
}

double mesh_deficit(const TopicScoreOptions& options, core::Duration mesh_time, double delivered) {
    const bool is_active = mesh_time > options.mesh_activation;
    return is_active && delivered < options.mesh_threshold ? options.mesh_threshold - delivered : 0;
}

}  // namespace

PeerScore::TopicRecord& PeerScore::record(ScoredTopic topic) {
    const auto at = std::ranges::find(topics_, topic.number,
                                      [](const TopicRecord& r) { return r.topic.number; });
    if (at != topics_.end()) return *at;
    return topics_.emplace_back(TopicRecord{.topic = topic, .grafted_at = {}});
}

void PeerScore::graft(ScoredTopic topic, core::Instant now) {
    TopicRecord& graft = record(topic);
    graft.in_mesh = true;
    graft.grafted_at = now;
    graft.mesh_time = core::Duration{};
}

void PeerScore::leave_mesh(TopicRecord& record, core::Instant now) {
    if (!record.in_mesh) return;
    const double deficit =
        mesh_deficit(*record.topic.options, now - record.grafted_at, record.mesh);
    record.failure += deficit * deficit;
    record.in_mesh = false;
    record.mesh_time = core::Duration{};
}

void PeerScore::prune(ScoredTopic topic, core::Instant now) { leave_mesh(record(topic), now); }

void PeerScore::deliver_first(ScoredTopic topic) {
    TopicRecord& delivery = record(topic);
    add_up_to(delivery.first, topic.options->first_cap);
    if (delivery.in_mesh) add_up_to(delivery.mesh, topic.options->mesh_cap);
}

void PeerScore::deliver_soon_after(ScoredTopic topic) {
    TopicRecord& delivery = record(topic);
    if (delivery.in_mesh) add_up_to(delivery.mesh, topic.options->mesh_cap);
}

void PeerScore::deliver_invalid(ScoredTopic topic) { record(topic).invalid += 1; }

void PeerScore::decay(const ScoreOptions& options, core::Instant now) {
    const double to_zero = options.decay_to_zero;
    for (TopicRecord& record : topics_) {
        const TopicScoreOptions& topic = *record.topic.options;
        decay_one(record.first, topic.first_decay, to_zero);
        decay_one(record.mesh, topic.mesh_decay, to_zero);
        decay_one(record.failure, topic.failure_decay, to_zero);
        decay_one(record.invalid, topic.invalid_decay, to_zero);
        if (record.in_mesh) record.mesh_time = now - record.grafted_at;
    }
    std::erase_if(topics_, [](const TopicRecord& record) {
        return !record.in_mesh && record.first == 0 && record.mesh == 0 && record.failure == 0 &&
               record.invalid == 0;
    });
    decay_one(behaviour_, options.behaviour_decay, to_zero);
}

double PeerScore::value(const ScoreOptions& options, std::size_t colocated_count) const {
    double score = 0;
    for (const TopicRecord& record : topics_) {
        const TopicScoreOptions& topic = *record.topic.options;
        double sum = 0;
        if (record.in_mesh) {
            const auto quanta = record.mesh_time / topic.mesh_time_quantum;
            sum +=
                std::min(static_cast<double>(quanta), topic.mesh_time_cap) * topic.mesh_time_weight;
            const double deficit = mesh_deficit(topic, record.mesh_time, record.mesh);
            sum += deficit * deficit * topic.mesh_weight;
        }
        sum += record.first * topic.first_weight;
        sum += record.failure * topic.failure_weight;
        sum += record.invalid * record.invalid * topic.invalid_weight;
        score += sum * topic.weight;
    }
    if (options.topic_cap > 0) score = std::min(score, options.topic_cap);
    score += user_ * options.user_weight;
    if (colocated_count > options.colocation_threshold) {
        const auto surplus = static_cast<double>(colocated_count - options.colocation_threshold);
        score += surplus * surplus * options.colocation_weight;
    }
    if (behaviour_ > options.behaviour_threshold) {
        const double excess = behaviour_ - options.behaviour_threshold;
        score += excess * excess * options.behaviour_weight;
    }
    return score;
}

void PeerScore::leave(core::Instant now) {
    for (TopicRecord& record : topics_) {
        leave_mesh(record, now);
        record.first = record.mesh = 0;
    }
    user_ = 0;
}

bool PeerScore::worth_retaining(const ScoreOptions& options) const { return value(options, 0) < 0; }

}  // namespace net::gossipsub
