// Who proposes and who selects.
#include "net/multistream/negotiation.h"

#include <utility>

#include "core/base/assert.h"

namespace net::multistream {

namespace {

void drop_front(core::Buffer& buffer, std::size_t size) {
    ASSERT(size <= buffer.size());
    buffer.erase(buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(size));
}

// Reads lines until `is_done` or the bytes are used up; false if something else than lines came.
template <class IsDone, class Hear>
bool read_lines(LineReader& reader, core::Bytes& bytes, IsDone is_done, Hear hear) {
    while (!is_done()) {
        const auto line = reader.take_line(bytes);
        if (!line) return false;
        if (!*line) return true;
        hear(**line);
    }
    return true;
}

}  // namespace

Proposer::Proposer(std::vector<std::string> protocols) : protocols_(std::move(protocols)) {
    ASSERT(!protocols_.empty());
    append_line(outgoing_, header);
    propose();
}

std::size_t Proposer::receive(core::Bytes bytes) {
    core::Bytes rest = bytes;
    const auto is_done = [&] { return outcome_ != Outcome::pending; };
    const auto hear_line = [&](std::string_view line) { hear(line); };
    if (!read_lines(reader_, rest, is_done, hear_line)) outcome_ = Outcome::broken;
    return bytes.size() - rest.size();
}

void Proposer::hear(std::string_view line) {
    if (!std::exchange(has_header_, true)) {
        if (line != header) outcome_ = Outcome::broken;
        return;
    }
    if (line == protocol()) {
        outcome_ = Outcome::agreed;
    } else if (line != refusal) {
        outcome_ = Outcome::broken;
    } else if (proposed_ + 1 == protocols_.size()) {
        outcome_ = Outcome::refused;
    } else {
        ++proposed_;
        propose();
    }
}

void Proposer::propose() { append_line(outgoing_, protocol()); }

const std::string& Proposer::protocol() const { return protocols_[proposed_]; }

core::Bytes Proposer::outgoing() const { return outgoing_; }

void Proposer::consume(std::size_t size) { drop_front(outgoing_, size); }

std::size_t Selector::receive(core::Bytes bytes) {
    core::Bytes rest = bytes;
    const auto is_done = [&] { return has_proposal_ || outcome_ != Outcome::pending; };
    const auto hear_line = [&](std::string_view line) { hear(line); };
    if (!read_lines(reader_, rest, is_done, hear_line)) outcome_ = Outcome::broken;
    return bytes.size() - rest.size();
}

void Selector::hear(std::string_view line) {
    if (std::exchange(has_header_, true)) {
        proposal_ = line;
        has_proposal_ = true;
    } else if (line == header) {
        append_line(outgoing_, header);  // At once: there are peers that wait for it.
    } else {
        outcome_ = Outcome::broken;
    }
}

std::optional<std::string_view> Selector::proposal() const {
    if (!has_proposal_) return std::nullopt;
    return proposal_;
}

void Selector::accept() {
    ASSERT(has_proposal_);
    has_proposal_ = false;
    append_line(outgoing_, proposal_);
    outcome_ = Outcome::agreed;
}

void Selector::refuse() {
    ASSERT(has_proposal_);
    has_proposal_ = false;
    append_line(outgoing_, refusal);
    if (++refusals_ == refusals_max) outcome_ = Outcome::refused;
}

void Selector::consume(std::size_t size) { drop_front(outgoing_, size); }

}  // namespace net::multistream
