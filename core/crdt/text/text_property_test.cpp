// Texts of three writers over random histories, with deltas that come late, twice or in pieces,
// against strings kept item by item; and the bytes of equal texts.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>

#include "core/codec/utf8.h"
#include "core/crdt/sequence/sequence_twin.h"
#include "core/crdt/text/text.h"
#include "core/crdt/text/text_codec.h"
#include "core/crdt/text/text_file.h"

namespace core::crdt {
namespace {

using sequence::Order;

struct Command {
    enum class Kind : std::uint8_t { insert, erase, deliver, catch_up };

    Kind kind;
    std::size_t replica;
    std::size_t other;
    std::uint32_t position;
    std::uint32_t size;
};

void showValue(const Command& command, std::ostream& out) {
    constexpr std::array names{"insert", "erase", "deliver", "catch_up"};
    out << names[static_cast<std::size_t>(command.kind)] << "(" << command.replica << ", "
        << command.other << ", " << command.position << ", " << command.size << ")";
}

rc::Gen<Command> any_command() {
    using Kind = Command::Kind;
    return rc::gen::build<Command>(
        rc::gen::set(
            &Command::kind,
            rc::gen::weightedElement<Kind>(
                {{6, Kind::insert}, {3, Kind::erase}, {6, Kind::deliver}, {1, Kind::catch_up}})),
        rc::gen::set(&Command::replica, rc::gen::inRange<std::size_t>(0, 3)),
        rc::gen::set(&Command::other, rc::gen::inRange<std::size_t>(0, 100)),
        rc::gen::set(&Command::position, rc::gen::inRange<std::uint32_t>(0, 12)),
        rc::gen::set(&Command::size, rc::gen::inRange<std::uint32_t>(1, 4)));
}

// Of every width that a glyph may have.
constexpr std::array<std::string_view, 6> letters{"a", "b", "é", "ß", "漢", "🙂"};

struct Replica {
    explicit Replica(Order order) : text(order) {}

    Text text;
    std::u32string twin;  // What it shows, edited as a plain string; told anew after each merge.
};

class Play {
public:
    explicit Play(Order order)
        : order_(order), replicas_{Replica(order), Replica(order), Replica(order)} {}

    void step(const Command& command) {
        Replica& replica = replicas_[command.replica];
        const std::uint32_t size = replica.text.size();
        const std::uint32_t position = std::min(command.position, size);
        const Author author{command.replica + 1};
        const std::string before = replica.text.to_string();
        switch (command.kind) {
            case Command::Kind::insert: {
                std::string characters;
                for (std::uint32_t i = 0; i < command.size; ++i)
                    characters += letters[(command.other + i) % letters.size()];
                sent_.push_back(replica.text.insert(author, position, characters));
                RC_ASSERT(replica.text.to_string() == spliced(before, position, 0, characters));
                break;
            }
            case Command::Kind::erase: {
                const std::uint32_t count = std::min(command.size, size - position);
                sent_.push_back(replica.text.erase(author, position, count));
                RC_ASSERT(replica.text.to_string() == spliced(before, position, count, ""));
                break;
            }
            case Command::Kind::deliver: deliver(replica, command.other); break;
            case Command::Kind::catch_up: catch_up(replica, replicas_[command.other % 3]); break;
        }
        RC_ASSERT(codec::code_point_count(replica.text.to_string()) == replica.text.size());
    }

