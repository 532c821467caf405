#include "core/testing/fuzz.h"
