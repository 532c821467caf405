// HostedNode is all that a process needs to be a node: the node's body, the socket by which others
// on this machine ask it, where it listens, and whom it dials first. It lives on one thread, that
// of its io_context.
#pragma once

#include <boost/asio/io_context.hpp>
#include <expected>
#include <functional>
#include <string>
#include <vector>

#include "native/control/control_server.h"
#include "native/hosting/plan.h"
#include "native/hosting/unit_body.h"

namespace native {

class HostedNode {
public:
    // Context and stack outlive it.
    HostedNode(boost::asio::io_context& context, webrtc::SctpStack& sctp, NodePlan plan,
               OpenedStorage opened);

    // Sessions of the control may have something to send; called often. Before begin().
    void on_control(std::function<void()> hear) { on_control_ = std::move(hear); }
    // Somebody has asked the node to stop. Before begin().
    void on_stop(std::function<void()> hear) { on_stop_ = std::move(hear); }

    // What is told, for logs. Before begin().
    void on_event(NodeBody::OnEvent hear) { on_event_ = std::move(hear); }
    // Where it listens then. The error is a sentence, and the node is of no use.
    std::expected<std::vector<core::codec::Multiaddr>, std::string> begin();
    // Tells everybody that it goes; `gone` is called when they know, or after a moment.
    void leave(std::function<void()> gone) { body_.leave(std::move(gone)); }

    [[nodiscard]] NodeBody& body() { return body_; }
    // Why units of tasks do not run here, for people; empty if they do, or need not.
    [[nodiscard]] const std::string& why_no_units() const { return why_no_units_; }
    // Where it keeps its data; empty if it keeps none.
    [[nodiscard]] const std::string& folder() const { return folder_; }

private:
    void pump();

    std::string folder_;
    std::vector<std::string> listen_;
    std::vector<core::codec::Multiaddr> dial_;
    std::string why_no_units_;
    NodeBody body_;
    ControlServer control_;
    UnitBody units_;
    NodeBody::OnEvent on_event_;
    std::function<void()> on_control_;
    std::function<void()> on_stop_;
};

}  // namespace native
