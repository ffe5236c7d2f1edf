#include "app/session/open_sources.h"

#include "models/sources/archive/archive_place.h"
#include "models/sources/source_factory.h"

#include <algorithm>
#include <set>
#include <utility>

namespace spanlight::app {

namespace {

bool isServer(const QString& address)
{
    return address.contains(QLatin1String("://")) && !address.startsWith(QLatin1String("file:"));
}

bool isPath(const QString& address)
{
    return !isServer(address) && address != QLatin1String("demo:") && !sources::isArchiveAddress(address);
}

} // namespace

tl::expected<void, sources::SourceError> OpenSources::open(const QStringList& addresses,
                                                           const sources::ConnectionOptions& options)
{
    List made;
    std::vector<QString> paths;
    for (const QString& address : addresses) {
        if (isPath(address)) {
            paths.push_back(address);
            continue;
        }
        auto source = sources::makeSource(address, options);
        if (!source)
            return tl::unexpected(source.error());
        made.push_back(std::move(*source));
    }
    if (paths.size() == 1) {
        auto source = sources::makeSource(paths.front(), options);
        if (!source)
            return tl::unexpected(source.error());
        made.push_back(std::move(*source));
    } else if (!paths.empty()) {
        made.push_back(sources::makeFileSource(std::move(paths)));
    }
    m_list = std::move(made);
    describe(addresses);
    return {};
}

void OpenSources::describe(const QStringList& addresses)
{
    m_state = {};
    QStringList titles;
    for (const auto& source : m_list) {
        titles.push_back(source->title());
        m_state.live = m_state.live || source->capabilities().live;
        if (isServer(source->address()) || m_list.size() == 1)
            m_state.addresses.push_back(source->address());
        connect(source.get(), &sources::Source::servicesChanged, this, &OpenSources::noteServices);
        connect(source.get(), &sources::Source::arrived, this, &OpenSources::arrived);
    }
    if (m_state.addresses.size() != static_cast<qsizetype>(m_list.size()) || m_list.size() == 1)
        m_state.addresses = isServer(addresses.value(0)) ? m_state.addresses : addresses;
    m_state.title = titles.join(QStringLiteral(" + "));
    noteCapabilities();
}

// Offered is what every one of them can do; a source may know more of itself when it has answered.
void OpenSources::noteCapabilities()
{
    if (m_list.empty())
        return;
    sources::Capabilities& all = m_state.capabilities;
    all = m_list.front()->capabilities();
    for (const auto& source : m_list) {
        const sources::Capabilities each = source->capabilities();
        all.searchWithoutService = all.searchWithoutService && each.searchWithoutService;
        all.attributeSearch = all.attributeSearch && each.attributeSearch;
        all.durationSearch = all.durationSearch && each.durationSearch;
        all.summaries = all.summaries && each.summaries;
        all.suggests = all.suggests || each.suggests;
        if (all.structuralQuery != each.structuralQuery)
            all.structuralQuery.clear();
    }
}

void OpenSources::noteServices()
{
    std::set<QString> services;
    for (const auto& each : m_list)
        for (const QString& service : each->services())
            services.insert(service);
    m_state.services = QStringList(services.begin(), services.end());
    noteCapabilities();
    emit servicesChanged();
}

std::optional<sources::ReceiverStatus> OpenSources::receiver() const
{
    for (const auto& source : m_list)
        if (auto status = source->receiver())
            return status;
    return std::nullopt;
}

void OpenSources::stopReceiving()
{
    for (const auto& source : m_list)
        source->stopReceiving();
}

bool OpenSources::separateRecordings() const
{
    return std::any_of(m_list.begin(), m_list.end(),
                       [](const auto& source) { return source->capabilities().separateRecordings; });
}

} // namespace spanlight::app
