// JournalDriver joins a journal and a disk in memory, for tests: it carries out what the journal
// asks for, until there is nothing left, and keeps what it tells. A test can look at each request,
// hold them back, let some fail, and break files in between.
#pragma once

#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "core/store/journal/journal.h"
#include "core/store/memory_disk.h"
#include "core/testing/disk_faults.h"

namespace core::testing {

struct KeptRecord {
    store::Position position;
    store::RecordType type;
    std::string payload;

    friend bool operator==(const KeptRecord&, const KeptRecord&) = default;
};

class JournalDriver {
public:
    explicit JournalDriver(store::MemoryDisk& disk, const store::Journal::Options& options = {},
                           std::uint64_t seed = 1)
        : disk_(disk), journal_(options, store::DiskUser{1}, Seed{seed}) {
        disk.close_all();
    }

    store::Journal* operator->() { return &journal_; }

    // Called for each request before it is carried out; what it gives is the answer's fault.
    std::function<store::DiskFault(const store::DiskAction&)> intercept;

    JournalDriver& open(store::Position from = {}) {
        journal_.open(from);
        run();
        return *this;
    }
    // Until there is nothing to do but to wait for the time.
    void run() {
        do {
            while (carry_out_next()) {
            }
            // Asking for requests can bring news, and news lead to requests.
        } while (take());
    }
    // All that the journal asks for and that was not carried out yet.
    std::deque<store::DiskRequest>& fetch() {
        while (auto request = journal_.next_request(now)) requests_.push_back(std::move(*request));
        return requests_;
    }
    bool carry_out_next() {
        if (fetch().empty()) return false;
        store::DiskRequest request = std::move(requests_.front());
        requests_.pop_front();
        const auto fault = intercept ? intercept(request.action) : store::DiskFault::none;
        journal_.answer(carried_out(disk_, std::move(request), fault), now);
        take();
        return true;
    }
    void pass(Duration time) {
        now += time;
        journal_.expire(now);
        run();
    }
    // Appends and waits until it is acknowledged.
    store::Position store(std::string_view payload) {
        const auto position = journal_.append(store::RecordType{16}, as_bytes(payload));
        run();
        return position.value();
    }

    [[nodiscard]] std::vector<std::string> payloads() const {
        std::vector<std::string> texts;
        for (const KeptRecord& record : records) texts.push_back(record.payload);
        return texts;
    }
    template <class Event>
    [[nodiscard]] std::vector<Event> events_of() const {
        return those_of<Event>(events);
    }

    Instant now{};
    std::vector<KeptRecord> records;
    std::vector<store::JournalEvent> events;

private:
    // Whether there was anything.
    bool take() {
        const std::size_t before = records.size() + events.size();
        for (std::size_t taken = before + 1; taken != records.size() + events.size();) {
            taken = records.size() + events.size();
            while (const auto record = journal_.next_record())
                records.push_back(
                    {record->position, record->type, std::string(as_text(record->payload))});
            while (auto event = journal_.next_event()) events.push_back(std::move(*event));
        }
        return records.size() + events.size() > before;
    }

    store::MemoryDisk& disk_;
    store::Journal journal_;
    std::deque<store::DiskRequest> requests_;
};

}  // namespace core::testing
