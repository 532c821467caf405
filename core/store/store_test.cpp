// A store on a disk in memory, under a state that is no more than the list of its records.
#include "core/store/store.h"

#include <gtest/gtest.h>

#include <deque>
#include <functional>

#include "core/store/memory_disk.h"

namespace core::store {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using Texts = std::vector<std::string>;

constexpr RecordType text_type{40};
constexpr std::uint64_t begin_of_time = 1'800'000'000;
constexpr std::uint64_t plenty = std::uint64_t{1} << 30;

// So small that a few records fill a segment.
Store::Options small_options() {
    Store::Options options;
    options.journal.writing.segment_size_max = segment_data_begin + 2000;
    options.journal.writing.growth_size = 500;
    options.journal.slice_size = 4096;
    options.journal.read_slice_size = 4096;
    options.snapshots.block_size = 1000;
    options.snapshots.slice_size = 4096;
    return options;
}

std::string text(std::size_t number) {
    return "record " + std::to_string(number) + std::string(100, 'x');
}

class Node {
public:
    Node(MemoryDisk& disk, Instant now, const Store::Options& options = small_options())
        : disk_(disk),
          now_(now),
          store_(options, Seed{1}, now, WallClock{Instant{}, begin_of_time}) {
        disk.close_all();
        store_.open();
        run();
    }
    Store* operator->() { return &store_; }

    void append(std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) {
            const std::string record = text(state.size());
            ASSERT_TRUE(store_.append(text_type, as_bytes(record)));
            state.push_back(record);
            run();
        }
    }
    // Everything that was appended is there for everybody.
    void let_all_go() {
        store_.note_needs(store_.end(), store_.end());
        pass(minutes{2});
    }
    void pass(Duration time) {
        now_ += time;
        store_.expire(now_);
        run();
    }
    void run() {
        do {
            while (auto request = store_.next_request(now_))
                requests_.push_back(std::move(*request));
            take();
            if (writes_snapshots) write_snapshot();
            while (auto request = store_.next_request(now_))
                requests_.push_back(std::move(*request));
        } while (carry_out_next());
    }

    // What is asked for while it says so waits.
    std::function<bool(const DiskRequest&)> holds_back = [](const DiskRequest&) { return false; };
    bool writes_snapshots = true;
    Texts state;
    std::vector<StoreEvent> events;

    template <class Inner, class Event>
    [[nodiscard]] std::vector<Event> events_in() const {
        std::vector<Event> found;
        for (const StoreEvent& event : events)
            if (const auto* const inner = std::get_if<Inner>(&event))
                if (const auto* const wanted = std::get_if<Event>(inner)) found.push_back(*wanted);
        return found;
    }
    template <class Event>
    [[nodiscard]] std::vector<Event> events_of() const {
        std::vector<Event> found;
        for (const StoreEvent& event : events)
            if (const auto* const wanted = std::get_if<Event>(&event)) found.push_back(*wanted);
        return found;
    }
    [[nodiscard]] std::size_t stored() const {
        return events_in<SnapshotEvent, SnapshotStored>().size();
    }

private:
    bool carry_out_next() {
        const auto may_go = [&](const DiskRequest& request) { return !holds_back(request); };
        const auto next = std::ranges::find_if(requests_, may_go);
        if (next == requests_.end()) return false;
        DiskRequest request = std::move(*next);
        requests_.erase(next);
        store_.answer(disk_.carry_out(std::move(request)), now_);
        return true;
    }
    void take() {
        for (bool is_any = true; is_any;) {
            is_any = false;
            while (const auto event = store_.next_event()) {
                is_any = true;
                note(*event);
            }
            while (const auto piece = store_.next_piece()) {
                is_any = true;
                loaded_ += as_text(*piece);
            }
            while (const auto record = store_.next_record()) {
                is_any = true;
                state.emplace_back(as_text(record->payload));
            }
        }
    }
    void note(const StoreEvent& event) {
        events.push_back(event);
        const auto* const snapshot = std::get_if<SnapshotEvent>(&event);
        if (snapshot && std::holds_alternative<SnapshotBegun>(*snapshot)) loaded_.clear();
        if (!snapshot || !std::holds_alternative<SnapshotLoaded>(*snapshot)) return;
        for (std::size_t at = 0; at < loaded_.size();) {
            const std::size_t end = loaded_.find('\n', at);
            state.push_back(loaded_.substr(at, end - at));
            at = end + 1;
        }
    }
    void write_snapshot() {
        if (store_.begin_snapshot()) {
            unwritten_.emplace();
            for (const std::string& record : state) *unwritten_ += record + '\n';
        }
        if (!unwritten_) return;
        const std::size_t size = std::min(unwritten_->size(), store_.snapshot_room());
        store_.write_snapshot(as_bytes(unwritten_->substr(0, size)));
        unwritten_->erase(0, size);
        if (!unwritten_->empty()) return;
        store_.finish_snapshot();
        unwritten_.reset();
    }

