// What a swarm tells, in words. Rule SW53, spec/swarm.md.
#include <utility>

#include "core/base/format.h"
#include "net/swarm/events.h"

namespace net::swarm {
namespace {

using core::formatted;

// What happened, and what can be done about it.
std::string with_advice(auto reason) {
    return formatted("{}. {}", describe(reason), advice(reason));
}

struct StreamWords {
    const StreamTold& told;

    [[nodiscard]] std::string of(StreamId stream) const {
        return formatted("stream {} with {}", stream, told.peer.to_text());
    }
    std::string operator()(const Accepted& event) const {
        return formatted("{} was opened by the peer for {}", of(event.stream), event.protocol);
    }
    std::string operator()(const Agreed& event) const {
        return formatted("{} is agreed to be for {}", of(event.stream), event.protocol);
    }
    std::string operator()(const Received& event) const {
        return formatted("{} bytes came on {}", event.bytes.size(), of(event.stream));
    }
    std::string operator()(const Finished& event) const {
        return formatted("the peer has finished {}", of(event.stream));
    }
    std::string operator()(const Failed& event) const {
        return formatted("{} failed: {}", of(event.stream), with_advice(event.failure));
    }
    std::string operator()(const Writable& event) const {
        return formatted("{} takes more", of(event.stream));
    }
};

struct Words {
    std::string operator()(const PeerIdentified& event) const {
        const identify::Identity& identity = event.identified.identity;
        return formatted("{} is {} and speaks {} protocols", event.peer.to_text(),
                         identity.agent_version.value_or("of no name"), identity.protocols.size());
    }
    std::string operator()(const PerfTold& told) const {
        const auto* const ended = core::get_if<perf::Ended>(&told.event);
        return formatted("perf with {}: {}", told.peer.to_text(),
                         ended ? with_advice(ended->reason) : perf::describe(told.event));
    }
    std::string operator()(const GossipTold& told) const { return gossipsub::describe(told.event); }
    std::string operator()(const Connected& event) const {
        return formatted("connected with {} at {} over {}, {}", event.peer.to_text(),
                         event.remote.to_text(), net::describe(event.transport),
                         net::describe(event.direction));
    }
    std::string operator()(const Disconnected& event) const {
        return formatted("a connection with {} ended: {}", event.peer.to_text(),
                         with_advice(event.reason));
    }
    std::string operator()(const Rejected& event) const {
        return formatted("a connection from {} came to nothing: {}", event.remote.to_text(),
                         with_advice(event.reason));
    }
    std::string operator()(const Dialed& event) const {
        return formatted("dial {} has reached {}", event.dial, event.peer.to_text());
    }
    std::string operator()(const DialEnded& event) const {
        std::string text =
            formatted("dial {} has failed: {}", event.dial, with_advice(event.reason));
        for (const auto& [address, failure, retry_at] : event.attempts)
            text += formatted("\n{}: {}", address.to_text(), with_advice(failure));
        if (event.left_out_count > 0)
            text += formatted("\n{} more addresses were not tried", event.left_out_count);
        return text;
    }
    std::string operator()(const Discovered& event) const {
        std::string text = formatted("found {} on the local network", event.peer.to_text());
        for (const auto& address : event.addresses) text += formatted(", {}", address.to_text());
        return text;
    }
    std::string operator()(const StreamTold& told) const {
        return core::match(told.event, StreamWords{told});
    }
    std::string operator()(const PingTold& told) const {
        const auto* const ended = core::get_if<ping::Ended>(&told.event);
        return formatted("ping of {}: {}", told.peer.to_text(),
                         ended ? with_advice(ended->reason) : ping::describe(told.event));
    }
    std::string operator()(const IntroductionTold& told) const {
        if (told.outcome) return formatted("introduced to {}", told.wanted.to_text());
        return formatted("not introduced to {}: {}", told.wanted.to_text(),
                         with_advice(told.outcome.error()));
    }
    std::string operator()(const IntroductionAsked& event) const {
        return formatted("{} wants to meet, by {}: accept or refuse it", event.asking.to_text(),
                         event.via.to_text());
    }
};

}  // namespace

std::string describe(const Event& event) { return core::match(event, Words()); }

}  // namespace net::swarm
