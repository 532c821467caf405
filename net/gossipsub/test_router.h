// One router and peers that a test plays: what it writes goes in as frames, what the router sends
// comes out as lists of items.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/assert.h"
#include "core/base/bytes.h"
#include "core/base/reader.h"
#include "core/base/variant.h"
#include "core/base/writer.h"
#include "core/codec/varint.h"
#include "net/gossipsub/message_signing.h"
#include "net/gossipsub/router.h"
#include "net/gossipsub/test_network.h"

namespace net::gossipsub {

using Texts = std::vector<std::string>;

struct SentPrune {
    std::string topic;
    std::optional<std::uint64_t> backoff_seconds;
    std::size_t peers = 0;
};

// All that was sent to one peer, by kind, and the kinds in their order: s, m, g, p, h, w, d, c, k.
struct Sent {
    Texts subscribed;
    Texts unsubscribed;
    std::vector<MessageId> messages;
    Texts grafts;
    std::vector<SentPrune> prunes;
    std::vector<MessageId> ihave;
    std::vector<MessageId> iwant;
    std::vector<MessageId> idontwant;
    std::vector<Choke> chokes;  // Without topics.
    std::string order;
    std::size_t rpcs = 0;
    std::size_t rpc_size_max = 0;
};

inline std::vector<MessageId> read_ids(IdReader ids) {
    std::vector<MessageId> read;
    while (const auto bytes = *ids.next()) read.push_back(*MessageId::from_bytes(*bytes));
    return read;
}

inline void note(Sent& sent, const RpcItem& item) {
    const auto add = [](auto& list, const auto& more) {
        list.insert(list.end(), more.begin(), more.end());
    };
    if (const auto* s = core::get_if<Subscription>(&item)) {
        (s->subscribes ? sent.subscribed : sent.unsubscribed).emplace_back(s->topic);
        sent.order += 's';
    } else if (const auto* m = core::get_if<MessageView>(&item)) {
        const auto author = core::codec::PeerId::from_bytes(m->from);
        sent.messages.push_back(MessageId::of(*author, m->seqno));
        sent.order += 'm';
    } else if (const auto* g = core::get_if<Graft>(&item)) {
        sent.grafts.emplace_back(g->topic);
        sent.order += 'g';
    } else if (const auto* p = core::get_if<Prune>(&item)) {
        SentPrune prune{std::string(p->topic), p->backoff_seconds, 0};
        for (ExchangedPeerReader peers = p->peers; *peers.next();) ++prune.peers;
        sent.prunes.push_back(prune);
        sent.order += 'p';
    } else if (const auto* h = core::get_if<IHave>(&item)) {
        add(sent.ihave, read_ids(h->ids));
        sent.order += 'h';
    } else if (const auto* w = core::get_if<IWant>(&item)) {
        add(sent.iwant, read_ids(w->ids));
        sent.order += 'w';
    } else if (const auto* d = core::get_if<IDontWant>(&item)) {
        add(sent.idontwant, read_ids(d->ids));
        sent.order += 'd';
    } else if (const auto* c = core::get_if<Choke>(&item)) {
        sent.chokes.push_back({c->chokes, {}, c->author_group});
        sent.order += 'c';
    } else {
        sent.order += 'k';
    }
}

inline Sent read_frames(core::Bytes bytes) {
    Sent sent;
    core::Reader reader(bytes);
    while (!reader.at_end()) {
        const std::uint64_t size = *core::codec::read_varint(reader);
        const core::Bytes rpc = *reader.take(size);
        ++sent.rpcs;
        sent.rpc_size_max = std::max(sent.rpc_size_max, rpc.size());
        RpcReader items(rpc);
        while (const auto item = *items.next()) note(sent, *item);
    }
    return sent;
}

inline core::Buffer framed(core::Bytes rpc) {
    core::Buffer frame;
    core::BufferWriter writer(frame, SIZE_MAX);
    core::codec::write_varint(writer, rpc.size());
    writer.bytes(rpc);
    return frame;
}

// Messages of any author, as they go over the wire.
inline MessageRef message_of(std::size_t author, std::uint64_t seqno, std::string_view topic,
                             std::size_t size = 16) {
    const auto pair = test_key_pair(author);
    return sign_message(pair, test_peer_id(author), seqno, topic, core::Buffer(size));
}
inline core::Buffer frame_of(const MessageRef& message) {
    core::Buffer frame;
    write_message_head(frame, message->encoded().size());
    core::append(frame, message->encoded());
    return frame;
}
inline MessageView view_of(const MessageRef& message) {
    core::codec::ProtobufReader fields(message->encoded());
    MessageView view;
    while (const auto field = *fields.next()) {
        const core::Bytes value = *field->bytes();
        switch (field->number) {
            case 1: view.from = value; break;
            case 2:
                view.data = value;
                view.has_data = true;
                break;
            case 3: view.seqno = value; break;
            case 4: view.topic = core::as_text(value); break;
            case 5: view.signature = value; break;
            default: view.key = value; break;
        }
    }
    return view;
}

// Messages are passed on as they come.
inline Options without_validation() {
    Options options;
    options.validation = Validation::none;
    return options;
}

// The router is node 0; peers have other indices.
class TestRouter {
public:
    explicit TestRouter(const Options& options = {})
        : options_(options),
          key_pair_(test_key_pair(0)),
          router_(options_, key_pair_, 1, core::Seed{1}, now_) {}