    MemoryDisk& disk_;
    Instant now_;
    Store store_;
    std::deque<DiskRequest> requests_;
    std::string loaded_;
    std::optional<std::string> unwritten_;
};

Texts texts(std::size_t count) {
    Texts all;
    for (std::size_t i = 0; i < count; ++i) all.push_back(text(i));
    return all;
}

std::size_t used(MemoryDisk& disk) {
    std::size_t size = 0;
    for (const auto& [name, bytes] : disk.files()) size += bytes.size();
    return size;
}

std::size_t file_count(MemoryDisk& disk, std::string_view prefix) {
    return static_cast<std::size_t>(std::ranges::count_if(
        disk.files(), [&](const auto& file) { return file.first.starts_with(prefix); }));
}

Instant after(Duration time) { return Instant{} + time; }

// Of a disk that a few hundred records fill.
constexpr std::uint64_t scarce = 400'000;

void fill_to(std::size_t percent, Node& node, MemoryDisk& disk) {
    while (used(disk) < scarce / 100 * percent) node.append(1);
}

TEST(Store, ST1_without_a_snapshot_all_records_are_told) {
    MemoryDisk disk(plenty);
    Node(disk, {}).append(50);
    const Node again(disk, {});
    EXPECT_EQ(again.state, texts(50));
    EXPECT_EQ((again.events_in<JournalEvent, Opened>().size()), 1u);
    EXPECT_TRUE((again.events_in<JournalEvent, Lost>().empty()));
}

TEST(Store, ST1_ST2_a_snapshot_is_told_and_what_was_appended_behind_it) {
    MemoryDisk disk(scarce);
    std::size_t count = 0;
    {
        Node node(disk, {});
        fill_to(75, node, disk);
        node.let_all_go();
        EXPECT_GE(node.stored(), 1u);
        EXPECT_FALSE(node.events_of<SnapshotWanted>().empty());
        node.append(7);
        count = node.state.size();
    }
    const Node again(disk, {});
    EXPECT_EQ(again.state, texts(count));
    EXPECT_EQ((again.events_in<SnapshotEvent, SnapshotLoaded>().size()), 1u);
    EXPECT_TRUE((again.events_in<JournalEvent, Lost>().empty()));
}

TEST(Store, ST4_the_journal_forgets_what_is_in_the_snapshots) {
    MemoryDisk disk(scarce);
    Node node(disk, {});
    for (int i = 0; i < 16; ++i) {
        node.append(50);
        node.let_all_go();
    }
    EXPECT_EQ(node.state, texts(800));
    EXPECT_LE(used(disk), scarce / 100 * 80);
    EXPECT_LE(file_count(disk, "snapshot-"), 2u);
    EXPECT_TRUE(node.events_of<HistoryDropped>().empty());
    EXPECT_EQ(Node(disk, {}).state, texts(800));
}

TEST(Store, ST4_what_others_need_stays_until_there_is_hardly_any_room) {
    MemoryDisk disk(scarce);
    Node node(disk, {});
    fill_to(88, node, disk);
    node.pass(minutes{2});
    EXPECT_EQ(node->pressure(), Pressure::high);
    EXPECT_EQ(node.stored(), 0u);  // It would free nothing.
    EXPECT_TRUE((node.events_in<JournalEvent, Released>().empty()));
    fill_to(96, node, disk);
    for (int i = 0; i < 3; ++i) node.pass(minutes{2});
    const auto dropped = node.events_of<HistoryDropped>();
    ASSERT_FALSE(dropped.empty());
    EXPECT_EQ(dropped[0].from, Position{});
    EXPECT_GT(dropped[0].to, dropped[0].from);
    EXPECT_LT(used(disk), scarce / 2);
    EXPECT_EQ(Node(disk, {}).state, node.state);
}

