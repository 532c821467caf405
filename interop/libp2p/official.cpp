// Our program for the official interop suites: everything it is to do is in its environment.
#include <cstdio>
#include <cstdlib>

#include "interop/libp2p/official_program.h"

int main() {
    using interop::libp2p::OfficialContract;
    const auto contract =
        OfficialContract::read([](const char* name) -> const char* { return std::getenv(name); });
    if (!contract) {
        std::fprintf(stderr, "%s\n", contract.error().c_str());
        return 1;
    }
    return interop::libp2p::OfficialProgram(*contract).run();
}