    void finish() {
        for (int round = 0; round < 2; ++round)
            for (std::size_t i = 0; i < 3; ++i) catch_up(replicas_[(i + 1) % 3], replicas_[i]);
        const Buffer bytes = to_bytes(replicas_[0].text.since({}));
        for (Replica& replica : replicas_) {
            RC_ASSERT(replica.text.to_string() == replicas_[0].text.to_string());
            RC_ASSERT(to_bytes(replica.text.since({})) == bytes);
        }
        const auto file = write_text_file(replicas_[0].text);
        RC_ASSERT(file.has_value());
        for (Replica& replica : replicas_)
            RC_ASSERT(write_text_file(replica.text).value() == *file);
        auto kept = read_text_file(*file);
        RC_ASSERT(kept.has_value());
        RC_ASSERT(to_bytes(kept->since({})) == bytes);
        RC_ASSERT(kept->to_string() == replicas_[0].text.to_string());
        Text again(order_);
        const auto delta = read_text_delta(bytes, {}, order_);
        RC_ASSERT(delta.has_value());
        RC_ASSERT(again.apply(*delta).has_value());
        RC_ASSERT(again.to_string() == replicas_[0].text.to_string());
        RC_ASSERT(again.version() == replicas_[0].text.version());
    }

private:
    static std::size_t offset_of(const std::string& text, std::uint32_t position) {
        std::string_view left = text;
        for (std::uint32_t i = 0; i < position; ++i) (void)codec::take_code_point(left);
        return text.size() - left.size();
    }
    static std::string spliced(const std::string& text, std::uint32_t position,
                               std::uint32_t erased, const std::string& inserted) {
        const std::size_t begin = offset_of(text, position);
        const std::size_t end = offset_of(text, position + erased);
        return text.substr(0, begin) + inserted + text.substr(end);
    }

    // Refused or taken, but never in part.
    void deliver(Replica& replica, std::size_t index) {
        if (sent_.empty()) return;
        const std::string before = replica.text.to_string();
        const Version version = replica.text.version();
        const auto done = replica.text.apply({sent_[index % sent_.size()]});
        if (done) return;
        RC_ASSERT(done.error() == Error::value_missing);
        RC_ASSERT(replica.text.to_string() == before);
        RC_ASSERT(replica.text.version() == version);
    }

    [[nodiscard]] Buffer to_bytes(const TextDelta& delta) const {
        Buffer bytes;
        BufferWriter writer(bytes, std::size_t{1} << 20);
        write_text_delta(writer, delta, {}, order_);
        RC_ASSERT(writer.finish().has_value());
        return bytes;
    }

    void catch_up(Replica& replica, Replica& other) {
        if (&replica == &other) return;
        const TextDelta delta = other.text.since(replica.text.version());
        const auto read_back = read_text_delta(to_bytes(delta), {}, order_);
        RC_ASSERT(read_back.has_value());
        RC_ASSERT(*read_back == delta);
        const std::array known{Author{3}, Author{1}};
        Buffer bytes;
        BufferWriter writer(bytes, std::size_t{1} << 20);
        write_text_delta(writer, delta, known, order_);
        RC_ASSERT(read_text_delta(bytes, known, order_).value() == delta);
        RC_ASSERT(replica.text.apply(delta).has_value());
        RC_ASSERT(replica.text.since(other.text.version()).empty() ==
                  other.text.version().includes(replica.text.version()));
        const Version reached = replica.text.version();
        RC_ASSERT(replica.text.apply(delta).has_value());
        RC_ASSERT(replica.text.version() == reached);
    }

    Order order_;
    std::array<Replica, 3> replicas_;
    std::vector<TextChange> sent_;
};

void play_any_history(Order order) {
    const auto commands = *rc::gen::container<std::vector<Command>>(any_command());
    Play play(order);
    for (const Command& command : commands) play.step(command);
    play.finish();
}

RC_GTEST_PROP(TextProperty, TX1_TX3_TX4_TX5_TF1_replicas_come_to_the_same_text_and_bytes, ()) {
    play_any_history(Order::fugue_max);
}
RC_GTEST_PROP(TextProperty, TX1_TX3_TX4_TX5_TX8_TF1_so_do_they_in_yata, ()) {
    play_any_history(Order::yata);
}
RC_GTEST_PROP(TextProperty, TX1_TX3_TX4_TX5_TX8_TF1_so_do_they_in_rga, ()) {
    play_any_history(Order::rga);
}

}  // namespace
}  // namespace core::crdt
