// Playing, and counting.
#include "bench/gossip/round.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "bench/frame/measure.h"
#include "sim/least_delays.h"

namespace bench {
namespace {

using sim::NodeIndex;
using std::chrono::seconds;

// After the last message: gossip tells of it for three heartbeats, and is asked.
constexpr seconds settling_time{10};

double percentile(const std::vector<double>& sorted, double part) {
    if (sorted.empty()) return 0;
    const auto index = static_cast<std::size_t>(part * static_cast<double>(sorted.size()));
    return sorted[std::min(index, sorted.size() - 1)];
}

sim::GossipSwarm::Options options_of(const net::gossipsub::Options& gossip, const GossipLoad& load,
                                     std::uint32_t loss_percent) {
    sim::GossipSwarm::Options options;
    options.node_count = load.nodes;
    options.world.is_traced = false;
    options.world.swarm.stack.security = net::swarm::Security::plaintext;
    options.world.swarm.gossip = gossip;
    options.world.wire.loss_percent = loss_percent;
    return options;
}

class Round {
public:
    Round(const net::gossipsub::Options& gossip, const GossipLoad& load, std::uint32_t loss_percent,
          core::Seed seed)
        : load_(load), run_(seed), swarm_(run_, options_of(gossip, load, loss_percent)) {}

    GossipFigures play() {
        const Stopwatch watch;
        swarm_.begin();
        std::vector<NodeIndex> all;
        for (NodeIndex node = 0; node < load_.nodes; ++node) all.push_back(node);
        run_.prng().shuffle(std::span<NodeIndex>(all));
        authors_.assign(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(load_.authors));
        others_.assign(all.begin() + static_cast<std::ptrdiff_t>(load_.authors), all.end());
        publish(load_.messages_before);
        world().run_until(world().now() + settling_time);

        first_ = swarm_.messages().size();
        churns_ = load_.churn.leaving_percent > 0;
        const sim::GossipSwarm::Copies copies_before = swarm_.copies();
        const std::uint64_t bytes_before = world().sent_size();
        publish(load_.messages);
        pass(settling_time);
        GossipFigures figures =
            counted(copies_before, static_cast<double>(world().sent_size() - bytes_before));
        figures.simulated_seconds =
            std::chrono::duration<double>(world().now().time_since_epoch()).count();
        figures.seconds = watch.seconds();
        return figures;
    }

private:
    sim::SwarmWorld& world() { return swarm_.world(); }

    void publish(std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) {
            const NodeIndex author = authors_[i % authors_.size()];
            if (i % authors_.size() == 0 || churns_ || least_of_.empty()) joins_ = world().joins();
            least_of_.push_back(sim::LeastDelays(joins_, world().size()).from(author));
            swarm_.publish(author, load_.size);
            pass(load_.interval);
        }
    }

    // In steps, of which each sees to who leaves, comes back and looks for others.
    void pass(core::Duration time) {
        const core::Instant end = world().now() + time;
        constexpr core::Duration step = std::chrono::milliseconds{100};
        while (churns_ && world().now() + step <= end) {
            world().run_until(world().now() + step);
            let_leave(step);
            while (!away_.empty() && away_.front().second <= world().now()) {
                swarm_.revive(away_.front().first);
                others_.push_back(away_.front().first);
                away_.erase(away_.begin());
            }
            swarm_.find_neighbours();
        }
        world().run_until(end);
    }

    void let_leave(core::Duration step) {
        const Churn& churn = load_.churn;
        leaving_ += static_cast<double>(load_.nodes) * churn.leaving_percent / 100 *
                    std::chrono::duration<double>(step).count() / 60;
        for (; leaving_ >= 1 && !others_.empty(); leaving_ -= 1) {
            const auto at = static_cast<std::size_t>(run_.prng().below(others_.size()));
            const NodeIndex node = std::exchange(others_[at], others_.back());
            others_.pop_back();
            run_.prng().chance(churn.silent_percent, 100) ? swarm_.lose_power(node)
                                                          : swarm_.crash(node);
            away_.emplace_back(node, world().now() + churn.away);
        }
    }

    GossipFigures counted(const sim::GossipSwarm::Copies& before, double bytes) {
        std::vector<double> ratios;
        double wanted = 0;
        double delivered = 0;
        double encoded_size = 0;
        for (std::size_t i = first_; i < swarm_.messages().size(); ++i) {
            const auto& message = swarm_.messages()[i];
            encoded_size += static_cast<double>(message.encoded_size);
            for (NodeIndex node = 0; node < world().size(); ++node) {
                if (node == message.author || !swarm_.is_there_since(node, message.published))
                    continue;
                wanted += 1;
                if (!message.delivered[node]) continue;
                delivered += 1;
                const auto& least = least_of_[i][node];
                if (!least) continue;  // Not joined yet when it was published.
                const auto took = *message.delivered[node] - message.published;
                ratios.push_back(static_cast<double>(took.count()) /
                                 static_cast<double>(least->count()));
            }
        }
        std::ranges::sort(ratios);
        const auto messages = static_cast<double>(load_.messages);
        const auto after = swarm_.copies();
        const auto copies = static_cast<double>(after.all - before.all);
        const double payload = copies * encoded_size / messages;
        return {.delivered_percent = 100 * delivered / wanted,
                .median = percentile(ratios, 0.5),
                .p99 = percentile(ratios, 0.99),
                .worst = percentile(ratios, 1),
                .copies = copies / static_cast<double>(after.first - before.first),
                .control_bytes = (bytes - payload) / (messages * (load_.nodes - 1))};
    }

    const GossipLoad& load_;
    sim::Run run_;
    sim::GossipSwarm swarm_;
    std::vector<NodeIndex> authors_;
    std::vector<NodeIndex> others_;  // Who are there and may leave.
    std::vector<std::pair<NodeIndex, core::Instant>> away_;
    std::vector<sim::SwarmWorld::Join> joins_;
    // By message, and node.
    std::vector<std::vector<std::optional<core::Duration>>> least_of_;
    std::size_t first_ = 0;
    bool churns_ = false;
    double leaving_ = 0;
};

}  // namespace

GossipFigures play_gossip(const net::gossipsub::Options& gossip, const GossipLoad& load,
                          std::uint32_t loss_percent, core::Seed seed) {
    return Round(gossip, load, loss_percent, seed).play();
}

}  // namespace bench
