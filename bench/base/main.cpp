// bench_base: everything of core/ that a claim of speed is made about.
#include "bench/base/contestants.h"

int main(int count, char** words) {
    const bench::Measure measure(count, words);
    bench::measure_hashes(measure);
    bench::measure_seals(measure);
    bench::measure_varints(measure);
    bench::measure_containers(measure);
}
