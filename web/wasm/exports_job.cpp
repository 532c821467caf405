// Jobs for the page, by handle. A document outlives the jobs on it; the page sees to that.
#include "core/codec/varint.h"
#include "core/crdt/boundary/history_list.h"
#include "core/crdt/boundary/json_export.h"
#include "core/crdt/boundary/json_import.h"
#include "core/crdt/document/take_apart.h"
#include "core/crdt/store_codec.h"
#include "web/wasm/export.h"
#include "web/wasm/jobs.h"
#include "web/wasm/window.h"

namespace {

using core::Bytes;
using core::Pace;
using core::Result;
using core::Sliced;
using namespace core::crdt;
using wasm::Handle;
using wasm::Job;
using wasm::JobState;
using wasm::OpenDocument;
using wasm::SlicedJob;

// What is saved is the name of the document and a snapshot of its replica.
Sliced<Result<void>> save(Pace& pace, OpenDocument& open, core::BufferWriter& writer) {
    Coder<std::string>::write(writer, open.name);
    CO_TRY(co_await open.live().write(pace, writer));
    co_return Result<void>{};
}

Sliced<Result<void>> load(Pace& pace, OpenDocument& open, core::Reader& reader) {
    std::string name = CO_TRY(Coder<std::string>::read(reader));
    if (name.size() > wasm::name_size_max) co_return core::fail(core::Error::too_large);
    CO_TRY(co_await open.live().read(pace, reader));
    open.name = std::move(name);
    if (open.live().id() != wasm::document_id(open.name))
        co_return core::fail(core::Error::malformed);
    co_return Result<void>{};
}

class Load : public SlicedJob<void> {
public:
    explicit Load(OpenDocument& open) : open_(open) {}

protected:
    Sliced<Result<void>> begin(Pace& pace) override {
        reader_.emplace(input);
        return load(pace, open_, *reader_);
    }
    void finish(Result<void>& result) override {
        if (!reader_->at_end()) result = core::fail(core::Error::trailing_bytes);
        open_.was_edited();
    }

private:
    OpenDocument& open_;
    std::optional<core::Reader> reader_;
};

class Save : public SlicedJob<void> {
public:
    explicit Save(OpenDocument& open) : open_(open) { unchanged = &open; }

protected:
    Sliced<Result<void>> begin(Pace& pace) override { return save(pace, open_, writer_); }

private:
    OpenDocument& open_;
    core::BufferWriter writer_{output, SIZE_MAX};
};

class Export : public SlicedJob<void> {
public:
    explicit Export(OpenDocument& open) : open_(open) { unchanged = &open; }
    Result<bool> run(core::Steps steps) override {
        const auto done = SlicedJob::run(steps);
        if (done) core::append(output, core::as_bytes(writer_.take()));
        return done;
    }

protected:
    Sliced<Result<void>> begin(Pace& pace) override {
        return export_json(pace, open_.document(), writer_);
    }
    void finish(Result<void>&) override {
        const auto rest = writer_.finish();
        ASSERT(rest);  // A document holds UTF-8 alone and is not deeper than JSON may be.
        core::append(output, core::as_bytes(*rest));
    }

private:
    OpenDocument& open_;
    core::codec::JsonWriter writer_;
};

class ImportJob : public Job {
public:
    ImportJob(OpenDocument& open, Shape shape, std::int64_t wall_time)
        : open_(open), import_(open.live(), std::move(shape), wall_time) {}
    void expect(std::size_t size) override { import_.reserve(size); }
    void feed(Bytes bytes) override { import_.add(bytes); }
    Result<bool> run(core::Steps steps) override {
        open_.was_edited();
        return import_.run(steps);
    }
    std::size_t position() const override { return import_.position(); }

private:
    OpenDocument& open_;
    Import import_;
};

// Nothing stands for the version of who has nothing.
Sliced<Result<void>> give(Pace& pace, OpenDocument& open, Bytes since, core::BufferWriter& writer) {
    core::Reader reader(since);
    Version version;
    if (!since.empty()) version = CO_TRY(read_version(reader));
    CO_TRY(reader.expect_end());
    CO_TRY(co_await write_bundle(pace, open.live(), open.keys, std::move(version), writer));
    co_return Result<void>{};
}

class Give : public SlicedJob<void> {
public:
    explicit Give(OpenDocument& open) : open_(open) {}

protected:
    Sliced<Result<void>> begin(Pace& pace) override { return give(pace, open_, input, writer_); }

private:
    OpenDocument& open_;
    core::BufferWriter writer_{output, SIZE_MAX};
};

class Take : public SlicedJob<BundleTaken> {
public:
    explicit Take(OpenDocument& open) : open_(open) {}
    Result<bool> run(core::Steps steps) override {
        open_.was_edited();
        return SlicedJob::run(steps);
    }

protected:
    Sliced<Result<BundleTaken>> begin(Pace& pace) override {
        return take_bundle(pace, open_.live(), open_.keys, input);
    }
    // Four counts, and what the first refusal was for: an error's number, and 1 more.
    void finish(Result<BundleTaken>& taken) override {
        core::BufferWriter writer(output, SIZE_MAX);
        for (const std::uint32_t count :
             {taken->delivered, taken->waiting, taken->known, taken->refused})
            writer.u32_le(count);
        const auto refusal = taken->first_refusal;
        writer.u32_le(refusal ? static_cast<std::uint32_t>(*refusal) + 1 : 0);
    }

private:
    OpenDocument& open_;
};

class ListHistory : public SlicedJob<void> {
public:
    explicit ListHistory(OpenDocument& open) : open_(open) {}

protected:
    Sliced<Result<void>> begin(Pace& pace) override {
        return write_history_list(pace, open_.live().history(), writer_);
    }

private:
    OpenDocument& open_;
    core::BufferWriter writer_{output, SIZE_MAX};
};

Sliced<Result<Document>> show_past(Pace& pace, OpenDocument& open, Bytes then) {
    core::Reader reader(then);
    Version version = CO_TRY(read_version(reader));
    CO_TRY(reader.expect_end());
    Document document = CO_TRY(co_await open.live().at(pace, std::move(version)));
    co_return std::move(document);
}

class ShowPast : public SlicedJob<Document> {
public:
    explicit ShowPast(OpenDocument& open) : open_(open) {}
    Handle made() override { return made_; }

protected:
    Sliced<Result<Document>> begin(Pace& pace) override { return show_past(pace, open_, input); }
    void finish(Result<Document>& document) override {
        made_ = wasm::documents().add(std::make_unique<OpenDocument>(*std::move(document)));
    }

private:
    OpenDocument& open_;
    Handle made_ = 0;
};

// The rest of it goes with the job.
class Close : public SlicedJob<void> {
public:
    explicit Close(std::unique_ptr<OpenDocument> open) : open_(std::move(open)) {}

protected:
    Sliced<Result<void>> begin(Pace& pace) override {
        return take_apart(pace, std::move(open_->document()));
    }

private:
    std::unique_ptr<OpenDocument> open_;
};

wasm::Handles<Job>& jobs() {
    static wasm::Handles<Job> jobs;
    return jobs;
}
Job& job(Handle handle) { return jobs().at(handle); }

OpenDocument& document(Handle handle) { return wasm::documents().at(handle); }

template <class Kind>
Handle begin(Handle handle) {
    auto job = std::make_unique<Kind>(document(handle));
    job->edition = document(handle).editions;
    return jobs().add(std::move(job));
}

}  // namespace

