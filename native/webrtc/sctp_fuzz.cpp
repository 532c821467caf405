// An association that is up with an honest one, and packets of chunks that the input makes: with
// the tag and near the numbers that are expected, for others do not come far. Whatever comes,
// events keep their order, and what is lost stays so.
#include <algorithm>
#include <array>
#include <deque>

#include "core/base/assert.h"
#include "core/base/reader.h"
#include "core/base/writer.h"
#include "core/testing/fuzz.h"
#include "native/webrtc/sctp_association.h"

namespace {

using namespace native::webrtc;
using core::Buffer;

constexpr std::size_t common_header_size = 12;
constexpr std::uint16_t streams_max = 64;  // Small tables, which are made for each input.
constexpr std::uint8_t init_chunk = 1;
constexpr std::uint8_t data_chunk = 0;
constexpr std::uint8_t reset_chunk = 130;

std::uint32_t u32_at(core::Bytes bytes, std::size_t at) {
    return *core::Reader(bytes.subspan(at, 4)).u32_be();
}

class World {
public:
    explicit World(SctpStack& stack, core::Instant& now)
        : stack_(stack),
          now_(now),
          target_(stack, sink(to_honest_), streams_max),
          honest_(stack, sink(to_target_), streams_max) {
        talk();
        ASSERT(target_.is_up() && honest_.is_up());
    }

    // The honest one hears what there is, and answers.
    void talk() {
        while (!to_honest_.empty() || !to_target_.empty()) {
            for (const Buffer& packet : std::exchange(to_target_, {})) {
                learn(packet);
                target_.receive(packet);
            }
            hear();
            for (const Buffer& packet : std::exchange(to_honest_, {})) honest_.receive(packet);
            while (honest_.next_event()) {
            }
        }
    }

    void give(core::Bytes chunks) {
        Buffer packet;
        core::BufferWriter writer(packet, common_header_size);
        for (int port = 0; port < 2; ++port) writer.u16_be(sctp_port);
        writer.u32_be(tag_);
        writer.u32_be(0);  // Nobody sums up what came through DTLS.
        ASSERT(writer.finish());
        core::append(packet, chunks);
        target_.receive(packet);
        hear();
    }

    void wait(int ticks) {
        for (int tick = 0; tick < ticks; ++tick) {
            now_ += SctpStack::tick;
            stack_.advance(now_);
            hear();
        }
    }
    void lose_answers() { to_honest_.clear(); }

    SctpAssociation& target() { return target_; }
    [[nodiscard]] std::uint32_t next_number() const { return first_number_; }
    [[nodiscard]] bool is_up() const { return target_.is_up(); }

    void hear() {
        while (const auto event = target_.next_event()) {
            ASSERT(!is_lost_);
            if (const auto* message = core::get_if<SctpMessage>(&*event)) {
                ASSERT(message->stream.value < streams_max && !message->bytes.empty());
                ASSERT(message->bytes.size() <= sctp_message_size_max);
            }
            is_lost_ |= core::holds_alternative<SctpLost>(*event);
        }
    }

private:
    static SctpAssociation::Sink sink(std::deque<Buffer>& queue) {
        return [&queue](core::Bytes bytes) { queue.emplace_back(bytes.begin(), bytes.end()); };
    }
    // The honest one's first number, and the tag that the target wants.
    void learn(core::Bytes packet) {
        tag_ = u32_at(packet, 4);
        const auto type = static_cast<std::uint8_t>(packet[common_header_size]);
        if (type == init_chunk || type == init_chunk + 1)
            first_number_ = u32_at(packet, common_header_size + 16);
    }

    SctpStack& stack_;
    core::Instant& now_;
    std::deque<Buffer> to_target_{};
    std::deque<Buffer> to_honest_{};
    SctpAssociation target_;
    SctpAssociation honest_;
    std::uint32_t tag_ = 0;
    std::uint32_t first_number_ = 0;
    bool is_lost_ = false;
};

// With its length as it is, or as the input has it.
void put_chunk(Buffer& packet, std::uint8_t type, std::uint8_t flags, core::Bytes body,
               std::uint16_t length) {
    core::BufferWriter writer(packet, packet.size() + 4);
    writer.u8(type);
    writer.u8(flags);
    writer.u16_be(length);
    ASSERT(writer.finish());
    core::append(packet, body);
    packet.resize((packet.size() + 3) / 4 * 4);
}

Buffer numbered(const World& world, std::uint8_t offset, core::Bytes rest) {
    Buffer body;
    core::BufferWriter writer(body, 4);
    writer.u32_be(world.next_number() + offset);
    ASSERT(writer.finish());
    core::append(body, rest);
    return body;
}

Buffer chunk(const World& world, core::Reader& reader) {
    const std::uint8_t choice = *reader.u8();
    const std::uint8_t flags = reader.u8().value_or(0);
    const std::uint8_t offset = reader.u8().value_or(0);
    const core::Bytes rest =
        *reader.take(std::min<std::size_t>(reader.u8().value_or(0), reader.remaining()));
    Buffer packet;
    const auto put = [&](std::uint8_t type, core::Bytes body) {
        const std::size_t length = choice & 128 ? offset * std::size_t{8} : 4 + body.size();
        put_chunk(packet, type, flags, body, static_cast<std::uint16_t>(length));
    };
    switch (choice % 4) {
        case 0: put(data_chunk, numbered(world, offset, rest)); break;
        case 1: {  // A request to reset: its kind, its size, its number, and what it names.
            Buffer parameter;
            core::BufferWriter writer(parameter, 8);
            writer.u16_be(static_cast<std::uint16_t>(13 + choice / 4 % 6));
            writer.u16_be(static_cast<std::uint16_t>(8 + rest.size()));
            writer.u32_be(world.next_number() + offset);
            ASSERT(writer.finish());
            core::append(parameter, rest);
            put(reset_chunk, parameter);
            break;
        }
        case 2: put(static_cast<std::uint8_t>(choice / 4 % 16), rest); break;
        case 3: {
            constexpr std::array<std::uint8_t, 6> others{64, 128, 130, 192, 193, 255};
            put(others[choice / 4 % others.size()], rest);
            break;
        }
    }
    return packet;
}

}  // namespace

FUZZ(sctp) {
    static core::Instant now{};
    static SctpStack stack(now);
    {
        World world(stack, now);
        core::Reader reader(input);
        for (int step = 0; step < 96 && !reader.at_end(); ++step) {
            const std::uint8_t choice = *reader.u8();
            const SctpStream stream{static_cast<std::uint16_t>(choice % streams_max)};
            switch (choice / 64 * 4 + choice % 4) {
                case 0:
                case 1:
                case 2:
                case 3:
                case 4:
                case 5:
                case 6:
                case 7: {
                    Buffer packet;
                    for (int count = 0; count <= choice / 4 % 3 && !reader.at_end(); ++count)
                        core::append(packet, chunk(world, reader));
                    world.give(packet);
                    break;
                }
                case 8:
                case 9:
                    std::ignore = world.target().send(stream, 53, core::as_bytes("text"));
                    break;
                case 10:
                case 11: world.target().reset(stream); break;
                case 12: world.target().set_paused(choice & 4); break;
                case 13: world.wait(choice & 32 ? choice : 1); break;
                case 14: choice & 4 ? world.talk() : world.lose_answers(); break;
                case 15:
                    if (choice == 255) world.target().close();
                    break;
            }
            world.hear();
        }
    }
    // What is left of closed ones goes with its timers.
    now += SctpStack::tick;
    stack.advance(now);
}
