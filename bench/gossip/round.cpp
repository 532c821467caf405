// Playing, and counting.
#include "bench/gossip/round.h"

#include <algorithm>
#include <ctime>
#include <map>
#include <vector>

#include "sim/least_delays.h"

namespace bench {
namespace {

double processor_seconds() {
    return static_cast<double>(std::clock()) / static_cast<double>(CLOCKS_PER_SEC);
}

double percentile(const std::vector<double>& sorted, double part) {
    if (sorted.empty()) return 0;
    const auto index = static_cast<std::size_t>(part * static_cast<double>(sorted.size()));
    return sorted[std::min(index, sorted.size() - 1)];
}

// All deliveries' latencies over the least possible ones.
std::vector<double> ratios_of(sim::GossipSwarm& swarm, std::size_t first_message) {
    const auto joins = swarm.world().joins();
    const sim::LeastDelays least_delays(joins, swarm.world().size());
    std::map<sim::NodeIndex, std::vector<std::optional<core::Duration>>> by_author;
    std::vector<double> ratios;
    for (const auto& message : swarm.messages().subspan(first_message)) {
        auto& least = by_author[message.author];
        if (least.empty()) least = least_delays.from(message.author);
        for (sim::NodeIndex node = 0; node < swarm.world().size(); ++node) {
            if (node == message.author || !message.delivered[node]) continue;
            const auto took = *message.delivered[node] - message.published;
            ratios.push_back(static_cast<double>(took.count()) /
                             static_cast<double>(least[node]->count()));
        }
    }
    std::ranges::sort(ratios);
    return ratios;
}

}  // namespace

GossipFigures play_gossip(const net::gossipsub::Options& gossip, const GossipLoad& load,
                          std::uint32_t loss_percent, core::Seed seed) {
    sim::GossipSwarm::Options options;
    options.node_count = load.nodes;
    options.world.is_traced = false;
    options.world.swarm.stack.security = net::swarm::Security::plaintext;
    options.world.swarm.gossip = gossip;
    options.world.wire.loss_percent = loss_percent;

    const double start = processor_seconds();
    sim::Run run(seed);
    sim::GossipSwarm swarm(run, options);
    sim::SwarmWorld& world = swarm.world();
    swarm.begin();
    std::vector<sim::NodeIndex> authors;
    for (std::size_t i = 0; i < load.authors; ++i)
        authors.push_back(static_cast<sim::NodeIndex>(run.prng().below(load.nodes)));
    const auto publish = [&](std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) {
            swarm.publish(authors[i % authors.size()], load.size);
            world.run_until(world.now() + load.interval);
        }
        world.run_until(world.now() + std::chrono::seconds{5});
    };
    publish(load.messages_before);
    const std::uint64_t copies_before = swarm.copies();
    const std::uint64_t bytes_before = world.sent_size();
    publish(load.messages);

    const std::vector<double> ratios = ratios_of(swarm, load.messages_before);
    const double wanted = static_cast<double>(load.messages) * (load.nodes - 1);
    const auto copies = static_cast<double>(swarm.copies() - copies_before);
    double payload = 0;
    for (const auto& message : swarm.messages().subspan(load.messages_before))
        payload += static_cast<double>(message.encoded_size);
    payload *= copies / static_cast<double>(load.messages);
    const auto bytes = static_cast<double>(world.sent_size() - bytes_before);
    return {.delivered = static_cast<double>(ratios.size()) / wanted,
            .median = percentile(ratios, 0.5),
            .p99 = percentile(ratios, 0.99),
            .worst = percentile(ratios, 1),
            .copies = copies / wanted,
            .control_bytes = (bytes - payload) / wanted,
            .seconds = processor_seconds() - start};
}

}  // namespace bench
