// Snapshots first, for they say from where on the journal is needed; then the journal.
#include "native/verify/store_check.h"

#include <algorithm>

#include "core/store/journal/scan.h"
#include "core/store/snapshot/snapshot_reader.h"

namespace native::verify {

using namespace core::store;

namespace {

constexpr std::size_t check_slice_size = std::size_t{1} << 20;

class Checker {
public:
    explicit Checker(ReadOnlyDisk& disk) : disk_(disk) {}

    std::expected<StoreReport, std::string> check() {
        TRY(list());
        find_owner();
        for (const FileEntry& file : files_)
            if (const auto name = read_snapshot_name(file.name)) TRY(check_snapshot(file, *name));
        TRY(check_journal());
        for (const CheckedFile& file : report_.segments)
            report_.written_at = std::max(report_.written_at, disk_.written_at(file.name));
        return std::move(report_);
    }

private:
    using Checked = std::expected<void, std::string>;

    template <class Take>
    void carry_out(Take take) {
        while (auto request = client_.next_request()) {
            client_.note_answer();
            DiskAnswer answer = disk_.answer(*std::move(request));
            static_cast<void>(take(answer));
        }
    }

    Checked list() {
        static_cast<void>(client_.put(ListFiles{}));
        DiskFault fault = DiskFault::none;
        carry_out([&](DiskAnswer& answer) {
            fault = answer.fault;
            files_ = std::move(answer.files);
            return true;
        });
        if (fault == DiskFault::none) return {};
        return std::unexpected("The store cannot be listed: " + std::string(describe(fault)) + ".");
    }

    // The first bytes of a file, or what there is of them.
    core::Buffer beginning_of(const std::string& name, std::size_t size) {
        FileWindow window(client_, FileWindow::sector_size);
        window.open(name);
        for (;;) {
            const auto bytes = window.view(0, size);
            if (bytes || window.fault() != DiskFault::none) {
                core::Buffer beginning;
                if (bytes) beginning.assign(bytes->begin(), bytes->end());
                window.close();
                carry_out([](DiskAnswer&) { return true; });
                return beginning;
            }
            carry_out([&](DiskAnswer& answer) { return window.take(answer); });
        }
    }

    // The same for all files, says the first that can be read.
    void find_owner() {
        for (const FileEntry& file : files_) {
            if (read_segment_name(file.name)) {
                const auto header =
                    read_segment_header(beginning_of(file.name, segment_data_begin));
                if (header) owner_ = header->owner;
                if (header) return;
            } else if (read_snapshot_name(file.name)) {
                const auto header =
                    read_snapshot_header(beginning_of(file.name, snapshot_header_size));
                if (header) owner_ = header->owner;
                if (header) return;
            }
        }
    }

    Checked check_snapshot(const FileEntry& file, const SnapshotName& name) {
        CheckedSnapshot checked{{file.name, file.size}, name.state};
        if (name.state == SnapshotState::whole) {
            SnapshotReader reader(client_, owner_, check_slice_size);
            reader.open(name.number);
            while (!reader.is_whole() && !reader.refusal() && reader.fault() == DiskFault::none) {
                reader.advance();
                while (reader.next_piece()) reader.advance();
                carry_out([&](DiskAnswer& answer) { return reader.take(answer); });
            }
            const DiskFault fault = reader.fault();
            reader.close();
            carry_out([](DiskAnswer&) { return true; });
            if (fault != DiskFault::none) return fail_of(file.name, describe(fault));
            if (reader.refusal() == core::Error::format_unknown)
                return fail_of(file.name, "a later version wrote it");
            if (reader.header()) checked.position = reader.header()->position;
            if (reader.refusal())
                report_.damages.push_back({file.name, 0,
                                           "the snapshot is not whole: " +
                                               std::string(core::describe(*reader.refusal()))});
            else
                needed_ = std::max(needed_, checked.position);
        } else {
            report_.notes.push_back(file.name +
                                    (name.state == SnapshotState::refused
                                         ? " was found to be damaged before, and is not used"
                                         : " was not finished, and is not used"));
        }
        report_.snapshots.push_back(std::move(checked));
        return {};
    }

