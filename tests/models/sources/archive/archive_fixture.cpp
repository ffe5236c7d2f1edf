#include "tests/models/sources/archive/archive_fixture.h"

#include "models/formats/writer.h"
#include "tests/support/trace_text.h"

#include <QFile>

#include <chrono>
#include <future>
#include <thread>

namespace spanlight::test {

using namespace sources;

std::int64_t wallClock()
{
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch())
        .count();
}

std::string otlpOf(std::string_view text)
{
    std::string bytes;
    (void)formats::writeTraces(*storeFromText(text), formats::WriteFormat::OtlpProtobuf, [&](std::string_view piece) {
        bytes += piece;
        return true;
    });
    return bytes;
}

std::string numberedOtlp(int number, int spans)
{
    const std::string n = std::to_string(number);
    std::string text = "trace " + n + "\nroot @" + n + "+900 api operation.id=op_" + n + "\n";
    for (int i = 1; i < spans; ++i)
        text += "  step-" + std::to_string(i) + " @" + std::to_string(number + i) +
                "+10 worker step:=" + std::to_string(i) + "\n";
    return otlpOf(text);
}

ArchiveOptions archiveOptions()
{
    ArchiveOptions options;
    options.operationKeys = {"operation.id"};
    options.syncEveryCommit = false; // the disk of a test machine is nobody's promise
    return options;
}

std::unique_ptr<Archive> openArchive(const QString& path, ArchiveOptions options)
{
    auto archive = Archive::open(path, std::move(options));
    EXPECT_TRUE(archive.has_value()) << archive.error().text().toStdString();
    return archive ? std::move(*archive) : nullptr;
}

Keeping keep(Archive& archive, std::string otlp, std::int64_t receivedNs)
{
    std::promise<Keeping> promise;
    const auto done = [&promise](const Keeping& keeping) { promise.set_value(keeping); };
    ReceivedBatch batch{std::move(otlp), receivedNs == 0 ? wallClock() : receivedNs, 0};
    while (!archive.offer(batch, done))
        std::this_thread::yield();
    return promise.get_future().get();
}

void ArchiveTest::fill(const std::vector<std::string>& batches) const
{
    const auto archive = openArchive(path());
    for (const std::string& batch : batches)
        EXPECT_EQ(keep(*archive, batch).state, Keeping::State::Kept);
}

std::string contentOf(const QString& path)
{
    QFile file(path);
    EXPECT_TRUE(file.open(QIODevice::ReadOnly)) << path.toStdString();
    return file.readAll().toStdString();
}

void writeContent(const QString& path, const std::string& bytes)
{
    QFile file(path);
    EXPECT_TRUE(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    EXPECT_EQ(file.write(bytes.data(), static_cast<qint64>(bytes.size())), static_cast<qint64>(bytes.size()));
}

} // namespace spanlight::test
