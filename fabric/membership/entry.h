// Entry is what one key says about who belongs to a mesh: signed, and placed behind the entries
// that its author had seen. What an entry says and whether it takes effect are two things; this
// file is about the first. Rules: ML1–ML4, spec/membership.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/base/variant.h"
#include "fabric/membership/grant.h"
#include "fabric/membership/ids.h"

namespace fabric::membership {

// Whoever writes joins at most so many branches at once; more are joined by the next entries.
inline constexpr std::size_t parents_max = 16;
// What a revocation says about documents, and how many fit into it whatever their numbers.
inline constexpr std::size_t cuts_size_max = std::size_t{12} * 1024;
inline constexpr std::size_t cuts_per_entry_max = cuts_size_max / (DocumentId::size_bytes + 10);
inline constexpr std::size_t entry_size_max = std::size_t{16} * 1024;

// By a member's word alone: never makes an Authority.
struct Admit {
    MemberKey key;
    Role role = Role::citizen;
    friend bool operator==(const Admit&, const Admit&) = default;
};
// By an invite's grant, which says the role.
struct AdmitInvited {
    MemberKey key;
    GrantUse use;
    friend bool operator==(const AdmitInvited&, const AdmitInvited&) = default;
};
// Another key of the author, which agrees.
struct AddDevice {
    MemberKey key;
    Signature consent;
    friend bool operator==(const AddDevice&, const AddDevice&) = default;
};
struct GrantRole {
    MemberKey key;
    Role role = Role::citizen;
    std::optional<UnixSeconds> expires_at;
    friend bool operator==(const GrantRole&, const GrantRole&) = default;
};
// Of the changes of a key to a document: the last one, counted from 1, that counts.
struct DocumentCut {
    DocumentId document;
    std::uint64_t last = 0;
    friend bool operator==(const DocumentCut&, const DocumentCut&) = default;
};
// Nothing that the key wrote takes effect but what stands in the past of the heads.
struct Revoke {
    MemberKey key;
    std::vector<EntryHash> heads;   // Ascending.
    std::vector<DocumentCut> cuts;  // The same for documents, ascending.
    friend bool operator==(const Revoke&, const Revoke&) = default;
};
// The author has the revocation, and will not forget it.
struct Confirm {
    EntryHash revocation;
    friend bool operator==(const Confirm&, const Confirm&) = default;
};
struct RevokeInvite {
    MemberKey one_time;
    friend bool operator==(const RevokeInvite&, const RevokeInvite&) = default;
};

using Body =
    core::Variant<Admit, AdmitInvited, AddDevice, GrantRole, Revoke, Confirm, RevokeInvite>;

struct Entry {
    MeshId mesh;
    MemberKey author;
    std::vector<EntryHash> parents;  // Ascending.
    // One more than the largest of the parents; 1 without any.
    std::uint64_t depth = 1;
    // For people.
    UnixSeconds wall_time;
    Body body;

    friend bool operator==(const Entry&, const Entry&) = default;
};

// What an entry is about, in a word.
[[nodiscard]] std::string_view describe(const Body& body);

// An entry as it travels. Invariant: all signatures in it were checked, or made here.
[[nodiscard]] EntryHash hash_of_entry(core::Bytes bytes);

class SignedEntry {
public:
    // Error::key_mismatch if the pair is not the author's, Error::too_large or not_canonical for
    // lists that are too long or not ascending.
    [[nodiscard]] static core::Result<SignedEntry> sign(Entry entry, const KeyPair& author);
    [[nodiscard]] static core::Result<SignedEntry> from_bytes(core::Bytes bytes);

    [[nodiscard]] const Entry& entry() const { return entry_; }
    [[nodiscard]] core::Bytes bytes() const { return bytes_; }
    [[nodiscard]] const EntryHash& hash() const { return hash_; }

private:
    SignedEntry(Entry entry, core::Buffer bytes);

    Entry entry_;
    core::Buffer bytes_;
    EntryHash hash_;
};

// What a device signs to become `owner`'s.
[[nodiscard]] Signature sign_consent(const MeshId& mesh, const MemberKey& owner,
                                     const KeyPair& device);

}  // namespace fabric::membership
