// Swarms for the page, by handle: the side of the user. Texts come in the window; one that is no
// peer or no address is told by a code below 0 (open_document.h). Calls for streams that are gone
// do nothing, since the page may not have heard of it yet.
#include <string>
#include <utility>
#include <vector>

#include "core/codec/varint.h"
#include "web/wasm/export.h"
#include "web/wasm/open_document.h"
#include "web/wasm/open_swarm.h"
#include "web/wasm/swarm_events.h"
#include "web/wasm/window.h"

namespace {

using core::Bytes;
using core::Error;
using core::Reader;
using core::Result;
using core::codec::Multiaddr;
using core::codec::PeerId;
using net::LinkId;
using net::StreamId;
using net::swarm::StreamHandle;
using wasm::code_of;
using wasm::Handle;
using wasm::instant;

net::swarm::Swarm& swarm(Handle handle) { return wasm::swarms().at(handle).swarm; }

// Only of swarms that gossip: the page asks no others.
net::swarm::Swarm& gossiping(Handle handle) {
    ASSERT(wasm::swarms().at(handle).gossips);
    return swarm(handle);
}

std::string_view text_in_window(std::size_t size) { return core::as_text(wasm::in_window(size)); }

StreamHandle stream_of(std::uint32_t link, std::uint32_t stream) {
    return {LinkId{link}, StreamId{stream}};
}

Result<std::string> read_text(Reader& reader) {
    const std::uint64_t size = TRY(core::codec::read_varint(reader));
    return std::string(core::as_text(TRY(reader.take(size))));
}

// A name of which a line of multistream can be made.
Result<std::string> protocol_of(std::string_view name) {
    if (name.empty() || name.size() > wasm::name_of_node_size_max)
        return core::fail(Error::too_large);
    if (name.find('\n') != std::string_view::npos) return core::fail(Error::malformed);
    return std::string(name);
}

Result<std::uint64_t> dial(Handle handle, std::size_t size, double now) {
    const Multiaddr address = TRY(Multiaddr::from_text(text_in_window(size)));
    return swarm(handle).dial(address, instant(now)).value;
}

struct Opening {
    PeerId peer;
    std::vector<std::string> protocols;
};
Result<Opening> read_opening(Bytes bytes) {
    Reader reader(bytes);
    const std::string peer = TRY(read_text(reader));
    Opening opening{TRY(PeerId::from_text(peer)), {}};
    while (!reader.at_end()) {
        if (opening.protocols.size() == wasm::protocols_asked_max)
            return core::fail(Error::too_large);
        const std::string protocol = TRY(read_text(reader));
        opening.protocols.push_back(TRY(protocol_of(protocol)));
    }
    if (opening.protocols.empty()) return core::fail(Error::value_missing);
    return opening;
}

struct Pair {
    PeerId via;
    PeerId wanted;
};
Result<Pair> read_pair(Bytes bytes) {
    Reader reader(bytes);
    const std::string via = TRY(read_text(reader));
    const std::string wanted = TRY(read_text(reader));
    return Pair{TRY(PeerId::from_text(via)), TRY(PeerId::from_text(wanted))};
}

// 0 if there is none: streams that we open have numbers from 1 on.
std::int32_t shown_stream(const std::optional<StreamHandle>& stream) {
    if (!stream) return 0;
    wasm::show(static_cast<std::int64_t>(stream->link.value));
    return static_cast<std::int32_t>(stream->stream.value);
}

Result<void> set_protocol(Handle handle, std::size_t size, bool is_spoken) {
    std::string name = TRY(protocol_of(text_in_window(size)));
    if (is_spoken)
        swarm(handle).add_protocol(std::move(name));
    else
        swarm(handle).remove_protocol(name);
    return {};
}

bool publish(Handle handle, std::string_view topic, double now) {
    core::Buffer& handed_over = wasm::swarms().at(handle).message;
    const core::Buffer message = std::exchange(handed_over, {});
    return gossiping(handle).publish(topic, message, instant(now)).has_value();
}

}  // namespace

// The number of the dial.
EXPORT(swarm_dial) std::int32_t swarm_dial(Handle handle, std::size_t size, double now) {
    const auto number = dial(handle, size, now);
    return number ? static_cast<std::int32_t>(*number) : code_of(number.error());
}

EXPORT(swarm_close_peer)
std::int32_t swarm_close_peer(Handle handle, std::size_t size, double now) {
    const auto peer = PeerId::from_text(text_in_window(size));
    if (peer) swarm(handle).close(*peer, instant(now));
    return code_of(peer);
}

EXPORT(swarm_close_link)
void swarm_close_link(Handle handle, std::uint32_t link, double now) {
    swarm(handle).close(LinkId{link}, instant(now));
}

EXPORT(swarm_add_protocol)
std::int32_t swarm_add_protocol(Handle handle, std::size_t size) {
    return code_of(set_protocol(handle, size, true));
}
EXPORT(swarm_remove_protocol)
std::int32_t swarm_remove_protocol(Handle handle, std::size_t size) {
    return code_of(set_protocol(handle, size, false));
}

