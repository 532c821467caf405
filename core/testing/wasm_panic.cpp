// Failed assertions of test programs under WebAssembly, which have WASI's standard error to say so
// on.
#include <cstdio>
#include <cstdlib>

#include "core/base/assert.h"

namespace core {

void assertion_failed(const char* expression, const char* file, int line) {
    std::fprintf(stderr, "%s:%d: assertion failed: %s\n", file, line, expression);
    std::abort();
}

}  // namespace core
