// Steps one behind the other.
#include "fabric/control/path_text.h"

#include "core/codec/decimal.h"
#include "core/codec/json_writer.h"
#include "core/codec/utf8.h"

namespace fabric::control {

using core::Error;
using core::Result;
using core::crdt::Path;
using core::crdt::Step;

namespace {

constexpr std::string_view special = ".[]\"";

bool is_plain(std::string_view name) {
    return !name.empty() && name.find_first_of(special) == name.npos;
}

// Up to its closing quote, which JSON says.
Result<Step> take_quoted(std::string_view& text) {
    std::size_t end = 1;
    while (end < text.size() && text[end] != '"') end += text[end] == '\\' ? 2 : 1;
    if (end >= text.size()) return core::fail(Error::truncated);
    const auto json = TRY(core::codec::parse_json(text.substr(0, end + 1)));
    text.remove_prefix(end + 1);
    return Step(std::string(TRY(json.as_text())));
}

Result<Step> take_position(std::string_view& text) {
    const std::size_t end = std::min(text.find(']'), text.size());
    const auto position = TRY(core::codec::parse_decimal(text.substr(0, end), UINT32_MAX));
    text.remove_prefix(end);
    return Step(static_cast<std::uint32_t>(position));
}

Result<Step> take_bracketed(std::string_view& text) {
    text.remove_prefix(1);
    const Step step = TRY(text.starts_with('"') ? take_quoted(text) : take_position(text));
    if (!text.starts_with(']')) return core::fail(Error::malformed);
    text.remove_prefix(1);
    return step;
}

Result<Step> take_name(std::string_view& text) {
    const std::string_view name = text.substr(0, text.find_first_of(special));
    if (!is_plain(name)) return core::fail(Error::malformed);
    text.remove_prefix(name.size());
    return Step(std::string(name));
}

}  // namespace

Result<Path> parse_path(std::string_view text) {
    if (!core::codec::is_utf8(text)) return core::fail(Error::malformed);
    Path path;
    while (!text.empty()) {
        if (path.size() == core::crdt::depth_max) return core::fail(Error::too_deep);
        if (text.front() == '[') {
            path.push_back(TRY(take_bracketed(text)));
            continue;
        }
        if (!path.empty()) {
            if (text.front() != '.') return core::fail(Error::malformed);
            text.remove_prefix(1);
        }
        path.push_back(TRY(take_name(text)));
    }
    return path;
}

std::string path_text(core::crdt::PathView path) {
    std::string text;
    for (const Step& step : path) {
        const std::string* const name = core::get_if<std::string>(&step);
        if (!name) {
            text += '[' + std::to_string(core::get<std::uint32_t>(step)) + ']';
        } else if (is_plain(*name)) {
            if (!text.empty()) text += '.';
            text += *name;
        } else {
            core::codec::JsonWriter writer;
            writer.text(*name);
            text += '[' + writer.finish().value_or("\"\"") + ']';
        }
    }
    return text;
}

}  // namespace fabric::control
