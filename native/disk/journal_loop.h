// JournalLoop runs one journal on a disk of files, in the thread that calls it: for programs that
// keep nothing but a journal, as tests and benchmarks do.
#pragma once

#include "core/store/journal/journal.h"
#include "native/disk/waiting_disk.h"
#include "native/platform/clock.h"
#include "native/platform/random.h"

namespace native {

class JournalLoop {
public:
    using Options = core::store::Journal::Options;

    explicit JournalLoop(DataDirectory directory, const Options& options = {},
                         FileDiskOptions disk = {})
        : journal_(options, core::store::DiskUser{1}, random_seed()),
          disk_(std::move(directory), disk) {}

    core::store::Journal& journal() { return journal_; }

    // Until on_event says that it is enough.
    template <class OnRecord, class OnEvent>
    void run(OnRecord on_record, OnEvent on_event) {
        for (;;) {
            const auto due = journal_.deadline();
            if (due && *due <= steady_now()) journal_.expire(steady_now());
            for (bool is_any = true; is_any;) {
                is_any = false;
                while (const auto record = journal_.next_record()) {
                    on_record(*record);
                    is_any = true;
                }
                while (const auto event = journal_.next_event()) {
                    if (on_event(*event)) return;
                    is_any = true;
                }
                while (auto request = journal_.next_request(steady_now())) {
                    disk_.put(std::move(*request));
                    is_any = true;
                }
            }
            for (auto& answer : disk_.wait_for_answers(journal_.deadline()))
                journal_.answer(std::move(answer), steady_now());
        }
    }

private:
    core::store::Journal journal_;
    WaitingDisk disk_;
};

}  // namespace native
