// What a swarm tells, and what it orders, as bytes for the page: a number for the kind, and what
// belongs to it. Numbers are varints; texts have their size in front; peers and addresses are
// texts. Bytes that came from the network stay where they are: their address and size stand for
// them, valid until the next event is asked for.
//
//   0  connected     peer, link, 1 if incoming, transport, address, words
//   1  disconnected  peer, link, 1 if it was the last of that peer, reason, words
//   2  rejected      address, reason, words
//   3  dialed        dial, peer, link
//   4  dial ended    dial, words
//   5  accepted      link, stream, peer, protocol
//   6  agreed        link, stream, protocol
//   7  received      link, stream, bytes
//   8  finished      link, stream
//   9  failed        link, stream, words
//  10  writable      link, stream
//  11  pinged        link, stream, microseconds
//  12  ping ended    link, stream, words, empty if all came back
//  13  measured      link, stream, sent, microseconds, received, microseconds
//  14  perf ended    link, stream, words, empty if all came
//  15  identified    peer, link, agent, count, protocols; count, addresses, 1 if it has signed
//                    them; how it sees us, words
//  16  message       topic, author, peer that sent it, id, bytes
//  17  subscribed    peer, topic, words
//  18  unsubscribed  peer, topic, words
//  19  introduced    introduction, wanted peer, words, empty if there is a connection
//  20  asked         introduction, who asks, the peer in the middle, words
//
// Words are those of net::swarm::describe().
//
//   0  open a WebSocket   link, URL
//   1  close              link, size of last bytes, the bytes
//   2  dial by WebRTC     link; its descriptions are asked for
//
//   0  post           size of a note, the note
//   1  make an offer  meeting
//   2  make an answer meeting, offer
//   3  use an answer  meeting, answer
//   4  use candidate  meeting, candidate
//   5  drop           meeting
#pragma once

#include "core/base/writer.h"
#include "net/signalling/board.h"
#include "net/swarm/events.h"

namespace wasm {

// False if the page need not hear of it: then nothing was written.
[[nodiscard]] bool write_event(core::BufferWriter& writer, const net::swarm::Event& event);

void write_close(core::BufferWriter& writer, const net::swarm::Close& close);
void write_board_order(core::BufferWriter& writer, const net::signalling::BoardOrder& order);
void write_direct(core::BufferWriter& writer, net::LinkId link);
void write_text(core::BufferWriter& writer, std::string_view text);
void write_websocket(core::BufferWriter& writer, net::LinkId link, std::string_view url);

}  // namespace wasm
