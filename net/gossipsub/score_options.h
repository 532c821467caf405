// The weights and limits of the score that a router keeps of each peer: P1 to P7 of gossipsub 1.1.
//
// Scores are IEEE doubles, as in the specification, and every step is one of + - * / or a
// comparison: without the C library's functions, and without fused multiply-add
// (cmake/options.cmake), these round the same natively and in WebAssembly, so that traces stay
// equal. Fixed point would have to guess the range of weights that users choose.
#pragma once

#include <string>
#include <vector>

#include "core/base/time.h"

namespace net::gossipsub {

// A weight of 0 switches a part off. Weights of what is bad are negative.
struct TopicScoreOptions {
    double weight = 1;
    // P1: quanta spent in the mesh, at most cap.
    double mesh_time_weight = 0.01;
    core::Duration mesh_time_quantum = std::chrono::seconds{1};
    double mesh_time_cap = 100;
    // P2: messages that the peer was the first to deliver.
    double first_weight = 1;
    double first_decay = 0.5;
    double first_cap = 10;
    // P3: the square of what is missing to the threshold of messages delivered first or soon after.
    // How many are to be expected depends on the topic, so that it is off until somebody knows.
    double mesh_weight = 0;
    double mesh_decay = 0.5;
    double mesh_cap = 100;
    double mesh_threshold = 20;
    core::Duration mesh_window = std::chrono::milliseconds{10};
    core::Duration mesh_activation = std::chrono::seconds{5};
    // P3b: what was missing when the peer left the mesh.
    double failure_weight = 0;
    double failure_decay = 0.5;
    // P4: the square of the number of invalid messages.
    double invalid_weight = -10;
    double invalid_decay = 0.9;
};

struct NamedTopicScore {
    std::string topic;
    TopicScoreOptions options;
};

struct ScoreThresholds {
    double gossip = -10;    // Below: no gossip to it, none from it.
    double publish = -50;   // Below: no own messages to it.
    double graylist = -80;  // Below: what it sends is ignored.
    double accept_exchange = 10;
    double opportunistic_graft = 1;
};

struct ScoreOptions {
    TopicScoreOptions topic;  // Of those that are not named.
    std::vector<NamedTopicScore> topics;
    double topic_cap = 100;  // Of the sum over topics, if it is positive; 0 means none.
    double user_weight = 1;  // P5
    // P6: the square of the number of peers beyond the threshold that share an address.
    double colocation_weight = -5;
    std::size_t colocation_threshold = 10;
    // P7: the square of the penalties beyond the threshold.
    double behaviour_weight = -10;
    double behaviour_threshold = 0;
    double behaviour_decay = 0.9;

    core::Duration decay_interval = std::chrono::seconds{1};
    double decay_to_zero = 0.01;
    core::Duration retention = std::chrono::hours{1};
    ScoreThresholds thresholds;
};

}  // namespace net::gossipsub
