// Messages as bytes.
#include "fabric/liveness/message.h"

#include <gtest/gtest.h>

#include "core/base/hex.h"
#include "net/base/numbered_test_support.h"

namespace fabric::liveness {
namespace {

using core::Error;
using net::numbered::peer;
using std::chrono::milliseconds;
using std::chrono::seconds;

Pulse largest_pulse() {
    const Presence presence{Platform::from_text(std::string(64, 'x')).value(),
                            Tier::high_performance, Load(1'000), Activity::closing};
    return {Life{~std::uint64_t{0}}, Sequence{std::uint64_t{1} << 56}, interval_max, presence};
}

TEST(LivenessMessage, LV50_every_kind_comes_back_as_it_was) {
    const std::vector<Message> messages{
        largest_pulse(),
        Pulse{Life{1}, Sequence{2}, seconds{5}, {}},
        Ask{AskNumber{300}, peer(7)},
        Answer{AskNumber{300}},
        Answer{AskNumber{300}, Heard{milliseconds{1'234}, seconds{60}}},
        Answer{AskNumber{300}, Heard{age_max, interval_min}},
    };
    for (const Message& message : messages) {
        const core::Buffer bytes = write_message(message);
        EXPECT_LE(bytes.size(), message_size_max);
        EXPECT_EQ(read_message(bytes), message);
        core::Buffer longer = bytes;
        longer.resize(message_size_max + 1);
        EXPECT_EQ(read_message(longer).error(), Error::too_large);
    }
}

TEST(LivenessMessage, LV50_bytes_are_stable) {
    const Presence presence{Platform::from_text("Linux").value(), Tier::native_standard, Load(250),
                            Activity::hidden};
    EXPECT_EQ(core::to_hex(write_message(Pulse{Life{9}, Sequence{4}, seconds{5}, presence})),
              "0100090000000000000004882701"
              "02fa014c696e7578");
    EXPECT_EQ(core::to_hex(write_message(Answer{AskNumber{3}, Heard{seconds{1}, seconds{5}}})),
              "0102038827e807");
    EXPECT_EQ(core::to_hex(write_message(Answer{AskNumber{3}})), "010203");
}

TEST(LivenessMessage, LV50_what_is_malformed_is_an_error) {
    const auto error = [](std::string_view hex) {
        return read_message(core::from_hex(hex).value()).error();
    };
    EXPECT_EQ(error(""), Error::truncated);
    EXPECT_EQ(error("01"), Error::truncated);
    EXPECT_EQ(error("020203"), Error::format_unknown);
    EXPECT_EQ(error("010303"), Error::malformed);
    EXPECT_EQ(error("0102038827"), Error::truncated);
    EXPECT_EQ(error("0102038827e80700"), Error::trailing_bytes);
    // A day and a millisecond ago.
    EXPECT_EQ(error("0102038827"
                    "81b89929"),
              Error::too_large);
    EXPECT_EQ(error("010203882781b89929"), Error::too_large);
    // Numbers beyond 2^56, in a form longer than needed; an unknown activity, an unknown tier.
    EXPECT_EQ(error("0102818080808080808001"), Error::too_large);
    EXPECT_EQ(error("01028300"), Error::not_canonical);
    EXPECT_EQ(error("01000900000000000000048827040000"), Error::malformed);
    EXPECT_EQ(error("01000900000000000000048827000400"), Error::malformed);
    EXPECT_FALSE(read_message(core::from_hex("01010305").value()));  // Whom? Nobody's id.
}

TEST(LivenessMessage, LV51_intervals_and_loads_have_bounds) {
    const auto error = [](std::string_view interval_and_more) {
        const std::string hex = "0100090000000000000004" + std::string(interval_and_more);
        const auto read = read_message(core::from_hex(hex).value());
        return read ? std::nullopt : std::optional(read.error());
    };
    EXPECT_EQ(error("f4030000e807"), std::nullopt);      // 500 ms, all of the load.
    EXPECT_EQ(error("f3030000e807"), Error::malformed);  // 499 ms.
    EXPECT_EQ(error("c0a9070000e807"), std::nullopt);    // 120 s.
    EXPECT_EQ(error("c1a9070000e807"), Error::too_large);
    EXPECT_EQ(error("f4030000e907"), Error::too_large);
    EXPECT_EQ(Load(5'000).per_mille(), 1'000);
    const Message pulse = Pulse{Life{1}, Sequence{1}, interval_min, {}};
    EXPECT_EQ(read_message(write_message(pulse)), pulse);
}

TEST(LivenessMessage, LV52_platforms_are_short_text_for_people) {
    EXPECT_EQ(Platform::from_text("Chromium 130")->text(), "Chromium 130");
    EXPECT_EQ(Platform::from_text("")->text(), "");
    EXPECT_EQ(Platform::from_text(std::string(65, 'x')).error(), Error::too_large);
    EXPECT_EQ(Platform::from_text("two\nlines").error(), Error::malformed);
    EXPECT_EQ(Platform::from_text("\x1b[31m").error(), Error::malformed);
    EXPECT_EQ(Platform::from_text("\xc2\x9b").error(), Error::malformed);
    EXPECT_EQ(Platform::from_text("\xff").error(), Error::malformed);
    EXPECT_TRUE(Platform::from_text("\xc3\xa9"));
    core::Buffer bytes = write_message(largest_pulse());
    bytes.back() = std::byte{0x07};
    EXPECT_EQ(read_message(bytes).error(), Error::malformed);
}

}  // namespace
}  // namespace fabric::liveness
