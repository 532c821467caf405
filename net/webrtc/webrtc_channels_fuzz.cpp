// Two ends of an association whose orders the input carries out in any order that SCTP allows, and
// a hostile peer that sends what it likes. Honest ends never blame one another, agree on what is
// open when all has settled, and free what is closed.
#include "core/base/assert.h"
#include "core/base/reader.h"
#include "core/testing/fuzz.h"
#include "net/webrtc/channels.h"

namespace {

using namespace net::webrtc;

constexpr Channels::Options options{
    .opened_here_max = 6, .opened_by_peer_max = 6, .closing_max = 32};

struct End {
    explicit End(DtlsRole role) : channels(options, role) {}

    void listen(bool peer_is_honest) {
        while (const auto event = channels.next_event())
            if (core::holds_alternative<ChannelsEnded>(*event)) ASSERT(!peer_is_honest);
        ASSERT(channels.open_count() <= options.opened_here_max + options.opened_by_peer_max);
        ASSERT(channels.closing_count() <=
               options.opened_here_max + options.opened_by_peer_max + 3 * options.closing_max);
    }

    Channels channels;
    SctpStream last{};
};

// An order is carried out whole: what was sent arrives, a reset is told to both.
bool move_one(End& from, End& to, bool honest) {
    const auto order = from.channels.next_order();
    if (!order) return false;
    if (const auto* send = core::get_if<SendControl>(&*order)) {
        to.channels.receive(send->stream, 50, send->message);
    } else {
        const SctpStream stream = core::get<ResetStream>(*order).stream;
        to.channels.peer_reset(stream);
        to.listen(honest);
        from.channels.reset_done(stream);
    }
    to.listen(honest);
    from.listen(honest);
    return true;
}

}  // namespace

FUZZ(webrtc_channels) {
    core::Reader reader(input);
    End ends[2]{End(DtlsRole::server), End(DtlsRole::client)};
    bool honest = true;
    for (int steps = 0; steps < 96 && !reader.at_end(); ++steps) {
        const unsigned step = *reader.u8();
        End& here = ends[step & 1];
        End& there = ends[~step & 1];
        switch (step / 2 % 8) {
            case 0:
            case 1:
                if (const auto opened = here.channels.open()) here.last = *opened;
                break;
            case 2: here.channels.close(here.last); break;
            case 3: here.channels.close(there.last); break;
            case 4:
            case 5: move_one(here, there, honest); break;
            case 6:
                // Data follows what opened its channel.
                while (move_one(here, there, honest)) {
                }
                if (here.channels.is_open(here.last))
                    there.channels.receive(here.last, 53, core::as_bytes("x"));
                break;
            case 7: {
                if (step < 224) break;
                honest = false;
                const SctpStream stream{reader.u8().value_or(0)};
                const std::uint32_t kind = reader.u8().value_or(0);
                const core::Bytes raw =
                    reader.take(std::min<std::size_t>(14, reader.remaining())).value();
                if (kind == 0) here.channels.peer_reset(stream);
                if (kind == 1) here.channels.reset_done(stream);
                if (kind > 1) here.channels.receive(stream, 50 + kind % 9, raw);
                break;
            }
        }
        here.listen(honest);
        there.listen(honest);
    }
    while (move_one(ends[0], ends[1], honest) || move_one(ends[1], ends[0], honest)) {
    }
    if (!honest) return;
    ASSERT(ends[0].channels.open_count() == ends[1].channels.open_count());
    ASSERT(ends[0].channels.closing_count() == 0 && ends[1].channels.closing_count() == 0);
}
