// The page's disk, for WebAssembly programs that wait for it: tests and benchmarks, which run in a
// page through web/selvage/testing/disk_page.mjs. The browser suspends the program meanwhile.
// Answers come in the order of the requests.
#pragma once

#include <cstddef>
#include <utility>

#include "core/base/assert.h"
#include "core/store/disk_codec.h"

// Opens an empty disk in the place of the one before.
extern "C" __attribute__((import_module("disk"), import_name("begin"))) void disk_begin();
extern "C" __attribute__((import_module("disk"), import_name("put"))) void disk_put(
    const void* request, std::size_t size);
// Waits for the next answer; gives its size.
extern "C" __attribute__((import_module("disk"), import_name("wait"))) std::size_t disk_wait();
extern "C" __attribute__((import_module("disk"), import_name("take"))) void disk_take(void* answer);

class PageDisk {
public:
    PageDisk() { disk_begin(); }

    void put(const core::store::DiskRequest& request) {
        const core::Buffer bytes = core::store::write_request(request);
        disk_put(bytes.data(), bytes.size());
    }
    core::store::DiskAnswer wait_for_answer() {
        core::Buffer bytes(disk_wait());
        disk_take(bytes.data());
        auto answer = core::store::read_answer(bytes);
        ASSERT(answer);
        return std::move(*answer);
    }
};
