// The two ends by which OpenSSL reads and writes a session's bytes: views and a buffer of ours in
// place of a memory BIO, which would keep a copy of all that comes.
#pragma once

#include <openssl/bio.h>
#include <memory>

#include "core/base/bytes.h"
#include "core/base/fresh_buffer.h"

namespace native::tls {

struct ByteEnds {
    core::Bytes input{};  // What OpenSSL has not read yet.
    core::FreshBuffer output{};
    std::size_t output_size_max = 0;
    bool is_overfull = false;  // OpenSSL wanted to write more than that.
};

[[nodiscard]] std::shared_ptr<BIO_METHOD> make_byte_method();

// The ends must outlive the BIO.
[[nodiscard]] BIO* make_byte_bio(const BIO_METHOD* method, ByteEnds& ends);

}  // namespace native::tls
