// Host is what a running unit reaches of its worker: the object `native` that both shims are given,
// whose functions are methods here. It counts what WU3 bounds, tells progress and lines as they
// come, and keeps how the run ended: the first word counts. One host serves all runs of a worker,
// one behind the other.
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
    explicit Host(Channel& channel) : channel_(channel) {}

    // Nothing is left of the run before.
    void begin(const fabric::units::RunOrder& order);

    // `native`, for the shims. The host outlives what may call it.
    [[nodiscard]] JSObjectRef object(JSContextRef context);

    void fail(fabric::units::FailureKind kind, std::string text);
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

    // Of one run.
    struct Run {
        bool may_know_time = false;
        bool may_draw = false;
        std::optional<fabric::units::Outcome> outcome;
        std::vector<std::string> edits;
        std::size_t edits_size = 0;
        std::size_t lines = 0;
        // When the second began that words of progress are counted in.
        Clock::time_point progress_since{};
        std::size_t progress_count = 0;
    };

    Channel& channel_;
    Run run_;
};

// The text of a value, whatever it is and whatever happens while it is asked.
[[nodiscard]] std::string text_of(JSContextRef context, JSValueRef value);

}  // namespace native::units
