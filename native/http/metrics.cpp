// Figures for Prometheus: what a node counts, each with a line that says what it is.
#include <string>

#include "native/http/answers.h"
#include "native/platform/clock.h"
#include "net/base/dial_failure.h"

namespace native {

namespace {

class MetricsText {
public:
    void gauge(std::string_view name, std::string_view help, std::uint64_t value) {
        head(name, help, "gauge");
        line(name, "", value);
    }
    void counter(std::string_view name, std::string_view help, std::uint64_t value) {
        head(name, help, "counter");
        line(name, "", value);
    }
    void head(std::string_view name, std::string_view help, std::string_view kind) {
        text_ += "# HELP selvage_" + std::string(name) + " " + std::string(help) +
                 "\n# TYPE selvage_" + std::string(name) + " " + std::string(kind) + "\n";
    }
    // Labels are words of ours: nothing in them has to be escaped.
    void line(std::string_view name, const std::string& labels, std::uint64_t value) {
        text_ += "selvage_" + std::string(name) + (labels.empty() ? "" : "{" + labels + "}") + " " +
                 std::to_string(value) + "\n";
    }
    [[nodiscard]] std::string take() { return std::move(text_); }

private:
    std::string text_;
};

std::string label(std::string_view name, std::string_view value) {
    return std::string(name) + "=\"" + std::string(value) + "\"";
}

void add_transports(MetricsText& text, const net::swarm::Counters& counters) {
    struct Figure {
        std::string_view name;
        std::string_view help;
        std::uint64_t net::swarm::TransportCounters::* value;
    };
    constexpr std::array figures{
        Figure{"dials_total", "Attempts to connect.", &net::swarm::TransportCounters::dialed},
        Figure{"accepted_total", "Links that came in.", &net::swarm::TransportCounters::accepted},
        Figure{"established_total", "Links that were secured.",
               &net::swarm::TransportCounters::established},
        Figure{"received_bytes_total", "Bytes that came in.",
               &net::swarm::TransportCounters::received_size},
        Figure{"sent_bytes_total", "Bytes that went out.",
               &net::swarm::TransportCounters::sent_size}};
    for (const Figure& figure : figures) {
        text.head(figure.name, figure.help, "counter");
        for (std::size_t i = 0; i < counters.transports.size(); ++i)
            text.line(figure.name, label("transport", describe(static_cast<net::Transport>(i))),
                      counters.transports[i].*figure.value);
    }
}

void add_swarm(MetricsText& text, const net::swarm::Counters& counters) {
    text.gauge("connections", "Connections that are there.", counters.connections);
    text.gauge("streams", "Streams that are open.", counters.streams);
    text.gauge("known_peers", "Peers of which an address is known.", counters.known_peers);
    add_transports(text, counters);
}

void add_liveness(MetricsText& text, const fabric::liveness::Counters& counters) {
    text.counter("pulses_sent_total", "Pulses to members.", counters.pulses_sent);
    text.counter("pulses_received_total", "Pulses of members.", counters.pulses_received);
    text.counter("pulses_late_total", "Pulses later than announced.", counters.pulses_late);
    text.counter("members_gone_total", "Members that were given up.", counters.gone);
    text.counter("slept_total", "Times this node was not run.", counters.slept);
}

}  // namespace

std::string metrics_of(NodeBody& body) {
    const fabric::node::Node& node = body.node();
    MetricsText text;
    text.gauge("ready", "Whether the node can be used.", readiness_of(node).is_ready ? 1 : 0);
    text.gauge("storage_ok", "Whether the storage works.", node.has_storage() ? 1 : 0);
    text.gauge("sessions", "Members of the mesh in session.", node.session_count());
    text.gauge("documents", "Documents that are kept here.", node.document_count());
    text.gauge("authorities", "Certified Authorities.", node.quorum().authority_count());
    text.gauge("authorities_reachable", "Of these, those that can be reached, ourselves included.",
               node.quorum().reachable_count());
    text.gauge("writes_open", "Writes whose end is not known yet.", node.quorum().open_count());
    text.gauge("control_sessions", "Programs that use this node.", body.control().session_count());
    add_liveness(text, node.presence().counters());
    add_swarm(text, body.counters());
    return text.take();
}

}  // namespace native
