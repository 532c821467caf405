// Segments of any bytes are opened: the journal ends up open or stopped, tells records in order,
// takes new ones, and tells the same again afterwards, with the new ones behind.
#include <vector>

#include "core/base/assert.h"
#include "core/store/journal/journal.h"
#include "core/store/memory_disk.h"
#include "core/testing/fuzz.h"

namespace {

using namespace core::store;
using core::Buffer;
using core::Bytes;
using core::Instant;

constexpr std::uint64_t room = std::uint64_t{1} << 24;

struct Told {
    Position position;
    Buffer payload;
    friend bool operator==(const Told&, const Told&) = default;
};

struct Outcome {
    std::vector<Told> records;
    bool is_open = false;
    bool has_stopped = false;
};

class Node {
public:
    Node(MemoryDisk& disk, std::uint64_t seed)
        : disk_(disk), journal_({}, DiskUser{1}, core::Seed{seed}) {
        disk.close_all();
        journal_.open({});
        run();
    }
    void store(std::string_view payload) {
        ASSERT(journal_.append(RecordType{16}, core::as_bytes(payload)));
        run();
    }
    [[nodiscard]] const Outcome& outcome() const { return outcome_; }

private:
    void run() {
        for (;;) {
            for (bool is_any = true; is_any;) {
                is_any = take_record();
                is_any |= take_event();
            }
            auto request = journal_.next_request(Instant{});
            if (!request) return;
            journal_.answer(disk_.carry_out(std::move(*request)), Instant{});
        }
    }
    bool take_record() {
        const auto record = journal_.next_record();
        if (!record) return false;
        ASSERT(outcome_.records.empty() || outcome_.records.back().position < record->position);
        outcome_.records.push_back(
            {record->position, Buffer(record->payload.begin(), record->payload.end())});
        return true;
    }
    bool take_event() {
        const auto event = journal_.next_event();
        if (!event) return false;
        outcome_.is_open |= holds_alternative<Opened>(*event);
        outcome_.has_stopped |= holds_alternative<Stopped>(*event);
        return true;
    }

    MemoryDisk& disk_;
    Journal journal_;
    Outcome outcome_;
};

// One byte says how long a segment is, in units of 16 bytes, and whether its frames are sealed for
// their places; its header is right.
void add_segments(MemoryDisk& disk, Bytes input) {
    Salt previous;
    for (std::uint64_t number = 1; !input.empty() && number < 6; ++number) {
        const auto kind = std::to_integer<std::size_t>(input[0]);
        input = input.subspan(1);
        const Bytes content = input.first(std::min(input.size(), (kind >> 1) * 16));
        input = input.subspan(content.size());
        const Salt salt{number * 1000};
        Buffer file = write_segment_header(
            {{}, SegmentNumber{number}, salt, SegmentNumber{number - 1}, previous});
        previous = salt;
        core::append(file, content);
        for (std::size_t at = segment_data_begin; kind % 2 == 1 && at < file.size();) {
            const core::MutableBytes rest = core::MutableBytes(file).subspan(at);
            const auto size = claimed_frame_size(rest);
            if (!size || *size > rest.size()) break;
            seal_frame(rest.first(static_cast<std::size_t>(*size)), {salt, at});
            at += static_cast<std::size_t>(*size);
        }
        disk.files()[segment_name(SegmentNumber{number})] = std::move(file);
    }
}

}  // namespace

FUZZ(journal) {
    MemoryDisk disk(room);
    add_segments(disk, input);
    Node first(disk, 1);
    ASSERT(first.outcome().is_open != first.outcome().has_stopped);
    if (first.outcome().has_stopped) return;
    std::vector<Told> expected = first.outcome().records;
    first.store("new");
    Node second(disk, 2);
    ASSERT(second.outcome().is_open);
    ASSERT(second.outcome().records.size() == expected.size() + 1);
    ASSERT(std::equal(expected.begin(), expected.end(), second.outcome().records.begin()));
    ASSERT(core::as_text(second.outcome().records.back().payload) == "new");
}
