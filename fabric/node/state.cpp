// Records one behind the other.
#include "fabric/node/state.h"

#include <algorithm>

#include "core/base/assert.h"
#include "core/base/reader.h"
#include "core/codec/message_bytes.h"

namespace fabric::node {

using core::Buffer;
using core::Bytes;
using core::Error;
using core::Reader;
using core::Result;

namespace {

constexpr std::byte state_version{1};
// More than any record takes.
constexpr std::size_t state_record_size_max = std::size_t{18} << 20;

void append_to(Buffer& piece, const StateRecord& record) {
    core::codec::MessageBytes bytes(state_record_size_max);
    bytes.writer().u8(record.type.value);
    bytes.sized(record.bytes);
    core::append(piece, bytes.take());
}

}  // namespace

StateWriter::StateWriter(std::vector<StateRecord> head, std::vector<DocumentOf> documents)
    : head_(std::move(head)), documents_(std::move(documents)) {}

Result<Buffer> StateWriter::next_piece(std::size_t size_max) {
    if (!std::exchange(has_begun_, true)) ready_.push_back(state_version);
    while (ready_.size() - ready_taken_ < size_max) {
        const auto record = TRY(next_record());
        if (!record) break;
        append_to(ready_, *record);
    }
    const Bytes rest = Bytes(ready_).subspan(ready_taken_);
    const Bytes piece = rest.first(std::min(rest.size(), size_max));
    Buffer taken(piece.begin(), piece.end());
    ready_taken_ += piece.size();
    if (ready_taken_ == ready_.size()) {
        ready_.clear();
        ready_taken_ = 0;
    }
    return taken;
}

Result<std::optional<StateRecord>> StateWriter::next_record() {
    if (next_head_ < head_.size()) return std::exchange(head_[next_head_++], {});
    while (next_document_ < documents_.size()) {
        const DocumentOf& of = documents_[next_document_];
        if (!records_) records_.emplace(*of.document);
        const auto record = TRY(records_->next());
        if (record) {
            Buffer bytes;
            core::BufferWriter writer(bytes, state_record_size_max);
            write_numbered_change(writer, {of.number, *record});
            ASSERT(writer.finish());
            return StateRecord{record_types::change, std::move(bytes)};
        }
        if (auto proof = next_proof(of)) return proof;
        records_.reset();
        told_proofs_ = 0;
        ++next_document_;
    }
    return std::nullopt;
}

// Behind all changes: nothing is taken of such an author any more.
std::optional<StateRecord> StateWriter::next_proof(const DocumentOf& of) {
    const auto& proofs = of.document->proofs();
    auto at = proofs.begin();
    for (std::size_t i = 0; i < told_proofs_ && at != proofs.end(); ++i) ++at;
    if (at == proofs.end()) return std::nullopt;
    ++told_proofs_;
    Buffer bytes;
    core::BufferWriter writer(bytes, state_record_size_max);
    write_numbered_change(writer, {of.number, at->second});
    ASSERT(writer.finish());
    return StateRecord{record_types::proof, std::move(bytes)};
}

Result<void> StateReader::receive(Bytes piece) {
    core::append(rest_, piece);
    Reader reader(rest_);
    if (!has_begun_) {
        const auto version = reader.u8();
        if (!version) return {};
        if (std::byte{*version} != state_version) return core::fail(Error::malformed);
        has_begun_ = true;
    }
    std::size_t taken = rest_.size() - reader.remaining();
    while (true) {
        const auto type = reader.u8();
        const auto size = type ? core::codec::read_varint(reader) : core::fail(Error::truncated);
        if (size && *size > state_record_size_max) return core::fail(Error::malformed);
        if (!size && size.error() != Error::truncated) return core::fail(Error::malformed);
        const auto bytes = size ? reader.take(*size) : core::fail(Error::truncated);
        if (!bytes) break;
        const bool has_room =
            records_.push({core::store::RecordType{*type}, {bytes->begin(), bytes->end()}});
        ASSERT(has_room);
        taken = rest_.size() - reader.remaining();
    }
    rest_.erase(rest_.begin(), rest_.begin() + static_cast<std::ptrdiff_t>(taken));
    return {};
}

std::optional<StateRecord> StateReader::next_record() { return records_.pop(); }

}  // namespace fabric::node
