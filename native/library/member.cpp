// From any thread to the library's, and back.
#include "native/library/member.h"

#include <exception>

#include "native/library/host.h"
#include "native/library/wishes.h"

namespace library {

using core::codec::JsonMember;
using core::codec::JsonValue;

namespace {

JsonValue closed_answer() {
    return native::error_answer("closed", "the mesh was left", "Join it again.");
}

}  // namespace

void Hearer::tell(JsonValue answer) const {
    const auto whole = std::make_shared<const JsonValue>(std::move(answer));
    const auto tell_value = [&](selvage_news news, const JsonValue& part) {
        const selvage_value value{std::shared_ptr<const JsonValue>(whole, &part)};
        hear(context, news, &value, nullptr);
    };
    if (const JsonValue* const is = whole->find("is")) return tell_value(SELVAGE_IS, *is);
    if (const JsonValue* const ok = whole->find("ok")) return tell_value(SELVAGE_OK, *ok);
    const selvage_error error = error_of(*whole);
    hear(context, SELVAGE_FAILED, nullptr, &error);
}

// What the system refuses, descriptors for one, sockets and threads say by exceptions.
std::expected<std::shared_ptr<Member>, selvage_error> Member::join(
    std::span<const selvage_option> options) try {
    auto wishes = TRY(wishes_of(options));
    auto plan = native::plan_node(std::move(wishes));
    if (!plan) return std::unexpected(error_of("bad-request", plan.error()));
    if (plan->body.node.name.empty())
        return std::unexpected(
            error_of("bad-request", "No mesh is named. Give its name, or an invite to it."));
    auto opened = native::open_storage(*plan);
    if (!opened) return std::unexpected(error_of("storage", opened.error()));
    auto member = std::make_shared<Member>();
    TRY(Host::get().run([&] { return member->begin(*std::move(plan), *std::move(opened)); }));
    return member;
} catch (const std::exception& refused) {
    return std::unexpected(error_of("failed", refused.what()));
}

std::expected<void, selvage_error> Member::begin(native::NodePlan plan,
                                                 native::OpenedStorage opened) try {
    Host& host = Host::get();
    node_.emplace(host.context(), host.sctp(), std::move(plan), std::move(opened));
    node_->on_control([this] {
        if (session_) session_->pump();
    });
    node_->on_stop(
        [this] { Host::get().post([self = shared_from_this()] { self->leave_here([] {}); }); });
    const auto bound = node_->begin();
    if (!bound) {
        node_.reset();
        return std::unexpected(error_of("failed", bound.error()));
    }
    session_.emplace(node_->body());
    return {};
} catch (const std::exception& refused) {
    node_.reset();  // Here, where it lives.
    return std::unexpected(error_of("failed", refused.what()));
}

std::uint64_t Member::ask(const selvage_value& request, Hearer hearer) {
    const std::uint64_t id = ++last_request_;
    Host& host = Host::get();
    if (host.has_ended())
        hearer.tell(closed_answer());
    else
        host.post([self = shared_from_this(), id, json = request.json, hearer] {
            self->ask_here(id, *json, hearer);
        });
    return id;
}

void Member::ask_here(std::uint64_t id, const JsonValue& request, const Hearer& hearer) {
    if (!session_) return hearer.tell(closed_answer());
    const auto members = request.as_object();
    session_->ask(id,
                  members ? std::vector<JsonMember>(members->begin(), members->end())
                          : std::vector<JsonMember>{},
                  [hearer](JsonValue answer, bool) { hearer.tell(std::move(answer)); });
}

void Member::cancel(std::uint64_t request) {
    Host::get().post([self = shared_from_this(), request] {
        const auto hear = self->session_ ? self->session_->cancel(request) : std::nullopt;
        if (hear)
            (*hear)(native::error_answer("cancelled", "who asked has cancelled it", "Ask again."),
                    true);
    });
}

void Member::leave() {
    Host& host = Host::get();
    if (host.has_ended()) return end_here();
    // Of both threads: whichever is done with it last.
    const auto gone = std::make_shared<std::promise<void>>();
    host.post(
        [self = shared_from_this(), gone] { self->leave_here([gone] { gone->set_value(); }); });
    if (!Host::is_here()) gone->get_future().wait();
}

void Member::leave_here(Gone gone) {
    if (!node_) return gone();
    to_tell_.push_back(std::move(gone));
    if (std::exchange(is_leaving_, true)) return;
    // The node is not freed while it speaks.
    node_->leave([this] { Host::get().post([self = shared_from_this()] { self->end_here(); }); });
}

void Member::end_here() {
    std::vector<native::LocalSession::Hear> open;
    if (session_) open = session_->take_open();
    session_.reset();
    node_.reset();
    for (const auto& hear : open) hear(closed_answer(), true);
    for (const Gone& gone : std::exchange(to_tell_, {})) gone();
}

}  // namespace library
