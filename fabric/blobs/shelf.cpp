// What is held, what may give way in which order, and what is told to who keeps it on a disk.
#include "fabric/blobs/shelf.h"

#include <utility>

#include "core/base/assert.h"

namespace fabric::blobs {

const core::Buffer* Shelf::find(const Hash& hash) const {
    const auto at = held_.find(hash);
    return at == held_.end() ? nullptr : &at->second.bytes;
}

bool Shelf::may_fit(std::size_t size) const {
    const std::size_t staying = size_ - loose_size_ + reserved_size_;
    const std::size_t staying_count = held_.size() - loose_.size() + reserved_count_;
    return size <= size_max_ && staying <= size_max_ - size && staying_count < count_max_;
}

bool Shelf::reserve(std::size_t size) {
    if (!may_fit(size)) return false;
    while (size_ + reserved_size_ > size_max_ - size ||
           held_.size() + reserved_count_ >= count_max_)
        forget_oldest();
    reserved_size_ += size;
    ++reserved_count_;
    return true;
}

void Shelf::release(std::size_t size) {
    ASSERT(reserved_size_ >= size && reserved_count_ > 0);
    reserved_size_ -= size;
    --reserved_count_;
}

void Shelf::hold(const Hash& hash, core::Buffer bytes) {
    hold_kept(hash, std::move(bytes));
    // If it was forgotten a moment ago the disk still has it, and was not told.
    if (forgotten_.erase(hash) == 0) kept_.insert(hash);
}

void Shelf::hold_kept(const Hash& hash, core::Buffer bytes) {
    release(bytes.size());
    const auto [at, is_new] = held_.try_emplace(hash);
    ASSERT(is_new);
    at->second.bytes = std::move(bytes);
    at->second.used = ++uses_;
    size_ += at->second.bytes.size();
    if (!pins_.contains(hash)) loosen(hash, at->second);
}

void Shelf::use(const Hash& hash) {
    const auto at = held_.find(hash);
    if (at == held_.end()) return;
    const bool is_loose = loose_.contains(at->second.used);
    if (is_loose) fasten(at->second);
    at->second.used = ++uses_;
    if (is_loose) loosen(hash, at->second);
}

void Shelf::pin(const Hash& hash) {
    if (++pins_[hash] > 1) return;
    if (const auto at = held_.find(hash); at != held_.end()) fasten(at->second);
}

void Shelf::unpin(const Hash& hash) {
    const auto pin = pins_.find(hash);
    ASSERT(pin != pins_.end());
    if (--pin->second > 0) return;
    pins_.erase(pin);
    if (const auto at = held_.find(hash); at != held_.end()) loosen(hash, at->second);
    // Until now it was in use.
    use(hash);
}

std::optional<Hash> Shelf::next_kept() {
    if (kept_.empty()) return std::nullopt;
    return kept_.extract(kept_.begin()).value();
}

std::optional<Hash> Shelf::next_forgotten() {
    if (forgotten_.empty()) return std::nullopt;
    return forgotten_.extract(forgotten_.begin()).value();
}

void Shelf::forget_oldest() {
    ASSERT(!loose_.empty());
    const Hash hash = loose_.begin()->second;
    const auto at = held_.find(hash);
    fasten(at->second);
    size_ -= at->second.bytes.size();
    held_.erase(at);
    if (kept_.erase(hash) == 0) forgotten_.insert(hash);
}

void Shelf::loosen(const Hash& hash, const Held& held) {
    const bool is_new = loose_.emplace(held.used, hash).second;
    ASSERT(is_new);
    loose_size_ += held.bytes.size();
}

void Shelf::fasten(const Held& held) {
    const bool was_there = loose_.erase(held.used) == 1;
    ASSERT(was_there);
    loose_size_ -= held.bytes.size();
}

}  // namespace fabric::blobs
