// A node made of flags, what it says, and how it ends.
#include "native/command/running.h"

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <thread>

#include "core/base/format.h"
#include "core/codec/decimal.h"
#include "native/command/node_log.h"
#include "native/command/programs.h"
#include "native/command/service.h"
#include "native/command/settings.h"
#include "native/hosting/hosted_node.h"
#include "native/http/http_server.h"
#include "native/node/listening.h"

namespace command {

namespace {

template <class T>
using OrExit = std::expected<T, Exit>;

// Everything that the settings come to.
struct Plan {
    native::NodePlan node;
    // The port of the Studio, if it is wanted, and where its files are.
    std::optional<std::uint16_t> studio;
    std::string studio_files;
    bool is_quiet = false;
};

OrExit<fabric::membership::Role> role_of(const Settings& settings) {
    const std::string text = settings.value("as").value_or("");
    const auto role = fabric::control::role_from_text(text);
    if (!role)
        return std::unexpected(complain(
            Exit::usage,
            settings.where("as") + " is authority, citizen or ephemeral, not " + text + "."));
    return *role;
}

// Nothing if it is off.
OrExit<std::optional<std::uint16_t>> port_of(const Settings& settings, std::string_view name) {
    const std::string text = settings.value(name).value_or("off");
    if (text == "off") return std::nullopt;
    const auto number = core::codec::parse_decimal(text, UINT16_MAX);
    if (!number)
        return std::unexpected(
            complain(Exit::usage,
                     settings.where(name) + " is a port, 0 to 65535, or off, not " + text + "."));
    return static_cast<std::uint16_t>(*number);
}

// Of the machine's cores half, unless it was said.
OrExit<std::uint32_t> places_of(const Settings& settings) {
    const auto text = settings.value("work");
    if (!text) return std::max(1U, std::thread::hardware_concurrency() / 2);
    if (*text == "off") return 0U;
    const auto number = core::codec::parse_decimal(*text, fabric::tasks::places_max);
    if (!number)
        return std::unexpected(complain(
            Exit::usage, settings.where("work") +
                             " is how many runs of units are lent, 0 to 256, or off, not " + *text +
                             "."));
    return static_cast<std::uint32_t>(*number);
}

// Beside the program, where it was installed.
std::string studio_folder() {
    std::error_code error;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
    const auto folder = program.parent_path().parent_path() / "share" / "selvage" / "studio";
    return std::filesystem::is_directory(folder, error) ? folder.string() : "";
}

OrExit<Plan> plan_of(const Settings& settings, const std::optional<std::string>& link) {
    native::NodeWishes wishes;
    wishes.name = settings.value("id").value_or("");
    wishes.role = TRY(role_of(settings));
    wishes.invite = link;
    wishes.is_closed = settings.is_on("closed");
    wishes.data = settings.value("data");
    wishes.listen = settings.values("listen");
    wishes.mdns = TRY(port_of(settings, "mdns"));
    wishes.places = TRY(places_of(settings));
    Plan plan;
    plan.studio = TRY(port_of(settings, "studio"));
    plan.studio_files = settings.value("studio-files").value_or(studio_folder());
    plan.is_quiet = settings.is_on("quiet");
    auto node = native::plan_node(std::move(wishes));
    if (!node) return std::unexpected(complain(Exit::usage, node.error()));
    if (node->body.node.name.empty())
        return std::unexpected(complain(
            Exit::usage,
            "Which mesh? Name it: selvage run --id Alpha. Or bring an invite: --join LINK."));
    plan.node = *std::move(node);
    return plan;
}

// Everything that one `selvage run` is made of, and how it ends.
class Running {
public:
    explicit Running(Plan plan, native::OpenedStorage opened)
        : studio_(plan.studio),
          studio_files_(std::move(plan.studio_files)),
          log_(plan.is_quiet),
          node_(context_, sctp_, std::move(plan.node), std::move(opened)) {
        node_.on_event([this](const fabric::node::Event& event) { hear(event); });
        node_.on_control([this] {
            if (http_) http_->pump();
        });
        node_.on_stop([this] { leave(); });
    }

