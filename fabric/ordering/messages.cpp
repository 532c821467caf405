// Messages about the ordered log in bytes. Each has one form.
#include "fabric/ordering/messages.h"

#include "core/base/reader.h"
#include "core/codec/message_bytes.h"
#include "fabric/leadership/message.h"

namespace fabric::ordering {

using core::Buffer;
using core::Bytes;
using core::Error;
using core::Reader;
using core::Result;

namespace {

constexpr std::uint8_t version = 1;
// The largest is one of Raft's with its head, or a command with its number.
constexpr std::size_t size_max = leadership::message_size_max + (std::size_t{8} << 10);

class MessageWriter {
public:
    void operator()(const RaftBytes& raft) { bytes_.writer().bytes(raft.bytes); }
    void operator()(const NewDisk& disk) { bytes_.writer().bytes(disk.life.view()); }
    void operator()(const KnownDisk& known) {
        bytes_.writer().bytes(known.life.view());
        place(known.since);
    }
    void operator()(const Order& order) {
        bytes_.number(order.number.value);
        bytes_.writer().bytes(order.command);
    }
    void operator()(const Ordered& ordered) {
        bytes_.number(ordered.number.value);
        place(ordered.place);
    }
    void operator()(const NotOrdered& told) {
        bytes_.number(told.number.value);
        bytes_.writer().u8(static_cast<std::uint8_t>(told.reason));
    }
    void operator()(const Leads& leads) {
        bytes_.number(leads.term.value);
        if (leads.leader) bytes_.writer().bytes(leads.leader->bytes());
    }

    void head(std::size_t kind) { bytes_.head(version, kind); }
    [[nodiscard]] Buffer take() { return bytes_.take(); }

private:
    void place(const Place& place) {
        bytes_.number(place.term.value);
        bytes_.number(place.index.value);
    }

    core::codec::MessageBytes bytes_{size_max};
};

Result<std::uint64_t> read_number(Reader& reader) {
    const std::uint64_t number = TRY(core::codec::read_varint(reader));
    if (number > leadership::number_max) return core::fail(Error::too_large);
    return number;
}

Result<Message> read_raft(Reader& reader) {
    return RaftBytes{TRY(reader.take(reader.remaining()))};
}

Result<Message> read_new_disk(Reader& reader) { return NewDisk{TRY(reader.fixed<DiskLife>())}; }

Result<Place> read_place(Reader& reader) {
    const Term term{TRY(read_number(reader))};
    return Place{term, Index{TRY(read_number(reader))}};
}

Result<Message> read_known_disk(Reader& reader) {
    const auto life = TRY(reader.fixed<DiskLife>());
    return KnownDisk{life, TRY(read_place(reader))};
}

Result<Message> read_order(Reader& reader) {
    const OrderNumber number{TRY(read_number(reader))};
    if (reader.remaining() > command_size_max) return core::fail(Error::too_large);
    return Order{number, TRY(reader.take(reader.remaining()))};
}

Result<Message> read_ordered(Reader& reader) {
    const OrderNumber number{TRY(read_number(reader))};
    return Ordered{number, TRY(read_place(reader))};
}

Result<Message> read_not_ordered(Reader& reader) {
    const OrderNumber number{TRY(read_number(reader))};
    const std::uint8_t reason = TRY(reader.u8());
    if (reason >= not_ordered_reason_count) return core::fail(Error::malformed);
    return NotOrdered{number, NotOrderedReason{reason}};
}

Result<Message> read_leads(Reader& reader) {
    Leads leads{Term{TRY(read_number(reader))}, std::nullopt};
    const Bytes leader = TRY(reader.take(reader.remaining()));
    if (!leader.empty()) leads.leader = TRY(MemberId::from_bytes(leader));
    return leads;
}

using ReadBody = Result<Message> (*)(Reader&);
// In the order of the variant.
constexpr std::array<ReadBody, Message::type_count> read_bodies{
    read_raft,    read_new_disk,    read_known_disk, read_order,
    read_ordered, read_not_ordered, read_leads,
};

}  // namespace

std::string_view describe(NotOrderedReason reason) {
    switch (reason) {
        case NotOrderedReason::later: return "nobody could put it into the order now";
        case NotOrderedReason::may_not: return "the leader refuses it";
        case NotOrderedReason::too_large: return "it is larger than a command may be";
    }
    std::unreachable();
}

Buffer write_message(const Message& message) {
    MessageWriter writer;
    writer.head(message.index());
    match(message, writer);
    return writer.take();
}

Result<Message> read_message(Bytes bytes) {
    Reader reader(bytes);
    if (TRY(reader.u8()) != version) return core::fail(Error::protocol_unknown);
    const std::uint8_t kind = TRY(reader.u8());
    if (kind >= read_bodies.size()) return core::fail(Error::malformed);
    Message message = TRY(read_bodies[kind](reader));
    TRY(reader.expect_end());
    return message;
}

Buffer write_command(const Command& command) {
    core::codec::MessageBytes bytes(command.document.size() + command.record.size() + 16);
    bytes.sized(core::as_bytes(command.document));
    bytes.writer().bytes(command.record);
    return bytes.take();
}

Result<Command> read_command(Bytes bytes) {
    Reader reader(bytes);
    const std::uint64_t size = TRY(core::codec::read_varint(reader));
    const std::string_view document = core::as_text(TRY(reader.take(size)));
    return Command{document, reader.rest()};
}

bool is_of_leader(Bytes command) { return !command.empty() && command.front() == std::byte{0}; }

}  // namespace fabric::ordering
