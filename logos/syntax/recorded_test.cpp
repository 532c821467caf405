// Programs that the language's origin runs. They are not part of the project: the test reads them
// from
// ../shared/data beside it, and says so where they are not.
#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "logos/syntax/explain.h"
#include "logos/syntax/parse.h"

namespace {

const std::string folder = SELVAGE_ROOT "/../shared/data/logos/";

std::string contents(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

TEST(RecordedPrograms, LG1_programs_of_the_language_are_read) {
    if (!std::filesystem::exists(folder)) {
        std::printf("There are no recorded programs at %s.\n", folder.c_str());
        return;
    }
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() != ".logos") continue;
        ++count;
        const std::string source = contents(entry.path());
        for (const logos::Diagnostic& one : logos::parse(source).wrong) {
            ADD_FAILURE() << logos::explain(source, entry.path().filename().string(), one);
        }
    }
    EXPECT_GT(count, 30u);
}

}  // namespace
