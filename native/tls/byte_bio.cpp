// Reading takes from a view, writing appends.
#include "native/tls/byte_bio.h"

#include <algorithm>

#include "core/base/assert.h"

namespace native::tls {

namespace {

ByteEnds& ends_of(BIO* bio) { return *static_cast<ByteEnds*>(BIO_get_data(bio)); }

int read_bytes(BIO* bio, char* data, int size) {
    core::Bytes& input = ends_of(bio).input;
    BIO_clear_retry_flags(bio);
    if (input.empty()) {
        BIO_set_retry_read(bio);
        return -1;
    }
    const std::size_t taken = std::min(input.size(), static_cast<std::size_t>(size));
    core::copy({reinterpret_cast<std::byte*>(data), taken}, input.first(taken));
    input = input.subspan(taken);
    return static_cast<int>(taken);
}

int write_bytes(BIO* bio, const char* data, int size) {
    ByteEnds& ends = ends_of(bio);
    BIO_clear_retry_flags(bio);
    const core::Bytes bytes = core::as_bytes({data, static_cast<std::size_t>(size)});
    ends.is_overfull |= ends.output.size() + bytes.size() > ends.output_size_max;
    if (ends.is_overfull) return -1;
    ends.output.append(bytes);
    return size;
}

long control(BIO*, int command, long, void*) { return command == BIO_CTRL_FLUSH ? 1 : 0; }

int create(BIO* bio) {
    BIO_set_init(bio, 1);
    return 1;
}

}  // namespace

std::shared_ptr<BIO_METHOD> make_byte_method() {
    std::shared_ptr<BIO_METHOD> method(BIO_meth_new(BIO_TYPE_SOURCE_SINK, "bytes"), BIO_meth_free);
    ASSERT(method);
    BIO_meth_set_read(method.get(), read_bytes);
    BIO_meth_set_write(method.get(), write_bytes);
    BIO_meth_set_ctrl(method.get(), control);
    BIO_meth_set_create(method.get(), create);
    return method;
}

BIO* make_byte_bio(const BIO_METHOD* method, ByteEnds& ends) {
    BIO* const bio = BIO_new(method);
    ASSERT(bio);
    BIO_set_data(bio, &ends);
    return bio;
}

}  // namespace native::tls
