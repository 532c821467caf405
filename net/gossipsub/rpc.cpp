// RPCs field by field. A control message is read in place, when it is come to.
#include "net/gossipsub/rpc.h"

#include <algorithm>

#include "core/base/assert.h"
#include "core/codec/varint.h"

namespace net::gossipsub {
namespace {

using core::codec::ProtobufField;
using core::codec::ProtobufReader;
using core::codec::ProtobufWriter;

namespace rpc_field {
constexpr std::uint32_t subscription = 1;
constexpr std::uint32_t message = 2;
constexpr std::uint32_t control = 3;
}  // namespace rpc_field

// Numbers from 0x200000 on are for experiments; nobody else knows the last three.
namespace control_field {
constexpr std::uint32_t ihave = 1;
constexpr std::uint32_t iwant = 2;
constexpr std::uint32_t graft = 3;
constexpr std::uint32_t prune = 4;
constexpr std::uint32_t idontwant = 5;
constexpr std::uint32_t knows_choke = 2'887'169;
constexpr std::uint32_t choke = 2'887'170;
constexpr std::uint32_t unchoke = 2'887'171;
}  // namespace control_field

// Topics are bytes to us, as they are to most: only whoever shows them needs them to be text.
core::Result<std::string_view> topic_of(core::Bytes item) {
    std::string_view topic;
    ProtobufReader fields(item);
    while (const auto field = TRY(fields.next()))
        if (field->number == 1) topic = core::as_text(TRY(field->bytes()));
    return topic;
}

core::Result<Subscription> read_subscription(core::Bytes item) {
    Subscription subscription;
    ProtobufReader fields(item);
    while (const auto field = TRY(fields.next())) {
        if (field->number == 1) subscription.subscribes = TRY(field->boolean());
        if (field->number == 2) subscription.topic = core::as_text(TRY(field->bytes()));
    }
    return subscription;
}

core::Result<MessageView> read_message(core::Bytes item) {
    MessageView view;
    ProtobufReader fields(item);
    while (const auto field = TRY(fields.next())) {
        switch (field->number) {
            case 1: view.from = TRY(field->bytes()); break;
            case 2:
                view.data = TRY(field->bytes());
                view.has_data = true;
                break;
            case 3: view.seqno = TRY(field->bytes()); break;
            case 4: view.topic = core::as_text(TRY(field->bytes())); break;
            case 5: view.signature = TRY(field->bytes()); break;
            case 6: view.key = TRY(field->bytes()); break;
            default: break;
        }
    }
    return view;
}

core::Result<Prune> read_prune(core::Bytes item) {
    Prune prune{{}, {}, ExchangedPeerReader(item)};
    ProtobufReader fields(item);
    while (const auto field = TRY(fields.next())) {
        if (field->number == 1) prune.topic = core::as_text(TRY(field->bytes()));
        if (field->number == 3) prune.backoff_seconds = TRY(field->u64());
    }
    return prune;
}

core::Result<Choke> read_choke(core::Bytes item, bool chokes) {
    Choke choke{chokes, {}, {}};
    ProtobufReader fields(item);
    while (const auto field = TRY(fields.next())) {
        if (field->number == 1) choke.topic = core::as_text(TRY(field->bytes()));
        if (field->number == 2) choke.author_group = static_cast<std::uint8_t>(TRY(field->u64()));
    }
    return choke;
}

core::Result<std::optional<RpcItem>> read_control(const ProtobufField& field) {
    if (field.number == control_field::knows_choke) return KnowsChoke{};
    const bool is_known = field.number <= control_field::idontwant ||
                          field.number == control_field::choke ||
                          field.number == control_field::unchoke;
    if (!is_known) return std::nullopt;
    const core::Bytes item = TRY(field.bytes());
    switch (field.number) {
        case control_field::ihave: return IHave{TRY(topic_of(item)), IdReader(item, 2)};
        case control_field::iwant: return IWant{IdReader(item, 1)};
        case control_field::graft: return Graft{TRY(topic_of(item))};
        case control_field::prune: return TRY(read_prune(item));
        case control_field::idontwant: return IDontWant{IdReader(item, 1)};
        default: return TRY(read_choke(item, field.number == control_field::choke));
    }
}

std::size_t sized_field_size(std::size_t size) { return 1 + core::codec::varint_size(size) + size; }

}  // namespace

core::Result<std::optional<core::Bytes>> IdReader::next() {
    while (const auto field = TRY(fields_.next()))
        if (field->number == number_) return TRY(field->bytes());
    return std::nullopt;
}

core::Result<std::optional<ExchangedPeerView>> ExchangedPeerReader::next() {
    while (const auto field = TRY(fields_.next())) {
        if (field->number != 2) continue;
        ExchangedPeerView peer;
        ProtobufReader peer_fields(TRY(field->bytes()));
        while (const auto part = TRY(peer_fields.next())) {
            if (part->number == 1) peer.id = TRY(part->bytes());
            if (part->number == 2) peer.record = TRY(part->bytes());
        }
        return peer;
    }
    return std::nullopt;
}

core::Result<std::optional<RpcItem>> RpcReader::next() {
    for (;;) {
        if (control_) {
            const auto field = TRY(control_->next());
            if (!field) {
                control_.reset();
                continue;
            }
            auto item = TRY(read_control(*field));
            if (item) return item;
            continue;
        }
        const auto field = TRY(fields_.next());
        if (!field) return std::nullopt;
        if (field->number > rpc_field::control) continue;
        const core::Bytes item = TRY(field->bytes());
        if (field->number == rpc_field::subscription) return TRY(read_subscription(item));
        if (field->number == rpc_field::message) return TRY(read_message(item));
        control_.emplace(item);
    }
}

// Each item has a control message of its own: four bytes more than one for all, and it can be left
// out when it does not fit.
template <class Write>
bool RpcWriter::control(Write write) {
    const std::size_t size = rpc_.size();
    ProtobufWriter writer(rpc_, size_max_);
    writer.message(rpc_field::control, write);
    if (writer.finish()) return true;
    rpc_.resize(size);
    return false;
}

bool RpcWriter::subscription(bool subscribes, std::string_view topic) {
    const std::size_t size = rpc_.size();
    ProtobufWriter writer(rpc_, size_max_);
    writer.message(rpc_field::subscription, [&](ProtobufWriter& fields) {
        fields.boolean(1, subscribes);
        fields.text(2, topic);
    });
    if (writer.finish()) return true;
    rpc_.resize(size);
    return false;
}

bool RpcWriter::graft(std::string_view topic) {
    return control([&](ProtobufWriter& items) {
        items.message(control_field::graft, [&](ProtobufWriter& fields) { fields.text(1, topic); });
    });
}

bool RpcWriter::prune(std::string_view topic, std::optional<std::uint64_t> backoff_seconds,
                      std::span<const core::codec::PeerId> peers) {
    return control([&](ProtobufWriter& items) {
        items.message(control_field::prune, [&](ProtobufWriter& fields) {
            fields.text(1, topic);
            for (const core::codec::PeerId& peer : peers)
                fields.message(2, [&](ProtobufWriter& info) { info.bytes(1, peer.bytes()); });
            if (backoff_seconds) fields.u64(3, *backoff_seconds);
        });
    });
}

bool RpcWriter::knows_choke() {
    return control([](ProtobufWriter& items) { items.boolean(control_field::knows_choke, true); });
}

bool RpcWriter::choke(bool chokes, std::string_view topic,
                      std::optional<std::uint8_t> author_group) {
    return control([&](ProtobufWriter& items) {
        items.message(chokes ? control_field::choke : control_field::unchoke,
                      [&](ProtobufWriter& fields) {
                          fields.text(1, topic);
                          if (author_group) fields.u64(2, *author_group);
                      });
    });
}

std::size_t RpcWriter::ids(std::uint32_t item, std::optional<std::string_view> topic,
                           std::uint32_t number, std::span<const MessageId> ids) {
    // Room for the two tags and sizes around the item.
    constexpr std::size_t overhead_size_max = 12;
    std::size_t size =
        rpc_.size() + overhead_size_max + (topic ? sized_field_size(topic->size()) : 0);
    std::size_t count = 0;
    while (count < ids.size()) {
        size += sized_field_size(ids[count].bytes().size());
        if (size > size_max_) break;
        ++count;
    }
    if (count == 0) return 0;
    const bool written = control([&](ProtobufWriter& items) {
        items.message(item, [&](ProtobufWriter& fields) {
            if (topic) fields.text(1, *topic);
            for (const MessageId& id : ids.first(count)) fields.bytes(number, id.bytes());
        });
    });
    ASSERT(written);
    return count;
}

std::size_t RpcWriter::ihave(std::string_view topic, std::span<const MessageId> ids) {
    return this->ids(control_field::ihave, topic, 2, ids);
}
std::size_t RpcWriter::iwant(std::span<const MessageId> ids) {
    return this->ids(control_field::iwant, std::nullopt, 1, ids);
}
std::size_t RpcWriter::idontwant(std::span<const MessageId> ids) {
    return this->ids(control_field::idontwant, std::nullopt, 1, ids);
}

std::size_t message_rpc_size(std::size_t message_size) { return sized_field_size(message_size); }

void write_message_head(core::Buffer& head, std::size_t message_size) {
    core::BufferWriter writer(head, head.size() + message_head_size_max);
    core::codec::write_varint(writer, message_rpc_size(message_size));
    writer.u8(rpc_field::message << 3 | 2);
    core::codec::write_varint(writer, message_size);
    ASSERT(writer.finish().has_value());
}

}  // namespace net::gossipsub
