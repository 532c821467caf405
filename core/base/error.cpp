// The descriptions of core's errors. A switch without default, so that a new error must be
// described.
#include "core/base/error.h"

#include <utility>

namespace core {

// [switch]
std::string_view describe(Error error) {
    switch (error) {
        case Error::truncated:
            return "the input ends in the middle of a value";
            // [/switch]
        case Error::too_large: return "a length or number is above its limit";
        case Error::trailing_bytes: return "bytes follow where the value should end";
        case Error::not_canonical: return "the value is not in its one allowed encoding";
        case Error::malformed: return "the input does not have the form it should have";
        case Error::too_deep: return "values are nested deeper than the limit";
        case Error::bad_digit: return "a character does not belong to this base's alphabet";
        case Error::base_unknown: return "the first character names no known base";
        case Error::protocol_unknown: return "the address names a protocol that is not known";
        case Error::value_missing: return "a required value is missing";
        case Error::hash_unknown: return "the hash function is not known";
        case Error::hash_size_wrong: return "the hash has the wrong length for its function";
        case Error::key_type_unknown: return "the key is of a type that cannot be used here";
        case Error::key_size_wrong: return "the key has the wrong length for its type";
        case Error::key_mismatch: return "the public key does not belong to the private key";
        case Error::signature_wrong: return "the signature does not match the key and the message";
        case Error::tag_wrong: return "the message was not sealed with this key, or was changed";
        case Error::point_weak: return "the other side's public key is a weak point of the curve";
        case Error::type_wrong: return "the payload is of another type than expected";
        case Error::format_unknown: return "written in a format that this version does not know";
        case Error::checksum_wrong: return "the checksum does not match what was read";
        case Error::backlog_full: return "too much is waiting to be written to the disk";
        case Error::storage_full: return "there is no room left to store anything";
        case Error::storage_failed: return "the storage failed, and nothing more is stored";
        case Error::digest_wrong: return "the content does not have the hash that it should have";
        case Error::author_unknown: return "the key of whoever wrote it is not known";
        case Error::author_quarantined:
            return "the author told two tales, and nothing more is taken from there";
        case Error::past_unknown:
            return "what was written here before is not known here any more, and others have it";
        case Error::author_revoked:
            return "the author has no role any more, and what it writes does not count";
        case Error::document_mismatch: return "these are the changes of another document";
    }
    std::unreachable();
}

}  // namespace core
