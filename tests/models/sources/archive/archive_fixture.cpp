#include "tests/models/sources/archive/archive_fixture.h"

#include <QFile>

#include <future>
#include <thread>

namespace spanlight::test {

using namespace sources;

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
