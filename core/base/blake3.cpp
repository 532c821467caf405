// The tree of BLAKE3: chunks are leaves, finished subtrees wait on a stack, the right edge stays
// open.
#include "core/base/blake3.h"

#include <bit>

#include "core/base/assert.h"

namespace core {

using namespace blake3_internal;

namespace {

// Leaves hashed in one go: enough for every kernel to be full, few enough for their values to fit
// the stack and the first-level cache.
constexpr std::size_t subtree_chunks_max = 128;

Node parent_node(const Words& left, const Words& right, const Words& key, std::uint32_t flags) {
    Node node{key, {}, 0, block_size, flags | parent};
    std::memcpy(node.block.data(), left.data(), value_size);
    std::memcpy(node.block.data() + value_size, right.data(), value_size);
    return node;
}

Words key_words(Bytes key) {
    Words words;
    ASSERT(key.size() == sizeof words);
    std::memcpy(words.data(), key.data(), sizeof words);
    return words;
}

}  // namespace

Blake3Digest blake3(Bytes message) {
    Blake3 hasher;
    hasher.update(message);
    return hasher.digest();
}

Blake3::Blake3() : Blake3(initial_value, 0) {}

Blake3::Blake3(const Words& key, std::uint32_t flags)
    : key_(key), flags_(flags), chunk_value_(key) {}

Blake3 Blake3::keyed(const Blake3Key& key) { return {key_words(key.view()), keyed_hash}; }

Blake3 Blake3::key_deriving(std::string_view context) {
    Blake3 context_hasher(initial_value, derive_key_context);
    context_hasher.update(as_bytes(context));
    return {key_words(context_hasher.digest().view()), derive_key_material};
}

void Blake3::update(Bytes bytes) {
    // Whatever may turn out to be the end of the message stays open until more comes: a full chunk,
    // and the merging of the last two subtrees.
    if (chunk_size() > 0) {
        const std::size_t size = std::min(bytes.size(), chunk_size_max - chunk_size());
        add_to_chunk(bytes.first(size));
        bytes = bytes.subspan(size);
        if (bytes.empty()) return;
        push(chunk_node(chunk_end).chaining_value());
        ++chunks_done_;
        chunk_value_ = key_;
        blocks_done_ = block_used_ = 0;
    }
    while (bytes.size() > chunk_size_max) {
        std::size_t chunks =
            std::min(std::bit_floor(bytes.size() / chunk_size_max), subtree_chunks_max);
        // A subtree begins where its size divides its position.
        while (chunks_done_ % chunks != 0) chunks /= 2;
        add_subtree(bytes.first(chunks * chunk_size_max));
        bytes = bytes.subspan(chunks * chunk_size_max);
    }
    if (bytes.empty()) return;
    add_to_chunk(bytes);
    merge_to(static_cast<std::size_t>(std::popcount(chunks_done_)));
}

void Blake3::add_to_chunk(Bytes bytes) {
    while (!bytes.empty()) {
        if (block_used_ == block_size) {
            chunk_value_ = chunk_node(0).chaining_value();
            ++blocks_done_;
            block_used_ = 0;
        }
        const std::size_t size = std::min(bytes.size(), block_size - block_used_);
        copy(MutableBytes(block_).subspan(block_used_), bytes.first(size));
        block_used_ += size;
        bytes = bytes.subspan(size);
    }
}

// Hashes a whole subtree down to its last two values, which are not merged yet: they may be the
// root.
void Blake3::add_subtree(Bytes bytes) {
    std::array<std::byte, subtree_chunks_max * value_size> values;
    std::size_t count = bytes.size() / chunk_size_max;
    hash_pieces({bytes.data(), count, blocks_per_chunk, key_.data(), chunks_done_, 1, flags_,
                 chunk_start, chunk_end},
                values.data());
    // Parents overwrite their own children: each kernel reads all its input before it writes.
    while (count > 2) {
        count /= 2;
        hash_pieces({values.data(), count, 1, key_.data(), 0, 0, flags_ | parent, 0, 0},
                    values.data());
    }
    for (std::size_t i = 0; i < count; ++i) {
        push(key_words(Bytes(values).subspan(i * value_size, value_size)));
        chunks_done_ += bytes.size() / chunk_size_max / count;
    }
}

void Blake3::push(const Words& value) {
    merge_to(static_cast<std::size_t>(std::popcount(chunks_done_)));
    ASSERT(stack_size_ < stack_.size());
    stack_[stack_size_++] = value;
}

// Completes the subtrees that are no longer at the right edge. The set bits of the number of chunks
// are the sizes of the trees that then remain.
void Blake3::merge_to(std::size_t height) {
    while (stack_size_ > height) {
        const Node node =
            parent_node(stack_[stack_size_ - 2], stack_[stack_size_ - 1], key_, flags_);
        stack_[stack_size_ - 2] = node.chaining_value();
        --stack_size_;
    }
}

std::size_t Blake3::chunk_size() const { return blocks_done_ * block_size + block_used_; }

// The block being filled, which is the last of its chunk if `end` is chunk_end.
Node Blake3::chunk_node(std::uint32_t end) const {
    Node node{chunk_value_,
              {},
              chunks_done_,
              static_cast<std::uint32_t>(block_used_),
              flags_ | end | (blocks_done_ == 0 ? chunk_start : 0u)};
    copy(node.block, Bytes(block_).first(block_used_));
    return node;
}

Node Blake3::root_node() const {
    std::size_t left = stack_size_;
    Node node;
    if (chunk_size() > 0 || left == 0) {
        node = chunk_node(chunk_end);
    } else {
        // The message ended with a whole subtree, whose two halves are on top.
        ASSERT(left >= 2);
        node = parent_node(stack_[left - 2], stack_[left - 1], key_, flags_);
        left -= 2;
    }
    for (; left > 0; --left)
        node = parent_node(stack_[left - 1], node.chaining_value(), key_, flags_);
    return node;
}

void Blake3::finish(MutableBytes output) const {
    const Node node = root_node();
    for (std::uint64_t index = 0; !output.empty(); ++index) {
        const auto block = node.output(index);
        const std::size_t size = std::min(output.size(), block.size());
        copy(output, Bytes(block).first(size));
        output = output.subspan(size);
    }
}

Blake3Digest Blake3::digest() const {
    Blake3Digest digest;
    finish(digest.mutable_view());
    return digest;
}

}  // namespace core
