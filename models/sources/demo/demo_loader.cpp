#include "models/sources/demo/demo_loader.h"

#include "models/formats/reader.h"
#include "models/sources/trace_filter.h"
#include "models/trace/time_text.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

/// A static library's resources are only there after this, and Qt's macro must stand outside of every namespace.
static void loadSamples()
{
    Q_INIT_RESOURCE(samples);
}

namespace spanlight::sources {

namespace {

const QString kFolder = QStringLiteral(":/spanlight/samples/");

QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

DemoSample sampleFrom(const QJsonObject& json)
{
    DemoSample sample;
    sample.name = json[QLatin1String("name")].toString();
    sample.text = json[QLatin1String("text")].toString();
    sample.isTrace = json[QLatin1String("kind")].toString() == QLatin1String("trace");
    sample.id = json[QLatin1String("id")].toString();
    sample.asOfNs = trace::parseTime(json[QLatin1String("asOf")].toString().toStdString()).value_or(0);
    for (const auto& file : json[QLatin1String("files")].toArray())
        sample.files.push_back(kFolder + file.toString());
    return sample;
}

std::shared_ptr<const trace::TraceStore> storeOf(const DemoSample& sample)
{
    trace::TraceBuilder builder;
    for (const QString& path : sample.files) {
        const QByteArray bytes = contentOf(path);
        formats::readBytes({bytes.constData(), static_cast<std::size_t>(bytes.size())},
                           path.mid(kFolder.size()).toStdString(), builder);
    }
    return builder.freeze();
}

/// Whether an operation or trace occurs in a store.
bool holds(const std::shared_ptr<const trace::TraceStore>& store, const QString& id)
{
    SearchQuery byOperation;
    byOperation.operationId = id;
    SearchQuery byTrace;
    byTrace.traceIds = {id};
    return !filterTraces({store}, byOperation).matched.empty() || !filterTraces({store}, byTrace).matched.empty();
}

} // namespace

std::vector<DemoSample> demoSamples()
{
    loadSamples();
    std::vector<DemoSample> samples;
    const QJsonDocument index = QJsonDocument::fromJson(contentOf(kFolder + QStringLiteral("index.json")));
    for (const auto& sample : index[QLatin1String("samples")].toArray())
        samples.push_back(sampleFrom(sample.toObject()));
    const QString first = index[QLatin1String("default")].toString();
    std::stable_partition(samples.begin(), samples.end(), [&](const DemoSample& sample) { return sample.id == first; });
    return samples;
}

DemoLoader::DemoLoader() : m_samples(demoSamples()) {}

Loaded DemoLoader::load(const SearchQuery& query, const LoadProgress& progress)
{
    const std::lock_guard lock(m_mutex);
    Loaded loaded;
    if (readAll(progress))
        loaded.stores = storesFor(query);
    return loaded;
}

bool DemoLoader::readAll(const LoadProgress& progress)
{
    while (m_stores.size() < m_samples.size()) {
        if (!progress(0, 0))
            return false;
        m_stores.push_back(storeOf(m_samples[m_stores.size()]));
    }
    return true;
}

Stores DemoLoader::storesFor(const SearchQuery& query) const
{
    std::vector<QString> ids = query.traceIds;
    if (!query.operationId.isEmpty())
        ids.push_back(query.operationId);
    if (ids.empty())
        return m_stores;
    Stores stores;
    for (std::size_t i = 0; i < m_samples.size(); ++i) {
        const auto belongs = [&](const QString& id) { return m_samples[i].id == id || holds(m_stores[i], id); };
        if (std::any_of(ids.begin(), ids.end(), belongs))
            stores.push_back(m_stores[i]);
    }
    return stores.empty() ? m_stores : stores;
}

std::optional<std::int64_t> DemoLoader::momentOf(const SearchAnswer& answer, const QString& id) const
{
    for (const DemoSample& sample : m_samples)
        if (!id.isEmpty() && sample.id == id)
            return sample.asOfNs;
    const std::lock_guard lock(m_mutex);
    std::optional<std::int64_t> newest;
    for (std::size_t i = 0; i < m_stores.size(); ++i) {
        if (std::find(answer.stores.begin(), answer.stores.end(), m_stores[i]) == answer.stores.end())
            continue;
        if (!id.isEmpty() && holds(m_stores[i], id))
            return m_samples[i].asOfNs;
        newest = std::max(newest.value_or(m_samples[i].asOfNs), m_samples[i].asOfNs);
    }
    return newest;
}

} // namespace spanlight::sources
