// UnitBody runs the units that its node is given, in processes of their own, as many at once as its
// owner lends. A program that does it over the control (CT40) comes before it.
#pragma once

#include <boost/asio/io_context.hpp>
#include <map>

#include "native/node/node_body.h"
#include "native/units/unit_pool.h"

namespace native {

class UnitBody {
public:
    // Both outlive it. With no places it does nothing.
    UnitBody(boost::asio::io_context& context, NodeBody& body, std::uint32_t places);

    // Why nothing can run here, for people; the node goes on without.
    std::expected<void, std::string> begin();
    void hear(const fabric::node::Event& event);

private:
    void offer();
    void start(const fabric::tasks::StartRun& start);
    void end(fabric::tasks::RunNumber run, fabric::units::Outcome outcome);

    NodeBody& body_;
    std::uint32_t places_;
    bool is_ready_ = false;
    std::optional<units::UnitPool> pool_;
    std::map<fabric::tasks::RunNumber, units::RunId> runs_;
};

}  // namespace native
