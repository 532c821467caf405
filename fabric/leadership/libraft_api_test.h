// libraft's header, which is C and says nothing about it. Only files of the twin's include this.
#pragma once

extern "C" {
#include <raft.h>
}

namespace fabric::leadership::testing {

// In C a function may have the name of the request that it makes.
using LibraftApply = struct ::raft_apply;
using LibraftBarrier = struct ::raft_barrier;
using LibraftTransfer = struct ::raft_transfer;

}  // namespace fabric::leadership::testing
