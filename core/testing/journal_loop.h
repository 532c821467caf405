// JournalLoop runs one journal on a disk, in the thread that calls it and that has nothing else to
// do: for tests and benchmarks. Disk has put(request), wait_for_answers(deadline), which gives
// those that are there, and now().
#pragma once

#include <utility>

#include "core/store/journal/journal.h"

namespace core::testing {

template <class Disk>
class JournalLoop {
public:
    using Options = store::Journal::Options;

    template <class... DiskArguments>
    JournalLoop(const Options& options, Seed seed, DiskArguments&&... arguments)
        : journal_(options, store::DiskUser{1}, seed),
          disk_(std::forward<DiskArguments>(arguments)...) {}

    store::Journal& journal() { return journal_; }

    // Until on_event says that it is enough.
    template <class OnRecord, class OnEvent>
    void run(OnRecord on_record, OnEvent on_event) {
        for (;;) {
            const auto due = journal_.deadline();
            if (due && *due <= Disk::now()) journal_.expire(Disk::now());
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
                while (auto request = journal_.next_request(Disk::now())) {
                    disk_.put(std::move(*request));
                    is_any = true;
                }
            }
            for (auto& answer : disk_.wait_for_answers(journal_.deadline()))
                journal_.answer(std::move(answer), Disk::now());
        }
    }

private:
    store::Journal journal_;
    Disk disk_;
};

}  // namespace core::testing
