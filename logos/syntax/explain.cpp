// Lines and columns count from one; columns count letters, not bytes.
#include "logos/syntax/explain.h"

#include <algorithm>

namespace logos {
namespace {

std::size_t letter_count(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(
        text, [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0) != 0x80; }));
}

// Tabs stay tabs, so that what is below a letter stays below it.
std::string blanks(std::string_view text) {
    std::string blank;
    for (const char byte : text) {
        if ((static_cast<unsigned char>(byte) & 0xC0) != 0x80) blank += byte == '\t' ? '\t' : ' ';
    }
    return blank;
}

}  // namespace

std::string explain(std::string_view source, std::string_view file, const Diagnostic& diagnostic) {
    const std::size_t begin = std::min<std::size_t>(diagnostic.span.begin, source.size());
    const std::string_view before = source.substr(0, begin);
    const std::size_t break_before = before.rfind('\n');
    const std::size_t line_begin = break_before == std::string_view::npos ? 0 : break_before + 1;
    std::string_view line = source.substr(line_begin, source.substr(line_begin).find('\n'));
    if (line.ends_with('\r')) line.remove_suffix(1);
    const std::size_t inside = std::min(begin - line_begin, line.size());
    const std::size_t end =
        std::clamp<std::size_t>(diagnostic.span.end, begin, line_begin + line.size());
    const std::size_t marked =
        end <= begin ? 1
                     : std::max<std::size_t>(letter_count(source.substr(begin, end - begin)), 1);
    std::string said(file);
    said += ":" + std::to_string(std::ranges::count(before, '\n') + 1) + ":" +
            std::to_string(letter_count(line.substr(0, inside)) + 1) + ": " + diagnostic.text +
            "\n";
    said += "    " + std::string(line) + "\n";
    said += "    " + blanks(line.substr(0, inside)) + std::string(marked, '^') + "\n";
    if (!diagnostic.suggestion.empty()) said += "    " + diagnostic.suggestion + "\n";
    return said;
}

}  // namespace logos
