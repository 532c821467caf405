// What a trace is made of, and what of a machine's run changes it.
#include "core/base/trace.h"

#include <gtest/gtest.h>

#include <vector>

namespace core {
namespace {

// The records as they are hashed: both lengths, the kind, the bytes.
Blake3Digest digest_of(std::initializer_list<std::pair<std::string_view, Bytes>> records) {
    Buffer hashed;
    BufferWriter writer(hashed, 1000);
    for (const auto& [kind, bytes] : records) {
        writer.u64_le(kind.size());
        writer.u64_le(bytes.size());
        writer.text(kind);
        writer.bytes(bytes);
    }
    EXPECT_TRUE(writer.finish());
    return blake3(hashed);
}

TEST(TraceRecords, TR1_are_hashed_with_their_lengths) {
    Trace trace;
    EXPECT_EQ(trace.digest(), blake3({}));
    trace.record("kind", as_bytes("some bytes"));
    EXPECT_EQ(trace.digest(), digest_of({{"kind", as_bytes("some bytes")}}));
    trace.record("number", 0x0102030405060708u);
    EXPECT_EQ(trace.digest(),
              digest_of({{"kind", as_bytes("some bytes")},
                         {"number", as_bytes("\x08\x07\x06\x05\x04\x03\x02\x01")}}));
}

// Gives back what it receives in capitals; tells of each line that ended; has enough when its time
// is over.
class Shouter {
public:
    struct Event {
        std::string line;
        friend void record(Trace& trace, const Event& event) {
            trace.record("line", as_bytes(event.line));
        }
        friend bool operator==(const Event&, const Event&) = default;
    };

    explicit Shouter(Instant deadline) : deadline_(deadline) {}

    void receive(Bytes bytes, Instant) {
        for (const char letter : as_text(bytes)) {
            const bool is_small = letter >= 'a' && letter <= 'z';
            out_.push_back(static_cast<std::byte>(is_small ? letter - 32 : letter));
            line_ += letter;
            if (letter != '\n') continue;
            events_.push_back({line_});
            line_.clear();
        }
    }
    void expire(Instant now) { ended_ = ended_ || now >= deadline_; }
    void end(Instant) { ended_ = true; }
    [[nodiscard]] Bytes outgoing() const { return out_; }
    void consume(std::size_t size) {
        out_.erase(out_.begin(), out_.begin() + static_cast<std::ptrdiff_t>(size));
    }
    [[nodiscard]] std::optional<Event> next_event() {
        if (events_.empty()) return std::nullopt;
        const Event event = events_.front();
        events_.erase(events_.begin());
        return event;
    }
    [[nodiscard]] std::optional<Instant> deadline() const { return deadline_; }
    [[nodiscard]] bool ended() const { return ended_; }

private:
    Instant deadline_;
    Buffer out_;
    std::string line_;
    std::vector<Event> events_;
    bool ended_ = false;
};

Instant at(int seconds) { return Instant(std::chrono::seconds(seconds)); }

TEST(Traced, TR2_does_what_the_machine_does) {
    Traced<Shouter> traced(at(5));
    Shouter plain(at(5));
    for (const std::string_view piece : {"one\ntw", "", "o\nthree"}) {
        traced.receive(as_bytes(piece), at(1));
        plain.receive(as_bytes(piece), at(1));
        EXPECT_TRUE(equal(traced.outgoing(), plain.outgoing()));
        traced.consume(2);
        plain.consume(2);
        EXPECT_TRUE(equal(traced.outgoing(), plain.outgoing()));
        EXPECT_EQ(traced.next_event(), plain.next_event());
        EXPECT_EQ(traced.deadline(), plain.deadline());
    }
    traced.expire(at(4));
    EXPECT_FALSE(traced.ended());
    traced.expire(at(5));
    EXPECT_TRUE(traced.ended());
    Traced<Shouter> gone(at(5));
    gone.end(at(1));
    EXPECT_TRUE(gone.ended());
}

struct Run {
    std::string_view text = "one\ntwo\n";
    std::size_t received_at_once = 100;
    std::size_t sent_at_once = 100;
    std::size_t sent_max = 100;
    int events_max = 100;
    int seconds = 1;
};

Blake3Digest trace_of(const Run& run) {
    Traced<Shouter> traced(at(1000));
    std::size_t left = run.sent_max;
    for (Bytes rest = as_bytes(run.text); !rest.empty();) {
        const Bytes piece = rest.first(std::min(rest.size(), run.received_at_once));
        rest = rest.subspan(piece.size());
        traced.receive(piece, at(run.seconds));
        traced.expire(at(run.seconds));
        while (!traced.outgoing().empty() && left > 0) {
            const std::size_t size = std::min({traced.outgoing().size(), run.sent_at_once, left});
            traced.consume(size);
            left -= size;
        }
    }
    for (int i = 0; i < run.events_max && traced.next_event(); ++i) continue;
    return traced.trace();
}

TEST(Traced, TR3_how_and_when_the_stream_came_and_went_changes_nothing) {
    const Blake3Digest whole = trace_of({});
    EXPECT_EQ(trace_of({.received_at_once = 1}), whole);
    EXPECT_EQ(trace_of({.received_at_once = 3, .sent_at_once = 2}), whole);
    EXPECT_EQ(trace_of({.sent_at_once = 1}), whole);
    EXPECT_EQ(trace_of({.seconds = 900}), whole);
}

TEST(Traced, TR3_what_was_received_sent_or_told_does) {
    const Blake3Digest whole = trace_of({});
    // Another text that is sent and told of alike would need another machine: this one differs in
    // what is received and told, the next two in what is sent alone and in what is told alone.
    EXPECT_NE(trace_of({.text = "One\ntwo\n"}), whole);
    EXPECT_NE(trace_of({.sent_max = 7}), whole);
    EXPECT_NE(trace_of({.events_max = 1}), whole);
    EXPECT_NE(trace_of({.text = "one\ntwo\nt"}), trace_of({.text = "one\ntwo\nT"}));
}

}  // namespace
}  // namespace core
