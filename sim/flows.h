// Flows are streams of users between swarms, whose bytes everybody can check: both ends write what
// follows from the flow's number, and read what the other has written. A flow that ends well has
// brought all of it both ways, in order, once and unchanged; any other must be told to have failed.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/swarm_world.h"

namespace sim {

class Flows {
public:
    static constexpr std::string_view protocol = "/sim/flow/1.0.0";

    // Both must outlive it.
    Flows(Run& run, SwarmWorld& world) : run_(run), world_(world) {}

    // Nothing if they are not connected.
    void open(NodeIndex from, NodeIndex to, std::uint32_t size, std::uint32_t size_back);
    void reset_any(core::Prng& prng);
    // Of a node that was told something of a stream.
    void hear(NodeIndex node, const net::swarm::StreamTold& told);
    void forget(NodeIndex node);

    // Ends of which it is not known what became of them.
    [[nodiscard]] std::size_t open_count() const { return ends_.size(); }
    [[nodiscard]] std::uint64_t completed() const { return completed_; }
    [[nodiscard]] std::uint64_t failed() const { return failed_; }

private:
    // What the opener says first.
    struct Head {
        std::uint32_t number = 0;
        std::uint32_t size = 0;
        std::uint32_t size_back = 0;
    };
    static constexpr std::uint32_t head_size = 12;

    struct End {
        bool is_opener = false;
        std::optional<Head> head{};
        core::Buffer partial_head{};
        std::uint32_t sent = 0;
        std::uint32_t received = 0;
        bool is_finished_here = false;
        bool is_finished_there = false;
    };
    using Place = std::pair<NodeIndex, net::swarm::StreamHandle>;

    static core::Buffer piece_of(const Head& head, bool of_opener, std::uint32_t from,
                                 std::size_t size);
    void write(const Place& place, End& end);
    void read(const Place& place, End& end, core::Bytes bytes);
    void settle(const Place& place);

    Run& run_;
    SwarmWorld& world_;
    core::OrderedMap<Place, End> ends_;
    std::uint32_t last_number_ = 0;
    std::uint64_t completed_ = 0;
    std::uint64_t failed_ = 0;
};

}  // namespace sim
