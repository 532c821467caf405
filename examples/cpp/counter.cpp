// A score that everybody in a mesh may add to, and that all of them see. docs/cpp.md goes through
// it.
//
//     counter Alpha                          with everybody near who runs with the same name
//     counter Alpha /ip4/127.0.0.1/tcp/0     on this machine alone
// [counter]
#include <selvage/selvage.h>

#include <iostream>

int complain(const selvage::Error& error) {
    std::cerr << error.cause << ". " << error.remedy << '\n';
    return 1;
}

int main(int count, char** words) {
    selvage::Options options{.id = count > 1 ? words[1] : "Alpha"};
    if (count > 2) {
        options.listen = {words[2]};
        options.mdns = "off";
    }
    const auto mesh = selvage::join(options);
    if (!mesh) return complain(mesh.error());

    const selvage::Document game = mesh->doc("game");
    const selvage::Stream scores = game.watch("score");
    // Done when it is in the journals of two Authorities, or of as many as there are.
    const auto written = game.add("score", 5, selvage::quorum(2)).wait();
    if (!written) return complain(written.error());
    if (written->is_degraded)
        std::cerr << "kept in " << written->have << " of " << written->need << " journals\n";

    for (;;) {
        const auto score = scores.next().wait();
        if (!score) return complain(score.error());
        std::cout << "score " << score->json() << std::endl;
    }
}
// [/counter]
