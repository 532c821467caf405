// WebAssembly units, in workers as they are shipped.
#include "native/units/units_test.h"

namespace native::units {
namespace {

using WasmUnit = UnitTest;

TEST_F(WasmUnit, WU4_an_entry_without_a_result_or_with_zero_is_done) {
    EXPECT_EQ(run(test_unit("nothing")).output(), "");
    EXPECT_EQ(run(test_unit("echo", "some bytes")).output(), "some bytes");
}

TEST_F(WasmUnit, WU4_another_result_and_a_trap_are_failures) {
    const Ended seven = run(test_unit("seven"));
    EXPECT_EQ(seven.kind(), "unit-failed");
    EXPECT_EQ(seven.text(), "It returned 7.");
    EXPECT_EQ(run(test_unit("traps")).kind(), "unit-failed");
    EXPECT_EQ(run(test_unit("reads_outside")).kind(), "unit-failed");
}

}  // namespace
}  // namespace native::units
