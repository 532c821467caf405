// Stream machines for the page, by handle. The functions are those of core/base/machine.h, one for
// one; times are microseconds as f64, which is exact for 285 years and spares JavaScript a BigInt.
#include <memory>
#include <string>

#include "core/base/trace.h"
#include "net/ping/ping.h"
#include "web/wasm/export.h"
#include "web/wasm/handles.h"
#include "web/wasm/window.h"

namespace {

using core::Bytes;
using core::Instant;
using wasm::Handle;

// A stream machine whose kind the page need not know.
class Stream {
public:
    virtual ~Stream() = default;
    virtual void receive(Bytes bytes, Instant now) = 0;
    virtual void end(Instant now) = 0;
    virtual void expire(Instant now) = 0;
    virtual Bytes outgoing() = 0;
    virtual void consume(std::size_t size) = 0;
    virtual bool next_event(std::string& text) = 0;
    virtual std::optional<Instant> deadline() = 0;
    virtual bool ended() = 0;
    virtual core::Blake3Digest trace() = 0;
};

template <core::StreamMachine Machine>
class StreamOf final : public Stream {
public:
    template <class... Arguments>
    explicit StreamOf(const Arguments&... arguments) : machine_(arguments...) {}

    void receive(Bytes bytes, Instant now) override { machine_.receive(bytes, now); }
    void end(Instant now) override { machine_.end(now); }
    void expire(Instant now) override { machine_.expire(now); }
    Bytes outgoing() override { return machine_.outgoing(); }
    void consume(std::size_t size) override { machine_.consume(size); }
    bool next_event(std::string& text) override {
        const auto event = machine_.next_event();
        if (event) text = describe(*event);
        return event.has_value();
    }
    std::optional<Instant> deadline() override { return machine_.deadline(); }
    bool ended() override { return machine_.ended(); }
    core::Blake3Digest trace() override { return machine_.trace(); }

private:
    core::Traced<Machine> machine_;
};

struct Table {
    wasm::Handles<Stream> streams;
    std::string event;  // The text that the page reads next.
};

Table& table() {
    static Table table;
    return table;
}

Stream& stream(Handle handle) { return table().streams.at(handle); }

Instant instant(double microseconds) {
    return Instant(core::Duration(static_cast<core::Duration::rep>(microseconds)));
}

}  // namespace

EXPORT(stream_pinger)
Handle stream_pinger(std::uint32_t seed_low, std::uint32_t seed_high, std::uint32_t count,
                     double now) {
    const core::Seed seed{static_cast<std::uint64_t>(seed_high) << 32 | seed_low};
    const net::ping::Pinger::Options options{.count = count, .interval = core::Duration{0}};
    return table().streams.add(
        std::make_unique<StreamOf<net::ping::Pinger>>(options, seed, instant(now)));
}

EXPORT(stream_responder) Handle stream_responder(double now) {
    const net::ping::Responder::Options options;
    return table().streams.add(
        std::make_unique<StreamOf<net::ping::Responder>>(options, instant(now)));
}

EXPORT(stream_receive_size_max) std::size_t stream_receive_size_max() {
    return core::receive_size_max;
}

EXPORT(stream_receive)
void stream_receive(Handle handle, std::size_t size, double now) {
    stream(handle).receive(wasm::in_window(size), instant(now));
}

EXPORT(stream_end) void stream_end(Handle handle, double now) { stream(handle).end(instant(now)); }

EXPORT(stream_expire) void stream_expire(Handle handle, double now) {
    stream(handle).expire(instant(now));
}

EXPORT(stream_outgoing) const std::byte* stream_outgoing(Handle handle) {
    return stream(handle).outgoing().data();
}

EXPORT(stream_outgoing_size) std::size_t stream_outgoing_size(Handle handle) {
    return stream(handle).outgoing().size();
}

EXPORT(stream_consume) void stream_consume(Handle handle, std::size_t size) {
    stream(handle).consume(size);
}

// The event as text, or null if there is none. Valid until the next call.
EXPORT(stream_next_event) const char* stream_next_event(Handle handle) {
    std::string& text = table().event;
    return stream(handle).next_event(text) ? text.data() : nullptr;
}

EXPORT(stream_event_size) std::size_t stream_event_size() { return table().event.size(); }

// Negative if there is none.
EXPORT(stream_deadline) double stream_deadline(Handle handle) {
    const auto deadline = stream(handle).deadline();
    return deadline ? static_cast<double>(deadline->time_since_epoch().count()) : -1.0;
}

EXPORT(stream_ended) bool stream_ended(Handle handle) { return stream(handle).ended(); }

EXPORT(stream_trace) void stream_trace(Handle handle) {
    wasm::show_in_window(stream(handle).trace().view());
}

EXPORT(stream_free) void stream_free(Handle handle) {
    static_cast<void>(table().streams.take(handle));
}
