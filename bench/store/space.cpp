// Our store under values that are written over and over: the journal grows, and goes once a
// snapshot holds what it came to.
#include "bench/store/space.h"

#include "bench/store/threads.h"
#include "core/store/store.h"
#include "native/disk/waiting_disk.h"
#include "native/platform/random.h"

namespace bench {
namespace {

using core::Buffer;
using core::Instant;
using namespace core::store;

constexpr RecordType value_type{40};

Store::Options store_options() {
    Store::Options options;
    options.compaction.measure_interval = std::chrono::milliseconds{20};
    return options;
}

class Keeper {
public:
    // The disk is soon full: whatever can go does.
    Keeper(native::DataDirectory directory, std::uint64_t keys)
        : values_(keys),
          store_(store_options(), native::random_seed(), native::steady_now(), WallClock{}),
          disk_(std::move(directory), {.size_max = keys * value_size * 2}) {
        store_.open();
        run_until([this] { return is_open_; });
    }

    void write(std::uint64_t key, Buffer value) {
        const auto append = [&] {
            return store_.append_encoded(value_type, [&](core::BufferWriter& writer) {
                writer.u64_be(key);
                writer.bytes(value);
            });
        };
        while (!append()) {
            const Position before = store_.acknowledged();
            run_until([&] { return store_.acknowledged() > before; });
        }
        end_ = store_.end();
        store_.note_needs(end_, end_);
        values_[key] = std::move(value);
    }

    void tidy_up() {
        run_until([this] { return store_.acknowledged() >= end_; });
        run_until([this] {
            const CompactionEstimate rest = store_.estimate();
            return rest.now_size + rest.with_snapshot_size == 0 && !unwritten_;
        });
        // What is being removed.
        const Instant until = native::steady_now() + std::chrono::milliseconds{200};
        run_until([&] { return native::steady_now() >= until; });
    }

private:
    template <class IsEnough>
    void run_until(IsEnough is_enough) {
        while (!is_enough()) {
            const Instant now = native::steady_now();
            if (const auto due = store_.deadline(); due && *due <= now) store_.expire(now);
            while (take() || put()) {
            }
            for (auto& answer : disk_.wait_for_answers(store_.deadline()))
                store_.answer(std::move(answer), native::steady_now());
        }
    }
    bool take() {
        const auto event = store_.next_event();
        if (!event) return false;
        const auto* const journal = core::get_if<JournalEvent>(&*event);
        is_open_ |= journal && core::holds_alternative<Opened>(*journal);
        return true;
    }
    bool put() {
        write_snapshot();
        auto request = store_.next_request(native::steady_now());
        if (!request) return false;
        disk_.put(std::move(*request));
        return true;
    }
    void write_snapshot() {
        if (store_.begin_snapshot()) {
            unwritten_.emplace();
            for (const Buffer& value : values_) core::append(*unwritten_, value);
            written_ = 0;
        }
        if (!unwritten_) return;
        const std::size_t size = std::min(unwritten_->size() - written_, store_.snapshot_room());
        store_.write_snapshot(core::Bytes(*unwritten_).subspan(written_, size));
        written_ += size;
        if (written_ < unwritten_->size()) return;
        store_.finish_snapshot();
        unwritten_.reset();
    }

    std::vector<Buffer> values_;
    Store store_;
    native::WaitingDisk disk_;
    bool is_open_ = false;
    Position end_;
    std::optional<Buffer> unwritten_;
    std::size_t written_ = 0;
};

}  // namespace

double megabytes_of_ours(native::DataDirectory directory, const std::filesystem::path& folder,
                         const Measure& measure) {
    const std::uint64_t keys = value_count(measure);
    Keeper keeper(std::move(directory), keys);
    for (std::uint64_t round = 0; round < rewrites; ++round)
        for (std::uint64_t key = 0; key < keys; ++key) keeper.write(key, value_of(key, round));
    keeper.tidy_up();
    return megabytes_of(folder);
}

}  // namespace bench
