// bench_gossip: what becomes of messages among simulated nodes whose links lose one segment of a
// hundred, against the shortest paths over the same links and one copy of each message for a node.
// Everything but the time it takes follows from the seed.
#include <string>
#include <string_view>

#include "bench/frame/measure.h"
#include "bench/gossip/round.h"

namespace {

using bench::GossipFigures;
using bench::GossipLoad;
using bench::Measure;
using net::gossipsub::Options;
using std::chrono::milliseconds;

constexpr std::string_view ours = "selvage native";
constexpr std::string_view without_choking = "gossipsub 1.2 alone";
constexpr std::uint32_t loss_percent = 1;
// Not the one that the router was tuned with, for that one flatters it.
constexpr core::Seed seed{2};
constexpr std::size_t message_size = 1000;

Options our_options() {
    Options options;
    options.validation = net::gossipsub::Validation::none;
    options.mesh.degree = 8;
    options.mesh.degree_low = 6;
    return options;
}

// The same machine as others' are by default, without what we add to the protocol.
Options usual_options() {
    Options options;
    options.validation = net::gossipsub::Validation::none;
    options.forward.choke = false;
    return options;
}

void play(const std::string& what, std::string_view who, const Options& options,
          const GossipLoad& load) {
    const GossipFigures figures = bench::play_gossip(options, load, loss_percent, seed);
    const auto print = [&](std::string_view figure, std::string_view unit, double value) {
        Measure::figure(what + ", " + std::string(figure), who, unit, value);
    };
    print("delivered", "%", figures.delivered_percent);
    print("delay over the least, median", "times", figures.median);
    print("delay over the least, p99", "times", figures.p99);
    print("delay over the least, greatest", "times", figures.worst);
    print("copies", "", figures.copies);
    print("everything else", "B", figures.control_bytes);
    print("simulated time", "s", figures.simulated_seconds);
    print("time", "s", figures.seconds);
}

}  // namespace

int main(int count, char** words) {
    const Measure measure(count, words);
    const sim::NodeIndex nodes = measure.is_smoke() ? 30 : measure.is_quick() ? 200 : 1000;
    const std::size_t messages = measure.is_smoke() ? 8 : 80;
    const GossipLoad few{.nodes = nodes,
                         .size = message_size,
                         .authors = 4,
                         .messages_before = messages,
                         .messages = messages,
                         .interval = milliseconds{200}};
    play("few authors", ours, our_options(), few);
    play("few authors", without_choking, usual_options(), few);
    GossipLoad all = few;
    all.authors = all.messages = nodes;
    all.messages_before = 0;
    all.interval = milliseconds{50};
    play("all once", ours, our_options(), all);
    GossipLoad changing = few;
    changing.interval = milliseconds{600};
    changing.churn.leaving_percent = 20;
    play("churn", ours, our_options(), changing);
}
