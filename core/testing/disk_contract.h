// What core/store/disk_contract_test.cpp asks of the disk it judges. Each implementation has a test
// program: that file, and one that defines make_disk().
#pragma once

#include <memory>
#include <vector>

#include "core/store/disk.h"

namespace core::testing {

class DiskUnderTest {
public:
    virtual ~DiskUnderTest() = default;
    // Puts all of them out at once, and waits for all answers, which are given in the order in
    // which they came.
    virtual std::vector<store::DiskAnswer> ask(std::vector<store::DiskRequest> requests) = 0;
};

// Without files; with room for a few megabytes.
std::unique_ptr<DiskUnderTest> make_disk();

}  // namespace core::testing
