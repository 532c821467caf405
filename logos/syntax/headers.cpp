// Telling sections that are run from prose.
#include "logos/syntax/headers.h"

#include <array>

#include "logos/syntax/words.h"

namespace logos {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::array run_headers{"Main"sv, "Definition"sv, "Policy"sv};
constexpr std::array prose_headers{
    "Note"sv,      "Notes"sv, "Example"sv, "Examples"sv, "Logic"sv,  "Proof"sv,
    "Tier"sv,      "Axiom"sv, "Theory"sv,  "Theorem"sv,  "Define"sv, "Requires"sv,
    "NoPrelude"sv, "No"sv,    "Plan"sv,    "Details"sv,  "Maths"sv,  "Math"sv,
    "Map"sv,       "Mail"sv,  "Max"sv,     "Min"sv,      "Mean"sv};

std::string_view without_ends(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() &&
           std::string_view(" \t\r.:#").find(text.back()) != std::string_view::npos) {
        text.remove_suffix(1);
    }
    return text;
}

bool looks_like_function(std::string_view rest) {
    return rest.find(':') != std::string_view::npos || rest.find('(') != std::string_view::npos ||
           rest.find("->") != std::string_view::npos ||
           without_ends(rest).find(' ') == std::string_view::npos;
}

bool looks_like_type(std::string_view text) {
    const std::string lower = lower_case(without_ends(text));
    return lower.ends_with(" has") || lower.ends_with(" either") || lower.ends_with(" one of") ||
           lower.find(" has:") != std::string::npos ||
           lower.find(" either:") != std::string::npos ||
           lower.find(" one of:") != std::string::npos;
}

}  // namespace

Header read_header(std::string_view text) {
    const std::string_view bare = without_ends(text);
    const std::size_t word_end = bare.find_first_of(" \t:(");
    const std::string_view word = bare.substr(0, word_end);
    const bool alone = word.size() == bare.size();
    if (same_word(word, "main") && alone) return {Section::main, {}};
    if (alone && (same_word(word, "definition") || same_word(word, "definitions"))) {
        return {Section::definition, {}};
    }
    if (alone && (same_word(word, "policy") || same_word(word, "policies"))) {
        return {Section::policy, {}};
    }
    if (same_word(word, "to") && !alone) {
        const std::size_t begin = text.find(word) + word.size();
        if (looks_like_function(text.substr(begin))) return {Section::function, {}};
    }
    if ((same_word(word, "a") || same_word(word, "an")) && looks_like_type(text)) {
        return {Section::type, {}};
    }
    if (!alone || is_one_of(word, prose_headers)) return {};
    return {Section::prose, nearest_word(word, run_headers)};
}

bool has_sections(std::string_view source) {
    for (std::size_t at = source.find("##"); at != std::string_view::npos;
         at = source.find("##", at + 2)) {
        if (at > 0 && source[at - 1] != '\n') continue;
        const std::string_view line = source.substr(at + 2, source.find('\n', at) - at - 2);
        const Header header = read_header(line);
        if (header.section != Section::prose || !header.meant.empty()) return true;
    }
    return false;
}

}  // namespace logos
