// Where a node's data lies: below one folder for each mesh, which is named after it, one slot for
// each node of this user that runs at the same time. Rules NN1–NN3, spec/native-node.md.
//
//     ~/.local/share/selvage/meshes/Alpha/1/   store/  identity.key  webrtc.pem  addresses  control
#pragma once

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "native/disk/data_directory.h"

namespace native {

// More nodes of one mesh than a user runs on one machine.
inline constexpr std::size_t slots_max = 64;

// $XDG_DATA_HOME/selvage, or the same below the home directory. The error says what to set.
[[nodiscard]] std::expected<std::string, std::string> data_root();

// A name for a folder: letters, digits, - and _ stay, all else is written as %41.
[[nodiscard]] std::string folder_name(std::string_view mesh);
[[nodiscard]] std::string mesh_name(std::string_view folder);

// One node's data, which nobody else has for as long as this lives.
struct NodePlace {
    std::string path;
    DataDirectory store;

    [[nodiscard]] static std::expected<NodePlace, std::string> open(const std::string& path);
    // The first slot of the mesh that nobody has.
    [[nodiscard]] static std::expected<NodePlace, std::string> open_slot(const std::string& root,
                                                                         std::string_view mesh);
};

// The socket of the node that has its data there. Rule CT2: whoever can open it may use the node.
[[nodiscard]] inline std::string control_path(const std::string& place) {
    return place + "/control";
}

struct KnownPlace {
    std::string mesh;
    std::string path;
};
// All that there are, running or not.
[[nodiscard]] std::vector<KnownPlace> known_places(const std::string& root);

// Removes what nodes keep there, and the folders that are empty then; anything else stays. What was
// begun and did not end can be begun again: who the node was goes last. The error is a sentence.
[[nodiscard]] std::expected<void, std::string> forget_place(NodePlace place);

}  // namespace native
