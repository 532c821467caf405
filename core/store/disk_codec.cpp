// Writing requests, reading answers.
#include "core/store/disk_codec.h"

#include "core/base/assert.h"
#include "core/base/reader.h"
#include "core/base/writer.h"

namespace core::store {
namespace {

// Each file has a length, a size, and a name that is not empty.
constexpr std::size_t file_entry_size_min = 10;

struct WriteFields {
    BufferWriter& writer;

    void operator()(const OpenFile& open) const {
        writer.u64_le(open.file.value);
        writer.u8(open.is_new ? 1 : 0);
        name(open.name);
    }
    void operator()(const CloseFile& close) const { writer.u64_le(close.file.value); }
    void operator()(const WriteFile& write) const {
        writer.u64_le(write.file.value);
        writer.u64_le(write.offset);
        writer.u32_le(static_cast<std::uint32_t>(write.bytes.size()));
        writer.bytes(write.bytes);
    }
    void operator()(const ReadFile& read) const {
        writer.u64_le(read.file.value);
        writer.u64_le(read.offset);
        writer.u32_le(read.size);
    }
    void operator()(const SyncFile& sync) const { writer.u64_le(sync.file.value); }
    void operator()(const ResizeFile& change) const {
        writer.u64_le(change.file.value);
        writer.u64_le(change.size);
    }
    void operator()(const RenameFile& rename) const {
        name(rename.from);
        name(rename.to);
    }
    void operator()(const RemoveFile& remove) const { name(remove.name); }
    void operator()(const SyncNames&) const {}
    void operator()(const ListFiles&) const {}
    void operator()(const MeasureSpace&) const {}

    void name(std::string_view text) const {
        writer.u8(static_cast<std::uint8_t>(text.size()));
        writer.text(text);
    }
};

Result<DiskFault> read_fault(Reader& reader) {
    const std::uint8_t number = TRY(reader.u8());
    if (number > static_cast<std::uint8_t>(DiskFault::denied)) return fail(Error::malformed);
    return static_cast<DiskFault>(number);
}

Result<std::vector<FileEntry>> read_files(Reader& reader) {
    const std::uint32_t count = TRY(reader.u32_le());
    if (count > reader.remaining() / file_entry_size_min) return fail(Error::truncated);
    std::vector<FileEntry> files(count);
    for (FileEntry& file : files) {
        const std::uint8_t size = TRY(reader.u8());
        file.name = as_text(TRY(reader.take(size)));
        if (!is_allowed(RemoveFile{file.name})) return fail(Error::malformed);
        file.size = TRY(reader.u64_le());
    }
    return files;
}

}  // namespace

Buffer write_request(const DiskRequest& request) {
    ASSERT(is_allowed(request.action));
    Buffer bytes;
    BufferWriter writer(bytes, request_fields_size_max + write_size_max);
    writer.u64_le(request.ticket.value);
    writer.u8(static_cast<std::uint8_t>(request.action.index()));
    match(request.action, WriteFields{writer});
    ASSERT(writer.finish());
    return bytes;
}

Result<DiskAnswer> read_answer(Bytes bytes) {
    Reader reader(bytes);
    DiskAnswer answer{.ticket = Ticket{TRY(reader.u64_le())}};
    answer.fault = TRY(read_fault(reader));
    answer.size = TRY(reader.u64_le());
    answer.space.used = TRY(reader.u64_le());
    answer.space.quota = TRY(reader.u64_le());
    answer.files = TRY(read_files(reader));
    const std::uint32_t size = TRY(reader.u32_le());
    if (size > write_size_max) return fail(Error::too_large);
    const Bytes content = TRY(reader.take(size));
    TRY(reader.expect_end());
    answer.bytes.assign(content.begin(), content.end());
    return answer;
}

}  // namespace core::store
