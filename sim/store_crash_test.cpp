// A scripted journal that is crashed at every request and at every byte of what it writes, and then
// opened again, perhaps to be crashed while it opens.
#include <gtest/gtest.h>

#include <memory>

#include "core/base/format.h"
#include "core/store/journal/journal.h"
#include "sim/disk_storage.h"
#include "sim/store_ledger.h"

namespace sim {
namespace {

using namespace core::store;
using core::Buffer;
using core::Instant;
using core::Prng;
using core::Seed;

// So small that the script comes through several segments, and grows one.
Journal::Options small_options() {
    Journal::Options options;
    options.backlog.batch_size_max = 400;
    options.backlog.head_distance_max = 150;
    options.writing.segment_size_max = segment_data_begin + 700;
    options.writing.growth_size = 300;
    options.writing.large_batch_size = options.writing.growth_size / 4;
    options.slice_size = 4096;
    options.read_slice_size = 4096;
    return options;
}

// How a script is interrupted.
struct Crash {
    std::size_t after_requests = SIZE_MAX;
    // Of the next request, if it is a write, so many bytes are written too.
    std::size_t bytes_of_next = 0;
    bool is_power_lost = false;
    std::uint64_t kept_percent = 0;  // After a loss of power.
};

class Node {
public:
    Node() : run_(Seed{1}), ledger_(run_) {}

    // False if the crash came.
    bool play_script(const Crash& crash) { return open(crash) && play_records(); }

    bool open(const Crash& crash) {
        crash_ = crash;
        requests_ = 0;
        write_sizes_.clear();
        journal_ = std::make_unique<Journal>(small_options(), DiskUser{1}, Seed{++lives_});
        ledger_.begin_opening(from_);
        journal_->open(from_);
        return serve() && is_open_;
    }

    void append(std::size_t size) {
        Buffer payload(size);
        Prng(Seed{lives_ * 1000 + size}).fill(payload);
        const auto position = journal_->append(RecordType{20}, payload);
        EXPECT_TRUE(position);
        ledger_.append(*position, RecordType{20}, payload);
    }

    // The process is gone; perhaps the power too.
    void crash(std::uint64_t seed) {
        journal_.reset();
        is_open_ = false;
        Prng prng(Seed{seed});
        FaultCounts faults{};
        if (crash_.is_power_lost)
            storage_.lose_power(crash_.kept_percent, prng, faults);
        else
            storage_.close_all();
    }

    // All is well again: what was promised is there, and more can be stored.
    void expect_recovers() {
        ASSERT_TRUE(open({}));
        append(33);
        ASSERT_TRUE(serve());
        EXPECT_TRUE(ledger_.is_all_acknowledged());
        crash_ = {.is_power_lost = true};
        crash(1);
        ASSERT_TRUE(open({}));
        crash(1);
    }

    [[nodiscard]] const std::vector<std::size_t>& write_sizes() const { return write_sizes_; }
    [[nodiscard]] const std::string& failure() const { return run_.failure(); }

    bool serve() {
        for (;;) {
            take();
            auto request = journal_->next_request(Instant{});
            if (!request) return true;
            if (requests_++ == crash_.after_requests) {
                if (auto* const write = core::get_if<WriteFile>(&request->action)) {
                    write->bytes.resize(std::min(write->bytes.size(), crash_.bytes_of_next));
                    static_cast<void>(storage_.carry_out(std::move(*request)));
                }
                return false;
            }
            const auto* const write = core::get_if<WriteFile>(&request->action);
            write_sizes_.push_back(write ? write->bytes.size() : 0);
            journal_->answer(storage_.carry_out(std::move(*request)), Instant{});
        }
    }

private:
    bool play_records() {
        for (const std::size_t count : {1u, 3u, 1u, 8u, 2u, 1u, 5u, 2u}) {
            for (std::size_t i = 0; i < count; ++i) append(10 + 37 * i);
            if (!serve()) return false;
        }
        // The first segments go.
        from_ = *journal_->segments()[2].base;
        ledger_.forget_before(from_);
        journal_->release(Checkpoint(from_));
        append(100);
        if (!serve()) return false;
        append(200);
        return serve();
    }