    Exit run() {
        const auto bound = node_.begin();
        if (!bound) return complain(Exit::failed, bound.error());
        log_.begin(node_.body(), *bound, node_.folder());
        if (!node_.why_no_units().empty())
            log_.note("no units of tasks run here: " + node_.why_no_units());
        if (const auto begun = begin_studio(); !begun) return complain(Exit::failed, begun.error());
        service_says("READY=1");
        await_signal();
        context_.run();
        return exit_;
    }

private:
    std::expected<void, std::string> begin_studio() {
        if (!studio_) return {};
        std::string token;
        const std::string& folder = node_.folder();
        if (!folder.empty()) token = TRY(native::kept_token(native::KeptFiles(folder)));
        const auto port = TRY(listen_for_studio(token));
        page_ = "http://127.0.0.1:" + std::to_string(port) + "/";
        node_.body().control().set_page(page_);
        return {};
    }

    // Of any port that of last time is tried first: at another one a browser is somebody new.
    std::expected<std::uint16_t, std::string> listen_for_studio(const std::string& token) {
        const auto listen = [&](std::uint16_t port) {
            http_.emplace(context_, node_.body(), native::HttpOptions{port, studio_files_, token});
            return http_->listen();
        };
        const std::string& folder = node_.folder();
        if (*studio_ != 0 || folder.empty()) return listen(*studio_);
        const std::uint16_t kept = native::kept_studio_port(folder);
        auto port = listen(kept);
        if (!port && kept != 0) port = listen(0);
        if (port) native::keep_studio_port(folder, *port);
        return port;
    }

    void hear(const fabric::node::Event& event) {
        log_.hear(node_.body(), event);
        if (core::holds_alternative<fabric::node::InviteElsewhere>(event)) {
            exit_ = Exit::failed;
            leave();
        }
        // There is something to invite to.
        if (core::holds_alternative<fabric::node::MeshIs>(event)) log_.invite(node_.body(), page_);
    }

    void leave() {
        if (std::exchange(is_leaving_, true)) return context_.stop();  // Asked twice: at once.
        log_.note("leaving");
        service_says("STOPPING=1");
        node_.leave([this] { context_.stop(); });
    }

    void await_signal() {
        signals_.async_wait([this](const boost::system::error_code& error, int) {
            if (error) return;
            leave();
            await_signal();
        });
    }

    std::optional<std::uint16_t> studio_;
    std::string studio_files_;
    std::string page_;
    boost::asio::io_context context_;
    NodeLog log_;
    native::webrtc::SctpStack sctp_{native::steady_now()};
    native::HostedNode node_;
    std::optional<native::HttpServer> http_;
    boost::asio::signal_set signals_{context_, SIGINT, SIGTERM};
    bool is_leaving_ = false;
    Exit exit_ = Exit::done;
};

Exit run_with(const Settings& settings, const std::optional<std::string>& link) {
    auto plan = plan_of(settings, link);
    if (!plan) return plan.error();
    auto opened = native::open_storage(plan->node);
    if (!opened) return complain(Exit::storage, opened.error());
    return Running(*std::move(plan), *std::move(opened)).run();
}

}  // namespace

Exit run_node(const Words& words) {
    if (!words.named().empty()) {
        const std::string& program = words.named()[0];
        if (is_program(program)) return run_program(program, {});
        return complain(Exit::usage,
                        core::formatted("{} is no program: it does not end in .logos. A mesh is "
                                        "named so: selvage run --id {}.",
                                        program, program));
    }
    const auto settings = Settings::read(words, environment_here());
    if (!settings) return complain(settings.error().exit, settings.error().sentence);
    return run_with(*settings, settings->value("join"));
}

Exit join_mesh(const Words& words) {
    const auto settings = Settings::read(words, environment_here());
    if (!settings) return complain(settings.error().exit, settings.error().sentence);
    return run_with(*settings, words.named()[0]);
}

}  // namespace command
