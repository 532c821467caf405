// Which of the two StructReaders reads is decided once, when the update is opened.
#include "core/crdt/yjs/update_reader.h"

#include <utility>

#include "core/crdt/yjs/struct_reader.h"

namespace core::crdt::yjs {

class UpdateReader::Source {
public:
    virtual ~Source() = default;
    virtual Result<const Struct*> next() = 0;
    virtual Result<void> finish(DeletedRanges& deleted) = 0;
};

template <class Columns>
class UpdateReader::SourceOf final : public UpdateReader::Source {
public:
    explicit SourceOf(StructReader<Columns> reader) : reader_(std::move(reader)) {}

    Result<const Struct*> next() override { return reader_.next(); }
    Result<void> finish(DeletedRanges& deleted) override { return reader_.finish(deleted); }

private:
    StructReader<Columns> reader_;
};

Result<UpdateReader> UpdateReader::open(Bytes update, Format format) {
    const auto open_as = [&]<class Columns>() -> Result<UpdateReader> {
        StructReader<Columns> reader = TRY(StructReader<Columns>::open(update));
        return UpdateReader(std::make_unique<SourceOf<Columns>>(std::move(reader)));
    };
    return format == Format::v1 ? open_as.operator()<SourceV1>() : open_as.operator()<SourceV2>();
}

UpdateReader::UpdateReader(std::unique_ptr<Source> source) : source_(std::move(source)) {}
UpdateReader::UpdateReader(UpdateReader&&) noexcept = default;
UpdateReader& UpdateReader::operator=(UpdateReader&&) noexcept = default;
UpdateReader::~UpdateReader() = default;

Result<const Struct*> UpdateReader::next() { return source_->next(); }

Result<DeleteSet> UpdateReader::finish() {
    DeletedRanges deleted;
    TRY(source_->finish(deleted));
    return std::move(deleted).to_set();
}

}  // namespace core::crdt::yjs
