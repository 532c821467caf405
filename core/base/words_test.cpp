// The small vocabulary: hexadecimal, formatting, bytes and ids, timers, errors, results, traces.
#include <gtest/gtest.h>

#include <set>

#include "core/base/format.h"
#include "core/base/hex.h"
#include "core/base/result.h"
#include "core/base/timers.h"
#include "core/base/trace.h"

namespace core {
namespace {

TEST(Hex, HX1_is_written_in_lower_case_and_read_in_both) {
    EXPECT_EQ(to_hex(*from_hex("00fFaB90")), "00ffab90");
    EXPECT_EQ(to_hex({}), "");
    EXPECT_TRUE(from_hex("")->empty());
    EXPECT_EQ(from_hex("abc").error(), Error::truncated);
    for (const std::string_view wrong : {"0g", "G0", " 0", "0x", "/0", ":0", "@0", "`0",
                                         "\xff"
                                         "0"})
        EXPECT_EQ(from_hex(wrong).error(), Error::bad_digit) << wrong;
}

TEST(Format, FT1_fills_each_hole_with_its_argument) {
    EXPECT_EQ(core::formatted("nothing"), "nothing");
    EXPECT_EQ(core::formatted("{} of {}: {}", 3, 5u, "name"), "3 of 5: name");
    EXPECT_EQ(core::formatted("{}{}", true, false), "truefalse");
    EXPECT_EQ(core::formatted("{:x} {:x}", 255, 0), "ff 0");
    EXPECT_EQ(core::formatted("{} {}", INT64_MIN, UINT64_MAX),
              "-9223372036854775808 18446744073709551615");
    EXPECT_EQ(core::formatted("{}", static_cast<std::int8_t>(-1)), "-1");
    EXPECT_EQ(core::formatted("<{}>", 'c'), "<c>");
    EXPECT_EQ(core::formatted("{}", std::string("text")), "text");
    EXPECT_EQ(core::formatted("{}", Bytes(from_hex("0aff").value())), "0aff");
    EXPECT_EQ(core::formatted("{}", Seed{7}), "7");
    EXPECT_EQ(core::formatted("{}", FixedBytes<struct TestTag, 2>{}), "0000");
}

TEST(Bytes, BY1_are_compared_like_words) {
    const auto less = [](std::string_view left, std::string_view right) {
        return compare(as_bytes(left), as_bytes(right)) == std::strong_ordering::less;
    };
    EXPECT_TRUE(less("", "a"));
    EXPECT_TRUE(less("a", "aa"));
    EXPECT_TRUE(less("ab", "b"));
    EXPECT_TRUE(less("\x7f", "\x80"));  // As numbers without a sign.
    EXPECT_FALSE(less("a", "a"));
    EXPECT_TRUE(equal(as_bytes("ab"), as_bytes("ab")));
    EXPECT_FALSE(equal(as_bytes("ab"), as_bytes("abc")));
    Buffer buffer;
    append(buffer, as_bytes("xyz"));
    copy(std::span(buffer).subspan(1), as_bytes("12"));
    copy(std::span(buffer).first(2), Bytes(buffer).last(2));  // They may overlap.
    EXPECT_EQ(as_text(buffer), "122");
    copy({}, {});
}

TEST(Id, BY1_keeps_numbers_of_different_meaning_apart) {
    using Apple = Id<struct AppleTag, std::uint32_t>;
    using Pear = Id<struct PearTag, std::uint32_t>;
    static_assert(!std::is_convertible_v<Apple, Pear> && !std::is_convertible_v<Apple, unsigned>);
    EXPECT_LT(Apple{1}, Apple{2});
    EXPECT_EQ(Apple{2}, Apple{2});
    using Hash = FixedBytes<struct HashTag, 2>;
    using Key = FixedBytes<struct KeyTag, 2>;
    static_assert(!std::is_convertible_v<Hash, Key>);
    EXPECT_LT((Hash{{std::byte{0}, std::byte{9}}}), (Hash{{std::byte{1}, std::byte{0}}}));
}

TEST(Timers, TI1_are_due_from_their_instant_on_and_taken_once) {
    enum class Kind : std::uint8_t { first, second };
    const auto at = [](int seconds) { return Instant(std::chrono::seconds(seconds)); };
    Timers<Kind, 2> timers;
    EXPECT_FALSE(timers.earliest());
    EXPECT_FALSE(timers.take_due(Kind::first, at(100)));
    timers.set(Kind::first, at(5));
    timers.set(Kind::second, at(3));
    EXPECT_EQ(timers.earliest(), at(3));
    EXPECT_FALSE(timers.take_due(Kind::second, at(3) - Duration(1)));
    EXPECT_TRUE(timers.take_due(Kind::second, at(3)));
    EXPECT_FALSE(timers.take_due(Kind::second, at(4)));
    EXPECT_EQ(timers.earliest(), at(5));
    timers.set(Kind::first, at(9));
    EXPECT_FALSE(timers.take_due(Kind::first, at(8)));
    EXPECT_TRUE(timers.is_set(Kind::first));
    timers.stop(Kind::first);
    EXPECT_FALSE(timers.take_due(Kind::first, at(100)));
    timers.set(Kind::first, at(1));
    timers.set(Kind::second, at(1));
    timers.stop_all();
    EXPECT_FALSE(timers.earliest());
}

TEST(Error, ER1_each_has_a_description_of_its_own) {
    std::set<std::string_view> descriptions;
    for (std::size_t i = 0; i < error_count; ++i) {
        const std::string_view description = describe(static_cast<Error>(i));
        EXPECT_GE(description.size(), 15u) << i;
        EXPECT_TRUE(descriptions.insert(description).second) << description;
    }
}

Result<int> half(int number) {
    if (number % 2 != 0) return fail(Error::malformed);
    return number / 2;
}
Result<int> quarter(int number, int& reached) {
    const int first = TRY(half(number));
    ++reached;
    return TRY(half(first));
}
Result<void> check(int number) {
    (void)TRY(half(number));
    return {};
}

TEST(Result, a_failure_ends_the_function_that_tried) {
    int reached = 0;
    EXPECT_EQ(quarter(12, reached), 3);
    EXPECT_EQ(reached, 1);
    EXPECT_EQ(quarter(7, reached).error(), Error::malformed);
    EXPECT_EQ(reached, 1);
    EXPECT_EQ(quarter(6, reached).error(), Error::malformed);
    EXPECT_EQ(check(1).error(), Error::malformed);
    EXPECT_TRUE(check(2));
}

TEST(Trace, TR1_differs_whenever_a_record_does) {
    const auto digest = [](auto... records) {
        Trace trace;
        (trace.record(records.first, records.second), ...);
        return trace.digest();
    };
    using Record = std::pair<std::string_view, Bytes>;
    const auto record = [](std::string_view kind, std::string_view text) {
        return Record(kind, as_bytes(text));
    };
    const std::set<Blake3Digest> digests{
        digest(),
        digest(record("a", "")),
        digest(record("a", "bc")),
        digest(record("ab", "c")),
        digest(record("", "abc")),
        digest(record("a", "b"), record("c", "")),
        digest(record("a", ""), record("b", "c")),
        digest(std::pair("a", std::uint64_t{0x6362})),
    };
    EXPECT_EQ(digests.size(), 8u);
}

// Repeats what it receives, and tells how much that was when the stream has ended.
class Echo {
public:
    struct Event {
        std::size_t received;
        friend void record(Trace& trace, const Event& event) {
            trace.record("received", event.received);
        }
    };

