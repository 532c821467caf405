// A report on a store, as lines or as JSON.
#include "native/command/verifying.h"

#include <array>
#include <ctime>
#include <filesystem>

#include "core/codec/json_writer.h"
#include "core/store/store.h"
#include "fabric/node/records.h"
#include "native/command/rendering.h"
#include "native/command/settings.h"
#include "native/node/places.h"
#include "native/verify/store_check.h"

namespace command {

using core::codec::JsonMember;
using core::codec::JsonValue;
using core::store::RecordType;
using native::KnownPlace;
using native::verify::StoreReport;

namespace {

JsonValue number_of(std::uint64_t number) { return JsonValue::number(std::to_string(number)); }

std::string kind_of(RecordType type) {
    namespace types = fabric::node::record_types;
    if (type == types::mesh) return "mesh";
    if (type == types::member) return "member";
    if (type == types::document) return "document";
    if (type == types::change) return "change";
    if (type == types::ordering) return "ordering";
    if (type == types::promise) return "promise";
    if (type == types::brought) return "brought";
    if (type == types::proof) return "proof";
    // The store's own, of the time of day.
    if (type < core::store::Store::record_type_min) return "store";
    return "kind " + std::to_string(type.value);
}

std::string_view state_of(core::store::SnapshotState state) {
    switch (state) {
        case core::store::SnapshotState::whole: return "whole";
        case core::store::SnapshotState::unfinished: return "unfinished";
        case core::store::SnapshotState::refused: return "refused";
    }
    std::unreachable();
}

bool is_damaged(const StoreReport& report, const std::string& file) {
    return std::ranges::find(report.damages, file, &native::verify::Damage::file) !=
           report.damages.end();
}

// 2026-01-31T12:00:00Z
std::string time_text(std::int64_t unix_seconds) {
    const std::time_t time = unix_seconds;
    std::tm parts{};
    std::array<char, 32> text{};
    if (!::gmtime_r(&time, &parts)) return "-";
    return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

JsonValue records_shown(const StoreReport& report) {
    std::vector<JsonValue> rows;
    for (const auto& [type, records] : report.records)
        rows.push_back(JsonValue::of(std::vector<JsonMember>{{"kind", JsonValue::of(kind_of(type))},
                                                             {"count", number_of(records.count)},
                                                             {"bytes", number_of(records.size)}}));
    return JsonValue::of(std::move(rows));
}

JsonValue files_shown(const StoreReport& report) {
    std::vector<JsonValue> rows;
    const auto add = [&](const native::verify::CheckedFile& file, std::string_view state) {
        rows.push_back(JsonValue::of(std::vector<JsonMember>{
            {"file", JsonValue::of(file.name)},
            {"bytes", number_of(file.size)},
            {"state", JsonValue::of(is_damaged(report, file.name) ? "damaged" : state)}}));
    };
    for (const auto& segment : report.segments) add(segment, "whole");
    for (const auto& snapshot : report.snapshots) add(snapshot.file, state_of(snapshot.state));
    return JsonValue::of(std::move(rows));
}

JsonValue damages_shown(const StoreReport& report) {
    std::vector<JsonValue> rows;
    for (const native::verify::Damage& damage : report.damages)
        rows.push_back(JsonValue::of(std::vector<JsonMember>{
            {"file", JsonValue::of(damage.file.empty() ? "-" : damage.file)},
            {"offset", number_of(damage.offset)},
            {"what", JsonValue::of(damage.what)}}));
    return JsonValue::of(std::move(rows));
}

JsonValue notes_shown(const StoreReport& report) {
    std::vector<JsonValue> notes;
    for (const std::string& note : report.notes) notes.push_back(JsonValue::of(note));
    return JsonValue::of(std::move(notes));
}

std::vector<JsonMember> summary_of(const std::string& place, const StoreReport& report) {
    return {{"data", JsonValue::of(place)},
            {"segments", number_of(report.segments.size())},
            {"snapshots", number_of(report.snapshots.size())},
            {"begin", number_of(report.begin.value)},
            {"end", number_of(report.end.value)},
            {"synced", number_of(report.synced.value)},
            {"last_write", JsonValue::of(time_text(report.written_at))},
            {"damaged", JsonValue::of(!report.damages.empty())}};
}

std::string as_json(const std::string& place, const StoreReport& report) {
    std::vector<JsonMember> all = summary_of(place, report);
    all.push_back({"records", records_shown(report)});
    all.push_back({"files", files_shown(report)});
    all.push_back({"damage", damages_shown(report)});
    all.push_back({"notes", notes_shown(report)});
    return core::codec::to_json(JsonValue::of(std::move(all))).value_or("{}");
}

std::string as_lines(const std::string& place, const StoreReport& report) {
    std::string text = render(JsonValue::of(summary_of(place, report))) + "\n\n" +
                       render(records_shown(report)) + "\n\n" + render(files_shown(report));
    for (const std::string& note : report.notes) text += "\n\nnote: " + note;
    if (!report.damages.empty()) text += "\n\n" + render(damages_shown(report));
    return text;
}

// The one that is meant, or how the command ends.
std::expected<std::string, Exit> place_of(const Words& words) {
    if (const auto data = words.value("--data")) return *data;
    const auto settings = Settings::read(words, environment_here());
    if (!settings)
        return std::unexpected(complain(settings.error().exit, settings.error().sentence));
    const auto id = words.value("--id");
    if (const auto data = settings->value("data"); data && !id) return *data;
    const auto root = native::data_root();
    if (!root) return std::unexpected(complain(Exit::failed, root.error()));
    auto places = native::known_places(*root);
    if (id) std::erase_if(places, [&](const KnownPlace& place) { return place.mesh != *id; });
    if (places.size() == 1) return places[0].path;
    if (places.empty())
        return std::unexpected(complain(Exit::not_found, "There is no data here" +
                                                             (id ? " of the mesh " + *id : "") +
                                                             ". Say where it is: --data DIR."));
    return std::unexpected(complain(Exit::usage,
                                    "Several nodes have data here. Say which is meant: "
                                    "--data " +
                                        places[0].path + " or --data " + places[1].path));
}

}  // namespace

Exit verify_store(const Words& words) {
    const auto place = place_of(words);
    if (!place) return place.error();
    const std::string store = *place + "/store";
    std::error_code error;
    if (!std::filesystem::is_directory(store, error))
        return complain(Exit::not_found, "There is no store in " + *place + ".");
    auto disk = native::verify::ReadOnlyDisk::open(store);
    if (!disk) return complain(Exit::storage, disk.error());
    const auto report = native::verify::check_store(*disk);
    if (!report) return complain(Exit::storage, report.error());
    if (report->is_empty())
        return complain(Exit::not_found, "The store in " + *place + " is empty.");
    print_line(words.has("--json") ? as_json(*place, *report) : as_lines(*place, *report));
    return report->damages.empty() ? Exit::done : Exit::failed;
}

}  // namespace command
