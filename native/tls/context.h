// What sessions of TLS share: a server's certificate and key, or whom a client trusts. OpenSSL
// counts who uses a context, so sessions live on when theirs is replaced by a renewed one.
//
// TLS 1.2 and 1.3, with forward secrecy; no tickets, no resumption, no renegotiation.
// Rules TL1–TL3, spec/tls.md.
#pragma once

#include <openssl/bio.h>
#include <expected>
#include <memory>
#include <string>

#include "core/base/bytes.h"

namespace native::tls {

class Context {
public:
    enum class Role : std::uint8_t { client, server };
    enum class SystemTrust : std::uint8_t { used, ignored };

    // The chain begins with the server's own certificate. Both are PEM. What is wrong is said for
    // people.
    static std::expected<Context, std::string> server(core::Bytes chain, core::Bytes key);
    // Trusts whom the operating system trusts, unless told to ignore it, and these authorities, in
    // PEM or none.
    static std::expected<Context, std::string> client(core::Bytes authorities = {},
                                                      SystemTrust trust = SystemTrust::used);

    [[nodiscard]] Role role() const { return role_; }

private:
    friend class Session;
    struct Deleter {
        void operator()(SSL_CTX* context) const;
    };

    explicit Context(Role role);

    Role role_;
    std::unique_ptr<SSL_CTX, Deleter> context_;
    std::shared_ptr<BIO_METHOD> bytes_method_;
};

}  // namespace native::tls
