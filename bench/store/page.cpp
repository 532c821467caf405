// In a page: our journal as WebAssembly, on the page's disk. The disk's imports are those of
// web/wasm/disk_contract.cpp.
#include "bench/frame/measure.h"
#include "bench/store/appends.h"
#include "core/store/disk_codec.h"

extern "C" __attribute__((import_module("disk"), import_name("begin"))) void disk_begin();
extern "C" __attribute__((import_module("disk"), import_name("put"))) void disk_put(
    const void* request, std::size_t size);
extern "C" __attribute__((import_module("disk"), import_name("wait"))) std::size_t disk_wait();
extern "C" __attribute__((import_module("disk"), import_name("take"))) void disk_take(void* answer);

namespace bench {
namespace {

using core::store::Journal;

core::Instant now() {
    const auto since_start = std::chrono::steady_clock::now().time_since_epoch();
    return core::Instant(std::chrono::duration_cast<core::Duration>(since_start));
}

// As native/disk/journal_loop.h. The answer to what was asked first comes first.
class PageLoop {
public:
    PageLoop() : journal_(options_for_load(), core::store::DiskUser{1}, core::Seed{1}) {
        disk_begin();
    }
    Journal& journal() { return journal_; }

    template <class OnRecord, class OnEvent>
    void run(OnRecord on_record, OnEvent on_event) {
        for (;;) {
            for (bool is_any = true; is_any;) {
                is_any = false;
                while (const auto record = journal_.next_record())
                    on_record(*record), is_any = true;
                while (const auto event = journal_.next_event()) {
                    if (on_event(*event)) return;
                    is_any = true;
                }
                while (const auto request = journal_.next_request(now())) {
                    const core::Buffer bytes = core::store::write_request(*request);
                    disk_put(bytes.data(), bytes.size());
                    is_any = true;
                }
            }
            core::Buffer bytes(disk_wait());
            disk_take(bytes.data());
            auto answer = core::store::read_answer(bytes);
            ASSERT(answer);
            journal_.answer(std::move(*answer), now());
        }
    }

private:
    Journal journal_;
};

}  // namespace
}  // namespace bench

int main(int count, char** words) {
    const bench::Measure measure(count, words);
    for (const bench::Load& load : bench::page_loads()) {
        bench::PageLoop loop;
        const double rate = bench::rate_of_journal(loop, load, measure.sample_time());
        bench::Measure::figure("in a page, " + load.title(), "selvage wasm", "/s", rate);
    }
}
