// Member is one mesh of a program: a node on the library's thread, and those of the program who
// wait for what it answers. Whatever its methods do, they may be called on any thread.
#pragma once

#include <atomic>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "native/hosting/hosted_node.h"
#include "native/hosting/local_session.h"
#include "native/library/value.h"

namespace library {

// Who hears the answers to one request.
struct Hearer {
    selvage_hear* hear = nullptr;
    void* context = nullptr;

    void tell(core::codec::JsonValue answer) const;
};

class Member : public std::enable_shared_from_this<Member> {
public:
    [[nodiscard]] static std::expected<std::shared_ptr<Member>, selvage_error> join(
        std::span<const selvage_option> options);

    std::uint64_t ask(const selvage_value& request, Hearer hearer);
    void cancel(std::uint64_t request);
    // When this returns the node is gone, but on the library's thread, where it goes by itself.
    void leave();

private:
    using Gone = std::function<void()>;

    // All these on the library's thread.
    std::expected<void, selvage_error> begin(native::NodePlan plan, native::OpenedStorage opened);
    void ask_here(std::uint64_t id, const core::codec::JsonValue& request, const Hearer& hearer);
    void leave_here(Gone gone);
    void end_here();

    std::atomic<std::uint64_t> last_request_ = 0;
    std::optional<native::HostedNode> node_;
    std::optional<native::LocalSession> session_;
    bool is_leaving_ = false;
    std::vector<Gone> to_tell_;  // When the node is gone.
};

}  // namespace library
