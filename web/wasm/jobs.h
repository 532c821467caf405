// A job is work on a document that takes longer than a page may stop. The page feeds it its input,
// lets it do so many steps, takes what it gave, and comes again.
#pragma once

#include "core/base/sliced.h"
#include "web/wasm/open_document.h"

namespace wasm {

// What a slice came to; errors are below.
enum class JobState : std::int32_t { going_on, done, stale };

class Job {
public:
    virtual ~Job() = default;
    // An error, or whether it is done.
    [[nodiscard]] virtual core::Result<bool> run(core::Steps steps) = 0;
    // Where in its input something is wrong.
    [[nodiscard]] virtual std::size_t position() const { return 0; }
    // A document that came of it.
    [[nodiscard]] virtual Handle made() { return 0; }
    // So much input will come, about.
    virtual void expect(std::size_t size) { input.reserve(size); }
    virtual void feed(core::Bytes bytes) { core::append(input, bytes); }

    core::Buffer input;
    core::Buffer output;
    // Of one that reads a document that may not change meanwhile.
    OpenDocument* unchanged = nullptr;
    std::uint64_t edition = 0;
};

// Around what the brain does in slices.
template <class T>
class SlicedJob : public Job {
public:
    core::Result<bool> run(core::Steps steps) override {
        if (!slices_) slices_.emplace(pace_, begin(pace_));
        if (!slices_->run(steps)) return false;
        core::Result<T> result = slices_->result();
        if (result) finish(result);
        if (!result) return core::fail(result.error());
        return true;
    }

protected:
    // When all input is there.
    [[nodiscard]] virtual core::Sliced<core::Result<T>> begin(core::Pace& pace) = 0;
    // It may still turn out to be an error.
    virtual void finish(core::Result<T>&) {}

private:
    core::Pace pace_;
    std::optional<core::Slices<core::Result<T>>> slices_;
};

}  // namespace wasm
