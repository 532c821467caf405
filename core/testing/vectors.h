// Vector files: spec/vectors/*/*.json of the form {"source": …, "cases": [{"name": …, …}, …]},
// whose cases are flat lists of texts and truth values. The same files are read by the TypeScript
// tests.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/bytes.h"

namespace core::testing {

class Case {
public:
    explicit Case(std::map<std::string, std::string> fields) : fields_(std::move(fields)) {}

    // A missing field ends the program: a misspelt name must not read as an empty text.
    [[nodiscard]] const std::string& text(const std::string& field) const;
    // A field of hexadecimal digits.
    [[nodiscard]] Buffer bytes(const std::string& field) const;
    [[nodiscard]] bool is_true(const std::string& field) const { return text(field) == "true"; }
    [[nodiscard]] const std::string& name() const { return text("name"); }

private:
    std::map<std::string, std::string> fields_;
};

// The cases of a file, which are never none.
std::vector<Case> read_cases(std::string_view path);

}  // namespace core::testing
