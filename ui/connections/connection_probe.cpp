#include "ui/connections/connection_probe.h"

#include "models/sources/companions/part_probe.h"
#include "models/sources/source_factory.h"

#include <QDateTime>

#include <algorithm>

namespace spanlight::ui {

namespace {

constexpr int kTraces = 5; // per service: enough to see how new the newest is

std::optional<std::int64_t> newestOf(const sources::SearchAnswer& answer)
{
    std::optional<std::int64_t> newest;
    for (const auto& store : answer.stores)
        for (std::uint32_t row = 0; row < store->spanCount(); ++row)
            newest = std::max(newest.value_or(store->endNs(trace::SpanRow{row})), store->endNs(trace::SpanRow{row}));
    return newest;
}

} // namespace

ConnectionProbe::ConnectionProbe(QObject* parent) : QObject(parent) {}

ConnectionProbe::~ConnectionProbe() = default;

void ConnectionProbe::start(const QString& address, const sources::ConnectionOptions& options)
{
    cancel();
    m_result = {};
    m_startedMs = QDateTime::currentMSecsSinceEpoch();
    auto source = sources::makeSource(address, options);
    if (!source) {
        m_result.error = source.error();
        m_open = 1;
        QMetaObject::invokeMethod(this, &ConnectionProbe::endPart, Qt::QueuedConnection);
        return;
    }
    m_source = std::move(*source);
    m_open = 1;
    if (const auto part = sources::probedAddress(address)) {
        ++m_open;
        m_version = std::make_unique<sources::PartProbe>(part->server, part->base, options);
        connect(m_version.get(), &sources::PartProbe::finished, this, [this] {
            m_result.version = m_version->version();
            endPart();
        });
        m_version->start();
    }
    sources::SearchQuery query;
    query.limit = kTraces;
    m_job = m_source->search(query);
    connect(m_job.get(), &sources::SourceJob::finished, this, [this] {
        takeAnswer();
        endPart();
    });
}

void ConnectionProbe::takeAnswer()
{
    const sources::SearchReport& report = m_job->answer().report;
    m_result.error = m_job->error();
    m_result.title = m_source->title();
    m_result.origin = report.origin;
    m_result.services = m_source->services();
    if (m_result.services.empty())
        m_result.services = report.services;
    m_result.newestNs = newestOf(m_job->answer());
    m_result.capabilities = m_source->capabilities();
    for (const sources::PartFailure& failure : report.failures)
        m_result.losses.push_back(failure.part + QStringLiteral(": ") + failure.error.text());
}

void ConnectionProbe::endPart()
{
    if (m_open == 0 || --m_open > 0) // cancelled meanwhile, or not the last one
        return;
    m_result.tookMs = QDateTime::currentMSecsSinceEpoch() - m_startedMs;
    emit finished();
}

void ConnectionProbe::cancel()
{
    m_open = 0;
    for (QObject* part : {static_cast<QObject*>(m_job.get()), static_cast<QObject*>(m_version.get())})
        if (part != nullptr)
            part->disconnect(this);
    m_job.reset();
    m_version.reset();
    m_source.reset();
}

} // namespace spanlight::ui
