// The contract of all disks, for the one that JavaScript keeps: the suite asks through an import,
// which waits for the answers.
#include "core/testing/disk_contract.h"
#include "web/wasm/page_disk.h"

namespace core {
namespace {

class PageDiskUnderTest : public testing::DiskUnderTest {
public:
    std::vector<store::DiskAnswer> ask(std::vector<store::DiskRequest> requests) override {
        for (const store::DiskRequest& request : requests) disk_.put(request);
        std::vector<store::DiskAnswer> answers;
        while (answers.size() < requests.size()) answers.push_back(disk_.wait_for_answer());
        return answers;
    }

private:
    PageDisk disk_;
};

}  // namespace

std::unique_ptr<testing::DiskUnderTest> testing::make_disk() {
    return std::make_unique<PageDiskUnderTest>();
}

}  // namespace core
