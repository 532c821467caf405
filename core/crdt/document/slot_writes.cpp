// writes := count, each: dot, Lamport number, content; by author, ascending
#include "core/crdt/document/slot_writes.h"

#include <algorithm>
#include <vector>

namespace core::crdt {

namespace {

// Behind the tags of values.
constexpr std::uint8_t node_tag = 0x40;

Stamp stamp_of(const SlotWrites::Write& write) { return {write.lamport, write.dot.author}; }

}  // namespace

void Coder<Content>::write(BufferWriter& writer, const Content& content) {
    if (const NodeKind* const kind = get_if<NodeKind>(&content))
        return writer.u8(static_cast<std::uint8_t>(node_tag + static_cast<std::uint8_t>(*kind)));
    Coder<Value>::write(writer, get<Value>(content));
}

Result<Content> Coder<Content>::read(Reader& reader) {
    const Bytes rest = reader.rest();
    if (rest.empty() || rest[0] < std::byte{node_tag}) return TRY(Coder<Value>::read(reader));
    const auto kind = static_cast<std::uint8_t>(TRY(reader.u8()) - node_tag);
    if (kind >= node_kind_count) return fail(Error::malformed);
    return static_cast<NodeKind>(kind);
}

void SlotWrites::Crowd::put(Write write) {
    erase(write.dot.author);
    if (const NodeKind* const kind = get_if<NodeKind>(&write.content))
        ++kinds[static_cast<std::size_t>(*kind)];
    by_stamp.insert(stamp_of(write), write.dot.author);
    const Author author = write.dot.author;
    writes.insert(author, std::move(write));
}

void SlotWrites::Crowd::erase(Author author) {
    const Write* const write = writes.find(author);
    if (!write) return;
    if (const NodeKind* const kind = get_if<NodeKind>(&write->content))
        --kinds[static_cast<std::size_t>(*kind)];
    by_stamp.erase(stamp_of(*write));
    writes.erase(author);
}

const SlotWrites::Write* SlotWrites::latest() const {
    if (crowd_) return crowd_->writes.find(crowd_->by_stamp.back().second);
    const auto latest = std::ranges::max_element(few_, {}, stamp_of);
    return latest == few_.end() ? nullptr : latest;
}

// Only for those who write themselves, so it may look at all.
const SlotWrites::Write* SlotWrites::latest_but(Author author) const {
    const Write* latest = nullptr;
    const auto look_at = [&](const Write& write) {
        const bool is_later = !latest || stamp_of(*latest) < stamp_of(write);
        if (write.dot.author != author && is_later) latest = &write;
    };
    if (crowd_)
        for (const auto& [writer, write] : crowd_->writes) look_at(write);
    else
        for (const Write& write : few_) look_at(write);
    return latest;
}

bool SlotWrites::holds(NodeKind kind) const {
    if (crowd_) return crowd_->kinds[static_cast<std::size_t>(kind)] > 0;
    return std::ranges::any_of(few_, [kind](const Write& write) {
        const NodeKind* const written = get_if<NodeKind>(&write.content);
        return written && *written == kind;
    });
}

std::size_t SlotWrites::place_of(Author author) const {
    const auto place = std::ranges::lower_bound(
        few_, author, {}, [](const Write& write) { return write.dot.author; });
    return static_cast<std::size_t>(place - few_.begin());
}

void SlotWrites::put(Write write) {
    if (crowd_) return crowd_->put(std::move(write));
    const std::size_t place = place_of(write.dot.author);
    if (place < few_.size() && few_[place].dot.author == write.dot.author)
        few_[place] = std::move(write);
    else
        few_.insert(place, std::move(write));
    if (few_.size() > few_max) gather();
}

void SlotWrites::erase(Author author) {
    if (crowd_) {
        crowd_->erase(author);
        return part_if_few();
    }
    const std::size_t place = place_of(author);
    if (place < few_.size() && few_[place].dot.author == author) few_.erase(place);
}

// By the smaller of both: a past names many authors, or many wrote here.
void SlotWrites::erase(const Past& past) {
    if (!crowd_) {
        for (std::size_t i = few_.size(); i-- > 0;)
            if (past.includes(few_[i].dot)) few_.erase(i);
        return;
    }
    const auto erase_seen = [&](Author author) {
        const Write* const write = crowd_->writes.find(author);
        if (write && past.includes(write->dot)) crowd_->erase(author);
    };
    erase_seen(past.author());
    if (past.seen().size() < crowd_->writes.size()) {
        for (const auto& [author, counter] : past.seen()) erase_seen(author);
    } else {
        std::vector<Author> authors;
        for (const auto& [author, write] : crowd_->writes) authors.push_back(author);
        for (const Author author : authors) erase_seen(author);
    }
    part_if_few();
}

void SlotWrites::gather() {
    crowd_ = std::make_unique<Crowd>();
    for (Write& write : few_) crowd_->put(std::move(write));
    few_.clear();
}

void SlotWrites::part_if_few() {
    if (crowd_->writes.size() > few_max / 2) return;
    const std::unique_ptr<Crowd> crowd = std::move(crowd_);
    for (auto& [author, write] : crowd->writes) few_.push_back(std::move(write));
}

void SlotWrites::write(StoreWriter& writer) const {
    const auto write_one = [&writer](const Write& write) {
        writer.dot(write.dot);
        writer.number(write.lamport.value);
        Coder<Content>::write(writer.bytes(), write.content);
    };
    writer.number(size());
    if (crowd_)
        for (const auto& [author, write] : crowd_->writes) write_one(write);
    else
        for (const Write& write : few_) write_one(write);
}

Result<SlotWrites> SlotWrites::read(StoreReader& reader) {
    const std::uint64_t count = TRY(reader.count(dot_size_min + 1 + Coder<Content>::size_min));
    SlotWrites writes;
    std::optional<Author> before;
    for (std::uint64_t i = 0; i < count; ++i) {
        Write write;
        write.dot = TRY(reader.dot());
        if (before && write.dot.author <= *before) return fail(Error::not_canonical);
        before = write.dot.author;
        write.lamport = Lamport{TRY(reader.number())};
        write.content = TRY(Coder<Content>::read(reader.bytes()));
        writes.put(std::move(write));
    }
    return writes;
}

}  // namespace core::crdt
