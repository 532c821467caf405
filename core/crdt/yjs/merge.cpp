// Each update is a cursor; the one whose next struct comes first is written from. Cursors lie in a
// heap, where Yjs sorts them all again for each step. Of two that stand at the same struct the one
// that moved last goes on, which is what a stable sort makes of it.
#include <algorithm>
#include <numeric>
#include <optional>
#include <utility>
#include <vector>

#include "core/crdt/yjs/algebra.h"
#include "core/crdt/yjs/delete_set_codec.h"
#include "core/crdt/yjs/section_writer.h"
#include "core/crdt/yjs/update_reader.h"

namespace core::crdt::yjs {
namespace {

// Of an update that has to be sorted, which takes memory for each of its structs: so many, and one
// more for each of its bytes. Those that need it are of programs that write as many bytes as Yjs.
constexpr std::size_t structs_sorted_free_max = std::size_t{1} << 16;

// The larger client goes first.
bool is_before(ItemId left, ItemId right) {
    return left.client != right.client ? left.client > right.client : left.clock < right.clock;
}

class Cursor {
public:
    Cursor(UpdateReader reader, std::size_t update_size, std::uint64_t stamp)
        : stamp(stamp),
          reader_(std::move(reader)),
          structs_max_(structs_sorted_free_max + update_size) {}

    // The next struct that is no gap; gaps are found again from what is left out.
    Result<void> advance() {
        do {
            current = is_sorted_ ? next_sorted() : TRY(reader_.next());
            if (!current) return {};
            is_ordered_ = is_ordered_ && !is_before(current->id, next_);
            next_ = {current->id.client, current->end()};
        } while (current->kind == Kind::skip);
        return {};
    }

    // Instead of advancing for the first time: for updates in which clients or clocks turned out to
    // be in another order. Error::too_large if there are too many structs for that.
    Result<void> sort() {
        while (const Struct* const one = TRY(reader_.next())) {
            if (structs_.size() == structs_max_) return fail(Error::too_large);
            structs_.push_back(*one);
        }
        order_.resize(structs_.size());
        std::iota(order_.begin(), order_.end(), std::size_t{0});
        std::ranges::sort(order_, [&](std::size_t left, std::size_t right) {
            const ItemId ours = structs_[left].id;
            const ItemId theirs = structs_[right].id;
            return ours != theirs ? is_before(ours, theirs) : left < right;
        });
        is_sorted_ = true;
        return advance();
    }

    [[nodiscard]] bool is_ordered() const { return is_ordered_ || is_sorted_; }
    Result<DeleteSet> finish() { return reader_.finish(); }

    const Struct* current = nullptr;
    std::uint64_t stamp;

private:
    const Struct* next_sorted() {
        return sorted_next_ < order_.size() ? &structs_[order_[sorted_next_++]] : nullptr;
    }

    UpdateReader reader_;
    ItemId next_{Client{UINT64_MAX}, 0};
    bool is_ordered_ = true;
    bool is_sorted_ = false;
    std::size_t structs_max_;
    std::vector<Struct> structs_;
    std::vector<std::size_t> order_;
    std::size_t sorted_next_ = 0;
};

class Merge {
public:
    Merge(Format format, bool is_sorting) : writer_(format), is_sorting_(is_sorting) {}

    Result<void> open(std::span<const Bytes> updates, Format format) {
        cursors_.reserve(updates.size());
        stamp_ = updates.size();
        for (const Bytes update : updates) {
            UpdateReader reader = TRY(UpdateReader::open(update, format));
            Cursor& cursor =
                cursors_.emplace_back(std::move(reader), update.size(), stamp_ - cursors_.size());
            TRY(is_sorting_ ? cursor.sort() : cursor.advance());
            if (cursor.current) push(&cursor);
        }
        return {};
    }

