// bench_text_memory --data FOLDER: what a text takes in memory that was loaded with its whole
// history, natively.
#include <filesystem>
#include <fstream>
#include <iterator>

#include "bench/frame/allocated.h"
#include "bench/frame/measure.h"
#include "bench/text/file.h"
#include "bench/text/replay.h"

namespace bench {
namespace {

void measure_file(const std::filesystem::path& path) {
    if (path.extension() != ".trace") return;
    std::ifstream stream(path, std::ios::binary);
    const std::string content{std::istreambuf_iterator<char>(stream), {}};
    const core::Bytes bytes = core::as_bytes(content);
    const Trace trace({bytes.begin(), bytes.end()});
    if (trace.authors() > 1) return;
    const core::Buffer file = encoded(*type(trace, Told::nothing).text);
    const std::size_t before = allocated();
    const auto text = std::make_unique<core::crdt::Text>(loaded(file));
    Measure::figure(path.stem().string() + ", resident", "selvage native", "B",
                    static_cast<double>(allocated() - before));
    ASSERT(text->to_string() == trace.end());
}

}  // namespace
}  // namespace bench

int main(int count, char** words) {
    const bench::Measure measure(count, words);
    for (const auto& entry : std::filesystem::directory_iterator(measure.data()))
        bench::measure_file(entry.path());
}
