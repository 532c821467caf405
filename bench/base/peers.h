// The parts of the contestant `bench_base_peers`: the libraries and the limit that we are held
// against.
#pragma once

#include "bench/frame/measure.h"

namespace bench {

void measure_openssl(const Measure& measure);
void measure_sodium(const Measure& measure);

}  // namespace bench