    void receive(Bytes bytes, Instant) { append(out_, bytes), received_ += bytes.size(); }
    void expire(Instant) {}
    void end(Instant) { has_ended_ = true; }
    [[nodiscard]] Bytes outgoing() const { return out_; }
    void consume(std::size_t size) {
        out_.erase(out_.begin(), out_.begin() + static_cast<std::ptrdiff_t>(size));
    }
    [[nodiscard]] std::optional<Event> next_event() {
        if (!has_ended_ || told_) return std::nullopt;
        told_ = true;
        return Event{received_};
    }
    [[nodiscard]] std::optional<Instant> deadline() const { return std::nullopt; }
    [[nodiscard]] bool ended() const { return has_ended_; }

private:
    Buffer out_;
    std::size_t received_ = 0;
    bool has_ended_ = false;
    bool told_ = false;
};

Blake3Digest trace_of_pieces(std::string_view text, std::size_t piece, Instant now) {
    Traced<Echo> echo;
    Buffer sent;
    for (Bytes rest = as_bytes(text); !rest.empty();) {
        const Bytes some = rest.first(std::min(piece, rest.size()));
        echo.receive(some, now);
        now += Duration(5);
        const std::size_t size = echo.outgoing().size();
        append(sent, echo.outgoing());
        echo.consume(size);
        rest = rest.subspan(some.size());
    }
    echo.end(now);
    EXPECT_EQ(echo.next_event()->received, text.size());
    EXPECT_FALSE(echo.next_event());
    EXPECT_TRUE(echo.ended());
    EXPECT_FALSE(echo.deadline());
    EXPECT_EQ(as_text(sent), text);  // TR2: it does what the machine does.
    return echo.trace();
}

TEST(Trace, TR2_TR3_of_a_machine_depends_on_what_it_did_and_not_on_how_or_when) {
    const Blake3Digest whole = trace_of_pieces("hello world", 100, Instant{});
    EXPECT_EQ(trace_of_pieces("hello world", 3, Instant{}), whole);
    EXPECT_EQ(trace_of_pieces("hello world", 1, Instant(std::chrono::hours(3))), whole);
    EXPECT_NE(trace_of_pieces("hello_world", 3, Instant{}), whole);
}

}  // namespace
}  // namespace core
