// Reads just the JSON that vector files consist of. The real reader is core/codec/json.h, which the
// tests of the layers below it cannot use.
#include "core/testing/vectors.h"

#include <cstdio>
#include <cstdlib>

#include "core/base/hex.h"
#include "core/testing/files.h"

namespace core::testing {
namespace {

[[noreturn]] void broken(std::string_view what, std::string_view where) {
    std::fprintf(stderr, "vectors: %.*s: %.*s\n", static_cast<int>(what.size()), what.data(),
                 static_cast<int>(where.size()), where.data());
    std::abort();
}

// A text without its quotes, or a bare word such as true; `at` moves behind it.
std::string take_value(std::string_view json, std::size_t& at) {
    if (json[at] != '"') {
        const std::size_t end = json.find_first_of(",}] \n", at);
        const std::string word(json.substr(at, end - at));
        at = end;
        return word;
    }
    const std::size_t end = json.find('"', at + 1);
    const std::string text(json.substr(at + 1, end - at - 1));
    if (text.contains('\\')) broken("escapes are not needed in vectors", text);
    at = end + 1;
    return text;
}

Case take_case(std::string_view json, std::size_t& at) {
    std::map<std::string, std::string> fields;
    for (;;) {
        at = json.find_first_of("\"}", at);
        if (at == std::string_view::npos) broken("a case does not end", "");
        if (json[at] == '}') break;
        const std::string name = take_value(json, at);
        at = json.find_first_not_of(": \n", at);
        fields[name] = take_value(json, at);
    }
    return Case(std::move(fields));
}

}  // namespace

const std::string& Case::text(const std::string& field) const {
    const auto at = fields_.find(field);
    if (at == fields_.end()) broken("a case has no such field", field);
    return at->second;
}

Buffer Case::bytes(const std::string& field) const {
    auto bytes = from_hex(text(field));
    if (!bytes) broken("a field is not hexadecimal", field);
    return *bytes;
}

std::vector<Case> read_cases(std::string_view path) {
    const std::string json = read_file(path);
    std::vector<Case> cases;
    std::size_t at = json.find("\"cases\"");
    if (at == std::string::npos) broken("there are no cases", path);
    while ((at = json.find('{', at)) != std::string::npos) cases.push_back(take_case(json, at));
    if (cases.empty()) broken("there are no cases", path);
    return cases;
}

}  // namespace core::testing
