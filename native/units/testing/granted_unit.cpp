// A unit for tests that needs both grants.
#include "kits/cpp/selvage_unit.h"

SELVAGE_ENTRY(draws_and_tells_time) {
    unsigned char chance[16];
    selvage::draw({chance, sizeof chance});
    const double now = selvage::now();
    selvage::write(selvage::Bytes{chance, sizeof chance});
    selvage::write(selvage::Bytes{&now, sizeof now});
    return 0;
}

namespace {

bool was_initialized = false;

}  // namespace

extern "C" __attribute__((export_name("_initialize"))) void initialize() { was_initialized = true; }

SELVAGE_ENTRY(is_initialized) { return was_initialized ? 0 : 1; }
