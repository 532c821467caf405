// Boards of three tabs, in which the input decides who posts what, what the browsers make and when;
// some notes are the input's own.
#include <optional>
#include <vector>

#include "core/base/assert.h"
#include "core/testing/fuzz.h"
#include "net/signalling/board_test.h"

namespace {

using namespace net::signalling;

struct Reader {
    core::Bytes bytes;
    std::uint8_t next() {
        if (bytes.empty()) return 0;
        const auto byte = std::to_integer<std::uint8_t>(bytes[0]);
        bytes = bytes.subspan(1);
        return byte;
    }
};

}  // namespace

FUZZ(board) {
    constexpr std::size_t steps_max = 16;
    Reader reader{input};
    const Board::Options options{.meeting = {.candidates_max = 2}, .meetings_max = 2};
    testing::Origin origin;
    const std::array tabs{&origin.open(1, options), &origin.open(2, options),
                          &origin.open(3, options)};
    for (std::size_t i = 0; i < steps_max && !reader.bytes.empty(); ++i) {
        const std::uint8_t action = reader.next();
        testing::Tab& tab = *tabs[action / 8 % 3];
        const testing::Tab& other = *tabs[(action / 8 + 1 + action / 64 % 2) % 3];
        const MeetingId meeting{reader.next() % 4u};
        switch (action % 8) {
            case 0: origin.run(); break;
            case 1: tab.is_slow = !tab.is_slow; break;
            case 2: tab.board.describe(meeting, "description"); break;
            case 3: tab.board.add_candidate(meeting, "candidate"); break;
            case 4: tab.board.finish(meeting); break;
            case 5: tab.board.set_connected(other.id, action >= 128); break;
            case 6: origin.pass(std::chrono::seconds{reader.next() % 32}); break;
            case 7: {
                const auto kind = static_cast<SignalKind>(action / 32 % 3);
                const Note note{NoteKind::signal, other.id, tab.id, meeting.value,
                                Signal{kind, "forged"}};
                tab.board.receive(encode(note), origin.now);
                break;
            }
        }
        origin.run();
        for (const testing::Tab* one : tabs) ASSERT(one->board.meeting_count() <= 2);
    }
    // Whatever was said, nothing is left once its time is over.
    for (testing::Tab* tab : tabs) {
        tab->is_slow = true;
        for (const testing::Tab* other : tabs) tab->board.set_connected(other->id, true);
    }
    origin.pass(std::chrono::seconds{20});
    for (const testing::Tab* one : tabs) ASSERT(one->board.meeting_count() == 0);
}
