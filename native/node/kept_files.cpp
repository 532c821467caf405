// Files by way of a second name, which takes the place of the first when it is synced.
#include "native/node/kept_files.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdio>
#include <system_error>

#include "core/base/hex.h"
#include "core/crypto/secret.h"
#include "native/disk/file_descriptor.h"
#include "native/platform/random.h"

namespace native {

namespace {

constexpr mode_t private_mode = S_IRUSR | S_IWUSR;
constexpr std::string_view identity_name = "identity.key";

std::unexpected<std::string> complain(const std::string& path, const char* what) {
    return std::unexpected("The file " + path + " cannot be " + what + ": " +
                           std::generic_category().message(errno) + ".");
}

bool write_all(int file, core::Bytes bytes) {
    while (!bytes.empty()) {
        const ssize_t size = ::write(file, bytes.data(), bytes.size());
        if (size < 0 && errno == EINTR) continue;
        if (size <= 0) return false;
        bytes = bytes.subspan(static_cast<std::size_t>(size));
    }
    return true;
}

}  // namespace

std::string KeptFiles::path(std::string_view name) const {
    return folder_ + "/" + std::string(name);
}

std::expected<std::optional<core::Buffer>, std::string> KeptFiles::read(
    std::string_view name) const {
    const FileDescriptor file(::open(path(name).c_str(), O_RDONLY | O_CLOEXEC));
    if (!file.is_open()) {
        if (errno == ENOENT) return std::nullopt;
        return complain(path(name), "opened");
    }
    core::Buffer bytes(kept_file_size_max);
    std::size_t size = 0;
    while (size < bytes.size()) {
        const ssize_t more = ::read(file.number(), bytes.data() + size, bytes.size() - size);
        if (more < 0 && errno == EINTR) continue;
        if (more < 0) return complain(path(name), "read");
        if (more == 0) break;
        size += static_cast<std::size_t>(more);
    }
    core::Buffer read(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size));
    core::crypto::wipe(core::MutableBytes(bytes).first(size));
    return read;
}

std::expected<void, std::string> KeptFiles::write(std::string_view name, core::Bytes bytes) const {
    const std::string fresh = path(name) + ".new";
    const FileDescriptor file(
        ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, private_mode));
    if (!file.is_open() || !write_all(file.number(), bytes) || ::fsync(file.number()) != 0 ||
        ::rename(fresh.c_str(), path(name).c_str()) != 0)
        return complain(path(name), "written");
    const FileDescriptor folder(::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder.is_open() || ::fsync(folder.number()) != 0) return complain(folder_, "synced");
    return {};
}

bool KeptFiles::has(std::string_view name) const { return ::access(path(name).c_str(), F_OK) == 0; }

bool has_identity(const KeptFiles& files) { return files.has(identity_name); }

std::expected<core::crypto::Ed25519Seed, std::string> kept_identity(const KeptFiles& files) {
    auto kept = files.read(identity_name);
    if (!kept) return std::unexpected(std::move(kept).error());
    core::crypto::Ed25519Seed seed;
    if (!*kept) {
        fill_random(seed.mutable_view());
        if (const auto written = files.write(identity_name, seed.expose()); !written)
            return std::unexpected(written.error());
        return seed;
    }
    if ((*kept)->size() != seed.expose().size())
        return std::unexpected(
            "The node's key, identity.key, is damaged. Put it back from a copy, or move the whole "
            "data directory aside to join as somebody new.");
    core::copy(seed.mutable_view(), **kept);
    core::crypto::wipe(**kept);
    return seed;
}

std::expected<webrtc::Certificate, std::string> kept_certificate(const KeptFiles& files) {
    constexpr std::string_view name = "webrtc.pem";
    auto kept = files.read(name);
    if (!kept) return std::unexpected(std::move(kept).error());
    if (*kept) {
        auto certificate = webrtc::Certificate::from_pem(**kept);
        if (certificate) return *std::move(certificate);
        return std::unexpected(
            "The certificate webrtc.pem is damaged. Take it away, and a new one is made; links "
            "that were handed out for browsers then lead nowhere.");
    }
    auto certificate = webrtc::Certificate::make();
    if (const auto written = files.write(name, certificate.to_pem()); !written)
        return std::unexpected(written.error());
    return certificate;
}

std::expected<std::string, std::string> kept_token(const KeptFiles& files) {
    constexpr std::string_view name = "api.token";
    constexpr std::size_t token_size = 32;
    auto kept = files.read(name);
    if (!kept) return std::unexpected(std::move(kept).error());
    if (*kept && !(*kept)->empty()) return std::string(core::as_text(**kept));
    core::Buffer chance(token_size);
    fill_random(chance);
    const std::string token = core::to_hex(chance);
    if (const auto written = files.write(name, core::as_bytes(token)); !written)
        return std::unexpected(written.error());
    return token;
}

}  // namespace native
