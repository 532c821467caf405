// Small files beside a node's store, each written whole or not at all, and read by nobody but their
// owner: the node's key, its certificate, where it listened. Rule NN4, spec/native-node.md.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/bytes.h"
#include "core/crypto/ed25519.h"
#include "native/webrtc/certificate.h"

namespace native {

inline constexpr std::size_t kept_file_size_max = std::size_t{4} << 20;

class KeptFiles {
public:
    explicit KeptFiles(std::string folder) : folder_(std::move(folder)) {}

    // Nothing if there is none. Errors are sentences for people.
    [[nodiscard]] std::expected<std::optional<core::Buffer>, std::string> read(
        std::string_view name) const;
    [[nodiscard]] bool has(std::string_view name) const;
    [[nodiscard]] std::expected<void, std::string> write(std::string_view name,
                                                         core::Bytes bytes) const;

private:
    [[nodiscard]] std::string path(std::string_view name) const;

    std::string folder_;
};

// Those that are kept there, or new ones, which are from now on. What is there and cannot be read
// is never overwritten: with it would go who the node is.
[[nodiscard]] std::expected<core::crypto::Ed25519Seed, std::string> kept_identity(
    const KeptFiles& files);
[[nodiscard]] std::expected<webrtc::Certificate, std::string> kept_certificate(
    const KeptFiles& files);

// Whether there is one.
[[nodiscard]] bool has_identity(const KeptFiles& files);

// By which programs on this machine may use the node over HTTP; new at the first start.
[[nodiscard]] std::expected<std::string, std::string> kept_token(const KeptFiles& files);

}  // namespace native
