// A failed assertion, natively: say which, and stop with a core dump if the system keeps them.
#include <cstdio>
#include <cstdlib>

#include "core/base/assert.h"

namespace core {
namespace {

// Simulations run in threads, each from a seed of its own.
thread_local const char* note = nullptr;

}  // namespace

void set_assertion_note(const char* text) { note = text; }

void assertion_failed(const char* expression, const char* file, int line) {
    std::fprintf(stderr,
                 "%s:%d: assertion failed: %s\n%s\nThis is a bug in Selvage. Please report it.\n",
                 file, line, expression, note ? note : "");
    std::abort();
}

}  // namespace core
