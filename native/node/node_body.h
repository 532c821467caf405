// NodeBody is a node on this machine: a swarm with sockets, a node with a disk, and those who use
// it by requests. Everything happens on the io_context it was given; threads of the disk only
// knock. Rules NN5–NN9, spec/native-node.md.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/store/memory_disk.h"
#include "fabric/control/control.h"
#include "native/disk/file_disk.h"
#include "native/net/swarm_body.h"
#include "native/node/kept_files.h"

namespace native {

// A sync of the disk has gathered what is acknowledged together: nothing is gained by waiting on.
[[nodiscard]] inline fabric::node::Options node_options() {
    fabric::node::Options options;
    options.documents.broadcast.acknowledge_after = {};
    return options;
}

struct NodeBodyOptions {
    fabric::node::Options node = node_options();
    // Nobody is looked for on the local network without a port.
    std::optional<std::uint16_t> mdns = mdns_port;
    fabric::control::ControlOptions control = {};
};

// Where it keeps what it must not lose: a directory, or nothing but memory.
struct NodeStorage {
    core::crypto::Ed25519Seed identity;
    webrtc::Certificate certificate;
    std::optional<DataDirectory> store;
};

class NodeBody {
public:
    using Options = NodeBodyOptions;
    using OnEvent = std::function<void(const fabric::node::Event&)>;
    using OnSwarmEvent = std::function<void(const net::swarm::Event&)>;

    // The stack is the process's only one, and outlives all its nodes.
    NodeBody(boost::asio::io_context& context, webrtc::SctpStack& sctp, Options options,
             NodeStorage storage);
    ~NodeBody();
    NodeBody(const NodeBody&) = delete;
    NodeBody& operator=(const NodeBody&) = delete;

    // What is told, for logs. Before open().
    void on_event(OnEvent hear) { on_event_ = std::move(hear); }
    void on_swarm_event(OnSwarmEvent hear) { on_swarm_event_ = std::move(hear); }
    // A session of the control has something to send, or somebody has asked the node to stop.
    void on_control(std::function<void()> hear) { on_control_ = std::move(hear); }

    void open();
    // The address with its port, or what went wrong, for people.
    std::expected<core::codec::Multiaddr, std::string> listen(
        const core::codec::Multiaddr& address);
    // Tells everybody that it goes; `gone` is called when they know, or after a moment.
    void leave(std::function<void()> gone);

    // Calls something of the node, the swarm or the control, and does what follows from it.
    template <class Action>
    auto act(Action action) {
        struct Settling {
            NodeBody& body;
            ~Settling() { body.settle(); }
        } const settling{*this};
        return action();
    }
    [[nodiscard]] fabric::node::Node& node() { return node_; }
    [[nodiscard]] net::swarm::Swarm& swarm() { return swarm_; }
    [[nodiscard]] fabric::control::Control& control() { return control_; }
    // Something that the node asked of its disk is not answered yet. If not, all that it keeps is
    // there.
    [[nodiscard]] bool waits_for_disk() const { return disk_requests_ > 0; }
    [[nodiscard]] net::swarm::Counters counters() const { return sockets_.counters(); }

private:
    void hear(const net::swarm::Event& event);
    void settle();
    [[nodiscard]] bool settle_once();
    void put(core::store::DiskRequest request);
    void arm_timer();

    boost::asio::io_context& context_;
    OnEvent on_event_;
    OnSwarmEvent on_swarm_event_;
    std::function<void()> on_control_;
    core::crypto::Ed25519KeyPair identity_;
    net::swarm::Swarm swarm_;
    SwarmBody sockets_;
    std::unique_ptr<FileDisk> files_;
    core::store::MemoryDisk memory_;
    std::vector<core::store::DiskAnswer> answers_;  // Of memory.
    std::size_t disk_requests_ = 0;                 // Under way.
    fabric::node::Node node_;
    fabric::control::Control control_;
    boost::asio::steady_timer timer_;
    std::optional<core::Instant> armed_;
    bool is_settling_ = false;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace native
