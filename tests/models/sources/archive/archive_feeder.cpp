#include "models/sources/archive/archive.h"
#include "tests/models/sources/archive/numbered_otlp.h"

#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>

// Keeps batch after batch in the archive of its first argument, from the number in the second on, and writes the number
// of each one to standard output once it is acknowledged. Until it is killed.

using namespace spanlight;

int main(int argc, char** argv)
{
    if (argc != 3)
        return 2;
    sources::ArchiveOptions options;
    options.operationKeys = {"operation.id"};
    auto archive = sources::Archive::open(QString::fromLocal8Bit(argv[1]), options);
    if (!archive)
        return 3;
    for (int number = std::atoi(argv[2]);; ++number) {
        sources::ReceivedBatch batch{test::numberedOtlp(number, 3), test::wallClock(), 3};
        const auto acknowledge = [number](const sources::Keeping& keeping) {
            if (keeping.state != sources::Keeping::State::Kept)
                std::_Exit(4);
            const std::string line = std::to_string(number) + "\n";
            std::fwrite(line.data(), 1, line.size(), stdout);
            std::fflush(stdout);
        };
        while (!(*archive)->offer(batch, acknowledge))
            std::this_thread::yield();
    }
}
