// Host is what a running unit reaches of its worker: the object `native` that both shims are given,
// whose functions are methods here. It counts what WU3 bounds, tells progress and lines as they
// come, and keeps how the run ended: the first word counts.
#pragma once

#include <JavaScriptCore/JavaScript.h>

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "fabric/units/worker_wire.h"
#include "native/units/worker/channel.h"

namespace native::units {

class Host {
public:
    Host(Channel& channel, const fabric::units::RunOrder& order);

    // `native`, for the shims. The host outlives what may call it.
    [[nodiscard]] JSObjectRef object(JSContextRef context);

    void fail(fabric::units::FailureKind kind, std::string text);
    [[nodiscard]] bool has_ended() const { return outcome_.has_value(); }
    // A frame that says how it ended. A unit that said nothing is one that waits for nothing.
    [[nodiscard]] core::Buffer last_word() const;

    // Called by scripts. What they throw is put into `thrown`; only what was granted is asked for.
    struct Call {
        JSContextRef context;
        std::span<const JSValueRef> arguments;
        JSValueRef* thrown;
    };
    using Method = JSValueRef (Host::*)(const Call&);

private:
    using Clock = std::chrono::steady_clock;

    JSValueRef tell_progress(const Call& call);
    JSValueRef tell_line(const Call& call);
    JSValueRef now(const Call& call);
    JSValueRef draw(const Call& call);
    JSValueRef decode(const Call& call);
    JSValueRef encode(const Call& call);
    JSValueRef encode_into(const Call& call);
    JSValueRef is_text(const Call& call);
    JSValueRef edit(const Call& call);
    JSValueRef end_done(const Call& call);
    JSValueRef end_failed(const Call& call);
    void finish_with(core::Bytes output);

    struct Named;
    static const Named functions[];

    Channel& channel_;
    bool may_know_time_;
    bool may_draw_;
    std::optional<fabric::units::Outcome> outcome_;
    std::vector<std::string> edits_;
    std::size_t edits_size_ = 0;
    std::size_t lines_ = 0;
    Clock::time_point
        progress_since_{};  // When the second began that words of progress are counted in.
    std::size_t progress_count_ = 0;
};

// The text of a value, whatever it is and whatever happens while it is asked.
[[nodiscard]] std::string text_of(JSContextRef context, JSValueRef value);

}  // namespace native::units