    // Nothing if an update is not in order: then all have to be sorted first.
    Result<std::optional<Buffer>> run() {
        while (!heap_.empty()) {
            std::ranges::pop_heap(heap_, is_later);
            Cursor& first = *heap_.back();
            heap_.pop_back();
            TRY(write_from(first));
            if (!first.is_ordered()) return std::nullopt;
            first.stamp = ++stamp_;
            if (first.current) push(&first);
        }
        if (pending_) writer_.add(pending_->whole, pending_->offset);
        DeletedRanges deleted;
        for (Cursor& cursor : cursors_) {
            if (!cursor.is_ordered()) return std::nullopt;
            deleted.add(TRY(cursor.finish()));
        }
        return TRY(std::move(writer_).finish(std::move(deleted).to_set()));
    }

private:
    // The last struct that was taken is not written yet, since it may grow.
    struct Pending {
        Struct whole;
        std::uint64_t offset;
    };

    static bool is_later(const Cursor* left, const Cursor* right) {
        const Struct& ours = *left->current;
        const Struct& theirs = *right->current;
        if (ours.id != theirs.id) return is_before(theirs.id, ours.id);
        if (ours.is_item() != theirs.is_item()) return theirs.is_item();
        return left->stamp < right->stamp;
    }

    void push(Cursor* cursor) {
        heap_.push_back(cursor);
        std::ranges::push_heap(heap_, is_later);
    }

    Result<void> take(Cursor& cursor, std::uint64_t offset = 0) {
        if (pending_) writer_.add(pending_->whole, pending_->offset);
        pending_ = {*cursor.current, offset};
        return cursor.advance();
    }

    Result<void> write_from(Cursor& cursor) {
        const Client client = cursor.current->id.client;
        if (pending_ && pending_->whole.id.client == client) {
            if (!TRY(skip_known(cursor, client))) return {};
            TRY(take_next(cursor));
        } else {
            TRY(take(cursor));
        }
        while (cursor.current && cursor.current->id.client == client &&
               cursor.current->id.clock == pending_->whole.end())
            TRY(take(cursor));
        return {};
    }

    // False if it is another cursor's turn then.
    Result<bool> skip_known(Cursor& cursor, Client client) {
        const std::uint64_t end = pending_->whole.end();
        bool is_skipped = false;
        while (cursor.current && cursor.current->id.client == client &&
               cursor.current->end() <= end) {
            TRY(cursor.advance());
            is_skipped = true;
        }
        if (!cursor.current || cursor.current->id.client != client) return false;
        return !is_skipped || cursor.current->id.clock <= end;
    }

    Result<void> take_next(Cursor& cursor) {
        Struct& last = pending_->whole;
        const Struct& next = *cursor.current;
        if (last.end() < next.id.clock) {
            Struct gap;
            gap.id = {last.id.client, last.end()};
            gap.length = next.id.clock - last.end();
            gap.kind = Kind::skip;
            writer_.add(last, pending_->offset);
            pending_ = {gap, 0};
            return take(cursor);
        }
        if (last.kind == Kind::gc && next.kind == Kind::gc) {
            last.length = next.end() - last.id.clock;
            return {};
        }
        return take(cursor, last.end() - next.id.clock);
    }

    SectionWriter writer_;
    bool is_sorting_;
    std::vector<Cursor> cursors_;
    std::vector<Cursor*> heap_;
    std::optional<Pending> pending_;
    std::uint64_t stamp_ = 0;
};

Result<std::optional<Buffer>> merged(std::span<const Bytes> updates, Format format,
                                     bool is_sorting) {
    Merge merge(format, is_sorting);
    TRY(merge.open(updates, format));
    return merge.run();
}

}  // namespace

Result<Buffer> merge_updates(std::span<const Bytes> updates, Format format) {
    if (updates.size() == 1) {
        // It stays as it is, once it was read.
        TRY(state_vector_of(updates[0], format));
        return Buffer(updates[0].begin(), updates[0].end());
    }
    if (auto update = TRY(merged(updates, format, false))) return *std::move(update);
    return *TRY(merged(updates, format, true));
}

}  // namespace core::crdt::yjs
