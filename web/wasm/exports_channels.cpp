// Links of data channels for the page: webrtc-direct's descriptions, and the lower face of
// net/webrtc/muxer.h. Bytes of a channel come through the reading room, as those of any link.
#include "web/wasm/export.h"
#include "web/wasm/open_document.h"
#include "web/wasm/open_swarm.h"
#include "web/wasm/swarm_events.h"
#include "web/wasm/window.h"

namespace {

using core::Bytes;
using net::LinkId;
using net::webrtc::ChannelId;
using wasm::Handle;
using wasm::instant;
using wasm::OpenSwarm;

OpenSwarm& open(Handle handle) { return wasm::swarms().at(handle); }

// What the page is to do: the numbers are those of net/webrtc/muxer.h's orders, from 1 on.
std::uint32_t number_of(const net::webrtc::MuxerOrder& order) {
    return static_cast<std::uint32_t>(order.index()) + 1;
}

}  // namespace

// Of the offer in the window, shows the local and the remote description. Below 0 if it is none of
// a browser that we know.
EXPORT(swarm_describe_direct)
std::int32_t swarm_describe_direct(Handle handle, std::uint32_t link, std::size_t size) {
    const auto offer = core::as_text(wasm::in_window(size));
    const auto descriptions = open(handle).direct_dials.describe(LinkId{link}, offer);
    if (!descriptions) return wasm::code_of(descriptions.error());
    core::Buffer& buffer = wasm::fresh_buffer();
    core::BufferWriter writer(buffer, SIZE_MAX);
    wasm::write_text(writer, descriptions->local);
    wasm::write_text(writer, descriptions->remote);
    wasm::show(buffer);
    return 0;
}

EXPORT(swarm_refuse_changes) void swarm_refuse_changes(Handle handle) {
    open(handle).direct_dials.refuse_changes();
}

// Channel 0 is open.
EXPORT(swarm_dialed_directly)
void swarm_dialed_directly(Handle handle, std::uint32_t link, double now) {
    OpenSwarm& opened = open(handle);
    if (const auto certificates = opened.direct_dials.finish(LinkId{link}))
        opened.swarm.dialed_channels(LinkId{link}, *certificates, instant(now));
}

// The name of a channel that the peer opened; 0 if it is to be closed again.
EXPORT(swarm_channel_opened)
std::uint32_t swarm_channel_opened(Handle handle, std::uint32_t link, double now) {
    const auto channel = open(handle).swarm.channel_opened(LinkId{link}, instant(now));
    return channel ? channel->value : 0;
}

EXPORT(swarm_channel_ready)
void swarm_channel_ready(Handle handle, std::uint32_t link, std::uint32_t channel) {
    open(handle).swarm.channel_ready(LinkId{link}, ChannelId{channel});
}

EXPORT(swarm_channel_received)
void swarm_channel_received(Handle handle, std::uint32_t link, std::uint32_t channel,
                            std::size_t size, double now) {
    ASSERT(size <= wasm::reading_room_size);
    OpenSwarm& opened = open(handle);
    opened.swarm.channel_received(LinkId{link}, ChannelId{channel},
                                  Bytes(opened.reading_room).first(size), instant(now));
}

EXPORT(swarm_channel_refused)
void swarm_channel_refused(Handle handle, std::uint32_t link, std::uint32_t channel, double now) {
    open(handle).swarm.channel_refused(LinkId{link}, ChannelId{channel}, instant(now));
}

EXPORT(swarm_channel_closed)
void swarm_channel_closed(Handle handle, std::uint32_t link, std::uint32_t channel, double now) {
    open(handle).swarm.channel_closed(LinkId{link}, ChannelId{channel}, instant(now));
}

// 0 if there is none, 1 to open a channel, 2 to send, 3 to close one. The channel is shown, and
// what is to be sent, which lies there until the order is consumed.
EXPORT(swarm_next_channel_order)
std::uint32_t swarm_next_channel_order(Handle handle, std::uint32_t link) {
    const auto order = open(handle).swarm.next_channel_order(LinkId{link});
    if (!order) return 0;
    core::match(*order,
                [](const auto& one) { wasm::show(static_cast<std::int64_t>(one.channel.value)); });
    const auto* send = core::get_if<net::webrtc::SendMessage>(&*order);
    wasm::show(send ? send->message : Bytes());
    return number_of(*order);
}

EXPORT(swarm_consume_channel_order)
void swarm_consume_channel_order(Handle handle, std::uint32_t link) {
    open(handle).swarm.consume_channel_order(LinkId{link});
}