TEST(Store, ST3_a_snapshot_waits_for_the_journal) {
    MemoryDisk disk(scarce);
    Node node(disk, {});
    fill_to(75, node, disk);
    node.holds_back = [](const DiskRequest& request) {
        return DiskClient::user_of(request.ticket) == DiskUser{1};
    };
    node.append(1);
    node.let_all_go();
    EXPECT_GT(file_count(disk, "snapshot-"), 0u);
    EXPECT_EQ(node.stored(), 0u);
    node.holds_back = [](const DiskRequest&) { return false; };
    node.run();
    EXPECT_EQ(node.stored(), 1u);
    EXPECT_EQ(Node(disk, {}).state, node.state);
}

TEST(Store, ST6_what_was_abandoned_is_wanted_again_a_minute_later) {
    MemoryDisk disk(scarce);
    Node node(disk, {});
    node.writes_snapshots = false;
    fill_to(75, node, disk);
    node.let_all_go();
    EXPECT_EQ(node.events_of<SnapshotWanted>().size(), 1u);
    EXPECT_TRUE(node->begin_snapshot());
    EXPECT_FALSE(node->begin_snapshot());
    node->write_snapshot(as_bytes("half of"));
    node->abandon_snapshot();
    node.run();
    EXPECT_EQ(file_count(disk, "snapshot-"), 0u);
    EXPECT_EQ(node.events_of<SnapshotWanted>().size(), 1u);
    node.writes_snapshots = true;
    node.pass(minutes{2});
    EXPECT_EQ(node.events_of<SnapshotWanted>().size(), 2u);
    EXPECT_EQ(node.stored(), 1u);
}

TEST(Store, ST6_without_room_for_a_snapshot_one_is_tried_a_minute) {
    MemoryDisk disk(scarce);
    Node node(disk, {});
    fill_to(75, node, disk);
    const Node tidied(disk, {});
    MemoryDisk full(used(disk) + 100);
    full.files() = disk.files();
    Node again(full, {});
    for (int i = 0; i < 5; ++i) again.let_all_go();
    const auto failed = again.events_in<SnapshotEvent, SnapshotFailed>();
    ASSERT_GE(failed.size(), 3u);
    EXPECT_LE(failed.size(), 6u);
    EXPECT_EQ(failed[0].fault, DiskFault::full);
    EXPECT_EQ(Node(full, {}).state, node.state);
}

// Two records an hour for three weeks, a new process each day.
TEST(Store, ST5_with_plenty_of_room_a_week_of_history_stays_across_restarts) {
    MemoryDisk disk(plenty);
    std::vector<Position> ends;  // Of the days.
    std::size_t count = 0;
    for (std::size_t day = 0; day < 21; ++day) {
        Node node(disk, after(hours{24 * day}));
        ASSERT_EQ(node.state, texts(count));
        for (int hour = 0; hour < 24; ++hour) {
            node.append(2);
            node.pass(hours{1} - minutes{2});
            node.let_all_go();
            const auto released = node.events_in<JournalEvent, Released>();
            if (released.empty()) continue;
            ASSERT_GE(day, 7u);
            // Nothing that is younger than seven days.
            EXPECT_LE(released.back().begin, ends[day - 7]);
        }
        count += 48;
        ends.push_back(node->end());
    }
    Node node(disk, after(hours{24 * 21}));
    EXPECT_EQ(node.state, texts(count));
    // Of the older ones nearly all are gone: a third of all there was, and the rest of what was
    // kept.
    const auto opened = node.events_in<JournalEvent, Opened>();
    EXPECT_GE(opened[0].begin, ends[5]);
}

TEST(Store, ST7_snapshots_of_another_node_stop_it_before_the_journal_is_looked_at) {
    MemoryDisk disk(scarce);
    {
        Node node(disk, {});
        fill_to(75, node, disk);
        node.let_all_go();
    }
    std::erase_if(disk.files(),
                  [](const auto& file) { return file.first.starts_with("journal-"); });
    const auto before = disk.files();
    Store::Options others = small_options();
    others.journal.owner.node.bytes[0] = std::byte{9};
    others.snapshots.owner = others.journal.owner;
    const Node node(disk, {}, others);
    const auto stopped = node.events_in<SnapshotEvent, Stopped>();
    ASSERT_EQ(stopped.size(), 1u);
    EXPECT_EQ(stopped[0].reason, StopReason::of_other_owner);
    EXPECT_EQ(disk.files(), before);
}

}  // namespace
}  // namespace core::store