// The peer and the protocols, the best first, stand in the window, each behind its size. The
// stream's number, with its link shown; 0 if there is no such stream.
EXPORT(swarm_open) std::int32_t swarm_open(Handle handle, std::size_t size, double now) {
    auto opening = read_opening(wasm::in_window(size));
    if (!opening) return code_of(opening.error());
    return shown_stream(
        swarm(handle).open(opening->peer, std::move(opening->protocols), instant(now)));
}

// The peer in the middle and the wanted one stand in the window, each behind its size. The number
// of the introduction; only of swarms that meet.
EXPORT(swarm_introduce) std::int32_t swarm_introduce(Handle handle, std::size_t size, double now) {
    const auto pair = read_pair(wasm::in_window(size));
    if (!pair) return code_of(pair.error());
    return static_cast<std::int32_t>(
        swarm(handle).introduce(pair->via, pair->wanted, instant(now)).value);
}

// False if it is over, or decided.
EXPORT(swarm_answer_introduction)
bool swarm_answer_introduction(Handle handle, std::uint32_t introduction, bool accepts,
                               double now) {
    const net::signalling::MeetingId id{introduction};
    return accepts ? swarm(handle).accept_introduction(id, instant(now))
                   : swarm(handle).refuse_introduction(id, instant(now));
}

// Shows one object of JSON.
EXPORT(swarm_counters) void swarm_counters(Handle handle) {
    core::Buffer& buffer = wasm::fresh_buffer();
    core::append(buffer, core::as_bytes(to_json(swarm(handle).counters())));
    wasm::show(buffer);
}

// How many of the bytes in the window were taken.
EXPORT(swarm_write)
std::size_t swarm_write(Handle handle, std::uint32_t link, std::uint32_t stream, std::size_t size) {
    return swarm(handle).write(stream_of(link, stream), wasm::in_window(size));
}
EXPORT(swarm_credit)
void swarm_credit(Handle handle, std::uint32_t link, std::uint32_t stream, std::size_t size) {
    swarm(handle).credit(stream_of(link, stream), size);
}
EXPORT(swarm_finish)
void swarm_finish(Handle handle, std::uint32_t link, std::uint32_t stream, double now) {
    swarm(handle).finish(stream_of(link, stream), instant(now));
}
EXPORT(swarm_reset)
void swarm_reset(Handle handle, std::uint32_t link, std::uint32_t stream) {
    swarm(handle).reset(stream_of(link, stream));
}

// Of the peer in the window; as swarm_open() in all else.
EXPORT(swarm_ping)
std::int32_t swarm_ping(Handle handle, std::size_t size, std::uint32_t count, double interval,
                        double now) {
    const auto peer = PeerId::from_text(text_in_window(size));
    if (!peer) return code_of(peer.error());
    const net::ping::Pinger::Options options{
        .count = count, .interval = core::Duration(static_cast<core::Duration::rep>(interval))};
    return shown_stream(swarm(handle).ping(*peer, options, instant(now)));
}
EXPORT(swarm_perf)
std::int32_t swarm_perf(Handle handle, std::size_t size, double upload, double download,
                        double now) {
    const auto peer = PeerId::from_text(text_in_window(size));
    if (!peer) return code_of(peer.error());
    const net::perf::Client::Options options{.upload_size = static_cast<std::uint64_t>(upload),
                                             .download_size = static_cast<std::uint64_t>(download)};
    return shown_stream(swarm(handle).perf(*peer, options, instant(now)));
}

EXPORT(swarm_subscribe)
bool swarm_subscribe(Handle handle, std::size_t size, double now) {
    return gossiping(handle).subscribe(text_in_window(size), instant(now));
}
EXPORT(swarm_unsubscribe)
void swarm_unsubscribe(Handle handle, std::size_t size, double now) {
    gossiping(handle).unsubscribe(text_in_window(size), instant(now));
}

// Shows the peers that whole messages of the topic are sent to.
EXPORT(swarm_mesh) void swarm_mesh(Handle handle, std::size_t size) {
    const auto peers = gossiping(handle).mesh(text_in_window(size));
    core::Buffer& buffer = wasm::fresh_buffer();
    core::BufferWriter writer(buffer, SIZE_MAX);
    for (const PeerId& peer : peers) wasm::write_text(writer, peer.to_text());
    wasm::show(buffer);
}

// Hands over a piece of what is to be published. False if it is too much; then all is dropped.
EXPORT(swarm_message) bool swarm_message(Handle handle, std::size_t size) {
    core::Buffer& message = wasm::swarms().at(handle).message;
    const bool fits = size <= wasm::message_size_max - message.size();
    if (fits)
        core::append(message, wasm::in_window(size));
    else
        message.clear();
    return fits;
}
// To the topic in the window. False if that is none, or the message is too large.
EXPORT(swarm_publish) bool swarm_publish(Handle handle, std::size_t size, double now) {
    return publish(handle, text_in_window(size), now);
}

// Of the message whose id is in the window: whether it is passed on, blamed on who sent it, or
// neither.
EXPORT(swarm_validate)
bool swarm_validate(Handle handle, std::size_t size, std::uint32_t verdict, double now) {
    using net::gossipsub::Verdict;
    const auto id = net::gossipsub::MessageId::from_bytes(wasm::in_window(size));
    if (!id || verdict > static_cast<std::uint32_t>(Verdict::ignore)) return false;
    return gossiping(handle).validate(*id, static_cast<Verdict>(verdict), instant(now));
}