    void take() {
        for (bool is_any = true; is_any;) {
            is_any = false;
            while (const auto record = journal_->next_record()) {
                is_any = true;
                ledger_.tell(*record);
            }
            while (const auto event = journal_->next_event()) {
                is_any = true;
                note(*event);
            }
        }
    }
    void note(const JournalEvent& event) {
        if (const auto* const acknowledged = core::get_if<Acknowledged>(&event))
            ledger_.acknowledge(acknowledged->up_to);
        if (const auto* const lost = core::get_if<Lost>(&event)) ledger_.tell(*lost);
        const auto* const opened = core::get_if<Opened>(&event);
        if (!opened) return;
        ledger_.end_opening(*opened);
        is_open_ = true;
    }

    Run run_;
    StoreLedger ledger_;
    DiskStorage storage_{1 << 24};
    std::unique_ptr<Journal> journal_;
    Crash crash_;
    std::size_t requests_ = 0;
    std::vector<std::size_t> write_sizes_;
    std::uint64_t lives_ = 0;
    Position from_;
    bool is_open_ = false;
};

const std::vector<Crash>& ways_to_crash() {
    static const std::vector<Crash> ways{{.is_power_lost = false},
                                         {.is_power_lost = true, .kept_percent = 0},
                                         {.is_power_lost = true, .kept_percent = 50}};
    return ways;
}

// The sizes of all writes of the script; of other requests, 0.
std::vector<std::size_t> requests_of_script() {
    Node node;
    EXPECT_TRUE(node.play_script({}));
    return node.write_sizes();
}

TEST(StoreCrash, JN9_at_every_request) {
    const std::size_t requests = requests_of_script().size();
    ASSERT_GT(requests, 70u);
    for (std::size_t after = 0; after < requests; ++after)
        for (Crash crash : ways_to_crash()) {
            Node node;
            crash.after_requests = after;
            ASSERT_FALSE(node.play_script(crash));
            node.crash(after);
            node.expect_recovers();
            ASSERT_EQ(node.failure(), "") << after << ", " << crash.kept_percent;
        }
}

TEST(StoreCrash, JN11_at_every_byte_that_is_written) {
    const std::vector<std::size_t> sizes = requests_of_script();
    std::size_t crashes = 0;
    for (std::size_t after = 0; after < sizes.size(); ++after)
        for (std::size_t bytes = 1; bytes < sizes[after]; ++bytes) {
            // Of a header, some of the bytes that are not zero.
            const bool is_header = sizes[after] == segment_data_begin;
            if (is_header && (bytes % header_copy_distance > 120 || bytes % 8 != 1)) continue;
            Node node;
            ASSERT_FALSE(node.play_script({.after_requests = after, .bytes_of_next = bytes}));
            node.crash(bytes);
            node.expect_recovers();
            ASSERT_EQ(node.failure(), "") << after << ", " << bytes;
            ++crashes;
        }
    EXPECT_GT(crashes, 1500u);
}

TEST(StoreCrash, JN14_at_every_request_while_it_opens_after_a_crash) {
    const std::size_t requests = requests_of_script().size();
    for (std::size_t after = 11; after < requests; after += 16)
        for (Crash first : ways_to_crash())
            for (Crash second : ways_to_crash()) {
                second.after_requests = 0;
                for (bool has_opened = false; !has_opened; ++second.after_requests) {
                    Node node;
                    first.after_requests = after;
                    ASSERT_FALSE(node.play_script(first));
                    node.crash(after);
                    has_opened = node.open(second);
                    node.crash(second.after_requests);
                    node.expect_recovers();
                    ASSERT_EQ(node.failure(), "") << after << ", " << second.after_requests;
                }
            }
}

}  // namespace
}  // namespace sim
