// Keeping the newest snapshots.
#include "core/store/snapshot/snapshots.h"

#include <algorithm>

#include "core/store/numbered_name.h"

namespace core::store {
namespace {

struct DescribeSnapshot {
    std::string_view operator()(const SnapshotBegun&) const { return "begins to load"; }
    std::string_view operator()(const SnapshotRefused&) const { return "refuses a snapshot"; }
    std::string_view operator()(const SnapshotLoaded&) const { return "has loaded"; }
    std::string_view operator()(const NoSnapshot&) const { return "has no snapshot"; }
    std::string_view operator()(const SnapshotStored&) const { return "has stored a snapshot"; }
    std::string_view operator()(const SnapshotFailed&) const { return "could not store one"; }
    std::string_view operator()(const Stopped& stopped) const { return describe(stopped.reason); }
};

}  // namespace

std::string_view describe(const SnapshotEvent& event) { return match(event, DescribeSnapshot{}); }

Snapshots::Snapshots(const Options& options, DiskUser user, Seed seed)
    : options_(options),
      disk_(user),
      prng_(seed),
      reader_(disk_, options.owner, options.slice_size),
      writer_(disk_, options.block_size) {
    ASSERT(options.kept_count > 0);
}

void Snapshots::load() {
    ASSERT(state_ == State::new_);
    state_ = State::listing;
    listing_ = disk_.put(ListFiles{});
}

void Snapshots::answer(DiskAnswer answer) {
    disk_.note_answer();
    if (state_ == State::stopped) return;
    if (listing_ == answer.ticket)
        take_list(answer);
    else if (!reader_.take(answer) && !writer_.take(answer))
        return;
    advance();
}

void Snapshots::take_list(const DiskAnswer& answer) {
    listing_.reset();
    if (answer.fault != DiskFault::none) return stop(stop_reason_of(answer.fault));
    for (const FileEntry& file : answer.files) {
        const auto name = read_snapshot_name(file.name);
        if (!name) continue;
        if (name->number.value >= counted_number_max) return stop(StopReason::format_unknown);
        last_number_ = std::max(last_number_, name->number);
        if (name->state == SnapshotState::whole) unknown_.push_back(name->number);
        // Nobody relies on what never got its name.
        if (name->state == SnapshotState::unfinished)
            static_cast<void>(disk_.put(RemoveFile{file.name}));
    }
    std::ranges::reverse(unknown_);
    state_ = State::surveying;
    if (unknown_.empty()) return load_newest();
    reader_.open(unknown_.front());
}

void Snapshots::advance() {
    if (const DiskFault fault = reader_.fault(); fault != DiskFault::none) {
        const bool is_lasting = fault == DiskFault::gone || fault == DiskFault::denied;
        if (state_ == State::verifying && !is_lasting) return forget_new(fault);
        return stop(stop_reason_of(fault));
    }
    switch (state_) {
        case State::surveying: return survey();
        case State::loading: return go_on_loading();
        case State::writing: return go_on_writing();
        case State::verifying: return verify();
        case State::new_:
        case State::listing:
        case State::idle:
        case State::stopped: return;
    }
}

// Reads only as far as the header; what is found out on the way about the rest waits for the
// loading.
void Snapshots::survey() {
    while (!unknown_.empty()) {
        reader_.advance();
        const SnapshotNumber number = unknown_.front();
        if (reader_.header()) {
            kept_.push_back({number, reader_.header()->position});
        } else if (const auto error = reader_.refusal()) {
            if (stop_if_foreign(*error)) return;
            refuse(number, *error);
        } else {
            return;
        }
        unknown_.erase(unknown_.begin());
        if (!unknown_.empty()) reader_.open(unknown_.front());
    }
    load_newest();
}

void Snapshots::load_newest() {
    reader_.close();
    if (kept_.empty()) {
        state_ = State::idle;
        return tell(NoSnapshot{});
    }
    state_ = State::loading;
    is_begun_ = false;
    reader_.open(kept_.front().number);
}

std::optional<Buffer> Snapshots::next_piece() {
    if (state_ != State::loading || !is_begun_ || !events_.empty()) return std::nullopt;
    auto piece = reader_.next_piece();
    advance();
    return piece;
}

void Snapshots::go_on_loading() {
    reader_.advance();
    const Kept newest = kept_.front();
    if (reader_.header() && !std::exchange(is_begun_, true))
        tell(SnapshotBegun{newest.number, newest.position});
    if (reader_.is_whole()) {
        reader_.close();
        state_ = State::idle;
        return tell(SnapshotLoaded{newest.number, newest.position});
    }
    const auto error = reader_.refusal();
    if (!error) return;
    kept_.erase(kept_.begin());
    refuse(newest.number, *error);
    load_newest();
}

void Snapshots::refuse(SnapshotNumber number, Error error) {
    reader_.close();
    static_cast<void>(disk_.put(
        RenameFile{snapshot_name({number}), snapshot_name({number, SnapshotState::refused})}));
    tell(SnapshotRefused{number, error});
}

bool Snapshots::stop_if_foreign(Error error) {
    if (error != Error::type_wrong && error != Error::format_unknown) return false;
    stop(error == Error::type_wrong ? StopReason::of_other_owner : StopReason::format_unknown);
    return true;
}

void Snapshots::begin(Position position) {
    ASSERT(is_idle() && (kept_.empty() || position >= kept_.front().position));
    state_ = State::writing;
    ++last_number_.value;
    writer_.begin({options_.owner, last_number_, Salt{prng_.next()}, position});
}

void Snapshots::abandon() {
    if (state_ != State::writing) return;
    is_abandoned_ = true;
    writer_.abandon();
    advance();
}

void Snapshots::go_on_writing() {
    if (writer_.state() == SnapshotWriter::State::failed) {
        state_ = State::idle;
        if (!std::exchange(is_abandoned_, false))
            tell(SnapshotFailed{last_number_, writer_.fault()});
        writer_.reset();
    } else if (writer_.state() == SnapshotWriter::State::done) {
        is_abandoned_ = false;
        writer_.reset();
        state_ = State::verifying;
        reader_.open(last_number_);
    }
}

// Nothing older is given up for a snapshot that nobody has read.
void Snapshots::verify() {
    do reader_.advance();
    while (reader_.next_piece());
    if (reader_.is_whole()) return keep_new();
    const auto error = reader_.refusal();
    if (!error) return;
    refuse(last_number_, *error);
    state_ = State::idle;
    tell(SnapshotFailed{last_number_, DiskFault::none});
}

// It may be right, but nobody has seen it.
void Snapshots::forget_new(DiskFault fault) {
    reader_.close();
    static_cast<void>(disk_.put(RemoveFile{snapshot_name({last_number_})}));
    state_ = State::idle;
    tell(SnapshotFailed{last_number_, fault});
}

void Snapshots::keep_new() {
    kept_.insert(kept_.begin(), {last_number_, reader_.header()->position});
    reader_.close();
    state_ = State::idle;
    remove_old();
    tell(SnapshotStored{last_number_, *oldest()});
}

void Snapshots::set_kept_count(std::size_t count) {
    ASSERT(count > 0);
    options_.kept_count = count;
    if (is_idle()) remove_old();
}

void Snapshots::remove_old() {
    for (; kept_.size() > options_.kept_count; kept_.pop_back())
        static_cast<void>(disk_.put(RemoveFile{snapshot_name({kept_.back().number})}));
}

std::optional<Checkpoint> Snapshots::oldest() const {
    if (kept_.empty()) return std::nullopt;
    return Checkpoint(kept_.back().position);
}

std::optional<Checkpoint> Snapshots::newest() const {
    if (kept_.empty()) return std::nullopt;
    return Checkpoint(kept_.front().position);
}

void Snapshots::tell(Event event) {
    const bool queued = events_.push(std::move(event));
    ASSERT(queued);
}

void Snapshots::stop(StopReason reason) {
    state_ = State::stopped;
    tell(Stopped{reason});
}

}  // namespace core::store