    static std::unexpected<std::string> fail_of(std::string_view what, std::string_view why) {
        return std::unexpected(std::string(what) + " cannot be checked: " + std::string(why) + ".");
    }

    Checked check_journal() {
        FileWindow window(client_, check_slice_size);
        Survey survey(window, owner_);
        survey.begin(files_);
        const auto take = [&](DiskAnswer& answer) { return window.take(answer); };
        while (!survey.is_done() && !survey.refusal()) {
            survey.advance();
            carry_out(take);
        }
        if (survey.refusal()) return fail_of("the journal", describe(*survey.refusal()));
        std::vector<Segment>& segments = survey.segments();
        note_segments(segments);
        if (segments.empty()) return {};
        // All that is there is read, also what a snapshot made needless.
        const Position from = std::min(needed_, segments.front().base.value_or(needed_));
        Scan scan(window, segments, from);
        while (!scan.is_done() && window.fault() == DiskFault::none) {
            scan.advance();
            take_records(scan);
            if (const auto event = scan.next_event()) take_event(*event, segments);
            carry_out(take);
        }
        const DiskFault fault = window.fault();
        if (const auto event = scan.next_event()) take_event(*event, segments);
        window.close();
        carry_out([](DiskAnswer&) { return true; });
        if (fault != DiskFault::none) return fail_of("the journal", describe(fault));
        report_.begin = from;
        report_.end = scan.end();
        report_.synced = scan.unproven();
        note_lost_headers(segments);
        return {};
    }

    void note_segments(const std::vector<Segment>& segments) {
        for (const Segment& segment : segments) {
            const auto file = std::ranges::find(files_, segment.name(), &FileEntry::name);
            report_.segments.push_back({segment.name(), file == files_.end() ? 0 : file->size});
            if (segment.has_rotten_name)
                report_.notes.push_back(
                    segment.name() + " was found to be damaged before; what is left of it is read");
        }
    }

    void take_records(Scan& scan) {
        while (const auto record = scan.next_record()) {
            CheckedRecords& of_type = report_.records[record->type];
            ++of_type.count;
            of_type.size += record->payload.size();
            scan.advance();
        }
    }

    void take_event(const JournalEvent& event, const std::vector<Segment>& segments) {
        if (const auto* const lost = core::get_if<Lost>(&event)) {
            const auto segment = std::ranges::find(segments, lost->segment, &Segment::number);
            const bool has_file = segment != segments.end();
            report_.damages.push_back({has_file ? segment->name() : "", has_file ? lost->offset : 0,
                                       "the journal from " + std::to_string(lost->from.value) +
                                           " to " + std::to_string(lost->to.value) +
                                           " was synced once, and cannot be read"});
        } else if (const auto* const cut = core::get_if<Cut>(&event)) {
            report_.notes.push_back("the end is torn at " + std::to_string(cut->at.value) +
                                    ": what is behind it was not acknowledged; the node takes it "
                                    "away when it starts");
        }
    }

    // Without what the next one repeats of them, nothing in a segment can be read.
    void note_lost_headers(const std::vector<Segment>& segments) {
        for (const Segment& segment : segments) {
            const auto header =
                read_segment_header(beginning_of(segment.name(), segment_data_begin));
            if (header || (!segment.has_content && !segment.base)) continue;
            if (segment.salt)
                report_.notes.push_back(segment.name() +
                                        " has lost both its headers; it was read by what the next "
                                        "one says of it");
            else
                report_.damages.push_back({segment.name(), 0,
                                           "both headers of the segment are lost, and with them "
                                           "all of it"});
        }
    }

    ReadOnlyDisk& disk_;
    DiskClient client_{DiskUser{1}};
    std::vector<FileEntry> files_;
    Owner owner_{};
    Position needed_{};  // The newest whole snapshot has everything in front of it.
    StoreReport report_;
};

}  // namespace

std::expected<StoreReport, std::string> check_store(ReadOnlyDisk& disk) {
    return Checker(disk).check();
}

}  // namespace native::verify
