// A head, and sections that share what rows there are.
#include "native/command/screen.h"

#include <algorithm>
#include <array>
#include <numeric>

#include "core/codec/utf8.h"
#include "native/command/rendering.h"

namespace command {

using core::codec::JsonMember;
using core::codec::JsonValue;

namespace {

// A title, and the lines below it.
struct Section {
    std::string title;
    std::vector<std::string> lines;

    // With a blank line before it.
    [[nodiscard]] std::size_t height() const { return 2 + lines.size(); }
};

// On one line: what would end it, or leap, is a blank.
std::string one_line(std::string_view text) {
    std::string line = render(JsonValue::of(text));
    std::ranges::replace_if(line, [](char byte) { return byte == '\n' || byte == '\t'; }, ' ');
    return line;
}

std::string shown_of(const JsonValue& object, std::string_view name) {
    const JsonValue* const value = object.find(name);
    return value ? one_line(render(*value)) : "-";
}

// The end of a peer's id: the beginning is nearly the same for all.
std::string short_peer(const std::string& peer) {
    constexpr std::size_t shown_size = 8;
    return peer.size() > shown_size ? "…" + peer.substr(peer.size() - shown_size) : peer;
}

std::string milliseconds_of(const JsonValue& peer) {
    const JsonValue* const value = peer.find("round_trip_us");
    const auto count = value ? value->as_uint64() : core::fail(core::Error::value_missing);
    if (!count) return "-";
    return std::to_string(*count / 1'000) + "." + std::to_string(*count % 1'000 / 100) + " ms";
}

std::string percent_of(const JsonValue& peer) {
    const JsonValue* const value = peer.find("load");
    const auto count = value ? value->as_uint64() : core::fail(core::Error::value_missing);
    return count ? std::to_string(*count / 10) + " %" : "-";
}

JsonValue peer_row(const JsonValue& peer) {
    const auto text = [](std::string shown) { return JsonValue::of(shown); };
    return JsonValue::of(std::vector<JsonMember>{{"peer", text(short_peer(shown_of(peer, "peer")))},
                                                 {"role", text(shown_of(peer, "role"))},
                                                 {"transport", text(shown_of(peer, "transport"))},
                                                 {"round trip", text(milliseconds_of(peer))},
                                                 {"activity", text(shown_of(peer, "activity"))},
                                                 {"load", text(percent_of(peer))},
                                                 {"platform", text(shown_of(peer, "platform"))}});
}

JsonValue document_row(const JsonValue& document) {
    std::vector<JsonMember> row;
    for (const std::string_view name : {"name", "changes", "peers"})
        row.push_back({std::string(name), JsonValue::of(shown_of(document, name))});
    // Where nobody else has it there is nobody to be in step with.
    const bool is_alone = shown_of(document, "peers") == "0";
    row.push_back({"in step", JsonValue::of(is_alone ? "-" : shown_of(document, "in_step"))});
    return JsonValue::of(std::move(row));
}

std::vector<std::string> lines_in(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        lines.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

Section table_section(std::string title, const std::optional<JsonValue>& answer,
                      JsonValue (*row_of)(const JsonValue&)) {
    const auto items = answer ? answer->as_array() : core::fail(core::Error::value_missing);
    if (!items) return {title + "  …", {}};
    std::vector<JsonValue> rows;
    for (const JsonValue& item : *items) rows.push_back(row_of(item));
    const std::string count = std::to_string(rows.size());
    if (rows.empty()) return {title + "  " + count, {}};
    return {title + "  " + count, lines_in(render(JsonValue::of(std::move(rows))))};
}

// The latest first.
Section news_section(const std::deque<ScreenNews>& lately) {
    Section section{"LATELY", {}};
    for (auto news = lately.rbegin(); news != lately.rend(); ++news)
        section.lines.push_back(news->text +
                                (news->count > 1 ? "  ×" + std::to_string(news->count) : ""));
    return section;
}

std::vector<ScreenLine> head_of(const ScreenContent& content) {
    const std::string keys = content.keys.empty() ? "" : "  " + content.keys;
    if (!content.status) return {{"selvage  …" + keys, true}, {"waiting for the node", false}};
    const JsonValue& status = *content.status;
    const std::string voters = shown_of(status, "authorities_reachable") + " of " +
                               shown_of(status, "authorities") + " authorities";
    return {{"selvage  " + shown_of(status, "name") + "  " + short_peer(shown_of(status, "self")) +
                 "  " + shown_of(status, "role") + (status.find("mesh") ? "" : "  (no mesh yet)") +
                 keys,
             true},
            {shown_of(status, "connections") + " connections, " + voters + ", " +
                 shown_of(status, "writes_open") + " writes open, leader " +
                 short_peer(shown_of(status, "leader")),
             false}};
}

// The small ones get what they need, and the others share the rest.
std::vector<std::size_t> heights_of(const std::vector<Section>& sections, std::size_t rows) {
    std::vector<std::size_t> order(sections.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, {}, [&](std::size_t i) { return std::pair(sections[i].height(), i); });
    std::vector<std::size_t> heights(sections.size());
    std::size_t left = sections.size();
    for (const std::size_t i : order) {
        heights[i] = std::min(sections[i].height(), rows / left--);
        if (heights[i] < 2) heights[i] = 0;  // Not even its title: left to the others.
        rows -= heights[i];
    }
    return heights;
}

void add_section(std::vector<ScreenLine>& lines, const Section& section, std::size_t height) {
    if (height == 0) return;
    lines.push_back({});
    lines.push_back({section.title, true});
    const std::size_t room = height - 2;
    if (room == 0) return;
    const bool fits = section.lines.size() <= room;
    const std::size_t shown = fits ? section.lines.size() : room - 1;
    for (std::size_t i = 0; i < shown; ++i) lines.push_back({section.lines[i]});
    if (!fits) lines.push_back({"… " + std::to_string(section.lines.size() - shown) + " more"});
}

std::string clipped(std::string text, std::size_t columns) {
    if (core::codec::code_point_count(text) <= columns) return text;
    std::string_view rest = text;
    for (std::size_t i = 0; i < columns; ++i) static_cast<void>(core::codec::take_code_point(rest));
    text.resize(text.size() - rest.size());
    return text;
}

}  // namespace

void add_lately(ScreenContent& content, std::string_view text) {
    std::string line = one_line(text);
    if (!content.lately.empty() && content.lately.back().text == line) {
        ++content.lately.back().count;
        return;
    }
    content.lately.push_back({std::move(line)});
    if (content.lately.size() > lately_max) content.lately.pop_front();
}

std::vector<ScreenLine> frame_of(const ScreenContent& content, ScreenSize size) {
    std::vector<ScreenLine> lines = head_of(content);
    std::vector<Section> sections{table_section("PEERS", content.peers, peer_row),
                                  table_section("DOCUMENTS", content.documents, document_row)};
    if (!content.lately.empty()) sections.push_back(news_section(content.lately));
    const std::size_t room = size.rows > lines.size() ? size.rows - lines.size() : 0;
    const auto heights = heights_of(sections, room);
    for (std::size_t i = 0; i < sections.size(); ++i) add_section(lines, sections[i], heights[i]);
    if (lines.size() > size.rows) lines.resize(size.rows);
    for (ScreenLine& line : lines) line.text = clipped(std::move(line.text), size.columns);
    return lines;
}

std::string painted(const std::vector<ScreenLine>& lines) {
    std::string text = "\x1b[H";
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (i > 0) text += "\r\n";
        text += lines[i].is_title ? "\x1b[1m" + lines[i].text + "\x1b[0m" : lines[i].text;
        text += "\x1b[K";
    }
    return text + "\x1b[J";
}

}  // namespace command
