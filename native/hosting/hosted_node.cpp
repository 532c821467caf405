// The parts of a node in a process, put together in their order.
#include "native/hosting/hosted_node.h"

#include "native/node/listening.h"
#include "native/node/places.h"
#include "native/platform/clock.h"

namespace native {

namespace {

NodeBodyOptions body_options(NodeBodyOptions options, const OpenedStorage& opened) {
    options.node.may_have_forgotten = opened.is_known;
    return options;
}

}  // namespace

HostedNode::HostedNode(boost::asio::io_context& context, webrtc::SctpStack& sctp, NodePlan plan,
                       OpenedStorage opened)
    : folder_(std::move(opened.folder)),
      listen_(std::move(plan.listen)),
      dial_(std::move(plan.dial)),
      body_(context, sctp, body_options(std::move(plan.body), opened), std::move(opened.storage)),
      control_(context, body_),
      units_(context, body_, plan.places) {
    body_.on_control([this] { pump(); });
    body_.on_event([this](const fabric::node::Event& event) {
        units_.hear(event);
        if (on_event_) on_event_(event);
    });
}

std::expected<std::vector<core::codec::Multiaddr>, std::string> HostedNode::begin() {
    if (!folder_.empty()) TRY(control_.listen(control_path(folder_)));
    if (const auto begun = units_.begin(); !begun) why_no_units_ = begun.error();
    body_.open();
    auto bound = TRY(listen_all(body_, listen_, folder_));
    for (const core::codec::Multiaddr& address : dial_)
        body_.act([&] { static_cast<void>(body_.swarm().dial(address, steady_now())); });
    return bound;
}

void HostedNode::pump() {
    control_.pump();
    if (on_control_) on_control_();
    while (body_.control().next_order())
        if (on_stop_) on_stop_();
}

}  // namespace native
