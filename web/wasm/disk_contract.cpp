// The contract of all disks, for the one that JavaScript keeps: the suite asks through an import,
// which waits for the answers.
#include <vector>

#include "core/base/assert.h"
#include "core/base/writer.h"
#include "core/store/disk_codec.h"
#include "core/testing/disk_contract.h"

// Opens an empty disk in the place of the one before.
extern "C" __attribute__((import_module("disk"), import_name("begin"))) void disk_begin();
extern "C" __attribute__((import_module("disk"), import_name("put"))) void disk_put(
    const void* request, std::size_t size);
// Waits for the next answer; gives its size.
extern "C" __attribute__((import_module("disk"), import_name("wait"))) std::size_t disk_wait();
extern "C" __attribute__((import_module("disk"), import_name("take"))) void disk_take(void* answer);

namespace core {
namespace {

class PageDisk : public testing::DiskUnderTest {
public:
    PageDisk() { disk_begin(); }

    std::vector<store::DiskAnswer> ask(std::vector<store::DiskRequest> requests) override {
        for (const store::DiskRequest& request : requests) {
            const Buffer bytes = store::write_request(request);
            disk_put(bytes.data(), bytes.size());
        }
        std::vector<store::DiskAnswer> answers;
        while (answers.size() < requests.size()) {
            Buffer bytes(disk_wait());
            disk_take(bytes.data());
            auto answer = store::read_answer(bytes);
            ASSERT(answer);
            answers.push_back(std::move(*answer));
        }
        return answers;
    }
};

}  // namespace

std::unique_ptr<testing::DiskUnderTest> testing::make_disk() {
    return std::make_unique<PageDisk>();
}

}  // namespace core
