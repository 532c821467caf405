// Whatever is read says where it stood, in order, says nothing twice, and what is written of it
// again reads as the same.
#include "native/toml/toml.h"

#include <set>

#include "core/base/assert.h"
#include "core/codec/utf8.h"
#include "core/testing/fuzz.h"

namespace {

using namespace native::toml;

std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char byte : text) {
        constexpr std::string_view digits = "0123456789abcdef";
        const auto number = static_cast<unsigned char>(byte);
        if (number < 0x20 || number == 0x7f || byte == '"' || byte == '\\')
            out += std::string("\\u00") + digits[number >> 4] + digits[number & 15];
        else
            out += byte;
    }
    return out + '"';
}

struct Written {
    std::string operator()(const std::string& text) const { return quoted(text); }
    std::string operator()(std::int64_t number) const { return std::to_string(number); }
    std::string operator()(bool flag) const { return flag ? "true" : "false"; }
    std::string operator()(const std::vector<std::string>& texts) const {
        std::string out = "[";
        for (const std::string& text : texts) out += quoted(text) + ",";
        return out + "]";
    }
};

std::string header_of(const Path& path) {
    std::string out = "[";
    for (const std::string& name : path) out += (out.size() > 1 ? "." : "") + quoted(name);
    return out + "]\n";
}

std::string written(const Document& document) {
    std::string out;
    for (const Entry& entry : document.entries)
        if (entry.table.empty())
            out += quoted(entry.key) + "=" + core::match(entry.value, Written{}) + "\n";
    for (const Table& table : document.tables) {
        out += header_of(table.path);
        for (const Entry& entry : document.entries)
            if (entry.table == table.path)
                out += quoted(entry.key) + "=" + core::match(entry.value, Written{}) + "\n";
    }
    return out;
}

}  // namespace

FUZZ(toml) {
    const std::string_view text = core::as_text(input);
    const auto lines = static_cast<std::size_t>(std::ranges::count(text, '\n')) + 1;
    const auto document = parse(text);
    if (!document) {
        ASSERT(document.error().line >= 1 && document.error().line <= lines);
        ASSERT(!document.error().what.empty());
        return;
    }
    std::set<Path> seen;
    std::size_t last = 0;
    for (const Entry& entry : document->entries) {
        ASSERT(entry.line > last && entry.line <= lines);
        last = entry.line;
        Path path = entry.table;
        path.push_back(entry.key);
        ASSERT(seen.insert(path).second && core::codec::is_utf8(entry.key));
    }
    const std::string again = written(*document);
    if (again.size() > text_size_max) return;  // Escapes are longer than what they stand for.
    const auto second = parse(again);
    ASSERT(second && second->tables.size() == document->tables.size() &&
           second->entries.size() == document->entries.size() && written(*second) == again);
}
