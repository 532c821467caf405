// What both ends of perf say, and the zeros that they send.
#include "net/perf/perf.h"

#include <algorithm>
#include <utility>

#include "core/base/format.h"

namespace net::perf {
namespace {

constexpr std::array<std::byte, block_size> block{};

}  // namespace

core::Bytes zeros(std::uint64_t size) {
    return core::Bytes(block).first(
        static_cast<std::size_t>(std::min<std::uint64_t>(size, block_size)));
}

std::string_view describe(EndReason reason) {
    switch (reason) {
        case EndReason::completed: return "all was sent and received";
        case EndReason::silence: return "nothing moved for too long";
        case EndReason::answered_early: return "the server sent before it was its turn";
        case EndReason::too_much: return "the server sent more than it was asked for";
        case EndReason::ended_early: return "the stream was closed too early";
    }
    std::unreachable();
}

std::string_view advice(EndReason reason) {
    switch (reason) {
        case EndReason::completed: return "Nothing needs to be done.";
        case EndReason::silence: return "Check that both are online, or measure with less.";
        case EndReason::answered_early:
            return "Update the peer: it does not wait for the end of what is sent.";
        case EndReason::too_much:
            return "Update the peer: it does not heed how much was asked for.";
        case EndReason::ended_early:
            return "Measure again: the peer may measure with somebody else.";
    }
    std::unreachable();
}

std::string describe(const Event& event) {
    if (const auto* progress = core::get_if<Progress>(&event))
        return core::formatted("progress: {} bytes up, {} down in {} us", progress->uploaded,
                               progress->downloaded, progress->took.count());
    if (const auto* measured = core::get_if<Measured>(&event))
        return core::formatted("measured: {} bytes up in {} us, {} down in {} us",
                               measured->uploaded, measured->upload_took.count(),
                               measured->downloaded, measured->download_took.count());
    return core::formatted("ended: {}", describe(core::get<Ended>(event).reason));
}

void record(core::Trace& trace, const Event& event) {
    if (const auto* measured = core::get_if<Measured>(&event)) {
        trace.record("uploaded", measured->uploaded);
        trace.record("downloaded", measured->downloaded);
    } else if (const auto* ended = core::get_if<Ended>(&event)) {
        trace.record("ended", std::to_underlying(ended->reason));
    }
}

}  // namespace net::perf
