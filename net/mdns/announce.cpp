// The datagrams that discovery sends.
#include "core/base/assert.h"
#include "net/mdns/discovery.h"

namespace net::mdns {
namespace {

constexpr std::size_t header_size = 12;

void write_header(core::BufferWriter& writer, std::uint16_t flags, std::uint16_t questions,
                  std::uint16_t answers, std::uint16_t additionals) {
    for (const std::uint16_t word :
         {std::uint16_t{0}, flags, questions, answers, std::uint16_t{0}, additionals})
        writer.u16_be(word);
}

void write_name(core::BufferWriter& writer, std::string_view name) {
    writer.bytes(Name(name).bytes());
    writer.u8(0);
}

// The name that was written at that place.
void write_pointer(core::BufferWriter& writer, std::size_t place) {
    writer.u16_be(static_cast<std::uint16_t>(0xc000 | place));
}

void write_record(core::BufferWriter& writer, RecordType type, std::uint16_t class_,
                  std::chrono::seconds lifetime, std::size_t data_size) {
    writer.u16_be(static_cast<std::uint16_t>(type));
    writer.u16_be(class_);
    writer.u32_be(static_cast<std::uint32_t>(lifetime.count()));
    writer.u16_be(static_cast<std::uint16_t>(data_size));
}

// Of a TXT record's data: a byte for the size of each.
std::size_t size_of(const std::string& text) { return 1 + text.size(); }

}  // namespace

void Discovery::send_query() {
    core::Buffer bytes;
    core::BufferWriter writer(bytes, options_.datagram_size_max);
    write_header(writer, 0, 1, 0, 0);
    write_name(writer, service);
    writer.u16_be(static_cast<std::uint16_t>(RecordType::pointer));
    writer.u16_be(class_internet);
    ASSERT(writer.finish());
    static_cast<void>(datagrams_.push(std::move(bytes)));
}

void Discovery::send_services() {
    core::Buffer bytes;
    core::BufferWriter writer(bytes, options_.datagram_size_max);
    write_header(writer, response_flags, 0, 1, 0);
    write_name(writer, services);
    const Name data(service);
    write_record(writer, RecordType::pointer, class_internet, options_.lifetime,
                 data.bytes().size() + 1);
    write_name(writer, service);
    ASSERT(writer.finish());
    static_cast<void>(datagrams_.push(std::move(bytes)));
}

// As few datagrams as there is room in. Each can be read without the others.
void Discovery::send_announcements(std::chrono::seconds lifetime) {
    // Header, both names and both records take less.
    constexpr std::size_t frame_size = 160;
    const std::span<const std::string> texts(texts_);
    std::size_t begin = 0;
    while (begin < texts.size()) {
        std::size_t size = frame_size + size_of(texts[begin]);
        std::size_t end = begin + 1;
        while (end < texts.size() && size + size_of(texts[end]) <= options_.datagram_size_max)
            size += size_of(texts[end++]);
        send_announcement(texts.subspan(begin, end - begin), lifetime);
        begin = end;
    }
}

// The PTR record as answer, one TXT record of several texts as additional: what the specification
// says, and what those read who keep only one TXT record of a name.
void Discovery::send_announcement(std::span<const std::string> texts,
                                  std::chrono::seconds lifetime) {
    core::Buffer bytes;
    core::BufferWriter writer(bytes, options_.datagram_size_max);
    write_header(writer, response_flags, 0, 1, 1);
    write_name(writer, service);
    write_record(writer, RecordType::pointer, class_internet, lifetime, 1 + name_.size() + 2);
    const std::size_t name_place = bytes.size();
    writer.u8(static_cast<std::uint8_t>(name_.size()));
    writer.text(name_);
    write_pointer(writer, header_size);
    write_pointer(writer, name_place);
    std::size_t data_size = 0;
    for (const std::string& text : texts) data_size += size_of(text);
    // Not as one that replaces others: further addresses may be in further datagrams.
    write_record(writer, RecordType::text, class_internet, lifetime, data_size);
    for (const std::string& text : texts) {
        writer.u8(static_cast<std::uint8_t>(text.size()));
        writer.text(text);
    }
    ASSERT(writer.finish());
    static_cast<void>(datagrams_.push(std::move(bytes)));
}

}  // namespace net::mdns
