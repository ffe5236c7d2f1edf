#include "models/sources/archive/archive_check.h"

#include "models/sources/archive/archive_reader.h"
#include "models/sources/archive/batch_scan.h"

#include <utility>

namespace spanlight::sources {

namespace {

constexpr std::size_t kMostDamages = 20;

class Check
{
public:
    Check(ArchiveReader& reader, const std::function<bool()>& goOn) : m_reader(reader), m_goOn(goOn) {}

    ArchiveVerdict run()
    {
        m_reader.setStop([this] { return !m_goOn(); });
        m_reader.database().run("BEGIN");
        file();
        batches();
        count("packed batches have no row that tells about them",
              "SELECT count(*) FROM packed WHERE batch NOT IN (SELECT id FROM batches)");
        count("traces have no batch that holds their spans",
              "SELECT count(*) FROM traces t WHERE NOT EXISTS (SELECT 1 FROM trace_batches WHERE trace=t.id)");
        count("entries of the index name traces that are not there",
              "SELECT count(*) FROM trace_batches b WHERE NOT EXISTS (SELECT 1 FROM traces WHERE id=b.trace)");
        count("entries of the index name batches that are not there",
              "SELECT count(*) FROM trace_batches b WHERE NOT EXISTS (SELECT 1 FROM batches WHERE id=b.batch)");
        count("batches have another number of traces than the index",
              "SELECT count(*) FROM batches b WHERE refs <> (SELECT n FROM (SELECT batch, count(*) AS n FROM "
              "trace_batches GROUP BY batch) c WHERE c.batch=b.id)");
        count("entries of the index name words or traces that are not there",
              "SELECT count(*) FROM trace_words w WHERE NOT EXISTS (SELECT 1 FROM words WHERE id=w.word) OR "
              "NOT EXISTS (SELECT 1 FROM traces WHERE id=w.trace)");
        m_reader.setStop({});
        return std::move(m_verdict);
    }

private:
    void damage(const QString& sentence)
    {
        if (m_verdict.damages.size() < kMostDamages)
            m_verdict.damages.push_back(sentence);
    }

    // What a damaged part hides is said once, and the check goes on with the next question.
    bool failed(const QString& where)
    {
        Database& database = m_reader.database();
        if (database.good())
            return false;
        if (!database.error().isInterrupted())
            damage(QStringLiteral("%1: %2").arg(where, QString::fromStdString(database.error().message)));
        database.clearError();
        return true;
    }

    void file()
    {
        Statement lines(m_reader.database(), "PRAGMA quick_check(20)");
        while (lines.next()) {
            const QString line = QString::fromStdString(std::string(lines.bytes(0)));
            if (line != QLatin1String("ok"))
                damage(QStringLiteral("SQLite: %1").arg(line));
        }
        failed(QStringLiteral("SQLite's check ended early"));
    }

    void batches()
    {
        std::vector<std::pair<std::int64_t, std::int64_t>> rows;
        Statement all(m_reader.database(), "SELECT id, spans FROM batches");
        while (all.next())
            rows.emplace_back(all.integer(0), all.integer(1));
        failed(QStringLiteral("not all batches can be listed"));
        for (const auto& [id, spans] : rows) {
            if (!m_goOn())
                return;
            ++m_verdict.batches;
            const auto bytes = m_reader.batch(id);
            m_reader.database().clearError();
            if (bytes && static_cast<std::int64_t>(scanBatch(*bytes, {}).spans) == spans)
                m_verdict.spans += spans;
            else
                ++m_verdict.brokenBatches;
        }
        if (m_verdict.brokenBatches > 0)
            damage(QStringLiteral("%1 of %2 batches cannot be read; their spans are lost")
                       .arg(m_verdict.brokenBatches)
                       .arg(m_verdict.batches));
    }

    void count(const char* what, const char* sql)
    {
        const std::int64_t number = m_reader.database().number(sql);
        if (!failed(QStringLiteral("a part of the index cannot be read")) && number > 0)
            damage(QStringLiteral("%1 %2").arg(number).arg(QString::fromUtf8(what)));
    }

    ArchiveReader& m_reader;
    const std::function<bool()>& m_goOn;
    ArchiveVerdict m_verdict;
};

} // namespace

tl::expected<ArchiveVerdict, SourceError> checkArchive(const QString& path, const std::function<bool()>& goOn)
{
    auto reader = ArchiveReader::open(path);
    if (!reader)
        return tl::unexpected(std::move(reader.error()));
    ArchiveVerdict verdict = Check(*reader, goOn).run();
    if (!goOn())
        return tl::unexpected(archiveError({9, {}}, path)); // SQLITE_INTERRUPT
    return verdict;
}

} // namespace spanlight::sources
