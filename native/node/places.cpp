// Folders by the names of meshes, and the first slot that is free.
#include "native/node/places.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>

#include "core/base/hex.h"

namespace native {

namespace fs = std::filesystem;

namespace {

bool stays(char character) {
    const bool is_letter =
        (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
    return is_letter || (character >= '0' && character <= '9') || character == '-' ||
           character == '_';
}

std::string variable(const char* name) {
    const char* const value = std::getenv(name);
    return value ? value : "";
}

// Beside the store.
constexpr std::array<std::string_view, 6> kept_names{"control",   "addresses",  "studio-port",
                                                     "api.token", "webrtc.pem", "identity.key"};

std::expected<void, std::string> remove_all_of(const fs::path& path) {
    std::error_code error;
    fs::remove_all(path, error);
    if (error)
        return std::unexpected(path.string() + " cannot be removed: " + error.message() +
                               ". Give yourself the right to, and forget it again.");
    return {};
}

}  // namespace

std::expected<std::string, std::string> data_root() {
    // A relative one is to be ignored, by the specification of these directories.
    if (const std::string data = variable("XDG_DATA_HOME"); data.starts_with('/'))
        return data + "/selvage";
    if (const std::string home = variable("HOME"); home.starts_with('/'))
        return home + "/.local/share/selvage";
    return std::unexpected(
        "There is no home directory to keep data in. Set HOME or XDG_DATA_HOME, or give --data "
        "DIR.");
}

std::string folder_name(std::string_view mesh) {
    std::string name;
    for (const char character : mesh) {
        if (stays(character))
            name += character;
        else
            name += '%' + core::to_hex(std::array{static_cast<std::byte>(character)});
    }
    return name;
}

std::string mesh_name(std::string_view folder) {
    std::string name;
    while (!folder.empty()) {
        const bool is_escaped = folder.front() == '%';
        const auto bytes = core::from_hex(is_escaped ? folder.substr(1, 2) : "");
        const bool is_whole = bytes && bytes->size() == 1;
        name += is_whole ? static_cast<char>(bytes->front()) : folder.front();
        folder.remove_prefix(is_whole ? 3 : 1);
    }
    return name;
}

std::expected<NodePlace, std::string> NodePlace::open(const std::string& path) {
    auto store = DataDirectory::open(path + "/store");
    if (!store) return std::unexpected(std::move(store).error());
    const std::string folder = fs::path(store->path()).parent_path();
    return NodePlace{folder, *std::move(store)};
}

std::expected<NodePlace, std::string> NodePlace::open_slot(const std::string& root,
                                                           std::string_view mesh) {
    const std::string folder = root + "/meshes/" + folder_name(mesh) + "/";
    std::expected<NodePlace, std::string> place = std::unexpected("");
    for (std::size_t slot = 1; slot <= slots_max; ++slot) {
        place = open(folder + std::to_string(slot));
        if (place || !DataDirectory::is_in_use(folder + std::to_string(slot) + "/store"))
            return place;
    }
    return place;
}

std::vector<KnownPlace> known_places(const std::string& root) {
    std::vector<KnownPlace> places;
    std::error_code error;
    for (const auto& mesh : fs::directory_iterator(root + "/meshes", error))
        for (const auto& slot : fs::directory_iterator(mesh.path(), error))
            places.push_back({mesh_name(mesh.path().filename().string()), slot.path().string()});
    std::ranges::sort(places, {}, &KnownPlace::path);
    return places;
}

// The store's lock is held until nothing else is left of it.
std::expected<void, std::string> forget_place(NodePlace place) {
    const fs::path folder(place.path);
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(place.store.path(), error))
        if (!entry.path().filename().string().starts_with('.')) TRY(remove_all_of(entry.path()));
    for (const std::string_view name : kept_names) {
        TRY(remove_all_of(folder / (std::string(name) + ".new")));
        TRY(remove_all_of(folder / name));
    }
    TRY(remove_all_of(place.store.path()));
    // No error: what is in them is not ours.
    if (::rmdir(folder.c_str()) == 0) ::rmdir(folder.parent_path().c_str());
    return {};
}

}  // namespace native