    Router* operator->() { return &router_; }
    [[nodiscard]] core::Instant now() const { return now_; }
    [[nodiscard]] static core::codec::PeerId peer(std::size_t index) { return test_peer_id(index); }

    // Subscribed to the topic, if one is named. What the router says first is dropped.
    void add(std::size_t index, std::string_view topic = {},
             Version version = Version::gossipsub_1_2, Direction direction = Direction::inbound,
             core::Bytes address = {}) {
        router_.add_peer(peer(index), version, direction, address, now_);
        if (!topic.empty()) write(index, [&](RpcWriter& rpc) { rpc.subscription(true, topic); });
        sent_to(index);
        events();
    }
    void add_many(std::size_t first, std::size_t count, std::string_view topic,
                  Direction direction = Direction::outbound) {
        for (std::size_t i = first; i < first + count; ++i)
            add(i, topic, Version::gossipsub_1_2, direction);
    }

    template <class Write>
    void write(std::size_t from, Write write) {
        core::Buffer rpc;
        RpcWriter writer(rpc, SIZE_MAX / 2);
        write(writer);
        receive(from, framed(rpc));
    }
    void receive(std::size_t from, core::Bytes bytes) {
        while (!bytes.empty()) {
            const core::Bytes piece = bytes.first(std::min<std::size_t>(bytes.size(), 16'384));
            bytes = bytes.subspan(piece.size());
            router_.receive(peer(from), piece, now_);
        }
    }
    void receive(std::size_t from, const MessageRef& message) { receive(from, frame_of(message)); }

    Sent sent_to(std::size_t index) {
        core::Buffer bytes;
        for (core::Bytes out = router_.outgoing(peer(index)); !out.empty();
             out = router_.outgoing(peer(index))) {
            core::append(bytes, out);
            router_.consume(peer(index), out.size());
        }
        return read_frames(bytes);
    }
    std::vector<Event> events() {
        std::vector<Event> all;
        while (auto event = router_.next_event()) all.push_back(std::move(*event));
        return all;
    }
    template <class Kind>
    std::vector<Kind> take() {
        std::vector<Kind> found;
        for (Event& event : events())
            if (auto* const kind = core::get_if<Kind>(&event)) found.push_back(std::move(*kind));
        return found;
    }

    void pass(core::Duration duration) {
        const core::Instant end = now_ + duration;
        for (auto due = router_.deadline(); due && *due <= end; due = router_.deadline()) {
            now_ = std::max(now_, *due);
            router_.expire(now_);
        }
        now_ = end;
    }
    void beat(std::size_t count = 1) {
        pass(options_.mesh.heartbeat * static_cast<std::int64_t>(count));
    }
    [[nodiscard]] std::uint64_t reached(Limit limit) const {
        return router_.counters().limits[static_cast<std::size_t>(limit)];
    }
    [[nodiscard]] bool in_mesh(std::size_t index, std::string_view topic) {
        const auto mesh = router_.mesh(topic);
        return std::ranges::find(mesh, peer(index)) != mesh.end();
    }

private:
    Options options_;
    core::Instant now_{};
    core::crypto::Ed25519KeyPair key_pair_;
    Router router_;
};

}  // namespace net::gossipsub
