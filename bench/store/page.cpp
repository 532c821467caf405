// In a page: our journal as WebAssembly, on the page's disk.
#include "bench/frame/measure.h"
#include "bench/store/appends.h"
#include "core/testing/journal_loop.h"
#include "web/wasm/page_disk.h"

namespace bench {
namespace {

// Answers come one by one; whoever waits for one need not be woken by the time.
class WaitingPageDisk {
public:
    static core::Instant now() {
        const auto since_start = std::chrono::steady_clock::now().time_since_epoch();
        return core::Instant(std::chrono::duration_cast<core::Duration>(since_start));
    }
    void put(const core::store::DiskRequest& request) { disk_.put(request); }
    std::vector<core::store::DiskAnswer> wait_for_answers(std::optional<core::Instant>) {
        std::vector<core::store::DiskAnswer> answers;
        answers.push_back(disk_.wait_for_answer());
        return answers;
    }

private:
    PageDisk disk_;
};

using JournalLoop = core::testing::JournalLoop<WaitingPageDisk>;

}  // namespace
}  // namespace bench

int main(int count, char** words) {
    const bench::Measure measure(count, words);
    auto options = bench::options_for_load();
    // As much as is prepared in a page at once.
    options.writing.segment_size_max = std::uint64_t{8} << 20;
    const auto rate = [&](const bench::Load& load) {
        bench::JournalLoop loop(options, core::Seed{1});
        return bench::rate_of_journal(loop, load, measure.sample_time());
    };
    // A browser that has just started has other things to do.
    static_cast<void>(rate(bench::page_loads().front()));
    for (const bench::Load& load : bench::page_loads())
        bench::Measure::figure("in a page, " + load.title(), "selvage wasm", "/s", rate(load));
}
