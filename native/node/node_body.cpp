// Events to the node, requests to the disk, one timer for both machines.
#include "native/node/node_body.h"

#include <boost/asio/post.hpp>
#include <utility>

#include "native/platform/clock.h"
#include "native/platform/random.h"

namespace native {

namespace {

// Those who hear that we go have as long to hear it.
constexpr std::chrono::milliseconds farewell{150};
constexpr std::uint64_t memory_size_max = std::uint64_t{256} << 20;
constexpr std::uint64_t nanoseconds_per_second = 1'000'000'000;

net::swarm::Swarm::Options swarm_options(const NodeBodyOptions& options) {
    net::swarm::Swarm::Options swarm;
    swarm.agent = "selvage";
    swarm.record_sequence = unix_nanoseconds();
    swarm.introducers.emplace();
    if (options.mdns) {
        swarm.mdns.emplace();
        swarm.dials_discovered = true;
    }
    return swarm;
}

}  // namespace

NodeBody::NodeBody(boost::asio::io_context& context, webrtc::SctpStack& sctp, Options options,
                   NodeStorage storage)
    : context_(context),
      identity_(std::move(storage.identity)),
      swarm_(swarm_options(options), identity_, random_secret<core::crypto::SecretRoot>(),
             random_seed(), steady_now()),
      sockets_(context, swarm_, [this](const net::swarm::Event& event) { hear(event); }),
      memory_(memory_size_max),
      node_(std::move(options.node), swarm_, identity_, random_secret<core::crypto::SecretRoot>(),
            random_seed(), steady_now(),
            {steady_now(), unix_nanoseconds() / nanoseconds_per_second}),
      control_(node_, swarm_, options.control),
      timer_(context) {
    sockets_.enable_webrtc(storage.certificate, sctp);
    if (storage.store) {
        const auto knock = [this, alive = std::weak_ptr(alive_)] {
            boost::asio::post(context_, [this, alive] {
                if (!alive.expired()) settle();
            });
        };
        files_ = std::make_unique<FileDisk>(*std::move(storage.store), knock);
    }
    if (options.mdns) sockets_.enable_mdns(*options.mdns);
}

NodeBody::~NodeBody() {
    sockets_.stop();
    files_.reset();  // Before what it knocks at.
}

void NodeBody::open() {
    node_.open();
    settle();
}

std::expected<core::codec::Multiaddr, std::string> NodeBody::listen(
    const core::codec::Multiaddr& address) {
    auto bound = sockets_.listen(address);
    settle();
    return bound;
}

void NodeBody::leave(std::function<void()> gone) {
    node_.leave(steady_now());
    settle();
    auto timer = std::make_shared<boost::asio::steady_timer>(context_, farewell);
    timer->async_wait([this, timer, gone = std::move(gone),
                       alive = std::weak_ptr(alive_)](const boost::system::error_code&) {
        if (alive.expired()) return;
        swarm_.shut_down(steady_now());
        settle();
        gone();
    });
}

void NodeBody::hear(const net::swarm::Event& event) {
    const core::Instant now = steady_now();
    if (on_swarm_event_) on_swarm_event_(event);
    control_.hear(event, now);
    node_.hear(event, now);
    settle();
}

void NodeBody::settle() {
    if (std::exchange(is_settling_, true)) return;
    while (settle_once()) {
    }
    is_settling_ = false;
    // What the sockets tell is settled as it comes; while they tell it they obey by themselves.
    sockets_.pump();
    arm_timer();
    if (on_control_) on_control_();
}

bool NodeBody::settle_once() {
    bool any = false;
    while (const auto event = node_.next_event()) {
        any = true;
        if (on_event_) on_event_(*event);
        control_.hear(*event, steady_now());
    }
    while (auto request = node_.next_request(steady_now())) {
        any = true;
        put(*std::move(request));
    }
    if (files_) answers_ = files_->take_answers();
    for (auto& answer : std::exchange(answers_, {})) {
        any = true;
        --disk_requests_;
        node_.answer(std::move(answer), steady_now());
    }
    return any;
}

void NodeBody::put(core::store::DiskRequest request) {
    ++disk_requests_;
    if (files_)
        files_->put(std::move(request));
    else
        answers_.push_back(memory_.carry_out(std::move(request)));
}

// A deadline that moved later leaves the timer as it is: waking too early is harmless.
void NodeBody::arm_timer() {
    const auto deadline = core::earlier(node_.deadline(), control_.deadline());
    if (!deadline || (armed_ && *armed_ <= *deadline)) return;
    armed_ = deadline;
    timer_.expires_at(steady_time(*deadline));
    timer_.async_wait(
        [this, alive = std::weak_ptr(alive_)](const boost::system::error_code& error) {
            if (error || alive.expired()) return;
            armed_.reset();
            const core::Instant now = steady_now();
            node_.expire(now);
            control_.expire(now);
            settle();
        });
}

}  // namespace native
