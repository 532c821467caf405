// Both ends of a perf stream on a wire that the input cuts, delays and ends, with a server that it
// may replace by anything. On an unchanged wire that went to its end, all was measured.
#include "core/base/assert.h"
#include "core/base/reader.h"
#include "core/testing/fuzz.h"
#include "net/perf/perf.h"

namespace {

using namespace net::perf;

template <class From, class To>
void transfer(From& from, To& to, std::size_t size, core::Instant now) {
    const core::Bytes piece = from.outgoing().first(std::min(size, from.outgoing().size()));
    const core::Buffer bytes(piece.begin(), piece.end());
    from.consume(bytes.size());
    to.receive(bytes, now);
}

template <class Machine>
void check(Machine& machine, bool honest, std::uint64_t uploaded, std::uint64_t downloaded) {
    while (const auto event = machine.next_event()) {
        if (const auto* measured = core::get_if<Measured>(&*event))
            ASSERT(measured->uploaded == uploaded && measured->downloaded == downloaded);
        if (const auto* ended = core::get_if<Ended>(&*event))
            ASSERT(!honest || (ended->reason != EndReason::answered_early &&
                               ended->reason != EndReason::too_much));
    }
    if (machine.ended()) ASSERT(!machine.deadline() && machine.outgoing().empty());
}

}  // namespace

FUZZ(perf) {
    core::Reader reader(input);
    core::Instant now{};
    const std::uint64_t upload_size = reader.u16_be().value_or(0) % 1000;
    const std::uint64_t download_size = reader.u16_be().value_or(0) % 1000;
    Client client({.upload_size = upload_size, .download_size = download_size}, now);
    Server server({}, now);
    bool honest = true;
    bool half_closed = false;
    while (!reader.at_end()) {
        const unsigned step = *reader.u8();
        const std::size_t argument = reader.u8().value_or(0);
        switch (step % 6) {
            case 0: transfer(client, server, argument, now); break;
            case 1: transfer(server, client, argument, now); break;
            case 2:
                if (!core::finished_sending(client) || half_closed) break;
                half_closed = true;
                server.end(now);
                break;
            case 3:
                if (server.ended() || argument > 250) client.end(now);
                if (argument > 250) server.end(now);
                if (argument > 250) half_closed = true;
                break;
            case 4:
                now += std::chrono::milliseconds{argument * 64};
                client.expire(now);
                server.expire(now);
                break;
            case 5:
                honest = false;
                client.receive(
                    reader.take(std::min<std::size_t>(argument, reader.remaining())).value(), now);
                break;
        }
        check(client, honest, upload_size, download_size);
        check(server, honest, upload_size, download_size);
    }
}
