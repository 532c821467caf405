// Tables, and what stands in their cells.
#include "native/command/rendering.h"

#include <algorithm>
#include <cstdio>
#include <vector>

#include "core/codec/json_writer.h"
#include "core/codec/utf8.h"

namespace command {

using core::codec::JsonMember;
using core::codec::JsonValue;

namespace {

// Control characters become what JSON would write in their place.
std::string harmless(std::string_view text) {
    constexpr char32_t first_printable = 0x20;
    constexpr char32_t first_of_c1 = 0x7f;
    constexpr char32_t behind_c1 = 0xa0;
    std::string shown;
    while (!text.empty()) {
        const std::string_view rest = text;
        const char32_t point = core::codec::take_code_point(text);
        const bool is_control = (point < first_printable && point != '\n' && point != '\t') ||
                                (point >= first_of_c1 && point < behind_c1);
        shown +=
            is_control ? std::string_view("\uFFFD") : rest.substr(0, rest.size() - text.size());
    }
    return shown;
}

std::string cell(const JsonValue& value) {
    if (const auto text = value.as_text()) return harmless(*text);
    if (const auto flag = value.as_bool()) return *flag ? "yes" : "no";
    return harmless(core::codec::to_json(value).value_or(""));
}

std::string lines_of(std::span<const JsonMember> members) {
    std::size_t width = 0;
    for (const JsonMember& member : members)
        width = std::max(width, core::codec::code_point_count(member.name));
    std::string lines;
    for (const JsonMember& member : members) {
        if (!lines.empty()) lines += '\n';
        lines += padded(harmless(member.name), width + 2) + cell(member.value);
    }
    return lines;
}

bool is_table(std::span<const JsonValue> rows) {
    return !rows.empty() && std::ranges::all_of(rows, [](const JsonValue& row) {
        return row.kind() == JsonValue::Kind::object;
    });
}

std::string table_of(std::span<const JsonValue> rows) {
    std::vector<std::string> names;
    for (const JsonValue& row : rows)
        for (const JsonMember& member : *row.as_object())
            if (std::ranges::find(names, member.name) == names.end()) names.push_back(member.name);
    std::vector<std::vector<std::string>> cells{names};
    for (const JsonValue& row : rows) {
        std::vector<std::string>& line = cells.emplace_back();
        for (const std::string& name : names) {
            const JsonValue* const value = row.find(name);
            line.push_back(value ? cell(*value) : "-");
        }
    }
    std::string text;
    for (const auto& line : cells) {
        if (!text.empty()) text += '\n';
        for (std::size_t column = 0; column < line.size(); ++column) {
            std::size_t width = 0;
            for (const auto& other : cells)
                width = std::max(width, core::codec::code_point_count(other[column]));
            const bool is_last = column + 1 == line.size();
            text += is_last ? line[column] : padded(line[column], width + 2);
        }
    }
    return text;
}

}  // namespace

std::string padded(std::string text, std::size_t width) {
    const std::size_t size = core::codec::code_point_count(text);
    return size < width ? text + std::string(width - size, ' ') : text;
}

std::string render(const JsonValue& value) {
    if (const auto rows = value.as_array()) {
        if (rows->empty()) return "none";
        if (is_table(*rows)) return table_of(*rows);
    }
    if (const auto members = value.as_object())
        return members->empty() ? "done" : lines_of(*members);
    return cell(value);
}

void print_line(std::string_view line) {
    std::fwrite(line.data(), 1, line.size(), stdout);
    std::fputc('\n', stdout);
    std::fflush(stdout);
}

}  // namespace command
