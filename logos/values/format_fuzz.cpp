// Any format, of a number, a big one, a real one and a text: it is refused, or gives as much as it
// says.
#include "core/base/assert.h"
#include "core/testing/fuzz.h"
#include "logos/values/limits.h"
#include "logos/values/make.h"
#include "logos/values/printing.h"

FUZZ(format) {
    using namespace logos;
    if (input.size() < sizeof(double)) return;
    double real = 0;
    std::memcpy(&real, input.data(), sizeof real);
    const std::string_view format = core::as_text(input.subspan(sizeof real));
    const std::array<Value, 4> values{Value::integer(std::bit_cast<std::int64_t>(real)),
                                      Value::real(real), make_integer(*BigInteger(7).power(100)),
                                      make_text("é" + std::string(format))};
    for (const Value& value : values) {
        const auto printed = print_as(value, format);
        ASSERT(!printed || printed->size() <= 2 * format_width_max + print(value).size() +
                                                  format_decimals_max + 4);
    }
}
