// Any bytes as a DNS message: reading ends, and what is read lies within it.
#include "core/base/assert.h"
#include "core/testing/fuzz.h"
#include "net/mdns/dns.h"

FUZZ(dns_message) {
    using namespace net::mdns;
    auto reader = MessageReader::of(input);
    if (!reader) return;
    for (;;) {
        const auto question = reader->next_question();
        if (!question) return;
        if (!*question) break;
        ASSERT((*question)->name.bytes().size() < name_size_max);
    }
    for (std::size_t count = 0;; ++count) {
        ASSERT(count <= record_count_max);
        const auto record = reader->next_record();
        if (!record || !*record) return;
        const Name& name = (*record)->name;
        ASSERT(name.first_label().size() <= label_size_max);
        ASSERT(name.parent().size() <= name.bytes().size());
        core::Bytes data = (*record)->data;
        while (!data.empty() && take_text(data)) continue;
    }
}
