// x
#include "core/testing/fuzz.h"
FUZZ(worker_wire) {}