EXPORT(job_load) Handle job_load(Handle handle) { return begin<Load>(handle); }
EXPORT(job_save) Handle job_save(Handle handle) { return begin<Save>(handle); }
EXPORT(job_export) Handle job_export(Handle handle) { return begin<Export>(handle); }
EXPORT(job_give) Handle job_give(Handle handle) { return begin<Give>(handle); }
EXPORT(job_take) Handle job_take(Handle handle) { return begin<Take>(handle); }
EXPORT(job_history) Handle job_history(Handle handle) { return begin<ListHistory>(handle); }
EXPORT(job_past) Handle job_past(Handle handle) { return begin<ShowPast>(handle); }
// The document's handle ends here.
EXPORT(job_close) Handle job_close(Handle handle) {
    return jobs().add(std::make_unique<Close>(wasm::documents().take(handle)));
}
// By the shape in the window.
EXPORT(job_import) std::int32_t job_import(Handle handle, std::size_t shape_size, double now) {
    auto shape = read_shape(wasm::in_window(shape_size));
    if (!shape) return wasm::code_of(shape.error());
    return static_cast<std::int32_t>(jobs().add(std::make_unique<ImportJob>(
        document(handle), *std::move(shape), static_cast<std::int64_t>(now))));
}

// How much input will come, about: room is made once, and touched when it comes.
EXPORT(job_expect) void job_expect(Handle handle, std::size_t size) { job(handle).expect(size); }
// The next part of its input.
EXPORT(job_feed) void job_feed(Handle handle, std::size_t size) {
    job(handle).feed(wasm::in_window(size));
}

// Drops what it gave before. A stale one must be begun again: its document was edited.
EXPORT(job_run) std::int32_t job_run(Handle handle, std::uint32_t steps) {
    Job& job = ::job(handle);
    job.output.clear();
    if (job.unchanged && job.unchanged->editions != job.edition)
        return static_cast<std::int32_t>(JobState::stale);
    const auto done = job.run(steps);
    if (!done) return wasm::code_of(done.error());
    return static_cast<std::int32_t>(*done ? JobState::done : JobState::going_on);
}

EXPORT(job_output) void job_output(Handle handle) { wasm::show(Bytes(job(handle).output)); }
EXPORT(job_position) std::size_t job_position(Handle handle) { return job(handle).position(); }
EXPORT(job_made) Handle job_made(Handle handle) { return job(handle).made(); }
EXPORT(job_free) void job_free(Handle handle) { static_cast<void>(jobs().take(handle)); }
