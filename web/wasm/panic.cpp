// Says where an assertion failed; what was asserted stands there. That nobody reads the expressions
// is seen by the link-time optimizer, whose input this file is: no page loads them.
#include <string_view>

#include "core/base/assert.h"
#include "core/base/format.h"
#include "web/wasm/runtime.h"

namespace core {

void assertion_failed(const char*, const char* file, int line) {
    wasm::keep_panic(formatted("{}:{}: assertion failed", std::string_view(file), line));
    __builtin_trap();
}

}  // namespace core
