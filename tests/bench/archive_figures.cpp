#include "models/formats/protobuf/wire_writer.h"
#include "models/sources/archive/archive.h"
#include "models/sources/archive/archive_reader.h"
#include "models/sources/archive/archive_search.h"
#include "tests/bench/figures.h"

#include <QTemporaryDir>

#include <chrono>
#include <cstdio>
#include <memory>
#include <stdexcept>
#include <thread>
#include <utility>

namespace spanlight::bench {

namespace {

using formats::WireWriter;

constexpr std::size_t kSpansInBatch = 512;
constexpr std::size_t kSpansInTrace = 8;

std::string text(std::string_view value)
{
    WireWriter out;
    out.bytes(1, value);
    return out.take();
}

std::string attribute(std::string_view key, std::string_view value)
{
    WireWriter out;
    out.bytes(1, key);
    out.message(2, text(value));
    return out.take();
}

std::string idBytes(std::uint64_t value, std::size_t size)
{
    std::string bytes(size, '\x01');
    for (std::size_t i = 0; i < 8; ++i)
        bytes[size - 1 - i] = static_cast<char>(value >> (8 * i));
    return bytes;
}

// Spread as random ids are: an index of ids in order would be too easy.
std::uint64_t scattered(std::uint64_t number)
{
    return number * 0x9e3779b97f4a7c15ULL;
}

std::string span(std::uint64_t number)
{
    static constexpr const char* kNames[] = {"POST /api/v1/trainings",
                                             "SELECT bars",
                                             "worker.train",
                                             "http receive",
                                             "redis GET",
                                             "save_model",
                                             "http send",
                                             "GET /health"};
    const std::uint64_t trace = number / kSpansInTrace;
    const std::uint64_t start = 1'700'000'000'000'000'000 + number * 10'000;
    WireWriter out;
    out.bytes(1, idBytes(scattered(trace), 16));
    out.bytes(2, idBytes(scattered(number), 8));
    if (number % kSpansInTrace != 0)
        out.bytes(4, idBytes(scattered(number - 1), 8));
    out.bytes(5, kNames[number % 8]);
    out.varint(6, number % 5);
    out.fixed64(7, start);
    out.fixed64(8, start + 5'000'000 + scattered(number) % 1'000'000);
    out.message(9, attribute("operation.id", "op_training_20251111_" + std::to_string(trace)));
    out.message(9, attribute("http.method", "GET"));
    out.message(9, attribute("http.url", "http://backend:8000/api/v1/bars?n=" + std::to_string(number % 977)));
    out.message(9, attribute("net.peer.name", "backend"));
    out.message(9, attribute("thread.name", "worker-" + std::to_string(number % 16)));
    return out.take();
}

/// Export requests of one sender, about 270 bytes a span.
std::vector<std::string> requests(std::size_t spans)
{
    std::vector<std::string> all;
    for (std::size_t first = 0; first < spans; first += kSpansInBatch) {
        WireWriter scope;
        for (std::size_t i = first; i < std::min(first + kSpansInBatch, spans); ++i)
            scope.message(2, span(i));
        WireWriter resource;
        WireWriter attributes;
        attributes.message(1, attribute("service.name", "api-" + std::to_string(first / kSpansInBatch % 6)));
        resource.message(1, attributes.take());
        resource.message(2, scope.take());
        WireWriter request;
        request.message(1, resource.take());
        all.push_back(request.take());
    }
    return all;
}

/// An archive with this many spans, made when the first figure needs it.
class Kept
{
public:
    explicit Kept(std::size_t spans) : m_spans(spans) {}

    const std::vector<std::string>& batches()
    {
        if (m_batches.empty())
            m_batches = requests(m_spans);
        return m_batches;
    }

    void fill(const QString& path)
    {
        sources::ArchiveOptions options;
        options.operationKeys = {"operation.id"};
        auto archive = sources::Archive::open(path, options);
        if (!archive)
            throw std::runtime_error(archive.error().text().toStdString());
        const std::int64_t now =
            std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch())
                .count();
        for (const std::string& batch : batches())
            while (!(*archive)->offer({batch, now, kSpansInBatch}, {}))
                std::this_thread::sleep_for(std::chrono::microseconds(200)); // as a sender that is told to wait
    }

    void fillAnother()
    {
        const QTemporaryDir folder;
        fill(folder.filePath(QStringLiteral("archive.sqlite")));
    }

    void writePlainly()
    {
        const QTemporaryDir folder;
        std::FILE* file = std::fopen(folder.filePath(QStringLiteral("plain")).toLocal8Bit().constData(), "wb");
        for (const std::string& batch : batches())
            if (file == nullptr || std::fwrite(batch.data(), 1, batch.size(), file) != batch.size())
                throw std::runtime_error("the plain file cannot be written");
        std::fclose(file);
    }

    /// Traces found; the file is made at the first call.
    std::size_t search(const sources::SearchQuery& query)
    {
        const QString path = m_folder.filePath(QStringLiteral("archive.sqlite"));
        if (!std::exchange(m_isFilled, true))
            fill(path);
        auto reader = sources::ArchiveReader::open(path);
        const auto answer =
            sources::searchArchive(*reader, query, std::uint64_t{4} << 30, [](std::uint64_t) { return true; });
        if (!answer || answer->matched.empty())
            throw std::runtime_error("the archive lost spans");
        return answer->matched.size();
    }

    void findOperation()
    {
        sources::SearchQuery query;
        query.operationId = QStringLiteral("op_training_20251111_%1").arg(m_spans / kSpansInTrace / 2);
        query.operationKeys = {QStringLiteral("operation.id")};
        (void)search(query);
    }

    void findAttribute()
    {
        sources::SearchQuery query;
        query.attributes = {{QStringLiteral("http.url"), QStringLiteral("http://backend:8000/api/v1/bars?n=976")}};
        query.limit = 1'000'000;
        (void)search(query);
    }

private:
    std::size_t m_spans;
    std::vector<std::string> m_batches;
    QTemporaryDir m_folder;
    bool m_isFilled = false;
};

} // namespace

std::vector<Figure> archiveFigures(const Scale& scale)
{
    std::vector<Figure> figures;
    for (const std::size_t spans : scale.spanCounts) {
        const auto kept = std::make_shared<Kept>(spans);
        figures.push_back({.name = "keep in the archive",
                           .n = spans,
                           .reference = "write the same bytes to a file",
                           .limit = 60,
                           .subjectRun = [kept] { kept->fillAnother(); },
                           .referenceRun = [kept] { kept->writePlainly(); }});
        figures.push_back({.name = "find in the archive",
                           .n = spans,
                           .reference = "an attribute that is not in the index",
                           .limit = 1,
                           .subjectRun = [kept] { kept->findOperation(); },
                           .referenceRun = [kept] { kept->findAttribute(); }});
    }
    return figures;
}

} // namespace spanlight::bench
